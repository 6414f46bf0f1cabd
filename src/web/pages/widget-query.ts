// What a widget is asked for: the filters of a list page, how many talks, and in which colours.
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import type { Desk } from '../../desk.ts'
import { type ParameterProblem, type Parameters, single, valuesOf } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { plain } from '../../talks/quoting.ts'
import { badParameters } from '../problem-response.ts'
import { integer, parametersOf, readQuery } from '../query-parameters.ts'
import { type ListQuery, listParameters, searchTooLong } from './list-query.ts'
import { THEMES, type Theme } from './widget-frame.ts'

export const DEFAULT_COUNT = 10
export const MOST_TALKS = 50

export interface WidgetQuery extends Pick<ListQuery, 'filter' | 'text' | 'fixed'> {
  count: number
  theme: Theme
}

export function readWidget(url: string, desk: Desk): WidgetQuery | Response {
  // A form sends its empty fields too.
  const given = parametersOf(url).filter(([, value]) => value !== '')
  const query = readQuery(given, desk.histories, ['q', 'count', 'theme'])
  if (query instanceof Response) return query
  const problems: ParameterProblem[] = []
  const count = integer(given, 'count', problems, { least: 1, most: MOST_TALKS, otherwise: DEFAULT_COUNT })
  const named = single(given, 'theme', problems)
  const theme = THEMES.find((each) => each === (named ?? 'auto'))
  if (theme === undefined)
    problems.push({ parameter: 'theme', ...parameterFlaw('not-a-choice', { value: plain(named ?? ''), choices: THEMES }) })
  const text = single(given, 'q', problems) ?? ''
  problems.push(...searchTooLong(text))
  if (theme === undefined || problems.length > 0) return badParameters(problems, false)
  return { filter: query.filter, text, fixed: valuesOf(given, 'uncertain')[0] === 'omit', count, theme }
}

/** The filters as parameters of a list page. */
export function filtersOf({ filter, text, fixed }: Omit<WidgetQuery, 'count' | 'theme'>): Parameters {
  return listParameters({ filter, text, fixed, form: DEFAULT_FORM })
}

/** All of it as parameters of a widget, defaults left out. */
export function widgetParameters(query: WidgetQuery): Parameters {
  const { count, theme } = query
  return [
    ...filtersOf(query),
    ...(count === DEFAULT_COUNT ? [] : [['count', String(count)] as const]),
    ...(theme === 'auto' ? [] : [['theme', theme] as const]),
  ]
}
