// What was told long ago is forgotten, a little at a time, so that the store does not grow for ever. The log is not
// touched: a change can be replayed however old it is.
import type { Sqlite } from '../../sqlite/port.ts'
import { DAY } from './retry.ts'

/** How long settled deliveries can be read: milliseconds. */
const KEPT_FOR = 60 * DAY
const MOST_AT_ONCE = 5000

/** Deletes settled deliveries of messages that are old, then messages that have none left. */
export function sweep(db: Sqlite, now: number): void {
  const before = now - KEPT_FOR
  const old = db.first('SELECT 1 FROM message WHERE created_at < ? LIMIT 1', before)
  if (!old) return
  db.transaction(() => {
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
  })
}

/** Deletes deliveries without their message: those of an export that was read while they were swept. The caller has a transaction open. */
export function sweepTorn(db: Sqlite): void {
  const torn = 'SELECT key FROM delivery WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.key = delivery.message)'
  db.run(`DELETE FROM attempt WHERE delivery IN (${torn})`)
  db.run(`DELETE FROM delivery WHERE key IN (${torn})`)
}
