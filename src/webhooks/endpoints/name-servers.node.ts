// Names as the name servers that the system names answer, without its hosts file: unlike the system's own lookup, it holds no
// thread, and can be ended.
import { Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import type { Resolve } from './look-up.ts'

export const askNameServers: Resolve = async (host, signal) => {
  const resolver = new Resolver({ timeout: 1500, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel)
  try {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** A lookup as it is given to connections, for whoever wants the addresses alone. */
export function addressesBy(lookup: LookupFunction): Resolve {
  return (host) =>
    new Promise((resolve, reject) => {
      lookup(host, { all: true }, (error, found) => {
        if (error) reject(error)
        else resolve(Array.isArray(found) ? found.map(({ address }) => address) : [])
      })
    })
}
