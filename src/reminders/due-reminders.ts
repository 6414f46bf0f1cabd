// Which reminders fall due between two wake-ups, and what a change missed. Nothing is planned ahead: a wake-up asks for
// each schedule in use which starts came within it, and writes down what fired, so that a second one finds it done.
import { type Dated, hasMoved } from '../changes/move.ts'
import type { Standing } from '../changes/standing.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { readSetting, writeSetting } from '../sqlite/settings.ts'
import { addDays, earliest } from '../talks/time.ts'
import { askersOf, schedulesInUse } from './askers.ts'
import { beginsAt, clockOn, daysTold, dueAt, latestDayTold, startsReached, verdictOn } from './due.ts'
import { lastTold, record } from './fired.ts'
import { parseSchedule, type Schedule } from './schedule.ts'
import { type Armed, daysWithin, firstDay, firstStart, startsWithin, zonesOf } from './start.ts'

/** A reminder that fell due. Instants are milliseconds in the desk's time. */
export interface Reminder extends Armed {
  schedule: string
  dueAt: number
  /** How late it is told. */
  late: number
  /** Whether a change brought the talk within the lead, and not time. */
  caughtUp: boolean
  /** From when on it is worth nothing. */
  begins: number
  /** What the last reminder of the talk told, where the talk has moved since. */
  movedFrom: Dated | null
  /** Who asked for it; those that asked only after it was due are for the caller to leave out. */
  endpoints: number[]
}

export interface Skipped extends Armed {
  schedule: string
  dueAt: number
  reason: 'begun' | 'stale'
}

export interface Fallen {
  fired: Reminder[]
  skipped: Skipped[]
  /** When something may fall due next. */
  next: number | null
}

/** How a talk stands. */
export type StandingOf = (talk: string) => Standing
/** Which endpoints follow a talk, so that no others are asked for their leads; `null` for all. */
export type FollowersOf = ((talk: string) => readonly number[]) | null

const UNTIL = 'reminded_until'

/**
 * What fell due since the last wake-up. The caller has a transaction open, and queues what fired in it. Where the clock
 * went back, it begins again from there; what had fired is not told twice.
 */
export function fall(db: Sqlite, standingOf: StandingOf, deskZone: string, now: number, followersOf: FollowersOf = null): Fallen {
  const after = Math.min(Number(readSetting(db, UNTIL) ?? now), now)
  const fallen: Fallen = { fired: [], skipped: [], next: null }
  for (const name of schedulesInUse(db)) {
    const schedule = parseSchedule(name)
    for (const armed of candidates(db, schedule, deskZone, after, now)) {
      const due = dueAt(armed.start, schedule, deskZone)
      if (due !== null && due > after && due <= now) settle(armed, name, schedule, due)
    }
    fallen.next = earliest(fallen.next, nextDue(db, schedule, deskZone, now))
  }
  writeSetting(db, UNTIL, String(now))
  return fallen

  function settle(armed: Armed, name: string, schedule: Schedule, due: number): void {
    const verdict = verdictOn(due, armed.start, schedule, deskZone, now)
    const { known } = standingOf(armed.talk)
    const outcome = verdict === 'fire' ? 'fired' : 'skipped'
    if (!record(db, { armedBy: armed.armedBy, schedule: name, talk: armed.talk, outcome, known }, now)) return
    const endpoints = askersOf(db, [name], armed.start.instant === null, followersOf?.(armed.talk)).map(({ endpoint }) => endpoint)
    if (endpoints.length === 0) return
    if (verdict !== 'fire') fallen.skipped.push({ ...armed, schedule: name, dueAt: due, reason: verdict })
    else fallen.fired.push(reminder(db, armed, { schedule: name, due, known, now, deskZone, caughtUp: false }, endpoints))
  }
}

/**
 * What talks that a change has just armed would have been told of already: for each endpoint the shortest of its leads
 * that was missed. All that was missed is written down, so that no wake-up tells it again. The caller has a transaction open.
 */
export function catchUp(
  db: Sqlite,
  armed: readonly Armed[],
  standingOf: StandingOf,
  deskZone: string,
  now: number,
  followersOf: FollowersOf = null,
): Reminder[] {
  if (armed.length === 0) return []
  const schedules = schedulesInUse(db).map((name) => ({ name, schedule: parseSchedule(name) }))
  return schedules.length === 0 ? [] : armed.flatMap((each) => missed(db, each, schedules, { standingOf, followersOf }, deskZone, now))
}

function missed(
  db: Sqlite,
  armed: Armed,
  schedules: readonly { name: string; schedule: Schedule }[],
  { standingOf, followersOf }: { standingOf: StandingOf; followersOf: FollowersOf },
  deskZone: string,
  now: number,
): Reminder[] {
  const dues = duesBefore(now, armed, schedules, deskZone)
  if (dues.size === 0) return []
  const { known } = standingOf(armed.talk)
  const open = [...dues].filter(([, { begun }]) => !begun).map(([name]) => name)
  const latest = new Map<number, string>()
  for (const { endpoint, schedule } of askersOf(db, open, armed.start.instant === null, followersOf?.(armed.talk))) {
    const other = latest.get(endpoint)
    if (other === undefined || dueOf(dues, schedule) > dueOf(dues, other)) latest.set(endpoint, schedule)
  }
  const reminders: Reminder[] = []
  for (const [schedule, { due, begun }] of dues) {
    const outcome = begun ? 'skipped' : 'fired'
    if (!record(db, { armedBy: armed.armedBy, schedule, talk: armed.talk, outcome, known }, now)) continue
    const endpoints = [...latest].filter(([, shortest]) => shortest === schedule).map(([endpoint]) => endpoint)
    if (endpoints.length > 0) reminders.push(reminder(db, armed, { schedule, due, known, now, deskZone, caughtUp: true }, endpoints))
  }
  return reminders
}

