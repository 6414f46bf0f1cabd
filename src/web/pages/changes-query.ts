// What a list of changes is asked for: the filters of lists, kinds of change, and how far back to begin.

import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import { CHANGE_TYPES, type ChangeType, type Step } from '../../changes/change.ts'
import type { Desk } from '../../desk.ts'
import { type ParameterProblem, type Parameters, single, valuesOf } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { plain } from '../../talks/quoting.ts'
import { findLatest } from '../change-search.ts'
import { badParameters, wrongCursor } from '../problem-response.ts'
import { integer, parametersOf } from '../query-parameters.ts'
import { searchOf } from '../search.ts'
import { type ListQuery, listParameters, readFilters } from './list-query.ts'

export interface ChangesQuery {
  list: ListQuery
  types: ChangeType[]
  before: number | null
}

const PREFIX = 'talk.'
/** As they stand in an address. */
export const KINDS: readonly string[] = CHANGE_TYPES.map((type) => type.slice(PREFIX.length))

export function readChangesQuery(url: string, desk: Desk): ChangesQuery | Response {
  const list = readFilters(url, desk, ['type', 'before'])
  if (list instanceof Response) return list
  const parameters = parametersOf(url)
  const problems: ParameterProblem[] = []
  const kinds = [...new Set(valuesOf(parameters, 'type'))].map((kind) => (kind.startsWith(PREFIX) ? kind.slice(PREFIX.length) : kind))
  for (const kind of kinds)
    if (!KINDS.includes(kind))
      problems.push({ parameter: 'type', ...parameterFlaw('not-a-choice', { value: plain(kind), choices: [...KINDS] }) })
  const given = single(parameters, 'before', problems)
  const before = given === null ? null : integer(parameters, 'before', problems, { least: 1, most: Number.MAX_SAFE_INTEGER, otherwise: 1 })
  if (problems.length > 0) return badParameters(problems, false)
  return wrongCursor(before === null ? 0 : before - 1, desk) ?? { list, types: kinds.sort().map(typeOf), before }
}

function typeOf(kind: string): ChangeType {
  return `${PREFIX}${kind}` as ChangeType
}

export function kindOf(type: ChangeType): string {
  return type.slice(PREFIX.length)
}

/** The question as parameters, in one order; how far back it begins is left out. */
export function changesParameters({ list, types }: Pick<ChangesQuery, 'list' | 'types'>): Parameters {
  return [...listParameters({ ...list, form: DEFAULT_FORM, fixed: false }), ...types.map((type) => ['type', kindOf(type)] as const)]
}

export function latestChanges(desk: Desk, { list, types, before }: ChangesQuery, limit: number): { steps: Step[]; before: number | null } {
  const talks = list.text === '' ? null : searchOf(desk).find(list.text)
  return findLatest(desk, { filter: list.filter, talks, types: types.length === 0 ? null : new Set(types), before, limit })
}
