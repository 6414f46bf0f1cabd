// When a talk starts, as far as a reminder can count back from it; and which change gave it that start. A talk that
// moves, comes back or gets a time is armed anew by the change that did it.
import { deadlineOf } from '../calendar/deadline.ts'
import type { Dated } from '../changes/move.ts'
import type { Standing } from '../changes/standing.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { isExpected } from '../talks/status.ts'
import { type Day, instantOrLater } from '../talks/time.ts'
import { whenOf } from '../talks/when.ts'

/** `instant` in milliseconds. `zone` is the talk's, where one is stated. */
export type Start = { instant: number; day: null; zone: string } | { instant: null; day: Day; zone: string | null }

/** What is reminded of: that a talk begins, or that its deadline for accreditation ends. */
export type Occasion = 'start' | 'accreditation'

export interface Armed {
  talk: string
  about: Occasion
  /** The id of the change that gave the talk this start. */
  armedBy: string
  start: Start
}

interface Row {
  talk: string
  armed_by: string
  instant: number | null
  day: string | null
  zone: string
}

/** `null` where there is nothing to remind of: the talk is no longer expected, or its day is not known for certain. */
export function startOf(standing: Standing): Start | null {
  return standing.withdrawn || !isExpected(standing) ? null : startAt(standing.known)
}

/** Where a talk of this date starts. */
export function startAt(known: Dated): Start | null {
  const when = whenOf(known)
  switch (when.precision) {
    case 'minute':
      return { instant: instantOrLater(when.start, when.zone), day: null, zone: when.zone }
    case 'day':
      return when.qualifier === 'certain' ? { instant: null, day: when.day, zone: known.zone } : null
    case 'days':
      return { instant: null, day: when.from, zone: known.zone }
    case 'window':
    case 'month':
    case 'year':
    case 'unknown':
      return null
  }
}

/** Writes the starts that changes gave; returns talks that got another start or zone. The caller has a transaction open. */
export function arm(db: Sqlite, steps: readonly { change: { id: string }; is: Standing }[]): Armed[] {
  const armed: Armed[] = []
  for (const { change, is } of steps) {
    armed.push(...armOne(db, 'start', change.id, is))
    if (is.deadline !== null || readStart(db, keyOf(is.talk, 'accreditation')) !== null)
      armed.push(...armOne(db, 'accreditation', change.id, deadlineOf(is)))
  }
  return armed
}

function armOne(db: Sqlite, about: Occasion, change: string, is: Standing): Armed[] {
  const key = keyOf(is.talk, about)
  const start = startOf(is)
  const before = readStart(db, key)
  if (start === null) {
    write(db, key, null, null)
    return []
  }
  const same = before !== null && sameStart(before.start, start)
  const armedBy = same ? before.armedBy : keyOf(change, about)
  write(db, key, armedBy, start)
  // By another clock something may be due already. What was told is not told again, since the start is the same.
  return !same || before.start.zone !== start.zone ? [{ talk: is.talk, about, armedBy, start }] : []
}

const ACCREDITATION = '.accreditation'

/** How the deadline of a talk, or the change that gave it, is told from its start. Neither a slug nor a change's id has a full stop. */
export function keyOf(id: string, about: Occasion): string {
  return about === 'start' ? id : `${id}${ACCREDITATION}`
}

/** The start that holds; `null` where the talk is not to be reminded of. */
export function readStart(db: Sqlite, talk: string): Armed | null {
  const row = db.first<Row>('SELECT * FROM start WHERE talk = ? AND armed_by IS NOT NULL', talk)
  return row ? armedOf(row) : null
}

/** Talks of the log without a row in `start`, or with a deadline and without one for that: those of a database from before there were such reminders. */
export function talksWithoutStart(db: Sqlite): { id: string; change: string }[] {
  return db.all(
    `SELECT talk.id, change.id AS change FROM talk JOIN change USING (cursor) LEFT JOIN start ON start.talk = talk.id
     LEFT JOIN start AS deadline ON deadline.talk = talk.id || '${ACCREDITATION}'
     WHERE start.talk IS NULL OR (deadline.talk IS NULL AND standing ->> '$.deadline' IS NOT NULL)`,
  )
}

