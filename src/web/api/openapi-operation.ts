// How OpenAPI writes an operation: its parameters, bodies and responses.
import * as z from 'zod/mini'
import { LANGUAGES } from '../../language/words.ts'
import { STATUSES } from '../../talks/record.ts'
import { DELIVERY_STATES } from '../../webhooks/deliveries/delivery.ts'

export type Json = Record<string, unknown>

const REPEATABLE: readonly string[] = ['party', 'topic', 'series', 'place', 'country', 'status', 'alarm']
const ABOUT: Record<string, [description: string, values?: readonly string[]]> = {
  party: ['The id of a party. Who is unlikely to come, or has declined, does not count.'],
  match: ['Whether any of the parties must take part, or all.', ['any', 'all']],
  topic: ['A topic.'],
  series: ['The id of a series.'],
  place: ['The slug of a place, such as geneva-ch.'],
  country: ['ISO 3166-1 alpha-2, such as CH.'],
  status: ['A status.', STATUSES],
  since: ['A day, or a span back from today such as -P90D.'],
  until: ['A day, or a span back from today such as -P90D.'],
  alarm: ['An alarm so long before: an ISO 8601 duration.'],
  uncertain: ['Months and longer windows.', ['include', 'omit']],
  cancelled: ['What is called off.', ['keep', 'words', 'omit']],
  lang: ['The language of words.', LANGUAGES],
  after: ['What was seen last: the cursor of a change, or an id.'],
  limit: ['How many at most.'],
  wait: ['How many seconds to wait for a change where there is none, at most 30.'],
  asOf: ['As it was known then: an instant, or a day, which means its end in UTC.'],
  move: ['Whether the desk is moved, and frozen.', ['yes']],
  copy: ['Takes in an export whose desk goes on, too.', ['yes']],
  before: ['The id of the last delivery of the page before.'],
  state: ['The state of deliveries.', DELIVERY_STATES],
}

export const schema = (of: z.ZodMiniType): Json => {
  const { $schema, ...rest } = z.toJSONSchema(of, { io: 'input' }) as Json
  return rest
}
export const query = (...names: string[]): Json[] =>
  names.map((name) => {
    const [description, values] = ABOUT[name] ?? ['']
    const one = values ? { type: 'string', enum: values } : { type: 'string' }
    return { name, in: 'query', description, schema: REPEATABLE.includes(name) ? { type: 'array', items: one } : one }
  })
export const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } })
export const json = (of: Json, description: string): Json => ({ description, content: { 'application/json': { schema: of } } })
export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const problem = {
  description: 'What was wrong, and what is accepted.',
  content: { 'application/problem+json': { schema: ref('Problem') } },
}
export const list = (name: string, of: Json, more: Json = {}): Json => ({
  type: 'object',
  properties: { ...more, [name]: { type: 'array', items: of } },
})

interface Operation {
  summary: string
  parameters?: Json[]
  body?: Json
  answers: Record<string, Json>
  owner?: boolean
}

export const operation = ({ summary, parameters = [], body, answers, owner = false }: Operation): Json => ({
  summary,
  ...(parameters.length > 0 ? { parameters } : {}),
  ...(body ? { requestBody: { content: { 'application/json': { schema: body } } } } : {}),
  ...(owner ? { security: [{ token: [] }] } : {}),
  responses: { ...answers, default: problem },
})

export const calendar = (summary: string, ...parameters: Json[]): Record<string, Json> => ({
  get: operation({
    summary,
    parameters,
    answers: { 200: { description: 'An iCalendar feed.', content: { 'text/calendar': {} } }, 304: { description: 'As it was.' } },
  }),
})
export const owned = (summary: string, answers: Record<string, Json>, body?: Json, ...parameters: Json[]): Json =>
  operation({ summary, answers, owner: true, parameters: [inPath('id'), ...parameters], ...(body ? { body } : {}) })

/** Gives each operation an id, such as `getApiTalksId`, for clients that are generated from the document. */
export function withIds(paths: Record<string, Record<string, Json>>): Json {
  const idOf = (method: string, path: string) =>
    [method, ...path.split(/\W+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
  const named = ([path, operations]: [string, Record<string, Json>]) => [
    path,
    Object.fromEntries(Object.entries(operations).map(([method, each]) => [method, { operationId: idOf(method, path), ...each }])),
  ]
  return Object.fromEntries(Object.entries(paths).map(named))
}
