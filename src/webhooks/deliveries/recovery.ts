// What becomes of dues and leases when a process ended, or a clock was set.
import type { Sqlite } from '../../sqlite/port.ts'
import { takeTurns } from './due-by-endpoint.ts'

/**
 * After a start nobody else sends: what a former process had leased is due at once. So is what is due beyond any plan,
 * or later although it was never tried: the clock went back.
 */
export function release(db: Sqlite, now: number, longest: number): void {
  const early = "state = 'waiting' AND (leased = 1 OR due > ?1 OR (tries = 0 AND due > ?2))"
  db.transaction(() => {
    const rows = db.all<{ endpoint: number }>(`SELECT DISTINCT endpoint FROM delivery WHERE ${early}`, now + longest, now)
    db.run(`UPDATE delivery SET due = ?2, leased = 0 WHERE ${early}`, now + longest, now)
    db.run('UPDATE endpoint SET held_until = NULL WHERE held_until > ?', now + longest)
    takeTurns(db, new Set(rows.map(({ endpoint }) => endpoint)))
  })
}

/** After the clock went back: what waits, waits no longer than it would have. */
export function shift(db: Sqlite, millis: number): void {
  db.transaction(() => {
    db.run("UPDATE delivery SET due = due - ? WHERE state = 'waiting'", millis)
    db.run('UPDATE endpoint SET held_until = held_until - ? WHERE held_until IS NOT NULL', millis)
    db.run('UPDATE turn SET due = due - ?', millis)
  })
}
