// What came back and is not written down yet: attempts, and reminders that lapsed before they were sent.
import type { Lapsed, Outcome } from './delivery.ts'

export interface Batch {
  attempts: readonly Outcome[]
  lapsed: readonly Lapsed[]
}

export interface Returned {
  readonly size: number
  readonly attempts: number
  attempt(outcome: Outcome): void
  lapse(lapsed: Lapsed): void
  /** Everything there is; it stays until `written`. */
  batch(): Batch
  /** Removes what was written; what came since stays. */
  written(batch: Batch): void
}

export function createReturned(): Returned {
  const attempts: Outcome[] = []
  const lapsed: Lapsed[] = []
  return {
    get size() {
      return attempts.length + lapsed.length
    },
    get attempts() {
      return attempts.length
    },
    attempt: (outcome) => void attempts.push(outcome),
    lapse: (one) => void lapsed.push(one),
    batch: () => ({ attempts: [...attempts], lapsed: [...lapsed] }),
    written(batch) {
      attempts.splice(0, batch.attempts.length)
      lapsed.splice(0, batch.lapsed.length)
    },
  }
}
