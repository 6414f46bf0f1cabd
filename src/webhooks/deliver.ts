// The deliverer: leases what is due, sends it, and writes down what it came to, many at once. One commit settles what
// has come back and leases what is next. What waits long for an answer moves to a lane of its own, so that slow and
// dead endpoints never hold the places of quick ones.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Endpoints } from './endpoints.ts'
import { createJudge, type OnFailing } from './judge.ts'
import { type Claim, claim, drop, kindOf, nextDue, type Outcome, readBody, settle, stands, takeTurn } from './outbox.ts'
import { type Reply, verdictOn } from './retry.ts'
import type { Send } from './send.ts'
import { type Sign, secretBytes, signedText } from './signature.ts'
import type { Vault } from './vault.ts'

export interface Bounds {
  /** Exchanges at once that have not yet waited long. */
  quick: number
  /** Those that have. */
  slow: number
  /** The share of one endpoint, and of one that is failing. */
  each: number
  failing: number
}

export const NODE_BOUNDS: Bounds = { quick: 256, slow: 512, each: 64, failing: 1 }

/** One invocation has six connections. */
export const WORKER_BOUNDS: Bounds = { quick: 4, slow: 2, each: 2, failing: 1 }
/** Through a queue, many invocations have six each. */
export const QUEUE_BOUNDS: Bounds = { quick: 200, slow: 200, each: 16, failing: 1 }

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

