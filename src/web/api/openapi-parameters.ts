// The parameters of addresses, as OpenAPI describes them: by the name, or by another one where the same name means
// something else elsewhere.
import { LANGUAGES } from '../../language/words.ts'
import { STATUSES } from '../../talks/record.ts'
import { DELIVERY_STATES } from '../../webhooks/deliveries/delivery.ts'

export type Json = Record<string, unknown>

interface Parameter {
  about: string
  schema: Json
  /** Its name in addresses, where that is not its name here. */
  name?: string
  /** Whether it may stand there several times. */
  many?: true
  in?: 'query' | 'header' | 'path'
}

const text = { type: 'string' }
const day = { type: 'string', format: 'date' }
const cursor = { type: 'integer', minimum: 0 }
const one = <const Values extends readonly string[]>(values: Values, otherwise?: Values[number]): Json => ({
  type: 'string',
  enum: values,
  ...(otherwise === undefined ? {} : { default: otherwise }),
})
const count = (least: number, most: number, otherwise: number): Json => ({
  type: 'integer',
  minimum: least,
  maximum: most,
  default: otherwise,
})
const limit = { anyOf: [day, { type: 'string', pattern: '^-P\\d+[DWMY]$' }] }

const PARAMETERS = {
  party: { about: 'The id of a party. Who is unlikely to come, or has declined, does not count.', schema: text, many: true },
  match: { about: 'Whether any of the parties must take part, or all.', schema: one(['any', 'all'], 'any') },
  topic: { about: 'A topic.', schema: text, many: true },
  series: { about: 'The id of a series.', schema: text, many: true },
  place: { about: 'The slug of a place, such as `geneva-ch`.', schema: text, many: true },
  country: { about: 'ISO 3166-1 alpha-2, such as CH.', schema: text, many: true },
  status: { about: 'A status.', schema: one(STATUSES), many: true },
  since: { about: 'A day, or a span back from today such as `-P90D`.', schema: limit },
  until: { about: 'A day, or a span back from today such as `-P90D`.', schema: limit },
  alarm: { about: 'An alarm so long before: an ISO 8601 duration.', schema: text, many: true },
  uncertain: { about: 'Months and longer windows.', schema: one(['include', 'omit'], 'omit') },
  cancelled: { about: 'What is called off.', schema: one(['keep', 'words', 'omit'], 'keep') },
  cancelledTalk: { name: 'cancelled', about: 'How it shows that it is called off.', schema: one(['keep', 'words'], 'keep') },
  busy: { about: 'Whether events take up time; never what is called off.', schema: one(['yes', 'no'], 'no') },
  lang: { about: 'The language of words.', schema: one(LANGUAGES, 'en') },
  after: { about: 'The cursor of the change that was seen last.', schema: cursor },
  afterTalk: { name: 'after', about: 'The id of the last talk of the page before.', schema: text },
  afterEndpoint: { name: 'after', about: 'The id of the last endpoint of the page before.', schema: text },
  before: { about: 'The id of the last delivery of the page before.', schema: text },
  limit: { about: 'How many at most.', schema: count(1, 1000, 100) },
  talkLimit: { name: 'limit', about: 'How many at most.', schema: count(1, 1000, 1000) },
  wait: { about: 'How many seconds to wait for a change where there is none.', schema: count(0, 30, 0) },
  lastEventId: { about: 'The same as Last-Event-ID, for clients that cannot set it.', schema: cursor },
  lastEventHeader: { name: 'Last-Event-ID', in: 'header', about: 'The id of the last event; it goes before `after`.', schema: cursor },
  asOf: {
    about: 'As it was known then: an instant, or a day, which means its end in UTC.',
    schema: { anyOf: [{ type: 'string', format: 'date-time' }, day] },
  },
  move: { about: 'Whether the desk is moved, and frozen.', schema: one(['yes']) },
  copy: { about: 'Takes in an export whose desk goes on, too.', schema: one(['yes']) },
  state: { about: 'The state of deliveries.', schema: one(DELIVERY_STATES) },
  dryRun: { about: 'Nothing is written: what would come of it is answered.', schema: one(['yes']) },
  spelling: { about: 'Programs are told, and nobody else; refused for what is more than that.', schema: one(['only']) },
  ifMatch: { name: 'If-Match', in: 'header', about: 'The ETag of the version that was read, or *.', schema: text },
  ifNoneMatch: { name: 'If-None-Match', in: 'header', about: '*, for what is not there yet.', schema: text },
  beforeAct: { name: 'before', about: 'The key of the last act of the page before.', schema: cursor },
  id: { in: 'path', about: 'Its id.', schema: text },
  type: { in: 'path', about: 'A type of message.', schema: text },
} as const satisfies Record<string, Parameter>

export type ParameterName = keyof typeof PARAMETERS

export function parametersNamed(names: readonly ParameterName[]): Json[] {
  return names.map((key) => {
    const { about, schema, name = key, many, in: where = 'query' }: Parameter = PARAMETERS[key]
    return {
      name,
      in: where,
      ...(where === 'path' ? { required: true } : {}),
      description: about,
      schema: many ? { type: 'array', items: schema } : schema,
    }
  })
}
