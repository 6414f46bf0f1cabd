// Writing down what attempts came to.
import type { Sqlite } from '../../sqlite/port.ts'
import { count } from './counts.ts'
import type { Outcome } from './delivery.ts'

/** Settles deliveries, or lets them wait for another try. The caller has a transaction open, and writes when their endpoints are due next. */
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
    // Its endpoint was removed meanwhile, or somebody else settled it.
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
