// When a reminder may fall due next.
import type { Sqlite } from '../sqlite/port.ts'
import { addDays, earliest } from '../talks/time.ts'
import { dayZones, timedZones } from './due-reminders.ts'
import { clockOn, dueAt, latestDayTold, startsReached } from './due-time.ts'
import type { Schedule } from './schedule.ts'
import { type Armed, firstDay, firstStart } from './talk-start.ts'

/**
 * When to look again: no reminder of the schedule falls due before that, except one with a lead in days near a change of
 * the clock. `null` if none will.
 */
export function nextDue(db: Sqlite, schedule: Schedule, deskZone: string, now: number): number | null {
  const { lead, zone } = schedule
  if (lead.unit === 'seconds') return dueAfter(firstStart(db, now + lead.seconds * 1000, null), schedule, deskZone, now)
  let next: number | null = null
  for (const { of, clock } of timedZones(db, zone, deskZone)) {
    for (const from of startsFrom(schedule, clock, now)) next = earliest(next, dueAfter(firstStart(db, from, of), schedule, deskZone, now))
  }
  for (const { of, clock } of dayZones(db, schedule, deskZone)) {
    const after = addDays(latestDayTold(now, schedule.dayAt, clock), lead.days)
    next = earliest(next, dueAfter(firstDay(db, after, of), schedule, deskZone, now))
  }
  return next
}

/** After which instants to look for the next start. */
function startsFrom({ lead, dayAt }: Schedule, zone: string, now: number): number[] {
  if (lead.unit === 'seconds') return []
  if (lead.days > 0) return [startsReached(now, now, lead.days, zone).until]
  const today = latestDayTold(now, '00:00', zone)
  return [clockOn(today, dayAt, zone), clockOn(addDays(today, 1), '00:00', zone) - 1]
}

function dueAfter(armed: Armed | null, schedule: Schedule, deskZone: string, now: number): number | null {
  const due = armed && dueAt(armed.start, schedule, deskZone)
  return due !== null && due > now ? due : null
}
