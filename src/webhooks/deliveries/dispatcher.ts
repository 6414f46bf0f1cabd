// The dispatcher: leases deliveries, sends them, and writes down what they came to, many at once. A delivery goes from one
// place to the next, and each place is a file:
//
//   queue → leased (waits for a place) → in flight → returned (to be written) → queue again, or settled
//
// One transaction writes what has returned and leases what is next.
import type { Clock, Moment } from '../../runtime/clock.ts'
import type { Random } from '../../runtime/random.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Endpoints } from '../endpoints/store.ts'
import { outcomeOf, settle } from './attempts.ts'
import type { Bounds } from './bounds.ts'
import { createConcurrency } from './concurrency.ts'
import type { Claim, Lapse, Outcome } from './delivery.ts'
import { earliestDue, writeDue } from './due-by-endpoint.ts'
import type { EndpointHealth, HealthSignal } from './endpoint-health.ts'
import type { Bodies } from './frozen-bodies.ts'
import { createInFlight, type Exchange } from './in-flight.ts'
import { drop, giveBack, lease } from './lease.ts'
import { createLeased } from './leased-ahead.ts'
import type { Reply } from './retry.ts'
import type { Requests } from './signed-request.ts'
import { createTurnTimer } from './turn-timer.ts'
import { type Batch, createReturned } from './unwritten-results.ts'

/** What a turn wrote and leased, and what it means for others. */
export interface Turn {
  batch: Batch
  claims: readonly Claim[]
  signals: readonly HealthSignal[]
  /** What receivers answered to their verification. */
  answers: readonly { endpoint: number; text: string }[]
}

export interface Dispatcher {
  /** Writes what came back, and leases what is next. The caller has a transaction open, and calls `committed` or `failed` after it. */
  wake(now: Moment): Turn
  /** Sends what was leased. Answers whether something is due at another time than was last said. */
  committed(turn: Turn, now: Moment): boolean
  /** The store could not be written: what was sent is not forgotten, and is written as soon as that can be done. */
  failed(): void
  /** When something is due next, where it is not being sent: milliseconds of the real time. */
  next(): number | null
  /** Leases nothing more, or goes on leasing. */
  close(): void
  open(): void
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
  /**
   * Leases nothing more, and resolves when all is written down. What is still on its way after so many milliseconds goes
   * back to the queue as not tried.
   */
  stop(patience?: number): Promise<void>
  /** On its way, or back and not written down yet. */
  readonly inFlight: number
}

export interface DispatcherOptions {
  db: Sqlite
  endpoints: Endpoints
  health: EndpointHealth
  bodies: Bodies
  requests: Requests
  bounds: Bounds
  clock: Clock
  random: Random
  /** Whether nothing more may be sent before the runtime wakes the desk anew. */
  rests: () => boolean
  /** Has the desk take the dispatcher's turn. */
  takeTurn: () => void
}

/** So many results are written at once; fewer, after a moment. Milliseconds. */
const MOST_AT_ONCE = 256
const MOMENT = 10
const WRITE_AGAIN = 1000
/** At most so many are leased beyond what has a place, and for so long: well within their lease. */
const MOST_AHEAD = 256
const LONGEST_AHEAD = 5000

type Places = ReturnType<typeof createPlaces>

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, clock, random, requests, takeTurn } = options
  const timer = createTurnTimer(takeTurn)
  const places = createPlaces(options, timer.now)
  const { leased, inFlight, returned, concurrency } = places
  let state: 'open' | 'closed' | 'stopped' = 'open'
  let storeFails = false
  // Whether the last turn found something to send.
  let more = false
  const waiting: (() => void)[] = []
  const isClosed = () => state !== 'open' || options.rests()
  const isIdle = () => inFlight.size + returned.size + leased.size === 0

  const begin = (claim: Claim): void => {
    const exchange = inFlight.begin(claim, clock.real())
    requests.send(claim).then(
      (reply) => end(exchange, reply),
      (error: unknown) => end(exchange, { error: 'protocol', detail: error instanceof Error ? error.message : String(error) }),
    )
  }

  const end = (exchange: Exchange, reply: Reply | Lapse): void => {
    if (!inFlight.end(exchange)) return
    receive(places, exchange, reply, random.fraction(), clock.real())
    if (storeFails) return
    beginLeased()
    // Half of what was on its way has come back, and nothing that is leased can take its place.
    const starves = more && leased.size === 0 && returned.attempts >= inFlight.size
    if (returned.attempts >= MOST_AT_ONCE || inFlight.size === 0 || starves) takeTurn()
    else timer.in(MOMENT)
  }

  /** Sends what is leased as far as there are places; an endpoint that was altered is asked for again first. */
  const beginLeased = (): void => {
    const holds = !places.isOutdated() && !isClosed()
    if (leased.size > 0 && !holds) timer.now()
    while (holds && leased.size > 0 && inFlight.room() > 0) {
      const claim = leased.take(concurrency.mayBegin)
      if (claim === null) return
      begin(claim)
    }
  }

  /** Where the store cannot be written now, what is leased stays so until its lease runs out. */
  const abandon = (): void => {
    returned.giveBack(inFlight.abandon())
    takeTurn()
    for (const resolve of waiting.splice(0)) resolve()
  }

  return {
    get inFlight() {
      return inFlight.size + returned.attempts
    },
    wake(now) {
      timer.cancel()
      places.takeBack(isClosed(), now.real)
      return takeTurnOf(places, options, isClosed(), now)
    },
    committed(turn, now) {
      storeFails = false
      returned.written(turn.batch)
      options.health.committed(turn.batch.attempts)
      // What was just written may have ended an endpoint.
      places.takeBack(isClosed(), now.real)
      concurrency.written()
      more = turn.claims.length > 0
      for (const claim of turn.claims) leased.add(claim, now.real)
      beginLeased()
      if (returned.unsent > 0) timer.now()
      if (isIdle()) for (const resolve of waiting.splice(0)) resolve()
      return state !== 'stopped' && isNews(turn.batch, inFlight.size)
    },
    failed() {
      storeFails = true
      if (state !== 'stopped') timer.in(WRITE_AGAIN)
    },
    next: () => (inFlight.room() <= 0 ? null : earliestDue(db, [...inFlight.endpoints(), ...leased.endpoints(), ...concurrency.full()])),
    close() {
      if (state === 'open') state = 'closed'
      // What is leased goes back.
      if (leased.size > 0) timer.now()
    },
    open() {
      if (state === 'closed') state = 'open'
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async stop(patience) {
      state = 'stopped'
      const late = patience === undefined ? undefined : setTimeout(abandon, patience)
      if (!isIdle()) await new Promise<void>((resolve) => waiting.push(resolve))
      clearTimeout(late)
      timer.cancel()
    },
  }
}

