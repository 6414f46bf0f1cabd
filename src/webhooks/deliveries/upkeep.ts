// Upkeep of the deliveries: brings forward what waits if the clock was set back, and deletes what was told long ago. The log
// is not touched: a change can be replayed however old it is. Instants are milliseconds of the real time.
import type { Sqlite } from '../../sqlite/port.ts'
import { DAY, HOUR, SECOND } from '../../talks/units.ts'
import type { DueTimes } from './due-times.ts'

export interface Upkeep {
  /** The caller has a transaction open, and calls `committed` after it. */
  wake(now: number): Kept
  committed(kept: Kept): void
}

/** When the last wake-up was, and when old deliveries were last deleted. */
interface Kept {
  wokenAt: number
  sweptAt: number
}

/** A clock that went back by more than this was set back. */
const CLOCK_BACK = 2 * SECOND
const SWEEP_EVERY = HOUR
/** How long settled deliveries can be read. */
const KEPT_FOR = 60 * DAY
const MOST_AT_ONCE = 5000
/** Longer than any wait of a plan of retries with its jitter. */
const LONGEST_WAIT = 1.25 * DAY
const HOLDS = ['held_until', 'reminders_held_until']

export function createUpkeep(db: Sqlite, dueTimes: DueTimes): Upkeep {
  let kept: Kept = { wokenAt: Number.NEGATIVE_INFINITY, sweptAt: Number.NEGATIVE_INFINITY }
  return {
    wake(now) {
      if (now < kept.wokenAt - CLOCK_BACK) bringForward(db, dueTimes, kept.wokenAt - now)
      const sweeps = now - kept.sweptAt >= SWEEP_EVERY
      if (sweeps) sweep(db, now)
      return { wokenAt: now, sweptAt: sweeps ? now : kept.sweptAt }
    },
    committed(after) {
      kept = after
    },
  }
}

/**
 * Makes due at once what is due beyond any plan of retries, or later although it was never tried: the clock was set back
 * while nobody sent.
 */
export function mendDueTimes(db: Sqlite, now: number): void {
  const latest = now + LONGEST_WAIT
  db.transaction(() => {
    db.run("UPDATE delivery SET due = ?2 WHERE state = 'waiting' AND (due > ?1 OR (tries = 0 AND due > ?2))", latest, now)
    db.run("UPDATE delivery SET queued_at = ?1 WHERE state = 'waiting' AND queued_at > ?1", now)
    for (const column of HOLDS) db.run(`UPDATE endpoint SET ${column} = NULL WHERE ${column} > ?`, latest)
  })
}

/** After the clock went back: nothing waits longer than it would have. */
function bringForward(db: Sqlite, dueTimes: DueTimes, millis: number): void {
  db.run("UPDATE delivery SET due = due - ?1, queued_at = queued_at - ?1 WHERE state = 'waiting'", millis)
  for (const column of HOLDS) db.run(`UPDATE endpoint SET ${column} = ${column} - ? WHERE ${column} IS NOT NULL`, millis)
  dueTimes.forget()
}

/** Deletes settled deliveries of messages that are old, a part at a time, then messages that have none left. */
function sweep(db: Sqlite, now: number): void {
  const before = now - KEPT_FOR
  const old = db.first('SELECT 1 FROM message WHERE created_at < ? LIMIT 1', before)
  if (!old) return
  const keys = JSON.stringify(
    db
      .all<{ key: number }>(
        "SELECT delivery.key FROM delivery JOIN message ON message.key = message WHERE created_at < ? AND state <> 'waiting' LIMIT ?",
        before,
        MOST_AT_ONCE,
      )
      .map(({ key }) => key),
  )
  db.run('DELETE FROM attempt WHERE delivery IN (SELECT value FROM json_each(?))', keys)
  db.run('DELETE FROM delivery WHERE key IN (SELECT value FROM json_each(?))', keys)
  db.run(
    'DELETE FROM message WHERE key IN (SELECT key FROM message WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = message.key) LIMIT ?)',
    before,
    MOST_AT_ONCE,
  )
}

/** Deletes deliveries without their message: those of an export that was read while they were swept. The caller has a transaction open. */
export function sweepTorn(db: Sqlite): void {
  const torn = 'SELECT key FROM delivery WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.key = delivery.message)'
  db.run(`DELETE FROM attempt WHERE delivery IN (${torn})`)
  db.run(`DELETE FROM delivery WHERE key IN (${torn})`)
}
