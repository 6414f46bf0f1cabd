// What attempts mean for their endpoint: one that fails for a day is reported, after five days it is disabled, and one
// that answers 410 has ended. One success before that starts the count again.
import type { Logger } from '../../runtime/logger.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { instantText } from '../../talks/time.ts'
import { DAY } from '../../talks/units.ts'
import { type Endpoint, UNTROUBLED } from '../endpoints/endpoint.ts'
import type { Endpoints } from '../endpoints/store.ts'
import { unreachedSince } from '../messages/notices.ts'
import type { Outcome } from './delivery.ts'
import { DELIVERY_PREFIX } from './history.ts'
import { abandon } from './queue.ts'
import { toldUpTo } from './replay.ts'

const REPORT_AFTER = DAY
const DISABLE_AFTER = 5 * DAY

/** What an operator is told of an endpoint: it fails, it is disabled, or it wants nothing more. */
export interface HealthSignal {
  endpoint: Endpoint
  signal: 'failing' | 'disabled' | 'gone'
  /** Since when it has failed: milliseconds of the real time. */
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

export function createEndpointHealth({ db, endpoints, log }: { db: Sqlite; endpoints: Endpoints; log: Logger }): EndpointHealth {
  const troubled = new Set(endpoints.troubled())

  const failed = (endpoint: Endpoint, outcome: Outcome, now: number): HealthSignal[] => {
    const { claim, attempt, state, hold } = outcome
    const { status, error } = attempt
    const since = endpoint.failingSince ?? now
    log('warn', 'delivery.failed', { endpoint: endpoint.id, delivery: `${DELIVERY_PREFIX}${claim.delivery}`, state, status, error })
    const signal = signalOf(outcome, now - since, endpoint.failingReported)
    if (signal === 'disabled' || signal === 'gone') end(endpoint, signal, since, now)
    else {
      endpoints.alter(endpoint.key, {
        failingSince: since,
        failingReported: endpoint.failingReported || signal === 'failing',
        heldUntil: hold > 0 ? now + hold : endpoint.heldUntil,
      })
    }
    // Its URL is not logged: some receivers accept messages from anyone who knows it.
    if (signal === 'failing') log('warn', 'endpoint.failing', { endpoint: endpoint.id, since: instantText(since) })
    return signal === null ? [] : [{ endpoint, signal, since }]
  }

  const end = (endpoint: Endpoint, state: 'disabled' | 'gone', since: number, now: number): void => {
    const reason = state === 'gone' ? 'It answered 410: it wants nothing more.' : unreachedSince(instantText(since))
    endpoints.alter(endpoint.key, { state, ended: { at: now, reason, cursor: toldUpTo(db, endpoint) } })
    abandon(db, endpoint.key)
    log('warn', `endpoint.${state}`, { endpoint: endpoint.id, reason })
  }

  return {
    troubled,
    follow: (outcomes, now) =>
      [...decisive(outcomes)].flatMap(([key, outcome]) => {
        if (outcome.state === 'delivered') {
          const { failingSince, failingReported, heldUntil } = UNTROUBLED
          if (troubled.has(key)) endpoints.alter(key, { failingSince, failingReported, heldUntil })
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

/** `millis`: for how long it has failed. */
function signalOf({ gone }: Outcome, millis: number, reported: boolean): HealthSignal['signal'] | null {
  if (gone) return 'gone'
  if (millis >= DISABLE_AFTER) return 'disabled'
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
