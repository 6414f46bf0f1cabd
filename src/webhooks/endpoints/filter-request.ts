// The filter that a request asks of an endpoint, as it is kept: parameters of an address, in one order.

import type { Histories } from '../../changes/histories.ts'
import { FILTER_PARAMETERS, filterParameters, type ParameterProblem, parseFilter } from '../../talks/filter-parameters.ts'
import { plain } from '../../talks/quoting.ts'
import { endpointFlaw, type FieldProblem } from './endpoint-flaws.ts'

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
    .map((name) => ({ parameter: plain(name), ...endpointFlaw('unknown-parameter', { accepted: FILTER_PARAMETERS.join(', ') }) }))
  const { filter, problems } = parseFilter(parameters, (kind, id) => histories.subject(kind, id) !== null)
  return {
    text: new URLSearchParams(filterParameters(filter)).toString(),
    problems: [...unknown, ...problems].map(({ parameter, ...flaw }) => ({
      ...flaw,
      field: `filter.${parameter}`,
      message: `${flaw.message}; accepted: ${flaw.expected}`,
      expected: null,
    })),
  }
}
