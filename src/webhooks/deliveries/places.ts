// Where deliveries are between leaving the queue and being written down, and how they go back to it.
import type { Clock } from '../../runtime/clock.ts'
import type { Endpoints } from '../endpoints/store.ts'
import type { Bounds } from './bounds.ts'
import { createConcurrency } from './concurrency.ts'
import type { Claim } from './delivery.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { createInFlight } from './in-flight.ts'
import { createLeased } from './leased-ahead.ts'
import { createOriginHolds } from './origin-holds.ts'
import type { Queue } from './queue.ts'
import { createReturned } from './unwritten-results.ts'

interface Options {
  queue: Queue
  bounds: Bounds
  endpoints: Pick<Endpoints, 'at' | 'get' | 'version'>
  clock: Pick<Clock, 'real'>
  health: Pick<EndpointHealth, 'troubled'>
}

/** For how many milliseconds a delivery may be leased and wait for a place. */
const LONGEST_AHEAD = 5000
/** Milliseconds without any response after which exchanges may have to make room. */
const QUIET = 500

export type Places = ReturnType<typeof createPlaces>

/** `onRoom` is called when a place may have become free. */
export function createPlaces({ queue, bounds, endpoints, clock, health: { troubled } }: Options, onRoom: () => void) {
  const leased = createLeased()
  const inFlight = createInFlight(bounds, onRoom)
  const returned = createReturned()
  const origins = createOriginHolds(endpoints, clock.real)
  const concurrency = createConcurrency(bounds, troubled, inFlight, leased, origins)
  // The version of the endpoints when leases were last checked.
  let version = endpoints.version
  return {
    leased,
    inFlight,
    returned,
    concurrency,
    origins,
    /**
     * Where all places are taken, nothing comes back, and endpoints wait for their turn, those make room that have waited
     * longest for a response: what they were sent goes back as not tried, and is sent again later with the same id. Returns
     * after how many milliseconds to look again.
     */
    makeRoom(now: number): number | null {
      if (inFlight.room() > 0) return null
      const left = QUIET - inFlight.quietFor()
      if (left > 0) return left
      const others = new Set([...inFlight.endpoints(), ...leased.endpoints(), ...troubled, ...concurrency.suspects, ...origins.held()])
      const given = inFlight.abandon(leased.size + queue.dueTimes.turns(now, others, bounds.quick).length)
      for (const { endpoint } of given) concurrency.suspect(endpoint)
      giveBack(queue, given, now)
      return null
    },
    isOutdated: () => version !== endpoints.version,
    /** Takes back all leases if closed or any endpoint was altered, else those that are too old, or of endpoints that fail or wait. */
    takeBack(closed: boolean, now: number) {
      const all = closed || version !== endpoints.version
      const oldest = now - LONGEST_AHEAD
      const held = origins.held()
      giveBack(
        queue,
        leased.withdraw((endpoint, leasedAt) => all || leasedAt < oldest || troubled.has(endpoint) || held.has(endpoint)),
        now,
      )
      version = endpoints.version
    },
  }
}

/** What was leased and is not sent now waits again, as if it had never been leased. */
export function giveBack(queue: Queue, claims: readonly Claim[], now: number): void {
  for (const claim of claims) if (isCurrent(queue, claim)) queue.leased.delete(claim.delivery)
  queue.dueTimes.bring(
    claims.map(({ endpoint }) => endpoint),
    now,
  )
}

/** Whether a claim is the one by which its delivery is leased now: it may have been settled and queued again meanwhile. */
export function isCurrent({ leased }: Queue, claim: Claim): boolean {
  return leased.get(claim.delivery) === claim
}
