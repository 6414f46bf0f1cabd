// The parameters of an address: a filter, a form, and nothing that is not known by name.

import { FORM_PARAMETERS, type Form, parseForm } from '../calendar/feed-form.ts'
import type { Histories } from '../changes/histories.ts'
import type { Filter } from '../talks/filter.ts'
import { FILTER_PARAMETERS, type ParameterProblem, type Parameters, parseFilter, single } from '../talks/filter-parameters.ts'
import { plain } from '../talks/quoting.ts'
import { badParameters } from './problem-response.ts'
import { requestFlaw } from './request-flaws.ts'
import { withoutTracking } from './tracking-parameters.ts'

const LONGEST_ADDRESS = 2000

/** The name-value pairs of a URL, in order, but for those that trackers add to links. */
export function parametersOf(url: string): Parameters {
  const start = url.indexOf('?')
  return start === -1 ? [] : withoutTracking(new URLSearchParams(url.slice(start + 1)))
}

/** Whether trackers have added to an address. */
export function hasTracking(url: string): boolean {
  const start = url.indexOf('?')
  return start !== -1 && parametersOf(url).length < [...new URLSearchParams(url.slice(start + 1))].length
}

export function tooLong(url: string): boolean {
  return url.length > LONGEST_ADDRESS
}

/** The same without what trackers have added: it does not stand in links. */
export function isTooLongToShow(url: string): boolean {
  return new URLSearchParams(parametersOf(url).map(([name, value]) => [name, value])).toString().length > LONGEST_ADDRESS
}

/** Refuses every parameter that is not accepted, so that a misspelt filter never gives everyone everything. */
export function unknownParameters(parameters: Parameters, accepted: readonly string[]): ParameterProblem[] {
  const names = [...new Set(parameters.map(([name]) => name))].filter((name) => !accepted.includes(name))
  const flaw =
    accepted.length === 0 ? requestFlaw('no-parameters-here', {}) : requestFlaw('unknown-parameter', { accepted: accepted.join(', ') })
  return names.map((name) => ({ parameter: plain(name), ...flaw }))
}

/** The answer that refuses every parameter, at an address that takes none; `null` where there is none. */
export function anyParameter(url: string): Response | null {
  const unknown = unknownParameters(parametersOf(url), [])
  return unknown.length === 0 ? null : badParameters(unknown, true)
}

/** A filter and a form, or the answer that says what is wrong with them. */
export function readQuery(
  parameters: Parameters,
  histories: Histories,
  besides: readonly string[] = [],
): { filter: Filter; form: Form } | Response {
  const unknown = unknownParameters(parameters, [...FILTER_PARAMETERS, ...FORM_PARAMETERS, ...besides])
  const { filter, problems } = parseFilter(parameters, (kind, id) => histories.subject(kind, id) !== null)
  const { form, problems: more } = parseForm(parameters)
  const errors = [...unknown, ...problems, ...more]
  return errors.length === 0 ? { filter, form } : badParameters(errors, unknown.length > 0)
}

/** A parameter that is a whole number within limits. */
export function integer(
  parameters: Parameters,
  name: string,
  errors: ParameterProblem[],
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  const text = single(parameters, name, errors)
  if (text === null) return otherwise
  if (/^\d{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  const range = { value: plain(text), least: `${least}`, most: `${most}` }
  errors.push({ parameter: name, ...requestFlaw(most === Number.MAX_SAFE_INTEGER ? 'too-small' : 'out-of-range', range) })
  return otherwise
}
