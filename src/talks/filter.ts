// Filters: which part of the diary is asked for, matched against a talk's facets and days.
import type { Facets } from './facets.ts'
import type { Span } from './span.ts'
import { addDays, addMonths, type Day } from './time.ts'

/** A span back from today, as an ISO 8601 duration without its sign. */
export const SPAN = /^P(\d{1,5})([DWMY])$/

/** A day, or a span back from today as an ISO 8601 duration without its sign. */
export type Limit = { day: Day } | { back: string }

export interface Filter {
  party: string[]
  /** Whether any of the parties must take part, or all. */
  match: 'any' | 'all'
  topic: string[]
  series: string[]
  place: string[]
  country: string[]
  status: string[]
  since: Limit | null
  until: Limit | null
}

export const NO_FILTER: Filter = {
  party: [],
  match: 'any',
  topic: [],
  series: [],
  place: [],
  country: [],
  status: [],
  since: null,
  until: null,
}

/** Whether a talk fits, its days apart. */
export function matches(filter: Filter, facets: Facets): boolean {
  const { party, match } = filter
  if (party.length > 0) {
    const takesPart = (id: string) => facets.parties.includes(id)
    if (!(match === 'all' ? party.every(takesPart) : party.some(takesPart))) return false
  }
  return (
    (filter.topic.length === 0 || filter.topic.some((topic) => facets.topics.includes(topic))) &&
    oneOf(filter.series, facets.series) &&
    oneOf(filter.place, facets.place) &&
    oneOf(filter.country, facets.country) &&
    oneOf(filter.status, facets.status)
  )
}

/** Whether any of the days that a talk may be on lies within the limits, both included. */
export function withinDays({ since, until }: Pick<Filter, 'since' | 'until'>, { first, last }: Span, today: Day): boolean {
  return (
    (since === null || last === null || last >= dayOf(since, today)) && (until === null || first === null || first <= dayOf(until, today))
  )
}

/** The day that a limit means today. */
export function dayOf(limit: Limit, today: Day): Day {
  return 'day' in limit ? limit.day : shifted(today, limit.back, -1)
}

/** The first day on which a span back from it no longer reaches `day`. */
export function outOfReach(limit: Extract<Limit, { back: string }>, day: Day): Day {
  let candidate = shifted(day, limit.back, 1)
  while (dayOf(limit, candidate) <= day) candidate = addDays(candidate, 1)
  return candidate
}

function shifted(day: Day, span: string, sign: 1 | -1): Day {
  const [, count, unit] = SPAN.exec(span) ?? []
  const units = sign * Number(count)
  if (unit === 'D' || unit === 'W') return addDays(day, unit === 'W' ? units * 7 : units)
  return addMonths(day, unit === 'Y' ? units * 12 : units)
}

function oneOf(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value))
}
