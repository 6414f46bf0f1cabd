// What an attempt comes to, and writing outcomes down.
import type { Sqlite } from '../../sqlite/port.ts'
import { FORMATS } from '../formats/formats.ts'
import { countAttempts } from './counts.ts'
import { type Claim, kindOf, type Outcome } from './delivery.ts'
import { type Reply, verdictOn } from './retry.ts'
import { MOST_KEPT } from './send.ts'

/** The latest attempt is in the row of its delivery, so that most deliveries need no other; those before it have their own. */
const WRITE_LATEST = `UPDATE delivery SET state = ?, due = ?, tries = tries + 1, total = total + 1,
  attempted_at = ?, took = ?, status = ?, error = ?, answer = ? WHERE key = ? AND state = 'waiting' AND tries = ?`
const KEEP_LATEST = `INSERT INTO attempt (delivery, number, at, took, status, error, answer)
  SELECT key, total, attempted_at, took, status, error, answer FROM delivery
  WHERE key = ? AND state = 'waiting' AND tries = ? AND attempted_at IS NOT NULL`

/** Settles deliveries, or lets them wait for a retry. The caller has a transaction open. */
export function settle(db: Sqlite, outcomes: readonly Outcome[]): void {
  const written: Outcome[] = []
  for (const outcome of outcomes) {
    const { claim, attempt, state, due } = outcome
    if (claim.total > 0) db.run(KEEP_LATEST, claim.delivery, claim.tries)
    const { at, took, status, error, answer } = attempt
    // Its endpoint may have been removed meanwhile, or it was settled otherwise.
    if (db.run(WRITE_LATEST, state, due, at, took, status, error, answer, claim.delivery, claim.tries) > 0) written.push(outcome)
  }
  countAttempts(db, written)
}

/** `jitter` is from 0 to 1; `at` is when the attempt began. */
export function outcomeOf(claim: Claim, reply: Reply, at: number, jitter: number, now: number): Outcome {
  const verdict = verdictOn(reply, kindOf(claim.type), claim.tries + 1, jitter, now, FORMATS[claim.format].judge)
  const attempt =
    'status' in reply
      ? { at, took: Math.max(0, now - at), status: reply.status, error: null, answer: reply.answer.slice(0, MOST_KEPT) || null }
      : { at, took: Math.max(0, now - at), status: null, error: `${reply.error}: ${reply.detail}`, answer: null }
  const plain = { claim, attempt, response: 'status' in reply ? reply : null, due: now, gone: false, retryAfter: null }
  switch (verdict.kind) {
    case 'delivered':
      return { ...plain, state: 'delivered' }
    case 'gone':
      return { ...plain, state: 'failed', gone: true }
    case 'exhausted':
      return { ...plain, state: 'failed' }
    case 'retry':
      return { ...plain, state: 'waiting', due: now + verdict.inMillis, retryAfter: verdict.retryAfter }
  }
}
