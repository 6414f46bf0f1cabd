// The deliverer: leases what is due, sends it, and writes down what it came to, many at once. One commit settles what
// has come back and leases what is next. What waits long for an answer moves to a lane of its own, so that slow and
// dead endpoints never hold the places of quick ones.
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/logger.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Vault } from '../endpoints/secrets.ts'
import type { Sign } from '../endpoints/signature.ts'
import type { Endpoints } from '../endpoints/store.ts'
import { createMessages } from './bodies.ts'
import { type Bounds, createShares } from './concurrency.ts'
import { nextDue, takeTurns } from './due-by-endpoint.ts'
import { createJudge, type OnFailing } from './endpoint-health.ts'
import { createAhead } from './leased.ts'
import { outcomeOf } from './outcome.ts'
import { type Claim, claim, drop, giveBack, type Outcome, settle } from './queue.ts'
import { createPost } from './request.ts'
import type { Reply } from './retry.ts'
import type { Send } from './send.ts'
import { createDeadlines } from './timeouts.ts'

export interface DelivererOptions {
  db: Sqlite
  endpoints: Endpoints
  vault: Vault
  clock: Clock
  send: Send
  sign: Sign
  bounds: Bounds
  log: Log
  /** In the transaction of the attempts. */
  onFailing: OnFailing
  /** Whether a verification was answered with its code. */
  onAnswer: (endpoint: number, answer: string) => void
  /** Something is due at another time than was last said. */
  onDue: () => void
  /** Whether nothing more may be leased. */
  held: () => boolean
}

export interface Deliverer {
  /** Sends what is due. Safe to call at any time. */
  pump(): void
  /** When something is due next, in milliseconds of the real time, where it is not being sent. */
  next(): number | null
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
  /** Leases nothing more, and waits for what is on its way. */
  stop(): Promise<void>
  readonly inFlight: number
  /** Why the last write failed, if it did: nothing is sent until one succeeds. */
  readonly fault: string | null
}

/** After this long, an exchange is slow. */
const SLOW_AFTER = 1000
/** So many results are written at once; fewer, after a moment. */
const MOST_AT_ONCE = 256
const MOMENT = 10
const WRITE_AGAIN = 1000
/** At most so many are leased beyond what has a place, and for so long: well within their lease. */
const MOST_AHEAD = 256
const LONGEST_AHEAD = 5000

