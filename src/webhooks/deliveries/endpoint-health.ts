// What attempts mean for their endpoint. One that fails is left alone for a while, and asked by one message at a time; one
// that has failed for a day is reported, after five days it is disabled, and one that answers 410 has ended. One success
// starts the count again. Instants are milliseconds of the real time.
import type { Logger } from '../../runtime/logger.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { instantText } from '../../talks/time.ts'
import { DAY } from '../../talks/units.ts'
import { type Endpoint, UNTROUBLED } from '../endpoints/endpoint.ts'
import type { Endpoints } from '../endpoints/store.ts'
import { unreachedSince } from '../messages/notices.ts'
import type { Outcome } from './delivery.ts'
import { failedAgain, holdAfter } from './failing.ts'
import { DELIVERY_PREFIX } from './history.ts'
import type { Queue } from './queue.ts'
import { toldUpTo } from './replay.ts'
import { waitingForTroubled } from './waiting.ts'

const REPORT_AFTER = DAY
const DISABLE_AFTER = 5 * DAY
/** What failed has to be so far apart before an endpoint is disabled: one message that nobody takes is no reason. */
const DISABLE_APART = DAY

/** What an operator is told of an endpoint: it fails, it is disabled, or it wants nothing more. */
export interface HealthSignal {
  endpoint: Endpoint
  signal: 'failing' | 'disabled' | 'gone'
  /** Since when it has failed. */
  since: number
}

export interface EndpointHealth {
  /** Endpoints whose last attempt failed, or that asked to be left alone for a while. */
  readonly troubled: ReadonlySet<number>
  /** Writes down what attempts mean, and returns what operators are to be told. The caller has a transaction open. */
  follow(outcomes: readonly Outcome[], now: number): HealthSignal[]
  /** After the commit: those that were reached are out of trouble. */
  committed(outcomes: readonly Outcome[]): void
}

interface Options {
  db: Sqlite
  queue: Queue
  endpoints: Endpoints
  /** Since when the desk has run: time before that does not count. `null` where a runtime wakes it as it is needed. */
  runsSince: number | null
  log: Logger
}

export function createEndpointHealth({ db, queue, endpoints, runsSince, log }: Options): EndpointHealth {
  const troubled = new Set(endpoints.troubled())

  const failed = (endpoint: Endpoint, outcome: Outcome, now: number): HealthSignal[] => {
    const { claim, attempt, state } = outcome
    const { status, error } = attempt
    const since = endpoint.failingSince ?? now
    // That is the desk's fault, not the browser's: its key is not the one that was subscribed with, or CONTACT does not suit.
    // It does not count against the browser.
    if (claim.format === 'web-push' && (status === 401 || status === 403 || error?.startsWith('unsigned'))) {
      log('error', 'push.refused', { service: new URL(endpoint.url).origin, status, error, answer: attempt.answer })
      return []
    }
    log('warn', 'delivery.failed', { endpoint: endpoint.id, delivery: `${DELIVERY_PREFIX}${claim.delivery}`, state, status, error })
    const failing = failedAgain(endpoint.failing, outcome, { since, runsSince, now })
    const signal = signalOf(outcome, failing.millis, failing.lastMessage - failing.firstMessage, endpoint.failingReported)
    if (signal === 'disabled' || signal === 'gone') end(endpoint, signal, outcome, since, now)
    else {
      endpoints.alter(endpoint.key, {
        failingSince: since,
        failingReported: endpoint.failingReported || signal === 'failing',
        ...holdAfter(endpoint, failing, outcome.retryAfter, now),
      })
      const [next] = waitingForTroubled(db, endpoint.key, 1, queue.urgent)
      endpoints.alter(endpoint.key, { failing: { ...failing, wait: next === undefined ? 0 : Math.max(0, next.due - now) } })
    }
    // Its URL is not logged: some receivers accept messages from anyone who knows it.
    if (signal === 'failing') log('warn', 'endpoint.failing', { endpoint: endpoint.id, since: instantText(since) })
    return signal === null ? [] : [{ endpoint, signal, since }]
  }

  const end = (endpoint: Endpoint, state: 'disabled' | 'gone', { attempt }: Outcome, since: number, now: number): void => {
    const reason = state === 'gone' ? `It answered ${attempt.status}: it wants nothing more.` : unreachedSince(instantText(since))
    endpoints.alter(endpoint.key, { state, ended: { at: now, reason, cursor: toldUpTo(db, endpoint) } })
    queue.abandon(endpoint.key)
    log('warn', `endpoint.${state}`, { endpoint: endpoint.id, reason })
  }

  return {
    troubled,
    follow: (outcomes, now) =>
      [...decisive(outcomes)].flatMap(([key, outcome]) => {
        if (outcome.state === 'delivered') {
          const { ended: _, ...untroubled } = UNTROUBLED
          if (troubled.has(key)) endpoints.alter(key, untroubled)
          return []
        }
        const endpoint = endpoints.get(key)
        if (!endpoint || endpoint.state === 'gone' || endpoint.state === 'disabled') return []
        troubled.add(key)
        return failed(endpoint, outcome, now)
      }),
    committed(outcomes) {
      for (const [key, { state }] of decisive(outcomes)) if (state === 'delivered') troubled.delete(key)
    },
  }
}

/** `millis`: for how long it has failed; `apart`: how far apart the messages are that failed. */
function signalOf({ gone }: Outcome, millis: number, apart: number, reported: boolean): HealthSignal['signal'] | null {
  if (gone) return 'gone'
  if (millis >= DISABLE_AFTER && apart >= DISABLE_APART) return 'disabled'
  return millis >= REPORT_AFTER && !reported ? 'failing' : null
}

/** The outcome that counts for each endpoint: that it wants nothing more, else a success, else the last failure. */
function decisive(outcomes: readonly Outcome[]): Map<number, Outcome> {
  const weight = ({ gone, state }: Outcome) => (gone ? 2 : state === 'delivered' ? 1 : 0)
  const found = new Map<number, Outcome>()
  for (const outcome of outcomes) {
    const other = found.get(outcome.claim.endpoint)
    if (other === undefined || weight(outcome) >= weight(other)) found.set(outcome.claim.endpoint, outcome)
  }
  return found
}
