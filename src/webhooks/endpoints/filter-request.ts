// The filter that a request asks of an endpoint, as it is kept: parameters of an address, in one order.
import type { Histories } from '../../changes/histories.ts'
import { FILTER_PARAMETERS, filterParameters, type ParameterProblem, parseFilter } from '../../talks/filter.ts'
import { quoted } from '../../talks/quoting.ts'
import type { FieldProblem } from './endpoint.ts'

/** The text, and what is wrong with what was asked for. */
export function readFilter(
  given: Record<string, string | string[]>,
  histories: Pick<Histories, 'subject'>,
): { text: string; problems: FieldProblem[] } {
  const parameters = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const),
  )
  const unknown: ParameterProblem[] = Object.keys(given)
    .filter((name) => !(FILTER_PARAMETERS as readonly string[]).includes(name))
    .map((parameter) => ({
      parameter: quoted(parameter).slice(1, -1),
      message: 'is not a parameter',
      expected: FILTER_PARAMETERS.join(', '),
    }))
  const { filter, problems } = parseFilter(parameters, (kind, id) => histories.subject(kind, id) !== null)
  return {
    text: new URLSearchParams(filterParameters(filter)).toString(),
    problems: [...unknown, ...problems].map(({ parameter, message, expected }) => ({
      field: `filter.${parameter}`,
      message: `${message}; accepted: ${expected}`,
    })),
  }
}
