// Errors as problem details (RFC 9457): a stable type, what was wrong, and what is accepted.

import type { Desk } from '../desk.ts'
import type { StoreFault, StoreFaultKind } from '../runtime/faults.ts'
import type { ParameterProblem } from '../talks/filter-parameters.ts'
import { quoted } from '../talks/quoting.ts'
import type { Site } from '../talks/site.ts'
import type { FieldProblem } from '../webhooks/endpoints/endpoint-flaws.ts'
import type { Problem, ProblemType } from './api/answers.ts'
import { READABLE_BY_ALL } from './cors.ts'

interface Detail {
  type: ProblemType
  status: number
  title: string
  detail: string
  /** Each parameter of the address, or field of the body, that cannot be used. */
  errors?: Problem['errors']
  /** What other editors did meanwhile, and what an undo would have to be. */
  edits?: Problem['edits']
  undo?: Problem['undo']
  etag?: Problem['etag']
}

const HEADERS = {
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'no-store',
  ...READABLE_BY_ALL,
}

export function problem({ type, ...rest }: Detail, headers: Record<string, string> = {}): Response {
  const body: Problem = { type: `urn:parley:problem:${type}`, ...rest }
  return new Response(`${JSON.stringify(body, null, 2)}\n`, {
    status: rest.status,
    headers: { ...HEADERS, ...headers },
  })
}

export function notFound(detail: string): Response {
  return problem({ type: 'not-found', status: 404, title: 'There is nothing at this address', detail })
}

const UNAVAILABLE: Record<StoreFaultKind, string> = {
  full: 'the disk is full',
  'read-only': 'the disk can only be read',
  failing: 'the disk answers with errors',
  gone: 'the database file is gone, or is another one',
  shared: 'another desk may use the database',
  busy: 'the database is in use by another process',
  unusable: 'the database is damaged',
}

/** What cannot be written now: nothing was altered, and the same request may be sent again. */
export function storeUnavailable({ kind }: StoreFault): Response {
  return problem(
    {
      type: 'store-unavailable',
      status: 503,
      title: 'Nothing can be written at the moment',
      detail: `The desk could not write this down: ${UNAVAILABLE[kind]}. Nothing was changed. The operator sees it in /healthz; try again later.`,
    },
    { 'retry-after': '10' },
  )
}

/** A talk that never was: whoever misspelt it is told where to find it. */
export function noTalk(id: string, { url }: Site): Response {
  return notFound(`No talk ${quoted(id)} was ever in this diary. Its talks are listed at ${url}/api/talks.`)
}

/** How many wrong parameters or fields are named; of the others, how many there are. */
const MOST_NAMED = 10

/** What was wrong with an address, for whoever says it in another language. */
const wrongParameters = new WeakMap<Response, WrongParameters>()

export interface WrongParameters {
  named: readonly ParameterProblem[]
  /** How many more there are. */
  more: number
}

export function parametersWrongIn(response: Response): WrongParameters {
  return wrongParameters.get(response) ?? { named: [], more: 0 }
}

export function badParameters(errors: readonly ParameterProblem[], unknown: boolean): Response {
  const named = errors.slice(0, MOST_NAMED)
  const more = errors.length - named.length
  const lines = named.map(({ parameter, message, expected }) => `${parameter}: ${message}; accepted: ${expected}`)
  const response = problem({
    type: unknown ? 'unknown-parameter' : 'invalid-parameter',
    status: 400,
    title: 'The address has parameters that cannot be used',
    detail: sentences(lines, more),
    errors: named.map(({ parameter, message, expected, code }) => ({ parameter, message, expected, code })),
  })
  wrongParameters.set(response, { named, more })
  return response
}

export function addressTooLong(): Response {
  return problem({
    type: 'address-too-long',
    status: 414,
    title: 'The address is too long',
    detail: 'Calendar apps drop addresses of more than 256 characters; this desk reads at most 2,000.',
  })
}

export function badBody(errors: readonly FieldProblem[]): Response {
  const named = errors.slice(0, MOST_NAMED)
  const lines = named.map(({ field, message }) => `${field === '' ? 'The body' : field} ${message}`)
  return problem({
    type: 'invalid-body',
    status: 400,
    title: 'The body of the request cannot be used',
    detail: sentences(lines, errors.length - named.length),
    errors: named.map(({ field, message, code }) => ({ field, message, code })),
  })
}

function sentences(lines: readonly string[], more: number): string {
  return [...lines, ...(more === 0 ? [] : [`And ${more} more`])].join('. ')
}

/** What is wrong with a cursor, if anything: it was never given out, or by a log that a backup has replaced. */
export function wrongCursor(cursor: number, { gapAt, histories }: Pick<Desk, 'gapAt' | 'histories'>): Response | null {
  const gap = gapAt(cursor)
  if (gap !== null) return ofAnotherLog(cursor, gap.after)
  return cursor > histories.cursor ? beyondLog(cursor, histories.cursor) : null
}

function ofAnotherLog(given: number, last: number): Response {
  return problem({
    type: 'cursor-of-another-log',
    status: 409,
    title: 'The cursor is of a log that is gone',
    detail: `A backup was restored: what came after cursor ${last} is lost, ${given} too. Ask after ${last}, and compare revisions.`,
  })
}

/** A cursor of a log that this one is not, or no longer. */
function beyondLog(given: number, end: number): Response {
  return problem({
    type: 'cursor-beyond-log',
    status: 409,
    title: 'The cursor is beyond the end of the log',
    detail: `${given} was asked for, and the log ends at ${end}. It may have been restored from a backup: read it again from an earlier cursor, and compare revisions.`,
  })
}
