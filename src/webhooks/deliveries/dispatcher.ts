// The dispatcher: leases deliveries, sends them, and writes down what they came to, many at once. A delivery goes from one
// place to the next, and each place is a file:
//
//   queue → leased (waits for a place) → in flight → returned (to be written) → queue again, or settled
//
// One transaction writes what has returned and leases what is next.
import type { Clock, Moment } from '../../runtime/clock.ts'
import type { Random } from '../../runtime/random.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { earliest } from '../../talks/time.ts'
import type { Endpoints } from '../endpoints/store.ts'
import type { Answer } from '../formats/format.ts'
import { FORMATS } from '../formats/formats.ts'
import { outcomeOf, settle } from './attempts.ts'
import type { Bounds } from './bounds.ts'
import type { Claim, Lapse, Outcome } from './delivery.ts'
import type { EndpointHealth, HealthSignal } from './endpoint-health.ts'
import type { Bodies } from './frozen-bodies.ts'
import type { Exchange } from './in-flight.ts'
import { drop, lease } from './lease.ts'
import { createPlaces, giveBack, isCurrent, type Places } from './places.ts'
import type { Queue } from './queue.ts'
import type { Reply } from './retry.ts'
import type { Requests } from './signed-request.ts'
import { createTurnTimer } from './turn-timer.ts'
import type { Batch } from './unwritten-results.ts'

/** What a turn wrote and leased, and what it means for others. */
export interface Turn {
  batch: Batch
  claims: readonly Claim[]
  signals: readonly HealthSignal[]
  /** What receivers answered to their verification. */
  answers: readonly { endpoint: number; answer: Answer }[]
}

export interface Dispatcher {
  /** Writes results and leases what is due. The caller has a transaction open, then calls `committed` or `failed`. */
  wake(now: Moment): Turn
  /** Sends what was leased. Returns whether something is due at another time than was last said. */
  committed(turn: Turn, now: Moment): boolean
  /** The transaction failed: results stay in memory, and writing them is tried again after a while. */
  failed(): void
  /** When an endpoint with nothing leased or in flight is due next, in real milliseconds; `null` also if all is full. */
  next(): number | null
  /** Stops leasing and gives back what is leased; `open` starts it again. */
  close(): void
  open(): void
  /** Resolves when nothing is leased or in flight, and all results are written down. */
  idle(): Promise<void>
  /**
   * Leases nothing more, and resolves when all results are written down. What is still in flight after so many milliseconds
   * goes back to the queue as not tried.
   */
  stop(patience?: number): Promise<void>
  /** How many are in flight, or back and not written down yet. */
  readonly inFlight: number
}

export interface DispatcherOptions {
  db: Sqlite
  queue: Queue
  endpoints: Endpoints
  health: EndpointHealth
  bodies: Bodies
  requests: Requests
  bounds: Bounds
  clock: Clock
  random: Random
  /** Whether nothing more may be sent until the runtime wakes the desk again. */
  rests: () => boolean
  /** Makes the desk take the dispatcher's turn, in a transaction. */
  takeTurn: () => void
}

