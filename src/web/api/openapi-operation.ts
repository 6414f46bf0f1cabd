// How OpenAPI writes an operation: its parameters, bodies and responses.
import * as z from 'zod/mini'
import type * as answers from './answers.ts'
import { type Json, type ParameterName, parametersNamed } from './openapi-parameters.ts'

/** What the document names: the answers, and what messages are made of. */
type Named = Extract<keyof typeof answers, string> | 'Talk' | 'Change'

/** Why a request is refused, by status. */
const PROBLEMS = {
  400: ['BadRequest', 'A parameter or the body cannot be used: what is accepted.'],
  401: ['Unauthorized', 'The token is missing, or not the right one.'],
  403: ['Forbidden', 'Nobody can register an endpoint here, or the token is not for that.'],
  404: ['NotFound', 'There is no such thing, or there was none then.'],
  409: ['Conflict', 'The cursor is of another log or beyond its end, or the state does not allow it.'],
  412: ['OtherVersion', 'It is another version than was meant: what other editors did, field by field.'],
  413: ['TooLarge', 'The body is too large.'],
  414: ['AddressTooLong', 'The address is too long.'],
  415: ['NotJson', 'The body is not said to be JSON.'],
  422: ['InvalidRecord', 'The record cannot be used: where, what, and what would be right.'],
  428: ['VersionNeeded', 'It has to be said which version is meant.'],
  429: ['TooMany', 'Too many requests of this kind.'],
  500: ['Broken', 'Something is broken here.'],
  503: ['Unavailable', 'Too many wait for changes, or the desk cannot be reached.'],
} as const
export type ProblemStatus = keyof typeof PROBLEMS

export const schema = (of: z.ZodMiniType): Json => {
  const { $schema, ...rest } = z.toJSONSchema(of, { io: 'input' }) as Json
  return rest
}
export const ref = (name: Named): Json => ({ $ref: `#/components/schemas/${name}` })
export const json = (of: Named, description: string): Json => ({ description, content: { 'application/json': { schema: ref(of) } } })
/** A text of many parts, each of which is JSON. */
export const parts = (mediaType: string, each: Named, description: string): Json => ({
  description,
  content: { [mediaType]: { schema: { type: 'string', contentMediaType: mediaType, contentSchema: ref(each) } } },
})
export const problemContent = { 'application/problem+json': { schema: ref('Problem') } }

/** The answers that refuse a request, which operations refer to by name. */
export function problemResponses(): Json {
  const again = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } }
  const mayHeaders = (status: string) => (status === '429' || status === '503' ? { headers: again } : {})
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([status, [name, description]]) => [
      name,
      { description, ...mayHeaders(status), content: problemContent },
    ]),
  )
}

interface Operation {
  summary: string
  parameters?: readonly ParameterName[]
  body?: Json
  answers: Record<number, Json>
  /** The statuses with which it refuses, beside those with which any may. */
  problems?: readonly ProblemStatus[]
  /** Who may ask: whoever has a token, anyone whether or not they have one, or anyone. */
  token?: 'needed' | 'optional'
}

const ANY_MAY = [400, 500, 503] as const

export function operation({ summary, parameters = [], body, answers, problems = [], token }: Operation): Json {
  const refused = [...ANY_MAY, ...problems].map((status) => [status, { $ref: `#/components/responses/${PROBLEMS[status][0]}` }])
  return {
    summary,
    ...(parameters.length > 0 ? { parameters: parametersNamed(parameters) } : {}),
    ...(body ? { requestBody: body } : {}),
    ...(token ? { security: token === 'needed' ? [{ token: [] }] : [{ token: [] }, {}] } : {}),
    responses: { ...Object.fromEntries(refused), ...answers },
  }
}

export const jsonBody = (of: Json, required = true): Json => ({ required, content: { 'application/json': { schema: of } } })

export const calendar = (summary: string, parameters: readonly ParameterName[], problems: readonly ProblemStatus[] = [404]): Json =>
  operation({
    summary,
    parameters,
    problems: [...problems, 414],
    answers: {
      200: { description: 'An iCalendar feed.', content: { 'text/calendar': { schema: { type: 'string' } } } },
      304: { description: 'As it was.' },
      412: { description: 'Not as If-Match or If-Unmodified-Since ask.' },
    },
  })

/** For the owner of what has this id, and the operator. */
export const owned = ({ parameters = [], problems = [], ...rest }: Operation): Json =>
  operation({ ...rest, token: 'needed', parameters: ['id', ...parameters], problems: [401, 404, ...problems] })

/** One that alters what has this id: a desk that was moved does not. */
export const altering = ({ problems = [], ...rest }: Operation): Json =>
  owned({ ...rest, problems: [409, ...(rest.body ? ([413, 415] as const) : []), ...problems] })

/** Gives each operation an id, such as `getApiTalksId`, for clients that are generated from the document. */
export function withIds(paths: Record<string, Json>): Record<string, Json> {
  const idOf = (method: string, path: string) =>
    [method, ...path.split(/\W+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
  const named = ([path, operations]: [string, Json]): [string, Json] => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, each]) => [method, { operationId: idOf(method, path), ...(each as Json) }]),
    ),
  ]
  return Object.fromEntries(Object.entries(paths).map(named))
}
