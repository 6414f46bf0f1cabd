// Upkeep of the deliveries: takes back the leases of a process that ended, brings forward what waits if the clock was set
// back, and deletes what was told long ago. The log is not touched: a change can be replayed however old it is. Instants are
// milliseconds of the real time.
import type { Sqlite } from '../../sqlite/port.ts'
import { DAY, HOUR, SECOND } from '../../talks/units.ts'
import { writeDue } from './due-by-endpoint.ts'

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

export function createUpkeep(db: Sqlite): Upkeep {
  let kept: Kept = { wokenAt: Number.NEGATIVE_INFINITY, sweptAt: Number.NEGATIVE_INFINITY }
  return {
    wake(now) {
      if (now < kept.wokenAt - CLOCK_BACK) bringForward(db, kept.wokenAt - now)
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
 * Makes what was leased due at once; to be called where nobody else sends any more. The same goes for what is due beyond
 * any plan of retries, or later although it was never tried: the clock was set back.
 */
export function releaseLeases(db: Sqlite, now: number): void {
  const early = "state = 'waiting' AND (leased = 1 OR due > ?1 OR (tries = 0 AND due > ?2))"
  const latest = now + LONGEST_WAIT
  db.transaction(() => {
    const rows = db.all<{ endpoint: number }>(`SELECT DISTINCT endpoint FROM delivery WHERE ${early}`, latest, now)
    db.run(`UPDATE delivery SET due = ?2, leased = 0 WHERE ${early}`, latest, now)
    db.run('UPDATE endpoint SET held_until = NULL WHERE held_until > ?', latest)
    writeDue(db, new Set(rows.map(({ endpoint }) => endpoint)))
  })
}

/** After the clock went back: nothing waits longer than it would have. */
function bringForward(db: Sqlite, millis: number): void {
  db.run("UPDATE delivery SET due = due - ? WHERE state = 'waiting'", millis)
  db.run('UPDATE endpoint SET held_until = held_until - ? WHERE held_until IS NOT NULL', millis)
  db.run('UPDATE turn SET due = due - ?', millis)
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
