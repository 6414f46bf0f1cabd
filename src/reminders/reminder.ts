// A reminder: a talk has come within a lead. Instants are milliseconds in the desk's time.
import { deadlineOf } from '../calendar/deadline.ts'
import { type Dated, hasMoved } from '../changes/move.ts'
import type { Standing } from '../changes/standing.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { beginsAt } from './due-time.ts'
import { lastFired } from './fired-reminders.ts'
import type { Schedule } from './schedule.ts'
import type { Armed, Occasion } from './talk-start.ts'

export interface Reminder extends Armed {
  schedule: string
  dueAt: number
  /** How late it is told, in milliseconds. */
  late: number
  /** Whether a change brought the talk within the lead, rather than the passing of time. */
  caughtUp: boolean
  /** From when on it is no longer worth telling. */
  begins: number
  /** The date that the talk's last reminder gave, if the talk has moved since; else `null`. */
  movedFrom: Dated | null
  /** The same for people, who are not reminded of what was undone before it had settled. */
  movedForPeople: Dated | null
  /** Who asked for it, whether or not they follow the talk. */
  askers: ReadonlySet<number>
}

export interface Skipped extends Armed {
  schedule: string
  dueAt: number
  reason: 'begun' | 'stale'
  askers: ReadonlySet<number>
}

/** A schedule by its name, and what the name says. */
export interface NamedSchedule {
  name: string
  schedule: Schedule
}

/** How a talk stands. */
export type StandingOf = (talk: string) => Standing

/** The date that is reminded of. */
export function knownOf({ talk, about }: Armed, standingOf: StandingOf): Dated {
  return occasionOf(standingOf(talk), about).known
}

/** How a talk, or its deadline, stands. */
export function occasionOf(standing: Standing, about: Occasion): Standing {
  return about === 'start' ? standing : deadlineOf(standing)
}

export function reminderOf(
  db: Sqlite,
  armed: Armed,
  { name, schedule }: NamedSchedule,
  facts: { due: number; known: Dated; caughtUp: boolean; askers: ReadonlySet<number>; deskZone: string },
  now: number,
): Reminder {
  const { due, known, caughtUp, askers, deskZone } = facts
  const movedSince = (told: Dated | null): Dated | null => (told !== null && hasMoved(told, known) ? told : null)
  return {
    ...armed,
    schedule: name,
    dueAt: due,
    late: now - due,
    begins: beginsAt(armed.start, schedule, deskZone),
    caughtUp,
    movedFrom: movedSince(lastFired(db, armed, ['fired', 'undone'])),
    movedForPeople: movedSince(lastFired(db, armed, ['fired'])),
    askers,
  }
}
