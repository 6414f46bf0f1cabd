// What is in flight: exchanges that have begun and are not over. One that waits long for its response moves to a lane of its
// own, so that slow and dead endpoints never hold the places of quick ones; and one that waits longer may have to make room.
import type { Bounds } from './bounds.ts'
import type { Claim } from './delivery.ts'
import { createTimeouts } from './timeouts.ts'

export interface Exchange {
  claim: Claim
  /** When it began: milliseconds of the real time. */
  at: number
  slow: boolean
  /** Whether it has waited so long that it may have to make room. */
  yields: boolean
  /** Ends it early, where whoever sends it can do that. */
  cancel?: () => void
}

export interface InFlight {
  readonly size: number
  /** How many more may begin: the free places of the quick lane, as long as the total stays within both lanes. */
  room(): number
  of(endpoint: number): number
  endpoints(): Iterable<number>
  begin(claim: Claim, now: number): Exchange
  /** Whether it still was in flight. */
  end(exchange: Exchange): boolean
  /** For how many milliseconds no exchange has ended by itself. */
  quietFor(): number
  /** Ends exchanges early and answers what they were: all, or of those that may have to make room the first, at most so many. */
  abandon(most?: number): Claim[]
}

/** After so many milliseconds, an exchange is slow. */
const SLOW_AFTER = 250

/** `onRoom` is called when an exchange becomes slow, which frees a quick place, and when one may have to make room. */
export function createInFlight(
  { quick, slow: most, yieldsAfter }: Pick<Bounds, 'quick' | 'slow' | 'yieldsAfter'>,
  onRoom: () => void,
): InFlight {
  const counts = new Map<number, number>()
  const exchanges = new Set<Exchange>()
  let slow = 0
  let endedAt = performance.now()
  const timeouts = createTimeouts<Exchange>(SLOW_AFTER, (exchange) => {
    exchange.slow = true
    slow++
    onRoom()
  })
  const longer = createTimeouts<Exchange>(yieldsAfter ?? 0, (exchange) => {
    exchange.yields = true
    if (room() <= 0) onRoom()
  })
  const room = () => Math.min(quick - (exchanges.size - slow), quick + most - exchanges.size)
  const remove = (exchange: Exchange): boolean => {
    if (!exchanges.delete(exchange)) return false
    const { endpoint } = exchange.claim
    timeouts.remove(exchange)
    longer.remove(exchange)
    if (exchange.slow) slow--
    const others = (counts.get(endpoint) ?? 0) - 1
    if (others <= 0) counts.delete(endpoint)
    else counts.set(endpoint, others)
    return true
  }
  return {
    get size() {
      return exchanges.size
    },
    room,
    of: (endpoint) => counts.get(endpoint) ?? 0,
    endpoints: () => counts.keys(),
    begin(claim, at) {
      const exchange: Exchange = { claim, at, slow: false, yields: false }
      exchanges.add(exchange)
      counts.set(claim.endpoint, (counts.get(claim.endpoint) ?? 0) + 1)
      timeouts.add(exchange)
      if (yieldsAfter !== null) longer.add(exchange)
      return exchange
    },
    end(exchange) {
      endedAt = performance.now()
      return remove(exchange)
    },
    quietFor: () => performance.now() - endedAt,
    abandon(limit) {
      const chosen =
        limit === undefined ? [...exchanges] : [...exchanges].filter(({ yields, cancel }) => yields && cancel !== undefined).slice(0, limit)
      for (const exchange of chosen) {
        remove(exchange)
        exchange.cancel?.()
      }
      return chosen.map(({ claim }) => claim)
    },
  }
}