/** Zones of talks whose time is known, or only their day; `''` if none is stated. Skips from zone to zone in the index. */
export function zonesOf(db: Sqlite, kind: 'instant' | 'day'): string[] {
  return db
    .all<{ zone: string | null }>(
      `WITH RECURSIVE hop (zone) AS (
         SELECT min(zone) FROM start WHERE ${kind} IS NOT NULL
         UNION ALL SELECT (SELECT min(zone) FROM start WHERE ${kind} IS NOT NULL AND zone > hop.zone) FROM hop WHERE hop.zone IS NOT NULL
       ) SELECT zone FROM hop WHERE zone IS NOT NULL`,
    )
    .map(({ zone }) => zone as string)
}

/** Talks that start within (after, until], in milliseconds; of one zone, or of any (`null`). */
export function startsWithin(db: Sqlite, after: number, until: number, zone: string | null): Armed[] {
  const rows =
    zone === null
      ? db.all<Row>('SELECT * FROM start WHERE instant > ? AND instant <= ?', after, until)
      : db.all<Row>('SELECT * FROM start WHERE zone = ? AND instant > ? AND instant <= ?', zone, after, until)
  return rows.map(armedOf)
}

/** Talks whose time is not known, on the days from `first` to `last`, both included. */
export function daysWithin(db: Sqlite, first: Day, last: Day, zone: string | null): Armed[] {
  const rows =
    zone === null
      ? db.all<Row>('SELECT * FROM start WHERE day >= ? AND day <= ?', first, last)
      : db.all<Row>('SELECT * FROM start WHERE zone = ? AND day >= ? AND day <= ?', zone, first, last)
  return rows.map(armedOf)
}

/** The first talk that starts after an instant. */
export function firstStart(db: Sqlite, after: number, zone: string | null): Armed | null {
  const row =
    zone === null
      ? db.first<Row>('SELECT * FROM start WHERE instant > ? ORDER BY instant LIMIT 1', after)
      : db.first<Row>('SELECT * FROM start WHERE zone = ? AND instant > ? ORDER BY instant LIMIT 1', zone, after)
  return row ? armedOf(row) : null
}

/** The first talk after a day, among those whose time is not known. */
export function firstDay(db: Sqlite, after: Day, zone: string | null): Armed | null {
  const row =
    zone === null
      ? db.first<Row>('SELECT * FROM start WHERE day > ? ORDER BY day LIMIT 1', after)
      : db.first<Row>('SELECT * FROM start WHERE zone = ? AND day > ? ORDER BY day LIMIT 1', zone, after)
  return row ? armedOf(row) : null
}

function armedOf({ talk, armed_by, instant, day, zone }: Row): Armed {
  const start: Start = instant === null ? { instant, day: day as Day, zone: zone === '' ? null : zone } : { instant, day: null, zone }
  const isDeadline = talk.endsWith(ACCREDITATION)
  const id = isDeadline ? talk.slice(0, -ACCREDITATION.length) : talk
  return { talk: id, about: isDeadline ? 'accreditation' : 'start', armedBy: armed_by, start }
}

function write(db: Sqlite, talk: string, armedBy: string | null, start: Start | null): void {
  db.run(
    `INSERT INTO start (talk, armed_by, instant, day, zone) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (talk) DO UPDATE SET armed_by = excluded.armed_by, instant = excluded.instant, day = excluded.day, zone = excluded.zone`,
    talk,
    armedBy,
    start?.instant ?? null,
    start?.day ?? null,
    start?.zone ?? '',
  )
}

/** The same instant or day in another zone is not a new start. */
export function sameStart(a: Start, b: Start): boolean {
  return a.instant === b.instant && a.day === b.day
}
