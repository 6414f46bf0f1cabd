// Counts that would cost a walk through the tables.
import type { Sqlite } from '../../sqlite/port.ts'

/** Adds to one of the counts that would cost a walk through the tables. */
export function count(db: Sqlite, name: string, added: number): void {
  if (added === 0) return
  db.run('INSERT INTO tally (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count', name, added)
}

export function counts(db: Sqlite): Record<string, number> {
  return Object.fromEntries(
    db.all<{ name: string; count: number }>('SELECT name, count FROM tally').map(({ name, count }) => [name, count]),
  )
}