/** Exchanges at once with an endpoint that has answered none yet; each that it answers allows one more, up to its share. */
export const AT_FIRST = 4
/** After this long, an exchange is slow. */
const SLOW_AFTER = 1000
/** So many results are written at once; fewer, after a moment. */
const MOST_AT_ONCE = 64
const MOMENT = 3
const WRITE_AGAIN = 1000
const MOST_BODY_BYTES = 16 * 1024 * 1024

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { db, endpoints, vault, clock, send, sign, bounds, log, onFailing, onAnswer, onDue, held } = options
  const byEndpoint = new Map<number, number>()
  const judge = createJudge(endpoints, log, onFailing)
  const { troubled } = judge
  const bodies = new LRUCache<number, string>({ maxSize: MOST_BODY_BYTES, sizeCalculation: (body) => body.length * 2 + 1 })
  const senders = new LRUCache<number, Promise<Sender>>({ max: 20_000 })
  let sendersVersion = endpoints.version
  // How many exchanges in a row succeeded, up to a share: what is dead never holds more than the first few.
  const answered = new LRUCache<number, number>({ max: 20_000 })
  let results: Outcome[] = []
  // Reminders that stopped to hold between lease and sending.
  let lapsed: Claim[] = []
  let flights = 0
  let slow = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let stopped = false
  let fault: string | null = null
  const waiting: (() => void)[] = []

  const later = (millis: number): void => {
    if (timer !== null) return
    timer = setTimeout(() => {
      timer = null
      deliverer.pump()
    }, millis)
  }

  const senderOf = (key: number): Promise<Sender> => {
    if (sendersVersion !== endpoints.version) {
      senders.clear()
      sendersVersion = endpoints.version
    }
    let sender = senders.get(key)
    if (!sender) {
      sender = openSender(key)
      senders.set(key, sender)
    }
    return sender
  }

  const openSender = async (key: number): Promise<Sender> => {
    const endpoint = endpoints.get(key)
    if (!endpoint) throw new Error(`deliver: there is no endpoint ${key}`)
    const { secret, oldSecret } = endpoints.sealed(key)
    const [bytes, old] = await Promise.all([vault.open(secret), oldSecret === null ? null : vault.open(oldSecret)])
    const opened = secretBytes(bytes)
    if (opened === null) throw new Error(`deliver: the secret of ${endpoint.id} cannot be used`)
    return {
      url: endpoint.url,
      secret: opened,
      oldSecret: old === null ? null : secretBytes(old),
      oldSecretEnds: endpoint.oldSecretEnds ?? 0,
    }
  }

  const bodyOf = (message: number): string => {
    let body = bodies.get(message)
    if (body === undefined) {
      body = readBody(db, message)
      bodies.set(message, body)
    }
    return body
  }

  const exchange = async (of: Claim): Promise<Reply | 'lapsed'> => {
    let sender: Sender
    try {
      sender = await senderOf(of.endpoint)
    } catch (error) {
      return { error: 'unsigned', detail: error instanceof Error ? error.message : String(error) }
    }
    const body = bodyOf(of.message)
    const timestamp = Math.floor(clock.real() / 1000)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Parley',
      'accept-encoding': 'identity',
      'webhook-id': of.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': await signatures(sender, signedText(of.id, timestamp, body), clock.real(), sign),
    }
    if (!stands(db, of, clock.now().toMillis())) return 'lapsed'
    return send({ url: sender.url, headers, body })
  }

  const fly = async (of: Claim): Promise<void> => {
    const at = clock.real()
    let late = false
    flights++
    byEndpoint.set(of.endpoint, (byEndpoint.get(of.endpoint) ?? 0) + 1)
    const slowly = setTimeout(() => {
      late = true
      slow++
      later(0)
    }, SLOW_AFTER)
    let reply: Reply | 'lapsed'
    try {
      reply = await exchange(of)
    } catch (error) {
      reply = { error: 'protocol', detail: messageOf(error) }
    }
    clearTimeout(slowly)
    if (late) slow--
    flights--
    const others = (byEndpoint.get(of.endpoint) ?? 1) - 1
    if (others === 0) byEndpoint.delete(of.endpoint)
    else byEndpoint.set(of.endpoint, others)
    if (reply === 'lapsed') lapsed.push(of)
    else follow(outcomeOf(of, reply, at, clock.real()))
    if (fault !== null) return
    if (results.length >= MOST_AT_ONCE || flights === 0) deliverer.pump()
    else later(MOMENT)
  }

  const follow = (outcome: Outcome): void => {
    const { endpoint } = outcome.claim
    if (outcome.state === 'delivered') answered.set(endpoint, Math.min(bounds.each, (answered.get(endpoint) ?? 0) + 1))
    else answered.delete(endpoint)
    results.push(outcome)
  }

  const shareOf = (endpoint: number): number =>
    troubled.has(endpoint) ? bounds.failing : Math.min(bounds.each, AT_FIRST + (answered.get(endpoint) ?? 0))

  /** Endpoints that have as many exchanges under way as they may. */
  const busy = (): number[] => {
    const flying = [...byEndpoint].filter(([endpoint, count]) => count >= shareOf(endpoint))
    const failing = [...byEndpoint.keys()].filter((endpoint) => troubled.has(endpoint)).length
    return [...flying.map(([endpoint]) => endpoint), ...(failing >= bounds.slow / 2 ? troubled : [])]
  }

  const roomOf = (endpoint: number): number => shareOf(endpoint) - (byEndpoint.get(endpoint) ?? 0)

  const room = (): number => (slow >= bounds.slow ? 0 : bounds.quick - (flights - slow))

  /** That an endpoint asked to be left alone, or is back, goes for all that waits for it. */
  const takeTurns = (done: readonly Outcome[]): void => {
    for (const { claim: of, hold, state } of done)
      if (hold > 0 || (state === 'delivered' && troubled.has(of.endpoint))) takeTurn(db, of.endpoint)
  }

  const write = (done: readonly Outcome[], dropped: readonly Claim[]): Claim[] =>
    db.transaction(() => {
      const now = clock.real()
      settle(db, done)
      for (const { delivery, endpoint } of dropped) drop(db, { delivery, endpoint, state: 'obsolete' })
      judge.follow(done, now)
      takeTurns(done)
      for (const { claim: of, attempt, state } of done) {
        const verified = of.type === 'endpoint.verification' && state === 'delivered'
        if (verified && attempt.answer !== null) onAnswer(of.endpoint, attempt.answer)
      }
      if (closed()) return []
      return claim(db, { room: room(), without: busy(), roomOf, now, deskNow: clock.now().toMillis() }).claims
    })

  /** In one commit: what came back, and what goes out next. */
  const turn = (done: readonly Outcome[], dropped: readonly Claim[]): Claim[] | null => {
    try {
      const claims = write(done, dropped)
      if (fault !== null) log('info', 'store.recovered', {})
      fault = null
      judge.committed(done)
      return claims
    } catch (error) {
      // What was sent is not forgotten: it is written down as soon as that can be done.
      results = [...done, ...results]
      lapsed = [...dropped, ...lapsed]
      const message = messageOf(error)
      if (fault !== message) log('error', 'store.failed', { message })
      fault = message
      if (!stopped) later(WRITE_AGAIN)
      return null
    }
  }

  const closed = (): boolean => stopped || held()

  const isIdle = (): boolean => flights === 0 && results.length === 0 && lapsed.length === 0

  const deliverer: Deliverer = {
    get inFlight() {
      return flights + results.length
    },
    get fault() {
      return fault
    },
    pump() {
      const [done, dropped] = [results, lapsed]
      ;[results, lapsed] = [[], []]
      const claims = turn(done, dropped)
      if (claims === null) return
      for (const of of claims) void fly(of)
      const news = flights === 0 ? done.length + dropped.length > 0 : done.some(({ state }) => state === 'waiting')
      if (news && !stopped) onDue()
      if (isIdle()) for (const resolve of waiting.splice(0)) resolve()
    },
    next: () => (room() <= 0 ? null : nextDue(db, [...byEndpoint.keys(), ...busy()])),
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async stop() {
      stopped = true
      await deliverer.idle()
      if (timer !== null) clearTimeout(timer)
    },
  }
  return deliverer

  function outcomeOf(of: Claim, reply: Reply, at: number, now: number): Outcome {
    const verdict = verdictOn(reply, kindOf(of.type), of.tries + 1, Math.random(), now)
    const attempt =
      'status' in reply
        ? { at, took: now - at, status: reply.status, error: null, answer: reply.answer === '' ? null : reply.answer }
        : { at, took: now - at, status: null, error: `${reply.error}: ${reply.detail}`, answer: null }
    const plain = { claim: of, attempt, due: now, gone: false, hold: 0 }
    switch (verdict.kind) {
      case 'delivered':
        return { ...plain, state: 'delivered' }
      case 'gone':
        return { ...plain, state: 'failed', gone: true }
      case 'exhausted':
        return { ...plain, state: 'failed' }
      case 'retry':
        return { ...plain, state: 'waiting', due: now + verdict.inMillis, hold: verdict.hold }
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

interface Sender {
  url: string
  secret: Uint8Array<ArrayBuffer>
  oldSecret: Uint8Array<ArrayBuffer> | null
  oldSecretEnds: number
}

/** While a secret rotates, one signature by each. */
async function signatures({ secret, oldSecret, oldSecretEnds }: Sender, text: string, now: number, sign: Sign): Promise<string> {
  const fresh = `v1,${await sign(secret, text)}`
  return oldSecret !== null && now < oldSecretEnds ? `${fresh} v1,${await sign(oldSecret, text)}` : fresh
}
