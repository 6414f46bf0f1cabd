// How many exchanges each endpoint may have at once, so that none takes the places of others. What is dead never holds more
// than the first few; who answers quickly may have more leased ahead.
import { createLru } from '../../runtime/lru.ts'
import type { Bounds } from './bounds.ts'
import type { InFlight } from './in-flight.ts'
import type { Leased } from './leased-ahead.ts'

export interface Concurrency {
  /** An exchange with the endpoint is over. */
  came(endpoint: number, delivered: boolean | null): void
  mayBegin(endpoint: number): boolean
  /** How many more of an endpoint may be leased. */
  roomOf(endpoint: number): number
  /** Endpoints of which no more may be leased. */
  full(): number[]
  /** What came back is written down. */
  written(): void
}

const MOST_KNOWN = 20_000

export function createConcurrency(bounds: Bounds, troubled: ReadonlySet<number>, inFlight: InFlight, leased: Leased): Concurrency {
  // How many exchanges in a row succeeded, up to a share.
  const succeeded = createLru<number, number>(MOST_KNOWN)
  // How many came back since the last write: as many again, twice over, may be leased ahead.
  let came = new Map<number, number>()
  const shareOf = (endpoint: number) =>
    troubled.has(endpoint) ? bounds.failing : Math.min(bounds.each, bounds.first + (succeeded.get(endpoint) ?? 0))
  const roomOf = (endpoint: number) => {
    const free = shareOf(endpoint) - inFlight.of(endpoint) - leased.of(endpoint)
    return troubled.has(endpoint) ? free : free + 2 * (came.get(endpoint) ?? 0)
  }
  return {
    came(endpoint, delivered) {
      came.set(endpoint, (came.get(endpoint) ?? 0) + 1)
      if (delivered) succeeded.set(endpoint, Math.min(bounds.each, (succeeded.get(endpoint) ?? 0) + 1))
      else if (delivered === false) succeeded.delete(endpoint)
    },
    mayBegin: (endpoint) => inFlight.of(endpoint) < shareOf(endpoint),
    roomOf,
    full() {
      const flying = [...inFlight.endpoints()]
      const failing = flying.filter((endpoint) => troubled.has(endpoint)).length
      const full = flying.filter((endpoint) => roomOf(endpoint) <= 0)
      return failing >= bounds.slow / 2 ? [...full, ...troubled] : full
    },
    written() {
      came = new Map()
    },
  }
}
