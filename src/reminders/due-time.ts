// When a reminder falls due, and whether one that is late is still worth telling. Leads in days go by the local day,
// leads in hours by elapsed time.
import { addDays, type Day, dayBegins, dayEnds, instantOrLater, localDay, localMinute } from '../talks/time.ts'
import { DAY, HOUR } from '../talks/units.ts'
import { isSteady } from '../talks/zone.ts'
import type { Schedule } from './schedule.ts'
import type { Start } from './talk-start.ts'

/** However long its lead, a reminder is not told later than this. */
const LONGEST_LATE = 6 * HOUR

/** The zone that a schedule's days are in. */
function zoneOf({ zone }: Schedule, start: Start, deskZone: string): string {
  return zone ?? start.zone ?? deskZone
}

/**
 * The instant in milliseconds; `null` for a lead in hours where only the day is known. `P0D` of a talk with a time is
 * due at `dayAt` of its day, or as the day begins where the talk starts before that.
 */
export function dueAt(start: Start, schedule: Schedule, deskZone: string): number | null {
  const { lead, dayAt } = schedule
  if (lead.unit === 'seconds') return start.instant === null ? null : start.instant - lead.seconds * 1000
  const zone = zoneOf(schedule, start, deskZone)
  if (start.instant === null) {
    const due = clockOn(addDays(start.day, -lead.days), dayAt, zone)
    // By a clock far to the west, the day may be over by then where the talk is. The talk's own clock then decides.
    return due < beginsAt(start, schedule, deskZone) ? due : clockOn(addDays(start.day, -lead.days), dayAt, start.zone ?? deskZone)
  }
  const local = localMinute(start.instant, zone)
  const day = local.slice(0, 10)
  if (lead.days > 0) return clockOn(addDays(day, -lead.days), local.slice(11), zone)
  const told = clockOn(day, dayAt, zone)
  return told < start.instant ? told : dayBegins(day, zone)
}

/**
 * From when on nobody is reminded: the start, or the last millisecond of a day without a time, by the clock of the talk if
 * it has one.
 */
export function beginsAt(start: Start, schedule: Schedule, deskZone: string): number {
  if (start.instant !== null) return start.instant
  return dayEnds(start.day, start.zone ?? schedule.zone ?? deskZone) - 1
}

/** `begun`: the talk has begun. `stale`: too late to be of use. */
export type Timeliness = 'in-time' | 'begun' | 'stale'

/** Whether a reminder that was due is still worth telling: late by more than half its lead, or six hours, it is stale. */
export function timelinessOf(due: number, start: Start, schedule: Schedule, deskZone: string, now: number): Timeliness {
  const { lead } = schedule
  const begins = beginsAt(start, schedule, deskZone)
  if (now >= begins) return 'begun'
  const length = lead.unit === 'seconds' ? lead.seconds * 1000 : lead.days > 0 ? lead.days * DAY : begins - due
  return now - due <= Math.min(length / 2, LONGEST_LATE) ? 'in-time' : 'stale'
}

/** The instant of a local time on a day. One that clocks skip is later by the gap; of one that comes twice, the earlier. */
export function clockOn(day: Day, time: string, zone: string): number {
  return instantOrLater(`${day}T${time}`, zone)
}

/** The days whose local time `dayAt` lies within (after, until]; `null` where there is none. */
export function daysTold(after: number, until: number, dayAt: string, zone: string): { first: Day; last: Day } | null {
  const first = latestDayTold(after, dayAt, zone)
  const last = latestDayTold(until, dayAt, zone)
  return last > first ? { first: addDays(first, 1), last } : null
}

/** The latest day whose local time `dayAt` is not after an instant. */
export function latestDayTold(at: number, dayAt: string, zone: string): Day {
  let day = localDay(at, zone)
  // Where the date line took a day, two days have the same instant.
  while (clockOn(day, dayAt, zone) > at) day = addDays(day, -1)
  return day
}

/** Further than any clock is from another, with what clocks are put forward or back. */
export const FAR = 26 * HOUR

/**
 * The range (after, until] of the starts, in milliseconds, for which a lead in days may fall due within the given window.
 * Near a change of the clock it is wider at both ends: `dueAt` gives the exact answer.
 */
export function startsReached(after: number, until: number, days: number, zone: string): { after: number; until: number } {
  const lead = days * DAY
  const margin = isSteady(after - FAR, until + lead + FAR, zone) ? 0 : FAR
  return { after: after + lead - margin, until: until + lead + margin }
}

/** Whether of two starts, the second of which is later than the given one, the second never falls due first by a lead in days. */
export function keepsOrder(start: number, due: number, zone: string): boolean {
  return isSteady(due - FAR, due + FAR, zone) && isSteady(start - FAR, start + FAR, zone)
}
