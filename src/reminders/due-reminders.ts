// Which reminders fell due between two wake-ups. Nothing is planned ahead: for each schedule in use, the talks that came
// within its lead are looked up by their starts.
import type { Sqlite } from '../sqlite/port.ts'
import { addDays } from '../talks/time.ts'
import { clockOn, daysTold, dueAt, latestDayTold, startsReached, timelinessOf } from './due-time.ts'
import { writeFired } from './fired-reminders.ts'
import type { Askers } from './lead-askers.ts'
import { knownOf, type NamedSchedule, type Reminder, reminderOf, type Skipped, type StandingOf } from './reminder.ts'
import type { Schedule } from './schedule.ts'
import { type Armed, daysWithin, startsWithin, zonesOf } from './talk-start.ts'

export interface Fallen {
  fired: Reminder[]
  skipped: Skipped[]
}

/** What fell due within (after, now]; written down, so that no wake-up finds it again. The caller has a transaction open. */
export function fallenDue(
  { db, askers, standingOf, deskZone }: { db: Sqlite; askers: Askers; standingOf: StandingOf; deskZone: string },
  schedules: readonly NamedSchedule[],
  after: number,
  now: number,
): Fallen {
  const fallen: Fallen = { fired: [], skipped: [] }
  for (const each of schedules) {
    for (const armed of candidates(db, each.schedule, deskZone, after, now)) {
      const due = dueAt(armed.start, each.schedule, deskZone)
      if (due !== null && due > after && due <= now) fall(armed, each, due)
    }
  }
  return fallen

  function fall(armed: Armed, each: NamedSchedule, due: number): void {
    const timeliness = timelinessOf(due, armed.start, each.schedule, deskZone, now)
    const known = knownOf(armed, standingOf)
    const outcome = timeliness === 'in-time' ? 'fired' : 'skipped'
    if (!writeFired(db, { armed, schedule: each.name, outcome, known }, now)) return
    const asked = askers.of(each.name, armed.start.instant === null)
    if (asked.size === 0) return
    if (timeliness === 'in-time') {
      fallen.fired.push(reminderOf(db, armed, each, { due, known, caughtUp: false, askers: asked, deskZone }, now))
    } else fallen.skipped.push({ ...armed, schedule: each.name, dueAt: due, reason: timeliness, askers: asked })
  }
}

/** At least all talks for which the schedule fell due within (after, until]; `dueAt` gives the exact answer. */
function candidates(db: Sqlite, schedule: Schedule, deskZone: string, after: number, until: number): Armed[] {
  const { lead, zone } = schedule
  if (lead.unit === 'seconds') return startsWithin(db, after + lead.seconds * 1000, until + lead.seconds * 1000, null)
  return [
    ...timedZones(db, zone, deskZone).flatMap(({ of, clock }) => {
      const range = timesReached(schedule, clock, after, until)
      return range === null ? [] : startsWithin(db, range.after, range.until, of)
    }),
    ...dayClocks(db, schedule, deskZone).flatMap(({ of, clocks }) =>
      clocks.flatMap((clock) => {
        const days = daysTold(after, until, schedule.dayAt, clock)
        return days === null ? [] : daysWithin(db, addDays(days.first, lead.days), addDays(days.last, lead.days), of)
      }),
    ),
  ]
}

/** The zone that talks are in (`null` for any), and the zone whose clock counts their leads in days. */
interface Clocked {
  of: string | null
  clock: string
}

/** For talks whose time is known. */
export function timedZones(db: Sqlite, own: string | null, deskZone: string): Clocked[] {
  return clocked(db, 'instant', own, deskZone)
}

/** For talks of which only the day is known. `P0D` may go by the talk's own clock although the schedule names another. */
export function dayClocks(db: Sqlite, { lead, zone }: Schedule, deskZone: string): { of: string | null; clocks: string[] }[] {
  const onItsDay = zone !== null && lead.unit === 'days' && lead.days === 0
  const zones = clocked(db, 'day', onItsDay ? null : zone, deskZone)
  return zones.map(({ of, clock }) => ({ of, clocks: onItsDay ? [zone, clock] : [clock] }))
}

/** One clock for all talks if the schedule names one, else that of each zone. */
function clocked(db: Sqlite, kind: 'instant' | 'day', own: string | null, deskZone: string): Clocked[] {
  if (own !== null) return [{ of: null, clock: own }]
  return zonesOf(db, kind).map((zone) => ({ of: zone, clock: zone === '' ? deskZone : zone }))
}

function timesReached({ lead, dayAt }: Schedule, zone: string, after: number, until: number): { after: number; until: number } | null {
  if (lead.unit === 'seconds') return null
  if (lead.days > 0) return startsReached(after, until, lead.days, zone)
  // `P0D` falls due at `dayAt` or when the day begins: a window that holds neither finds nothing.
  const told = daysTold(after, until, dayAt, zone) ?? daysTold(after, until, '00:00', zone)
  if (told === null) return null
  const last = latestDayTold(until, '00:00', zone)
  const first = told.first < last ? told.first : last
  return { after: clockOn(first, '00:00', zone) - 1, until: clockOn(addDays(last, 1), '00:00', zone) }
}
