// What attempts mean for their endpoint: one that fails for a day is reported, after five days it is disabled, and one
// that answers 410 has ended. One success wipes all of that out.
import type { Log } from '../../runtime/logger.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { Endpoints } from '../endpoints/store.ts'
import { DELIVERY_PREFIX } from './history.ts'
import type { Outcome } from './queue.ts'
import { DAY } from './retry.ts'

const REPORT_AFTER = DAY
const DISABLE_AFTER = 5 * DAY

/** What happens to an endpoint beyond its own row. */
export type OnFailing = (endpoint: Endpoint, what: 'failing' | 'disabled' | 'gone') => void

export interface Judge {
  /** Endpoints whose last attempt failed, or that asked to be left alone for a while. */
  readonly troubled: ReadonlySet<number>
  /** Draws the consequences of attempts. The caller has a transaction open. */
  follow(outcomes: readonly Outcome[], now: number): void
  /** After the commit: those that were reached are out of trouble. */
  committed(outcomes: readonly Outcome[]): void
}

export function createJudge(endpoints: Endpoints, log: Log, onFailing: OnFailing): Judge {
  const troubled = new Set(endpoints.troubled())

  const failed = (key: number, { claim, attempt, state, gone, hold }: Outcome, now: number): void => {
    const endpoint = endpoints.get(key)
    if (!endpoint || endpoint.state === 'gone' || endpoint.state === 'disabled') return
    troubled.add(key)
    const { status, error } = attempt
    log('warn', 'delivery.failed', { endpoint: endpoint.id, delivery: `${DELIVERY_PREFIX}${claim.delivery}`, state, status, error })
    const failing = { ...endpoint, failingSince: endpoint.failingSince ?? now }
    const verdict = gone ? 'gone' : verdictAfter(now - failing.failingSince, endpoint.failingReported)
    if (verdict !== 'gone' && verdict !== 'disabled') {
      const { failingSince, failingReported, heldUntil } = failing
      endpoints.alter(key, {
        failingSince,
        failingReported: failingReported || verdict === 'failing',
        heldUntil: hold > 0 ? now + hold : heldUntil,
      })
    }
    if (verdict !== null) onFailing(failing, verdict)
  }

  return {
    troubled,
    follow(outcomes, now) {
      for (const [key, outcome] of lastWords(outcomes)) {
        if (outcome.state !== 'delivered') failed(key, outcome, now)
        else if (troubled.has(key)) endpoints.alter(key, { failingSince: null, failingReported: false, heldUntil: null })
      }
    },
    committed(outcomes) {
      for (const [key, { state }] of lastWords(outcomes)) if (state === 'delivered') troubled.delete(key)
    },
  }
}

function verdictAfter(millis: number, reported: boolean): 'failing' | 'disabled' | null {
  if (millis >= DISABLE_AFTER) return 'disabled'
  return millis >= REPORT_AFTER && !reported ? 'failing' : null
}

/** The outcome that counts for each endpoint: that it wants nothing more, else a success, else the last failure. */
function lastWords(outcomes: readonly Outcome[]): Map<number, Outcome> {
  const weight = ({ gone, state }: Outcome) => (gone ? 2 : state === 'delivered' ? 1 : 0)
  const words = new Map<number, Outcome>()
  for (const outcome of outcomes) {
    const other = words.get(outcome.claim.endpoint)
    if (other === undefined || weight(outcome) >= weight(other)) words.set(outcome.claim.endpoint, outcome)
  }
  return words
}
