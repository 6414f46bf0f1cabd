// What a list page is asked for: filters, words to look for, and where to begin; and the addresses of other such questions.
import { type Form, formParameters } from '../../calendar/feed-form.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { dayOf, type Filter, matches, withinDays } from '../../talks/filter.ts'
import { filterParameters, type ParameterProblem, type Parameters, single, valuesOf } from '../../talks/filter-parameters.ts'
import { plain } from '../../talks/quoting.ts'
import type { Day } from '../../talks/time.ts'
import { badParameters } from '../problem-response.ts'
import { parametersOf, readQuery } from '../query-parameters.ts'
import { requestFlaw } from '../request-flaws.ts'
import { searchOf } from '../search.ts'

export interface ListQuery {
  filter: Filter
  form: Form
  /** Words to look for; empty: none. */
  text: string
  /** Whether only talks with a fixed day are wanted. */
  fixed: boolean
  /** The group to begin with, and which page of it. */
  from: string | null
  page: number
}

const LONGEST_SEARCH = 200

/** Filters alone, for pages that begin nowhere else. */
export function readFilters(url: string, desk: Desk, besides: readonly string[] = []): ListQuery | Response {
  return read(url, desk, ['q', ...besides])
}

export function readList(url: string, desk: Desk): ListQuery | Response {
  return read(url, desk, ['q', 'month', 'page'])
}

function read(url: string, desk: Desk, besides: readonly string[]): ListQuery | Response {
  // A form sends its empty fields too.
  const given = parametersOf(url).filter(([, value]) => value !== '')
  const query = readQuery(given, desk.histories, besides)
  if (query instanceof Response) return query
  const problems: ParameterProblem[] = []
  const text = single(given, 'q', problems) ?? ''
  const from = single(given, 'month', problems)
  const page = single(given, 'page', problems) ?? '1'
  problems.push(...searchTooLong(text))
  if (from !== null && !/^(?:\d{4}(?:-(?:0[1-9]|1[0-2]))?|open|none)$/.test(from))
    problems.push({ parameter: 'month', ...requestFlaw('not-a-month', { value: plain(from) }) })
  if (!/^[1-9]\d{0,3}$/.test(page))
    problems.push({ parameter: 'page', ...requestFlaw('no-such-page', { value: plain(page), last: '9999' }) })
  if (problems.length > 0) return badParameters(problems, false)
  return { ...query, text, from, page: Number(page), fixed: valuesOf(given, 'uncertain')[0] === 'omit' }
}

export function searchTooLong(text: string): ParameterProblem[] {
  if (text.length <= LONGEST_SEARCH) return []
  return [{ parameter: 'q', ...requestFlaw('search-too-long', { length: text.length, most: LONGEST_SEARCH }) }]
}

/** The talks that stand and fit; where all do, the list itself, so that what was made of it is known. */
export function talksFor(
  query: Pick<ListQuery, 'filter' | 'text' | 'fixed'>,
  desk: Desk,
  standings: readonly Standing[],
  today: Day,
): readonly Standing[] {
  const { filter, text, fixed } = query
  if (filterParameters(filter).length === 0 && text === '' && !fixed) return standings
  const found = text === '' ? null : searchOf(desk).find(text)
  // A span is counted back once, not for each talk.
  const fixedLimit = (limit: Filter['since']) => limit && { day: dayOf(limit, today) }
  const days = { since: fixedLimit(filter.since), until: fixedLimit(filter.until) }
  const fitting = standings.filter(
    (standing) =>
      matches(filter, standing) &&
      withinDays(days, standing.span, today) &&
      (found === null || found.has(standing.talk)) &&
      (!fixed || standing.span.shown?.certainty === 'fixed'),
  )
  return fitting.length === standings.length ? standings : fitting
}

/** The question as parameters, in one order; where it begins is left out. */
export function listParameters({ filter, form, text, fixed }: Omit<ListQuery, 'from' | 'page'>): Parameters {
  const ofForm = formParameters(form).filter(([name]) => name !== 'lang' && name !== 'uncertain')
  return [
    ...filterParameters(filter),
    ...(text === '' ? [] : [['q', text] as const]),
    ...(fixed ? [['uncertain', 'omit'] as const] : form.uncertain === 'include' ? [['uncertain', 'include'] as const] : []),
    ...ofForm,
  ]
}
