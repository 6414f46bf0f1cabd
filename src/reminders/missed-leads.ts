// Catching up: if a change brings a talk so near that a reminder would have been due already, it is told at once.
import type { Sqlite } from '../sqlite/port.ts'
import { beginsAt, dueAt } from './due-time.ts'
import { writeFired } from './fired-reminders.ts'
import type { Askers } from './lead-askers.ts'
import { knownOf, type NamedSchedule, type Reminder, reminderOf, type StandingOf } from './reminder.ts'
import type { Armed } from './talk-start.ts'

/**
 * Each endpoint is told once, by the shortest of its leads that were missed. All that were missed are written down, so
 * that no wake-up tells them again. The caller has a transaction open.
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
  const asked = shortestOfEach(missed, armed, askers)
  const reminders: Reminder[] = []
  for (const each of missed) {
    const outcome = each.begun ? 'skipped' : 'fired'
    if (!writeFired(db, { armed, schedule: each.name, outcome, known }, now)) continue
    const those = asked.get(each.name)
    if (those) reminders.push(reminderOf(db, armed, each, { due: each.due, known, caughtUp: true, askers: those, deskZone }, now))
  }
  return reminders
}

interface Missed extends NamedSchedule {
  due: number
  /** Whether the talk has begun, so that it is too late to tell. */
  begun: boolean
}

function missedOf({ start }: Armed, schedules: readonly NamedSchedule[], deskZone: string, now: number): Missed[] {
  return schedules.flatMap((each) => {
    const due = dueAt(start, each.schedule, deskZone)
    return due !== null && due <= now ? [{ ...each, due, begun: now >= beginsAt(start, each.schedule, deskZone) }] : []
  })
}

/** Who is told by which schedule: each endpoint by the one of its schedules that was due last. */
function shortestOfEach(missed: readonly Missed[], { start }: Armed, askers: Askers): Map<string, ReadonlySet<number>> {
  const bySchedule = new Map<string, ReadonlySet<number>>()
  for (const { name } of missed.filter(({ begun }) => !begun).sort((a, b) => b.due - a.due)) {
    const asked = askers.of(name, start.instant === null)
    const told = [...bySchedule.values()]
    // Nearly always there is one, and its askers are as they are kept.
    const fresh = told.length === 0 ? asked : new Set([...asked].filter((endpoint) => !told.some((others) => others.has(endpoint))))
    if (fresh.size > 0) bySchedule.set(name, fresh)
  }
  return bySchedule
}