interface Flight {
  of: Claim
  at: number
  late: boolean
}

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { db, endpoints, clock, bounds, log, onFailing, onAnswer, onDue, held } = options
  const judge = createJudge(endpoints, log, onFailing)
  const { troubled } = judge
  const messages = createMessages(db)
  const post = createPost({ ...options, messages })
  const ahead = createAhead()
  let aheadVersion = endpoints.version
  const shares = createShares(bounds, troubled, ahead)
  let results: Outcome[] = []
  // Reminders that stopped to hold between lease and sending; and what was leased and is not to be sent now.
  let lapsed: Claim[] = []
  let returned: Claim[] = []
  let flights = 0
  let slow = 0
  // Whether the last write found something to send.
  let more = false
  let timer: { ends: ReturnType<typeof setTimeout>; soon: boolean } | null = null
  let stopped = false
  let fault: string | null = null
  const waiting: (() => void)[] = []

  const later = (millis: number): void => {
    if (timer !== null && (timer.soon || millis > 0)) return
    cancel()
    timer = { ends: setTimeout(deliverer.pump, millis), soon: millis === 0 }
  }

  const cancel = (): void => {
    if (timer !== null) clearTimeout(timer.ends)
    timer = null
  }

  const slowly = createDeadlines<Flight>(SLOW_AFTER, (flight) => {
    flight.late = true
    slow++
    later(0)
  })

  const fly = (of: Claim): void => {
    const flight: Flight = { of, at: clock.real(), late: false }
    flights++
    shares.take(of.endpoint)
    slowly.add(flight)
    post.send(of).then(
      (reply) => land(flight, reply),
      (error: unknown) => land(flight, { error: 'protocol', detail: messageOf(error) }),
    )
  }

  const land = (flight: Flight, reply: Reply | 'lapsed'): void => {
    const { of, at, late } = flight
    slowly.remove(flight)
    if (late) slow--
    flights--
    shares.leave(of.endpoint)
    if (reply === 'lapsed') lapsed.push(of)
    else record(outcomeOf(of, reply, at, clock.real()))
    if (fault !== null) return
    flyAhead()
    // Half of what was on its way has come back, and nothing that is leased can take its place.
    const starving = more && ahead.size === 0 && results.length >= flights
    if (results.length >= MOST_AT_ONCE || flights === 0 || starving) deliverer.pump()
    else later(MOMENT)
  }

  /** After a failure, what more was leased for the endpoint waits until it is known what follows. */
  const record = (outcome: Outcome): void => {
    results.push(outcome)
    const { endpoint } = outcome.claim
    const delivered = outcome.state === 'delivered'
    shares.follow(endpoint, delivered)
    if (!delivered && ahead.of(endpoint) > 0) returned.push(...ahead.withdraw((other) => other === endpoint))
  }

  /** Places for quick ones, as long as all that is on its way stays within both lanes. */
  const room = (): number => Math.min(bounds.quick - (flights - slow), bounds.quick + bounds.slow - flights)

  /** Sends what is leased as far as there are places; an endpoint that was altered is asked for again first. */
  const flyAhead = (): void => {
    if (ahead.size > 0 && (aheadVersion !== endpoints.version || closed())) {
      later(0)
      return
    }
    while (ahead.size > 0 && room() > 0) {
      const of = ahead.take(shares.mayFly)
      if (of === null) return
      fly(of)
    }
  }

  const write = (done: readonly Outcome[], dropped: readonly Claim[], back: readonly Claim[]): Claim[] =>
    db.transaction(() => {
      const now = clock.real()
      settle(db, done)
      for (const { delivery, endpoint } of dropped) drop(db, { delivery, endpoint, state: 'obsolete' })
      giveBack(db, back, now)
      judge.follow(done, now)
      verified(done)
      // Where all went well nothing is due any earlier, and turns can be taken together with those of what is leased.
      const [smooth, rough] = partition(done, ({ state, claim: of }) => state === 'delivered' && !troubled.has(of.endpoint))
      takeTurns(db, rough)
      const claims = closed() ? [] : lease(done.length, now)
      for (const of of claims) smooth.delete(of.endpoint)
      takeTurns(db, smooth)
      return claims
    })

  const verified = (done: readonly Outcome[]): void => {
    for (const { claim: of, attempt, state } of done) {
      if (of.type !== 'endpoint.verification' || state !== 'delivered' || attempt.answer === null) continue
      onAnswer(of.endpoint, attempt.answer)
    }
  }

  /** As many as there are places for, and beyond that as many as came back twice over. */
  const lease = (back: number, now: number): Claim[] => {
    const spare = Math.min(MOST_AHEAD, 2 * back) - ahead.size
    const most = room() <= 0 ? 0 : room() + Math.max(0, spare)
    const { claims } = claim(db, {
      room: most,
      without: shares.busy(),
      roomOf: shares.roomOf,
      now,
      deskNow: clock.now(),
      messages,
    })
    post.prepare(claims)
    return claims
  }

  /** Takes back leases that are not to be used: of endpoints that were altered or fail, and those that waited for too long. */
  const takeBack = (): void => {
    const altered = aheadVersion !== endpoints.version || closed()
    const oldest = clock.real() - LONGEST_AHEAD
    returned.push(...ahead.withdraw((endpoint, leasedAt) => altered || leasedAt < oldest || troubled.has(endpoint)))
    aheadVersion = endpoints.version
  }

  /** In one commit: what came back, and what goes out next. */
  const turn = (done: readonly Outcome[], dropped: readonly Claim[], back: readonly Claim[]): Claim[] | null => {
    try {
      const claims = write(done, dropped, back)
      if (fault !== null) log('info', 'store.recovered', {})
      fault = null
      judge.committed(done)
      return claims
    } catch (error) {
      // What was sent is not forgotten: it is written down as soon as that can be done.
      results = [...done, ...results]
      lapsed = [...dropped, ...lapsed]
      returned = [...back, ...returned]
      const message = messageOf(error)
      if (fault !== message) log('error', 'store.failed', { message })
      fault = message
      if (!stopped) later(WRITE_AGAIN)
      return null
    }
  }

  const closed = (): boolean => stopped || held()

  const isIdle = (): boolean => flights + results.length + lapsed.length + ahead.size + returned.length === 0

  /** Says what others wait for: that something is due at another time, and that nothing is on its way. */
  const announce = (done: readonly Outcome[], any: boolean): void => {
    const news = flights === 0 ? any : done.some(({ state }) => state === 'waiting')
    if (news && !stopped) onDue()
    if (isIdle()) for (const resolve of waiting.splice(0)) resolve()
  }

  const deliverer: Deliverer = {
    get inFlight() {
      return flights + results.length
    },
    get fault() {
      return fault
    },
    pump() {
      cancel()
      takeBack()
      const [done, dropped, back] = [results, lapsed, returned]
      ;[results, lapsed, returned] = [[], [], []]
      const claims = turn(done, dropped, back)
      if (claims === null) return
      // What was just written may have ended an endpoint.
      takeBack()
      shares.written()
      more = claims.length > 0
      const now = clock.real()
      for (const of of claims) ahead.add(of, now)
      flyAhead()
      if (returned.length > 0) later(0)
      announce(done, done.length + dropped.length > 0)
    },
    next: () => (room() <= 0 ? null : nextDue(db, [...shares.flying(), ...ahead.endpoints(), ...shares.busy()])),
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async stop() {
      stopped = true
      await deliverer.idle()
      cancel()
    },
  }
  return deliverer
}

/** The endpoints of outcomes, apart by whether something holds for them; one for which it holds not always, is in both. */
function partition(outcomes: readonly Outcome[], holds: (outcome: Outcome) => boolean): [Set<number>, Set<number>] {
  const sets: [Set<number>, Set<number>] = [new Set(), new Set()]
  for (const outcome of outcomes) sets[holds(outcome) ? 0 : 1].add(outcome.claim.endpoint)
  return sets
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
