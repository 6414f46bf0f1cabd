// Which delivery has waited longest. Finding it means looking at all that wait, so it is kept until it waits no longer: what
// is queued later has not waited for as long.
import type { Sqlite } from '../../sqlite/port.ts'

export interface OldestWaiting {
  /** Since when it has waited, in milliseconds of the real time; `null` where nothing waits. */
  queuedAt(): number | null
}

interface Oldest {
  key: number
  queuedAt: number
}

/** Of those that were queued together, the one that is likely to be sent last. */
const FIND = `SELECT key, queued_at AS queuedAt FROM delivery WHERE state = 'waiting' AND queued_at IS NOT NULL
  ORDER BY queued_at, key DESC LIMIT 1`
/** Where it was queued again, or the clock was set back, it is another instant. */
const STILL_WAITS = "SELECT 1 FROM delivery WHERE key = ? AND state = 'waiting' AND queued_at = ?"

export function createOldestWaiting(db: Sqlite): OldestWaiting {
  let kept: Oldest | undefined
  return {
    queuedAt() {
      if (kept === undefined || db.first(STILL_WAITS, kept.key, kept.queuedAt) === undefined) kept = db.first<Oldest>(FIND)
      return kept?.queuedAt ?? null
    },
  }
}
