// Catching up: if a change brings a talk so near that a reminder would have been due already, it is told at once.
import type { Sqlite } from '../sqlite/port.ts'
import { beginsAt, dueAt } from './due-time.ts'
import { writeFired } from './fired-reminders.ts'
import type { Askers } from './lead-askers.ts'
import { knownOf, type NamedSchedule, type Reminder, reminderOf, type StandingOf } from './reminder.ts'
import type { Armed } from './talk-start.ts'

/**
 * A reminder for each lead that was missed, the shortest first: whoever is told takes the first of those that apply. All that
 * were missed are written down, so that no wake-up tells them again. The caller has a transaction open.
 */
export function catchUp(
  { db, askers, standingOf, deskZone }: { db: Sqlite; askers: Askers; standingOf: StandingOf; deskZone: string },
  armed: Armed,
  schedules: readonly NamedSchedule[],
  now: number,
): Reminder[] {
  const missed = missedOf(armed, schedules, deskZone, now)
  if (missed.length === 0) return []
  const known = knownOf(armed, standingOf)
  const reminders: Reminder[] = []
  for (const each of missed) {
    const outcome = each.begun ? 'skipped' : 'fired'
    if (!writeFired(db, { armed, schedule: each.name, outcome, known }, now)) continue
    const asked = askers.of(each.name, armed.start.instant === null)
    if (each.begun || asked.size === 0) continue
    reminders.push(reminderOf(db, armed, each, { due: each.due, known, caughtUp: true, askers: asked, deskZone }, now))
  }
  return reminders
}

export interface Missed extends NamedSchedule {
  due: number
  /** Whether the talk has begun, so that it is too late to tell. */
  begun: boolean
}

/** What was due by now for this start, the latest first. */
export function missedOf({ start }: Armed, schedules: readonly NamedSchedule[], deskZone: string, now: number): Missed[] {
  const missed = schedules.flatMap((each) => {
    const due = dueAt(start, each.schedule, deskZone)
    return due !== null && due <= now ? [{ ...each, due, begun: now >= beginsAt(start, each.schedule, deskZone) }] : []
  })
  return missed.sort((a, b) => b.due - a.due)
}
