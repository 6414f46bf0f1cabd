// When a reminder falls due next: never later than one does.
import type { Sqlite } from '../sqlite/port.ts'
import { addDays, earliest } from '../talks/time.ts'
import { DAY } from '../talks/units.ts'
import { dayClocks, timedZones } from './due-reminders.ts'
import { clockOn, dueAt, FAR, keepsOrder, latestDayTold, startsReached } from './due-time.ts'
import type { Schedule } from './schedule.ts'
import { type Armed, firstDay, firstStart } from './talk-start.ts'

/** When to look again: no reminder of the schedule falls due before that. `null` if none will. */
export function nextDue(db: Sqlite, schedule: Schedule, deskZone: string, now: number): number | null {
  const { lead, zone } = schedule
  const dueOf = (armed: Armed | null) => dueAfter(armed, schedule, deskZone, now)
  if (lead.unit === 'seconds') return dueOf(firstStart(db, now + lead.seconds * 1000, null))
  const timed = timedZones(db, zone, deskZone).map(({ of, clock }) =>
    lead.days === 0
      ? earliest(...startsOfDays(schedule, clock, now).map((after) => dueOf(firstStart(db, after, of))))
      : nextByDays(db, lead.days, of, clock, now, dueOf),
  )
  return earliest(...timed, ...nextOfDays(db, schedule, deskZone, now, dueOf))
}

/** The next of talks whose day alone is known, by zone: of these, those of one day fall due together, and those of later days later. */
function nextOfDays(
  db: Sqlite,
  schedule: Schedule,
  deskZone: string,
  now: number,
  dueOf: (armed: Armed | null) => number | null,
): (number | null)[] {
  const { lead, dayAt } = schedule
  const days = lead.unit === 'days' ? lead.days : 0
  return dayClocks(db, schedule, deskZone).map(({ of, clocks }) => {
    // By the slowest of the clocks that may go for them; what was told by another is passed by.
    let [after = ''] = clocks.map((clock) => addDays(latestDayTold(now, dayAt, clock), days)).sort()
    for (let armed = firstDay(db, after, of); armed !== null; armed = firstDay(db, after, of)) {
      const due = dueOf(armed)
      if (due !== null) return due
      after = armed.start.day ?? after
    }
    return null
  })
}

/**
 * The next of talks with a time. Near a change of the clock a later start may fall due before an earlier one, so further
 * starts are looked at, as far as that can be.
 */
function nextByDays(
  db: Sqlite,
  days: number,
  of: string | null,
  clock: string,
  now: number,
  dueOf: (armed: Armed | null) => number | null,
): number | null {
  let next: number | null = null
  let after = startsReached(now, now, days, clock).after
  for (let armed = firstStart(db, after, of); armed !== null; armed = firstStart(db, after, of)) {
    const start = armed.start.instant ?? after
    if (next !== null && start > next + days * DAY + FAR) break
    const due = dueOf(armed)
    next = earliest(next, due)
    if (due !== null && keepsOrder(start, due, clock)) break
    after = start
  }
  return next
}

/** Of the day itself one is told at `dayAt`, or as the day begins: after which instants the next start is looked for. */
function startsOfDays({ dayAt }: Schedule, zone: string, now: number): number[] {
  const today = latestDayTold(now, '00:00', zone)
  return [clockOn(today, dayAt, zone), clockOn(addDays(today, 1), '00:00', zone) - 1]
}

function dueAfter(armed: Armed | null, schedule: Schedule, deskZone: string, now: number): number | null {
  const due = armed && dueAt(armed.start, schedule, deskZone)
  return due !== null && due > now ? due : null
}