/** Results are written when there are this many, or after `MOMENT` milliseconds; after a failure, again in `WRITE_AGAIN`. */
const MOST_AT_ONCE = 256
const MOMENT = 10
const WRITE_AGAIN = 1000
/** How many may be leased beyond the free places. */
const MOST_AHEAD = 256

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { queue, clock, random, requests, takeTurn } = options
  const timer = createTurnTimer(takeTurn)
  const places = createPlaces(options, timer.now)
  const { leased, inFlight, returned, concurrency, origins } = places
  let state: 'open' | 'closed' | 'stopped' = 'open'
  let storeFails = false
  // Whether the last turn found something to send.
  let more = false
  const waiting: (() => void)[] = []
  const isClosed = () => state !== 'open' || options.rests()
  const isIdle = () => inFlight.size + returned.size + leased.size === 0

  const begin = (claim: Claim): void => {
    const exchange = inFlight.begin(claim, clock.real())
    const begun = (cancel: () => void) => {
      exchange.cancel = cancel
    }
    requests.send(claim, begun).then(
      (reply) => end(exchange, reply),
      (error: unknown) => end(exchange, { error: 'protocol', detail: error instanceof Error ? error.message : String(error) }),
    )
  }

  const end = (exchange: Exchange, reply: Reply | Lapse): void => {
    if (!inFlight.end(exchange)) return
    receive(queue, places, exchange, reply, random.fraction(), clock.real())
    if (storeFails) return
    beginLeased()
    // Half of what was in flight is back, and nothing that is leased can take its place.
    const starves = more && leased.size === 0 && returned.attempts >= inFlight.size
    if (returned.attempts >= MOST_AT_ONCE || inFlight.size === 0 || starves) takeTurn()
    else timer.in(MOMENT)
  }

  /** Sends what is leased while there are places. If any endpoint was altered, a turn takes the leases back first. */
  const beginLeased = (): void => {
    const holds = !places.isOutdated() && !isClosed()
    if (leased.size > 0 && !holds) timer.now()
    while (holds && leased.size > 0 && inFlight.room() > 0) {
      const claim = leased.take(concurrency.mayBegin)
      if (claim === null) return
      begin(claim)
    }
  }

  const abandon = (): void => {
    giveBack(queue, inFlight.abandon(), clock.real())
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
      const again = isClosed() ? null : places.makeRoom(now.real)
      if (again !== null) timer.in(again)
      return takeTurnOf(places, options, isClosed(), now)
    },
    committed(turn, now) {
      storeFails = false
      returned.written(turn.batch)
      const attempts = turn.batch.attempts.filter(({ claim }) => isCurrent(queue, claim))
      for (const { delivery } of [...attempts.map(({ claim }) => claim), ...turn.batch.lapsed]) {
        queue.leased.delete(delivery)
        queue.urgent.delete(delivery)
      }
      options.health.committed(attempts)
      // What was just written may have ended an endpoint.
      places.takeBack(isClosed(), now.real)
      concurrency.written()
      more = turn.claims.length > 0
      for (const claim of turn.claims) {
        queue.leased.set(claim.delivery, claim)
        leased.add(claim, now.real)
      }
      beginLeased()
      if (isIdle()) for (const resolve of waiting.splice(0)) resolve()
      return state !== 'stopped' && isNews(turn.batch, inFlight.size)
    },
    failed() {
      storeFails = true
      queue.dueTimes.forget()
      if (state !== 'stopped') timer.in(WRITE_AGAIN)
    },
    next: () =>
      // While the store fails, the next turn is planned.
      storeFails || inFlight.room() <= 0
        ? null
        : earliest(
            queue.dueTimes.earliest(new Set([...inFlight.endpoints(), ...leased.endpoints(), ...concurrency.full()])),
            origins.ends(),
          ),
    close() {
      if (state === 'open') state = 'closed'
      // The turn gives back what is leased.
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

/** Notes what an exchange came to. After a failure, what else is leased for the endpoint is given back. */
function receive(
  queue: Queue,
  { leased, returned, concurrency, origins }: Places,
  { claim, at }: Exchange,
  reply: Reply | Lapse,
  jitter: number,
  now: number,
): void {
  const { endpoint, delivery, format } = claim
  if (typeof reply === 'string') {
    concurrency.came(endpoint, null)
    returned.lapse({ delivery, endpoint, format, state: reply })
    return
  }
  const outcome = outcomeOf(claim, reply, at, jitter, now)
  const delivered = outcome.state === 'delivered'
  concurrency.came(endpoint, delivered)
  returned.attempt(outcome)
  if (outcome.retryAfter !== null && FORMATS[format].holds === 'origin') origins.hold(endpoint, outcome.retryAfter)
  if (!delivered && leased.of(endpoint) > 0)
    giveBack(
      queue,
      leased.withdraw((other) => other === endpoint),
      now,
    )
}

function takeTurnOf({ leased, inFlight, returned, concurrency }: Places, options: DispatcherOptions, closed: boolean, now: Moment): Turn {
  const { db, queue, health, bodies, requests } = options
  const batch = returned.batch()
  const attempts = batch.attempts.filter(({ claim }) => isCurrent(queue, claim))
  settle(db, attempts)
  for (const lapsed of batch.lapsed) drop(db, lapsed)
  const signals = health.follow(attempts, now.real)
  // Where all went well, nothing is due any earlier. Else a retry is, or what was held.
  for (const { claim, state } of batch.attempts)
    if (state !== 'delivered' || health.troubled.has(claim.endpoint)) queue.dueTimes.bring([claim.endpoint], now.real)
  const claims = closed ? [] : leaseMore()
  return { batch, claims, signals, answers: answersOf(attempts) }

  /** As many as there are places for, and ahead of that up to twice as many as came back. */
  function leaseMore(): Claim[] {
    const spare = Math.min(MOST_AHEAD, 2 * batch.attempts.length) - leased.size
    const room = inFlight.room() <= 0 ? 0 : inFlight.room() + Math.max(0, spare)
    const back = new Set([...attempts.map(({ claim }) => claim), ...batch.lapsed].map(({ delivery }) => delivery))
    const made = lease(db, queue, {
      ...{ room, bodies, now: now.real, deskNow: now.desk, roomOf: concurrency.roomOf },
      without: new Set(concurrency.full()),
      leasedOf: (endpoint) => inFlight.of(endpoint) + leased.of(endpoint),
      isLeased: (delivery) => queue.leased.has(delivery) && !back.has(delivery),
      isTroubled: (endpoint) => health.troubled.has(endpoint),
    })
    requests.prepare(made)
    return made
  }
}

function answersOf(attempts: readonly Outcome[]): Turn['answers'] {
  return attempts
    .filter(({ claim, state }) => claim.type === 'endpoint.verification' && state === 'delivered')
    .flatMap(({ claim, response }) => (response ? [{ endpoint: claim.endpoint, answer: response }] : []))
}

/** Whether a turn changed when the desk must wake: a retry waits, or the last exchange is over. */
function isNews({ attempts, lapsed }: Batch, inFlight: number): boolean {
  return inFlight === 0 ? attempts.length + lapsed.length > 0 : attempts.some(({ state }) => state === 'waiting')
}