type Dues = ReadonlyMap<string, { due: number; begun: boolean }>

function dueOf(dues: Dues, schedule: string): number {
  return dues.get(schedule)?.due ?? Number.NEGATIVE_INFINITY
}

/** By schedule, when the talk would have been told of, and whether it is too late for that. */
function duesBefore(now: number, { start }: Armed, schedules: readonly { name: string; schedule: Schedule }[], deskZone: string): Dues {
  return new Map(
    schedules.flatMap(({ name, schedule }) => {
      const due = dueAt(start, schedule, deskZone)
      return due !== null && due <= now ? [[name, { due, begun: now >= beginsAt(start, schedule, deskZone) }] as const] : []
    }),
  )
}

function reminder(
  db: Sqlite,
  armed: Armed,
  {
    schedule,
    due,
    known,
    now,
    deskZone,
    caughtUp,
  }: { schedule: string; due: number; known: Dated; now: number; deskZone: string; caughtUp: boolean },
  endpoints: number[],
): Reminder {
  const told = lastTold(db, armed.talk, armed.armedBy)
  const movedFrom = told !== null && hasMoved(told, known) ? told : null
  return {
    ...armed,
    schedule,
    dueAt: due,
    late: now - due,
    begins: beginsAt(armed.start, parseSchedule(schedule), deskZone),
    caughtUp,
    movedFrom,
    endpoints,
  }
}

/** Talks among which are all that fell due within (after, until]. */
function candidates(db: Sqlite, schedule: Schedule, deskZone: string, after: number, until: number): Armed[] {
  const { lead, zone } = schedule
  if (lead.unit === 'seconds') return startsWithin(db, after + lead.seconds * 1000, until + lead.seconds * 1000, null)
  return [
    ...inZones(db, 'instant', zone, deskZone).flatMap(({ of, at }) => {
      const range = timesReached(schedule, at, after, until)
      return range === null ? [] : startsWithin(db, range.after, range.until, of)
    }),
    ...dayZones(db, schedule, deskZone).flatMap(({ of, at }) => {
      const days = daysTold(after, until, schedule.dayAt, at)
      return days === null ? [] : daysWithin(db, addDays(days.first, lead.days), addDays(days.last, lead.days), of)
    }),
  ]
}

/** The talks' zones (`of`) with the clock that goes for each (`at`); one for all where the schedule names its own. */
function inZones(db: Sqlite, kind: 'instant' | 'day', own: string | null, deskZone: string): { of: string | null; at: string }[] {
  if (own !== null) return [{ of: null, at: own }]
  return zonesOf(db, kind).map((zone) => ({ of: zone, at: zone === '' ? deskZone : zone }))
}

/** For days; of the day itself one may be told by the clock of the talk, although the schedule names another. */
function dayZones(db: Sqlite, { lead, zone }: Schedule, deskZone: string): { of: string | null; at: string }[] {
  const named = inZones(db, 'day', zone, deskZone)
  const onItsDay = zone !== null && lead.unit === 'days' && lead.days === 0
  return onItsDay ? [...named, ...inZones(db, 'day', null, deskZone)] : named
}

function timesReached({ lead, dayAt }: Schedule, zone: string, after: number, until: number): { after: number; until: number } | null {
  if (lead.unit === 'seconds') return null
  if (lead.days > 0) return startsReached(after, until, lead.days, zone)
  // Of the day itself one is told at `dayAt`, or as the day begins: between these, nothing falls due.
  const told = daysTold(after, until, dayAt, zone) ?? daysTold(after, until, '00:00', zone)
  if (told === null) return null
  const last = latestDayTold(until, '00:00', zone)
  const first = told.first < last ? told.first : last
  return { after: clockOn(first, '00:00', zone) - 1, until: clockOn(addDays(last, 1), '00:00', zone) }
}

/** When the schedule may fall due next; never after it does, but for leads in days near a change of the clock. */
function nextDue(db: Sqlite, schedule: Schedule, deskZone: string, now: number): number | null {
  const { lead, zone } = schedule
  if (lead.unit === 'seconds') return dueAfter(firstStart(db, now + lead.seconds * 1000, null), schedule, deskZone, now)
  let next: number | null = null
  for (const { of, at } of inZones(db, 'instant', zone, deskZone)) {
    for (const from of startsFrom(schedule, at, now)) next = earliest(next, dueAfter(firstStart(db, from, of), schedule, deskZone, now))
  }
  for (const { of, at } of dayZones(db, schedule, deskZone)) {
    const after = addDays(latestDayTold(now, schedule.dayAt, at), lead.days)
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
