// How many exchanges each endpoint may have in flight, so that none takes the places of others. A dead endpoint never holds
// more than the first few; one that answers quickly may have more leased ahead.
import { createLru } from '../../runtime/lru.ts'
import type { Bounds } from './bounds.ts'
import type { InFlight } from './in-flight.ts'
import type { Leased } from './leased-ahead.ts'
import type { OriginHolds } from './origin-holds.ts'

export interface Concurrency {
  /** Counts an exchange that is over; `delivered` is `null` if its reminder lapsed and was not sent. */
  came(endpoint: number, delivered: boolean | null): void
  mayBegin(endpoint: number): boolean
  /** How many more of the endpoint's deliveries may be leased. */
  roomOf(endpoint: number): number
  /** Endpoints with no room, or whose origin is held; also all that are failing, while such endpoints hold half of the slow places. */
  full(): number[]
  /** An exchange with the endpoint had to make room: until it answers, it has one at a time, and makes room for no other such. */
  suspect(endpoint: number): void
  readonly suspects: ReadonlySet<number>
  /** Resets the count of exchanges since the last write. */
  written(): void
}

const MOST_KNOWN = 20_000

export function createConcurrency(
  bounds: Bounds,
  troubled: ReadonlySet<number>,
  inFlight: InFlight,
  leased: Leased,
  origins: Pick<OriginHolds, 'held'>,
): Concurrency {
  // How many exchanges in a row succeeded, up to `bounds.each`.
  const succeeded = createLru<number, number>(MOST_KNOWN)
  // How many exchanges ended since the last write: twice as many may be leased ahead.
  let came = new Map<number, number>()
  const suspects = new Set<number>()
  const isDoubtful = (endpoint: number) => troubled.has(endpoint) || suspects.has(endpoint)
  const shareOf = (endpoint: number) =>
    isDoubtful(endpoint) ? bounds.failing : Math.min(bounds.each, bounds.first + (succeeded.get(endpoint) ?? 0))
  const roomOf = (endpoint: number) => {
    const free = shareOf(endpoint) - inFlight.of(endpoint) - leased.of(endpoint)
    return isDoubtful(endpoint) ? free : free + 2 * (came.get(endpoint) ?? 0)
  }
  return {
    suspects,
    suspect: (endpoint) => void suspects.add(endpoint),
    came(endpoint, delivered) {
      suspects.delete(endpoint)
      came.set(endpoint, (came.get(endpoint) ?? 0) + 1)
      if (delivered) succeeded.set(endpoint, Math.min(bounds.each, (succeeded.get(endpoint) ?? 0) + 1))
      else if (delivered === false) succeeded.delete(endpoint)
    },
    mayBegin: (endpoint) => !origins.held().has(endpoint) && inFlight.of(endpoint) < shareOf(endpoint),
    roomOf,
    full() {
      const flying = [...inFlight.endpoints()]
      const failing = flying.filter((endpoint) => troubled.has(endpoint)).length
      const full = [...flying.filter((endpoint) => roomOf(endpoint) <= 0), ...origins.held()]
      return failing >= bounds.slow / 2 ? [...full, ...troubled] : full
    },
    written() {
      came = new Map()
    },
  }
}
