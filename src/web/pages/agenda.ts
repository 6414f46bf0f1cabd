// Talks by month, week and day; what is known only to the month, to the year or not at all stands in groups of its own.
import type { Standing } from '../../changes/standing.ts'
import { addDays, type Day, weekdayOf } from '../../talks/time.ts'
import { type When, whenOf } from '../../talks/when.ts'

/** `2022-01`, a year of which the month is not known, `open` or `none`. */
export type GroupId = string

/** How a date stands in the margin. */
export type DateBox =
  | { kind: 'day'; day: Day; sure: 'certain' | 'about' | 'uncertain' }
  /** Several days in a row, or some day of them. */
  | { kind: 'days' | 'window'; from: Day; to: Day }
  | { kind: 'until' | 'from'; day: Day }
  | { kind: 'month'; month: string }
  | { kind: 'year'; year: string }
  | { kind: 'none' }

export interface Placed {
  standing: Standing
  group: GroupId
  /** The day that it stands at; `null`: none of its group. */
  day: Day | null
  box: DateBox
  /** Sorts it among others. */
  order: string
}

export interface Group {
  id: GroupId
  /** A week of its days, and last what has no day. */
  weeks: { monday: Day | null; boxes: { box: DateBox; day: Day | null; standings: Standing[] }[] }[]
}

export const NO_DATE: GroupId = 'none'
/** What has a date that is past, and is not known to be over: its end is open, or the date only about. */
export const OPEN_END: GroupId = 'open'
/** What began so many days ago at most, end not known, is taken for going on. */
const GOING_ON = 7

/** Each standing is placed once: a list of ten thousand is made of the same ones again and again. */
const placed = new WeakMap<Standing, Placed>()

/** Where a talk stands. One that is postponed has given up its date. */
function placeOf(standing: Standing): Placed {
  const known = placed.get(standing)
  if (known) return known
  const found = { standing, ...groupOf(standing) }
  const made = { ...found, order: orderOf(found) }
  placed.set(standing, made)
  return made
}

type Spot = Pick<Placed, 'group' | 'day' | 'box'>

function groupOf(standing: Standing): Spot {
  const when: When = standing.status === 'postponed' ? { precision: 'unknown' } : whenOf(standing.known)
  const at = (day: Day, box: DateBox): Spot => ({ group: day.slice(0, 7), day, box })
  switch (when.precision) {
    case 'minute': {
      const day = when.start.slice(0, 10)
      const last = standing.span.last ?? day
      return at(day, last > day ? { kind: 'days', from: day, to: last } : { kind: 'day', day, sure: 'certain' })
    }
    case 'day':
      return at(when.day, { kind: 'day', day: when.day, sure: when.qualifier })
    case 'days':
      return at(when.from, when.to === null ? { kind: 'from', day: when.from } : { kind: 'days', from: when.from, to: when.to })
    case 'window':
      return windowOf(when, at)
    case 'month':
      return { group: when.month, day: null, box: { kind: 'month', month: when.month } }
    case 'year':
      return { group: when.year, day: null, box: { kind: 'year', year: when.year } }
    case 'unknown':
      return { group: NO_DATE, day: null, box: { kind: 'none' } }
  }
}

function windowOf({ from, to }: When & { precision: 'window' }, at: (day: Day, box: DateBox) => Spot): Spot {
  if (from !== null && to !== null) return at(from, { kind: 'window', from, to })
  const day = from ?? to ?? ''
  return { group: day.slice(0, 7), day: null, box: { kind: from === null ? 'until' : 'from', day } }
}

/** In the order of the page: months, each year that has no month after its last one, and what has no date. `which`: only those. */
export function inOrder(standings: readonly Standing[], which: (placed: Placed) => boolean = () => true): Placed[] {
  return standings
    .map(placeOf)
    .filter(which)
    .sort((one, other) => compare(one.order, other.order))
}

/** The same lists are asked for again and again. */
const ordered = new WeakMap<readonly Standing[], { today: Day; placed: readonly Placed[] }>()

/** Among what is to come, what goes on or may still be stands at today; without an end that is known, after all that has a date. */
export function inOrderFrom(today: Day, standings: readonly Standing[]): readonly Placed[] {
  const known = ordered.get(standings)
  if (known?.today === today) return known.placed
  const placed = standings.map((standing) => notBefore(today, placeOf(standing))).sort((one, other) => compare(one.order, other.order))
  ordered.set(standings, { today, placed })
  return placed
}

/** Where a talk that is not over stands among what is to come. */
export function notBefore(today: Day, placed: Placed): Placed {
  const { box, group } = placed
  const begins = box.kind === 'from' ? box.day : box.kind === 'days' || box.kind === 'window' ? box.from : null
  const isVague = box.kind === 'month' || box.kind === 'year'
  if (isVague ? group >= today.slice(0, group.length) : begins === null || begins >= today) return placed
  const goesOn = begins !== null && (box.kind !== 'from' || begins >= addDays(today, -GOING_ON))
  const spot = goesOn ? { group: today.slice(0, 7), day: today } : { group: OPEN_END, day: null }
  return { ...placed, ...spot, order: orderOf({ ...placed, ...spot }) }
}

function orderOf({ group, day, standing }: Omit<Placed, 'order'>): string {
  const month = group === NO_DATE ? '9999-99' : group === OPEN_END ? '9999-98' : isYear(group) ? `${group}-99` : group
  return `${month} ${day ?? '9999-99-99'} ${standing.span.order} ${standing.talk}`
}

/** Whether a group is a year of which the month is not known. */
export function isYear(group: GroupId): boolean {
  return /^\d{4}$/.test(group)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** How many each group has, in their order. */
export function groupCounts(placed: readonly Placed[]): Map<GroupId, number> {
  const counts = new Map<GroupId, number>()
  for (const { group } of placed) counts.set(group, (counts.get(group) ?? 0) + 1)
  return counts
}

export function grouped(placed: readonly Placed[]): Group[] {
  return [...Map.groupBy(placed, ({ group }) => group)].map(([id, ofGroup]) => ({
    id,
    weeks: [...Map.groupBy(ofGroup, ({ day }) => (day === null ? null : mondayOf(day)))].map(([monday, ofWeek]) => ({
      monday,
      boxes: [...Map.groupBy(ofWeek, ({ box }) => JSON.stringify(box)).values()].map((same) => ({
        box: (same[0] as Placed).box,
        day: (same[0] as Placed).day,
        standings: same.map(({ standing }) => standing),
      })),
    })),
  }))
}

export function mondayOf(day: Day): Day {
  return addDays(day, -weekdayOf(day))
}

/** The number of the week by ISO 8601: that of its Thursday. */
export function weekNumber(monday: Day): number {
  const thursday = addDays(monday, 3)
  let number = 1
  for (let day = addDays(thursday, -7); day.slice(0, 4) === thursday.slice(0, 4); day = addDays(day, -7)) number++
  return number
}
