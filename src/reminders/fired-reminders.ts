// Which reminders fired or were skipped, by schedule and by the change that armed the talk, so that none fires twice.
import type { Dated } from '../changes/move.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { type Armed, keyOf } from './talk-start.ts'

/** Writes a reminder down; returns `false` if it had fired or been skipped for this start before. */
export function writeFired(
  db: Sqlite,
  reminder: { armed: Armed; schedule: string; outcome: 'fired' | 'skipped'; known: Dated },
  at: number,
): boolean {
  const { armed, schedule, outcome, known } = reminder
  const added = db.run(
    'INSERT INTO reminded (armed_by, schedule, talk, outcome, at, known) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    armed.armedBy,
    schedule,
    keyOf(armed.talk, armed.about),
    outcome,
    at,
    JSON.stringify(known),
  )
  return added > 0
}

/** Forgets what was skipped at instants that are still to come: the clock was wrong, and is set right. The caller has a transaction open. */
export function forgetSkippedAfter(db: Sqlite, now: number): void {
  db.run("DELETE FROM reminded WHERE outcome = 'skipped' AND at > ?", now)
}

/** The date that the last reminder of the talk, or of its deadline, gave, if one fired for another start; else `null`. */
export function lastFired(db: Sqlite, { talk, about, armedBy }: Armed): Dated | null {
  const row = db.first<{ known: string }>(
    "SELECT known FROM reminded WHERE talk = ? AND armed_by <> ? AND outcome = 'fired' ORDER BY at DESC LIMIT 1",
    keyOf(talk, about),
    armedBy,
  )
  return row ? (JSON.parse(row.known) as Dated) : null
}
