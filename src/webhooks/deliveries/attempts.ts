// What an attempt comes to, and writing outcomes down.
import type { Sqlite } from '../../sqlite/port.ts'
import { count } from './counts.ts'
import { type Claim, kindOf, type Outcome } from './delivery.ts'
import { type Reply, verdictOn } from './retry.ts'
import { MOST_KEPT } from './send.ts'

/** Settles deliveries, or lets them wait for a retry. The caller has a transaction open, and then calls `writeDue`. */
export function settle(db: Sqlite, outcomes: readonly Outcome[]): void {
  const counts = new Map<string, number>()
  for (const { claim, attempt, state, due } of outcomes) {
    const known = db.run(
      'UPDATE delivery SET state = ?, due = ?, leased = 0, tries = tries + 1, total = total + 1 WHERE key = ? AND leased = 1 AND tries = ?',
      state,
      due,
      claim.delivery,
      claim.tries,
    )
    // Its endpoint was removed meanwhile, or it was settled otherwise.
    if (known === 0) continue
    db.run(
      'INSERT INTO attempt (delivery, number, at, took, status, error, answer) SELECT key, total, ?, ?, ?, ?, ? FROM delivery WHERE key = ?',
      attempt.at,
      attempt.took,
      attempt.status,
      attempt.error,
      attempt.answer,
      claim.delivery,
    )
    if (state !== 'waiting') counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  for (const [name, added] of counts) count(db, name, added)
}

/** `jitter` is from 0 to 1; `at` is when the attempt began. */
export function outcomeOf(claim: Claim, reply: Reply, at: number, jitter: number, now: number): Outcome {
  const verdict = verdictOn(reply, kindOf(claim.type), claim.tries + 1, jitter, now)
  const attempt =
    'status' in reply
      ? { at, took: now - at, status: reply.status, error: null, answer: reply.answer.slice(0, MOST_KEPT) || null }
      : { at, took: now - at, status: null, error: `${reply.error}: ${reply.detail}`, answer: null }
  const plain = { claim, attempt, response: 'status' in reply ? reply.answer : '', due: now, gone: false, hold: 0 }
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
