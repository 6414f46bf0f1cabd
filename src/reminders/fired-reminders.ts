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

/** Up to which revision of a talk people were told of it, and since when it has changed. */
export interface ToldOf {
  revision: number
  since: number
}

/** The change that armed a talk or its deadline, by the key of a row. */
const ARMED_BY = `(SELECT revision FROM change WHERE id = replace(armed_by, '${keyOf('', 'accreditation')}', ''))`

/** The schedules that fired for a start since the talk has changed. */
export function firedSince(db: Sqlite, { armedBy }: Armed, { revision, since }: ToldOf): Set<string> {
  const rows = db.all<{ schedule: string }>(
    `SELECT schedule FROM reminded WHERE armed_by = ? AND outcome = 'fired' AND (at >= ? OR ${ARMED_BY} > ?)`,
    ...[armedBy, since, revision],
  )
  return new Set(rows.map(({ schedule }) => schedule))
}

/** Forgets that it fired, so that it fires again: it was due by a clock that holds no longer. The caller has a transaction open. */
export function forgetFired(db: Sqlite, { armedBy }: Armed, schedule: string): void {
  db.run('DELETE FROM reminded WHERE armed_by = ? AND schedule = ?', armedBy, schedule)
}

/** The date that a schedule was last dealt with for, among the starts that people were told of before this one; `null`: none. */
export function lastDealtWith(db: Sqlite, { talk, about, armedBy }: Armed, schedule: string, { revision }: ToldOf): Dated | null {
  const row = db.first<{ known: string }>(
    `SELECT known FROM reminded WHERE talk = ? AND schedule = ? AND armed_by <> ? AND ${ARMED_BY} <= ? ORDER BY ${ARMED_BY} DESC LIMIT 1`,
    ...[keyOf(talk, about), schedule, armedBy, revision],
  )
  return row ? (JSON.parse(row.known) as Dated) : null
}

/** Marks what fired for starts that were taken back before people were told of them; `armedBy` holds. The caller has a transaction open. */
export function markUndone(db: Sqlite, key: string, armedBy: string | null, { revision }: ToldOf): void {
  db.run(
    `UPDATE reminded SET outcome = 'undone' WHERE talk = ? AND outcome = 'fired' AND armed_by IS NOT ? AND ${ARMED_BY} > ?`,
    ...[key, armedBy, revision],
  )
}

/** `undone`: it fired for a start that was taken back before people were told of it; programs were. */
type Fired = 'fired' | 'undone'

/** The date that the last reminder of the talk, or of its deadline, gave, if one fired for another start; else `null`. */
export function lastFired(db: Sqlite, { talk, about, armedBy }: Armed, outcomes: readonly Fired[]): Dated | null {
  const row = db.first<{ known: string }>(
    `SELECT known FROM reminded WHERE talk = ? AND armed_by <> ? AND outcome IN (SELECT value FROM json_each(?))
     ORDER BY at DESC LIMIT 1`,
    ...[keyOf(talk, about), armedBy, JSON.stringify(outcomes)],
  )
  return row ? (JSON.parse(row.known) as Dated) : null
}
