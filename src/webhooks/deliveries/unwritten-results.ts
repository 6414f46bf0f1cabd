// What came back and is not written down yet: attempts, reminders that lapsed before they were sent, and what was leased
// but is not to be sent now.
import type { Claim, Lapsed, Outcome } from './delivery.ts'

export interface Batch {
  attempts: readonly Outcome[]
  lapsed: readonly Lapsed[]
  unsent: readonly Claim[]
}

export interface Returned {
  readonly size: number
  readonly attempts: number
  readonly unsent: number
  attempt(outcome: Outcome): void
  lapse(lapsed: Lapsed): void
  giveBack(claims: readonly Claim[]): void
  /** Everything there is; it stays until `written`. */
  batch(): Batch
  /** Removes what was written; what came since stays. */
  written(batch: Batch): void
}

export function createReturned(): Returned {
  const attempts: Outcome[] = []
  const lapsed: Lapsed[] = []
  const unsent: Claim[] = []
  return {
    get size() {
      return attempts.length + lapsed.length + unsent.length
    },
    get attempts() {
      return attempts.length
    },
    get unsent() {
      return unsent.length
    },
    attempt: (outcome) => void attempts.push(outcome),
    lapse: (one) => void lapsed.push(one),
    giveBack: (claims) => void unsent.push(...claims),
    batch: () => ({ attempts: [...attempts], lapsed: [...lapsed], unsent: [...unsent] }),
    written(batch) {
      attempts.splice(0, batch.attempts.length)
      lapsed.splice(0, batch.lapsed.length)
      unsent.splice(0, batch.unsent.length)
    },
  }
}
