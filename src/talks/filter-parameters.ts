// Filters as parameters of an address or a command: read, and written in one order.
import { isCountry } from './country.ts'
import { type Filter, type Limit, SPAN } from './filter.ts'
import type { Flaw } from './flaw.ts'
import { parameterFlaw } from './parameter-flaws.ts'
import { plain } from './quoting.ts'
import { STATUSES } from './record.ts'
import { isDay } from './time.ts'

/** A parameter that cannot be used. */
export interface ParameterProblem extends Flaw {
  parameter: string
  expected: string
}

/** Which ids were ever named, to tell a misspelt one from one without talks. */
export type Knows = (kind: 'party' | 'series' | 'topic' | 'place', id: string) => boolean

export type Parameters = readonly (readonly [name: string, value: string])[]

export const FILTER_PARAMETERS = ['party', 'match', 'topic', 'series', 'place', 'country', 'status', 'since', 'until'] as const

/** What may stand there several times. */
type Listed = 'party' | 'topic' | 'series' | 'place' | 'country' | 'status'

const MOST_VALUES = 20

/** Reads the filter out of parameters; other parameters are left to the caller. */
export function parseFilter(parameters: Parameters, knows: Knows): { filter: Filter; problems: ParameterProblem[] } {
  const problems: ParameterProblem[] = []
  const listed = (parameter: Listed, right: (value: string) => boolean): string[] => {
    const values = [...new Set(valuesOf(parameters, parameter))].sort()
    for (const value of values)
      if (!right(value)) problems.push({ parameter, ...parameterFlaw(`no-such-${parameter}`, { value: plain(value) }) })
    if (values.length > MOST_VALUES)
      problems.push({ parameter, ...parameterFlaw('too-many-values', { count: `${values.length}`, most: MOST_VALUES }) })
    return values
  }
  const match = single(parameters, 'match', problems) ?? 'any'
  if (match !== 'any' && match !== 'all')
    problems.push({ parameter: 'match', ...parameterFlaw('not-a-choice', { value: plain(match), choices: ['any', 'all'] }) })
  const filter: Filter = {
    party: listed('party', (id) => knows('party', id)),
    match: 'any',
    topic: listed('topic', (id) => knows('topic', id)),
    series: listed('series', (id) => knows('series', id)),
    place: listed('place', (id) => knows('place', id)),
    country: listed('country', isCountry),
    status: listed('status', (value) => (STATUSES as readonly string[]).includes(value)),
    since: parseLimit(parameters, 'since', problems),
    until: parseLimit(parameters, 'until', problems),
  }
  // With a single party, both ask the same.
  if (match === 'all' && filter.party.length > 1) filter.match = 'all'
  if (match === 'all' && filter.party.length === 0) problems.push({ parameter: 'match', ...parameterFlaw('match-without-party', {}) })
  const { since, until } = filter
  if (since && until && 'day' in since && 'day' in until && since.day > until.day) {
    problems.push({ parameter: 'until', ...parameterFlaw('until-before-since', { value: plain(until.day) }) })
  }
  return { filter, problems }
}

/** Each value that a parameter has. */
export function valuesOf(parameters: Parameters, name: string): string[] {
  return parameters.filter(([key]) => key === name).map(([, value]) => value)
}

/** The value of a parameter that may stand there once. */
export function single(parameters: Parameters, name: string, problems: ParameterProblem[]): string | null {
  const values = valuesOf(parameters, name)
  if (values.length > 1) problems.push({ parameter: name, ...parameterFlaw('repeated', { count: `${values.length}` }) })
  return values[0] ?? null
}

/** The filter as parameters, in one order, so that equal filters have one address. */
export function filterParameters(filter: Filter): [string, string][] {
  const limit = (name: string, value: Limit | null): [string, string][] =>
    value === null ? [] : [[name, 'day' in value ? value.day : `-${value.back}`]]
  const list = (name: Listed): [string, string][] => filter[name].map((value) => [name, value])
  const match: [string, string][] = filter.match === 'all' && filter.party.length > 1 ? [['match', 'all']] : []
  return [
    ...list('party'),
    ...match,
    ...list('topic'),
    ...list('series'),
    ...list('place'),
    ...list('country'),
    ...list('status'),
    ...limit('since', filter.since),
    ...limit('until', filter.until),
  ]
}

function parseLimit(parameters: Parameters, name: 'since' | 'until', problems: ParameterProblem[]): Limit | null {
  const value = single(parameters, name, problems)
  if (value === null) return null
  if (isDay(value)) return { day: value }
  const span = value.startsWith('-') ? SPAN.exec(value.slice(1)) : null
  const days = span ? Number(span[1]) * { D: 1, W: 7, M: 31, Y: 366 }[span[2] as 'D' | 'W' | 'M' | 'Y'] : Number.NaN
  if (days <= 36_600) return { back: `P${Number(span?.[1])}${span?.[2]}` }
  problems.push({ parameter: name, ...parameterFlaw('not-a-day-or-span', { value: plain(value) }) })
  return null
}
