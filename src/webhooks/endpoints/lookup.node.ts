// Names by the system's own rules, hosts file included. Each lookup holds a thread of a small pool until it is answered,
// so names that did not resolve, or only slowly, share a few: they keep no other waiting.
import type { LookupFunction } from 'node:net'
import { createLru } from '../../runtime/lru.ts'

/** Milliseconds after which an answer was slow. */
const SLOW = 1000
/** Lookups at once of names that were slow, or did not resolve. */
const MOST_SLOW = 4

export function fairLookup(lookup: LookupFunction): LookupFunction {
  const slow = createLru<string, true>(10_000)
  const waiting: (() => void)[] = []
  let looking = 0

  const ask = (host: string, ...[options, callback]: Rest): void => {
    const held = slow.get(host) === true
    if (held) looking++
    const began = performance.now()
    lookup(host, options, (error, ...found) => {
      if (error || performance.now() - began > SLOW) slow.set(host, true)
      else slow.delete(host)
      if (held) looking--
      if (looking < MOST_SLOW) waiting.shift()?.()
      callback(error, ...found)
    })
  }

  return (host, options, callback) => {
    if (slow.get(host) === true && looking >= MOST_SLOW) waiting.push(() => ask(host, options, callback))
    else ask(host, options, callback)
  }
}

type Rest = [options: Parameters<LookupFunction>[1], callback: Parameters<LookupFunction>[2]]
