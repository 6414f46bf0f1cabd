// A month as weeks of days: which talks each day has, and which last several days and lie over them as bars.
import { addDays, type Day, lastOfMonth } from '../../talks/time.ts'
import { mondayOf, type Placed } from './agenda.ts'

/** A talk of several days, or on some day of several: as far as it lies within one week and the month. */
export interface Bar {
  placed: Placed
  from: Day
  /** How many days of the week it covers. */
  days: number
  /** Which of the bars that lie one below the other, counted from 0. */
  lane: number
}

export interface GridDay {
  day: Day
  /** Talks of this day alone. */
  talks: readonly Placed[]
  /** Bars that begin here, in this week. */
  bars: readonly Bar[]
  /** How many lanes lie over the day. */
  lanes: number
  /** All talks that are, or may be, on this day. */
  all: readonly Placed[]
}

export type Week = readonly GridDay[]

/** `month` such as `2022-01`; days of weeks that belong to other months have no talks. */
export function monthGrid(month: string, placed: readonly Placed[]): Week[] {
  const first = `${month}-01`
  const last = lastOfMonth(first)
  const single = Map.groupBy(
    placed.filter((each) => each.day !== null && lastDayOf(each, each.day) === each.day),
    ({ day }) => day,
  )
  const long = placed.filter((each) => each.day !== null && lastDayOf(each, each.day) > each.day)
  return mondays(first, last).map((monday) => {
    const bars = barsOf(long, later(monday, first), earlier(addDays(monday, 6), last))
    return Array.from({ length: 7 }, (_, index) => gridDay(addDays(monday, index), { month, bars, single }))
  })
}

function gridDay(
  day: Day,
  { month, bars, single }: { month: string; bars: readonly Bar[]; single: ReadonlyMap<Day | null, Placed[]> },
): GridDay {
  if (!day.startsWith(month)) return { day, talks: [], bars: [], lanes: 0, all: [] }
  const over = bars.filter(({ from, days }) => from <= day && day < addDays(from, days))
  const talks = single.get(day) ?? []
  return {
    day,
    talks,
    bars: over.filter(({ from }) => from === day),
    lanes: Math.max(0, ...over.map(({ lane }) => lane + 1)),
    all: [...over.map(({ placed }) => placed), ...talks],
  }
}

/** Whether a talk is, or may be, on a day of the month, or is known to be in it and no more. */
export function isInMonth(placed: Placed, month: string): boolean {
  const { day, group } = placed
  return day === null ? group === month : day.slice(0, 7) <= month && lastDayOf(placed, day).slice(0, 7) >= month
}

/** Each takes the first lane that is free on all of its days. */
function barsOf(long: readonly Placed[], from: Day, to: Day): Bar[] {
  const ends: Day[] = []
  return long
    .filter((placed) => (placed.day as Day) <= to && lastDayOf(placed, placed.day as Day) >= from)
    .map((placed) => {
      const begin = later(placed.day as Day, from)
      const end = earlier(lastDayOf(placed, placed.day as Day), to)
      const free = ends.findIndex((taken) => taken < begin)
      const lane = free < 0 ? ends.length : free
      ends[lane] = end
      return { placed, from: begin, days: Number(end.slice(8)) - Number(begin.slice(8)) + 1, lane }
    })
}

function lastDayOf({ box }: Placed, day: Day): Day {
  return box.kind === 'days' || box.kind === 'window' ? box.to : day
}

function mondays(first: Day, last: Day): Day[] {
  const found: Day[] = []
  for (let monday = mondayOf(first); monday <= last; monday = addDays(monday, 7)) found.push(monday)
  return found
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other
}

function earlier(one: Day, other: Day): Day {
  return one < other ? one : other
}
