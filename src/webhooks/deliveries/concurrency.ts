// Who may have how many exchanges at once, so that no endpoint takes the places of others. What is dead never holds more
// than the first few; who answers quickly may have more leased ahead.
import { createLru } from '../../runtime/lru.ts'
import type { Ahead } from './leased.ts'

export interface Bounds {
  /** Exchanges at once that have not yet waited long. */
  quick: number
  /** Those that have. Together they are never more than both. */
  slow: number
  /** The share of one endpoint, and of one that is failing. */
  each: number
  failing: number
  /** With an endpoint that has answered none yet; each that it answers allows one more, up to its share. */
  first: number
}

export const NODE_BOUNDS: Bounds = { quick: 256, slow: 512, each: 64, failing: 1, first: 4 }
/** One invocation has six connections. */
export const WORKER_BOUNDS: Bounds = { quick: 4, slow: 2, each: 2, failing: 1, first: 1 }
/** Through a queue, many invocations have six each. */
export const QUEUE_BOUNDS: Bounds = { quick: 200, slow: 200, each: 16, failing: 1, first: 4 }

export interface Shares {
  /** An exchange begins, or is over. */
  take(endpoint: number): void
  leave(endpoint: number): void
  follow(endpoint: number, delivered: boolean): void
  mayFly(endpoint: number): boolean
  /** How many more of an endpoint may be leased. */
  roomOf(endpoint: number): number
  /** Endpoints of which no more may be leased. */
  busy(): number[]
  flying(): Iterable<number>
  /** What came back is written down. */
  written(): void
}

export function createShares(bounds: Bounds, troubled: ReadonlySet<number>, ahead: Ahead): Shares {
  const counts = new Map<number, number>()
  // How many exchanges in a row succeeded, up to a share.
  const answered = createLru<number, number>(20_000)
  // How many came back since the last write: as many again, twice over, may be leased ahead.
  let landed = new Map<number, number>()
  const countOf = (endpoint: number) => counts.get(endpoint) ?? 0
  const shareOf = (endpoint: number) =>
    troubled.has(endpoint) ? bounds.failing : Math.min(bounds.each, bounds.first + (answered.get(endpoint) ?? 0))
  const roomOf = (endpoint: number) => {
    const free = shareOf(endpoint) - countOf(endpoint) - ahead.of(endpoint)
    return troubled.has(endpoint) ? free : free + 2 * (landed.get(endpoint) ?? 0)
  }
  return {
    take(endpoint) {
      counts.set(endpoint, countOf(endpoint) + 1)
    },
    leave(endpoint) {
      const others = countOf(endpoint) - 1
      if (others <= 0) counts.delete(endpoint)
      else counts.set(endpoint, others)
      landed.set(endpoint, (landed.get(endpoint) ?? 0) + 1)
    },
    follow(endpoint, delivered) {
      if (delivered) answered.set(endpoint, Math.min(bounds.each, (answered.get(endpoint) ?? 0) + 1))
      else answered.delete(endpoint)
    },
    mayFly: (endpoint) => countOf(endpoint) < shareOf(endpoint),
    roomOf,
    busy() {
      const flying = [...counts.keys()]
      const failing = flying.filter((endpoint) => troubled.has(endpoint)).length
      const full = flying.filter((endpoint) => roomOf(endpoint) <= 0)
      return failing >= bounds.slow / 2 ? [...full, ...troubled] : full
    },
    flying: () => counts.keys(),
    written() {
      landed = new Map()
    },
  }
}
