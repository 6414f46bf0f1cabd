// Errors as problem details (RFC 9457): a stable type, what was wrong, and what is accepted.
import type { ParameterProblem } from '../talks/filter.ts'

export type ProblemType = 'unknown-parameter' | 'invalid-parameter' | 'not-found' | 'method-not-allowed' | 'address-too-long' | 'internal'

interface Detail {
  type: ProblemType
  status: number
  title: string
  detail: string
  /** Each parameter that cannot be used. */
  errors?: readonly ParameterProblem[]
}

const HEADERS = {
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
}

export function problem({ type, ...rest }: Detail, headers: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify({ type: `urn:parley:problem:${type}`, ...rest }, null, 2)}\n`, {
    status: rest.status,
    headers: { ...HEADERS, ...headers },
  })
}

export function notFound(detail: string): Response {
  return problem({ type: 'not-found', status: 404, title: 'There is nothing at this address', detail })
}

export function badParameters(errors: readonly ParameterProblem[], unknown: boolean): Response {
  const detail = errors.map(({ parameter, message, expected }) => `${parameter}: ${message}; accepted: ${expected}`).join('. ')
  return problem({
    type: unknown ? 'unknown-parameter' : 'invalid-parameter',
    status: 400,
    title: 'The address has parameters that cannot be used',
    detail,
    errors,
  })
}