/** Where deliveries are between the queue and the queue. */
function createPlaces({ bounds, endpoints, health }: DispatcherOptions, onRoom: () => void) {
  const { troubled } = health
  const leased = createLeased()
  const inFlight = createInFlight(bounds, onRoom)
  const returned = createReturned()
  const concurrency = createConcurrency(bounds, troubled, inFlight, leased)
  // Which endpoints there were when the leased ones were looked at.
  let version = endpoints.version
  return {
    leased,
    inFlight,
    returned,
    concurrency,
    isOutdated: () => version !== endpoints.version,
    /** Takes back leases that are not to be used: of endpoints that were altered or fail, and those that waited for too long. */
    takeBack(closed: boolean, now: number) {
      const all = closed || version !== endpoints.version
      const oldest = now - LONGEST_AHEAD
      returned.giveBack(leased.withdraw((endpoint, leasedAt) => all || leasedAt < oldest || troubled.has(endpoint)))
      version = endpoints.version
    },
  }
}

/** What an exchange came to. After a failure, what more was leased for the endpoint waits until it is known what follows. */
function receive(
  { leased, returned, concurrency }: Places,
  { claim, at }: Exchange,
  reply: Reply | Lapse,
  jitter: number,
  now: number,
): void {
  const { endpoint, delivery } = claim
  if (typeof reply === 'string') {
    concurrency.came(endpoint, null)
    returned.lapse({ delivery, endpoint, state: reply })
    return
  }
  const outcome = outcomeOf(claim, reply, at, jitter, now)
  const delivered = outcome.state === 'delivered'
  concurrency.came(endpoint, delivered)
  returned.attempt(outcome)
  if (!delivered && leased.of(endpoint) > 0) returned.giveBack(leased.withdraw((other) => other === endpoint))
}

function takeTurnOf({ leased, inFlight, returned, concurrency }: Places, options: DispatcherOptions, closed: boolean, now: Moment): Turn {
  const { db, health, bodies, requests } = options
  const batch = returned.batch()
  settle(db, batch.attempts)
  for (const lapsed of batch.lapsed) drop(db, lapsed)
  giveBack(db, batch.unsent, now.real)
  const signals = health.follow(batch.attempts, now.real)
  // Where all went well nothing is due any earlier, and that can be written together with what is leased.
  const [smooth, rough] = byCourse(batch.attempts, health.troubled)
  writeDue(db, rough)
  const claims = closed ? [] : leaseMore()
  for (const { endpoint } of claims) smooth.delete(endpoint)
  writeDue(db, smooth)
  return { batch, claims, signals, answers: answersOf(batch.attempts) }

  /** As many as there are places for, and beyond that as many as came back twice over. */
  function leaseMore(): Claim[] {
    const spare = Math.min(MOST_AHEAD, 2 * batch.attempts.length) - leased.size
    const room = inFlight.room() <= 0 ? 0 : inFlight.room() + Math.max(0, spare)
    const { roomOf } = concurrency
    const made = lease(db, { room, without: concurrency.full(), roomOf, now: now.real, deskNow: now.desk, bodies })
    requests.prepare(made)
    return made
  }
}

function answersOf(attempts: readonly Outcome[]): Turn['answers'] {
  return attempts.flatMap(({ claim, attempt, state }) =>
    claim.type === 'endpoint.verification' && state === 'delivered' && attempt.answer !== null
      ? [{ endpoint: claim.endpoint, text: attempt.answer }]
      : [],
  )
}

/** Endpoints that took what was sent, and those that did not, or had not before; one may be in both. */
function byCourse(attempts: readonly Outcome[], troubled: ReadonlySet<number>): [smooth: Set<number>, rough: Set<number>] {
  const [smooth, rough] = [new Set<number>(), new Set<number>()]
  for (const { state, claim } of attempts) (state === 'delivered' && !troubled.has(claim.endpoint) ? smooth : rough).add(claim.endpoint)
  return [smooth, rough]
}

/** Whether others wait for something that a turn made so: that something is due at another time. */
function isNews({ attempts, lapsed }: Batch, inFlight: number): boolean {
  return inFlight === 0 ? attempts.length + lapsed.length > 0 : attempts.some(({ state }) => state === 'waiting')
}
