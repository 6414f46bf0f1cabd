// What each row of an export must hold to be read again: a schema for each column of each table.
import * as z from 'zod/mini'
import { CHANGE_TYPES } from './changes/change.ts'
import { SUBJECT_KINDS } from './changes/subjects.ts'
import { ACT_KINDS, ACTS } from './editing/acts.ts'
import { RECORD_KINDS } from './editing/record-store.ts'
import { SCOPES } from './editing/tokens.ts'
import { LANGUAGES } from './language/words.ts'
import { parseSchedule } from './reminders/schedule.ts'
import { DOMAIN_KEY } from './sqlite/domain.ts'
import { FROZEN_KEY } from './sqlite/frozen.ts'
import type { ExportedRow } from './sqlite/import.ts'
import { parseLead } from './talks/lead.ts'
import { STATUSES } from './talks/record.ts'
import { PartySchema } from './talks/record-schema.ts'
import { isShallow } from './talks/shallow.ts'
import { isDay, readInstant } from './talks/time.ts'
import { parseWhen } from './talks/when.ts'
import { UTC } from './talks/zone.ts'
import { DELIVERY_STATES } from './webhooks/deliveries/delivery.ts'
import { STATES } from './webhooks/endpoints/endpoint.ts'
import { FORMATS } from './webhooks/formats/formats.ts'
import { ASKABLE_TYPES, MESSAGE_TYPES } from './webhooks/formats/message-types.ts'
import { keptTalk } from './webhooks/messages/talk-shape.ts'

type Schema = z.ZodMiniType
type Columns = Record<string, Schema>

const JSON_DEPTH = 32
/** Milliseconds: the years 1900 to 9999. */
const EARLIEST = Date.UTC(1900)
const LATEST = Date.UTC(9999, 11, 31)
/** Far from where numbers are no longer exact. */
const MOST = 2 ** 50

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/** What columns are made of. All this is made when a state is first taken in: most desks never are. */
function makeParts() {
  const text = z.string()
  const named = z.string().check(z.minLength(1))
  const count = z.int().check(z.minimum(0), z.maximum(MOST))
  const key = z.int().check(z.minimum(1), z.maximum(MOST))
  const millis = z.int().check(z.minimum(EARLIEST), z.maximum(LATEST))
  const flag = z.union([z.literal(0), z.literal(1)])
  const day = z.string().check(z.refine(isDay))
  const instant = z.string().check(z.refine((given) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(given) && readInstant(given) !== null))
  const schedule = z.string().check(z.refine(isSchedule))
  const timeOfDay = z.string().check(z.regex(TIME_OF_DAY))
  const dated = z.object({ when: z.string(), zone: z.nullable(named) }).check(z.refine(isDated))
  const told = z.object({ start: millis, end: z.nullable(millis) })
  /** Below zero where the clock was set back meanwhile. */
  const took = z.int().check(z.minimum(-MOST), z.maximum(MOST))
  const attempted = { status: nullable(z.int()), error: nullable(text), answer: nullable(text) }
  return { text, named, count, key, millis, flag, day, instant, schedule, timeOfDay, dated, told, took, attempted }
}
type Parts = ReturnType<typeof makeParts>

const standingSchema = ({ named, key, instant, dated, told }: Parts) =>
  z.object({
    talk: named,
    revision: key,
    at: instant,
    announcedAt: instant,
    statusAt: instant,
    withdrawn: z.boolean(),
    known: dated,
    told: z.optional(z.nullable(told)),
    movedFrom: z.nullable(dated),
    mergedInto: z.optional(named),
    parties: z.array(named),
    topics: z.array(named),
    series: z.nullable(named),
    place: z.nullable(named),
    country: z.nullable(named),
    status: z.enum(STATUSES),
  })
const followSchema = ({ text }: Parts) =>
  z.object({
    talk: nullable(text),
    filter: text,
    types: nullable(z.array(z.enum(ASKABLE_TYPES))),
    leads: z.array(z.string().check(z.refine((lead) => parseLead(lead) !== null))),
  })
const optionsSchema = (parts: Parts) =>
  z.object({
    format: z.optional(z.enum(Object.keys(FORMATS) as [string])),
    headers: z.optional(z.array(parts.text)),
    credentials: z.optional(z.array(parts.text)),
    following: z.optional(z.array(followSchema(parts))),
    deadlines: z.optional(z.boolean()),
  })
const failingSchema = ({ count, millis }: Parts) =>
  z.object({ at: millis, times: count, millis: z.number(), wait: z.number(), firstMessage: millis, lastMessage: millis })

const TABLES: Record<string, (parts: Parts) => Columns> = {
  setting: ({ text, named }) => ({ key: named, value: text }),
  token: ({ named, millis }) => ({
    id: named,
    name: named,
    hash: named,
    scopes: z.string().check(z.refine((given) => given.split(' ').every((scope) => (SCOPES as readonly string[]).includes(scope)))),
    created_at: millis,
    created_by: named,
    ends: nullable(millis),
    used_at: nullable(millis),
    revoked_at: nullable(millis),
  }),
  act: ({ text, named, key, millis }) => ({
    key,
    at: millis,
    by: named,
    what: z.enum(ACTS),
    kind: z.enum(ACT_KINDS),
    subject: text,
    detail: nullable(text),
  }),
  record: ({ named, key }) => ({
    kind: z.enum(RECORD_KINDS),
    id: named,
    version: key,
    etag: named,
    body: nullable(json(z.looseObject({}))),
    act: key,
  }),
  draft: ({ text, named, millis }) => ({
    id: named,
    by: named,
    at: millis,
    form: json(z.object({ fields: z.array(z.tuple([text, text])) })),
  }),
  change: (parts) => ({
    act: nullable(parts.key),
    cursor: parts.key,
    id: parts.named,
    origin: parts.named,
    talk: parts.named,
    revision: parts.key,
    types: json(z.array(z.enum(CHANGE_TYPES)).check(z.minLength(1))),
    at: parts.instant,
    talk_json: nullable(json(keptTalk().check(z.refine(isDated)))),
    standing: json(standingSchema(parts)),
  }),
  talk: ({ named, key }) => ({ id: named, origin: named, cursor: key, taken_from: nullable(named) }),
  subject: ({ text, named, instant }) => ({
    kind: z.enum(SUBJECT_KINDS),
    id: named,
    name: named,
    names: nullable(json(z.record(z.string(), text))),
    since: nullable(instant),
  }),
  start: ({ text, named, millis, day }) => ({
    talk: named,
    armed_by: nullable(named),
    instant: nullable(millis),
    day: nullable(day),
    zone: text,
  }),
  settling: ({ named, count, millis }) => ({ talk: named, revision: count, since: millis, due: millis }),
  lead: ({ key, flag, schedule }) => ({ schedule, endpoint: key, only_day: flag }),
  reminded: ({ named, millis, schedule, dated }) => ({
    armed_by: named,
    schedule,
    talk: named,
    outcome: z.enum(['fired', 'skipped', 'undone']),
    at: millis,
    known: json(dated),
  }),
  endpoint: (parts) => ({
    key: parts.key,
    id: parts.named,
    url: z.url(),
    description: nullable(parts.text),
    types: nullable(json(z.array(z.enum(ASKABLE_TYPES)))),
    filter: parts.text,
    leads: json(z.array(z.string().check(z.refine((lead) => parseLead(lead) !== null)))),
    day_at: parts.timeOfDay,
    zone: nullable(parts.named),
    lang: z.enum(LANGUAGES),
    leads_since: parts.millis,
    owner: z.enum(['operator', 'anyone', 'reader']),
    state: z.enum(STATES),
    token_hash: parts.named,
    secret: parts.named,
    old_secret: nullable(parts.named),
    old_secret_ends: nullable(parts.millis),
    created_at: parts.millis,
    failing_since: nullable(parts.millis),
    failing_reported: parts.flag,
    held_until: nullable(parts.millis),
    ended: nullable(json(z.object({ at: parts.millis, reason: parts.text, cursor: parts.count }))),
    code: nullable(parts.text),
    code_tries: parts.count,
    options: json(optionsSchema(parts)),
    reminders_held_until: nullable(parts.millis),
    failing: nullable(json(failingSchema(parts))),
    header_values: nullable(parts.text),
    credential_values: nullable(parts.text),
  }),
  message: ({ named, key, millis }) => ({
    key,
    id: named,
    format: z.enum(Object.keys(FORMATS) as [string]),
    lang: z.enum(LANGUAGES),
    type: z.enum(MESSAGE_TYPES),
    talk: nullable(named),
    armed_by: nullable(named),
    expires: nullable(millis),
    created_at: millis,
    body: json(z.unknown()),
  }),
  delivery: ({ count, key, millis, took, attempted }) => ({
    key,
    endpoint: key,
    message: key,
    state: z.enum(DELIVERY_STATES),
    due: millis,
    tries: count,
    total: count,
    attempted_at: nullable(millis),
    took: nullable(took),
    ...attempted,
    queued_at: nullable(millis),
  }),
  attempt: ({ key, millis, took, attempted }) => ({ delivery: key, number: key, at: millis, took, ...attempted }),
  tally: ({ named }) => ({ name: named, count: z.int().check(z.minimum(-MOST), z.maximum(MOST)) }),
}
let parts: Parts | undefined
const made = new Map<string, Columns>()

/** Every setting that is read by more than its presence. */
const SETTINGS = ({ text, count, key, instant }: Parts): Columns => ({
  [DOMAIN_KEY]: z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/)),
  log_gaps: json(z.array(z.object({ after: count, until: key }))),
  // Which renderer made the events, and since when: the time is told as Last-Modified.
  renderer: json(z.tuple([text, instant])),
  [FROZEN_KEY]: instant,
  reminded_until: z.string().check(z.regex(/^\d{1,15}$/)),
})

/** What is wrong with a row by itself; `null` where nothing is. */
export function flawOfRow({ table, row }: ExportedRow): string | null {
  const columns = columnsOf(table, TABLES[table] ?? (() => ({})))
  const missing = Object.keys(columns).find((name) => !Object.hasOwn(row, name))
  if (missing !== undefined) return `it has no "${missing}"`
  for (const [name, value] of Object.entries(row)) {
    const schema = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (schema === undefined) return `"${name}" is not a column of it; those are ${Object.keys(columns).join(', ')}`
    const flaw = flawOf(schema, name, value)
    if (flaw !== null) return flaw
  }
  return TOGETHER[table]?.(row) ?? null
}

/** What is wrong with columns together, each of which is right by itself. */
const TOGETHER: Record<string, (row: ExportedRow['row']) => string | null> = {
  setting: flawOfSetting,
  record: flawOfRecord,
  change: flawOfChange,
  start: flawOfStart,
  delivery: flawOfDelivery,
}

function columnsOf(name: string, make: (parts: Parts) => Columns): Columns {
  parts ??= makeParts()
  const columns = made.get(name) ?? make(parts)
  made.set(name, columns)
  return columns
}

function flawOf(schema: Schema, name: string, value: unknown): string | null {
  const result = schema.safeParse(value)
  if (result.success) return null
  const issue = result.error.issues[0]
  const path = issue?.path.join('.') ?? ''
  return `"${name}" is not what this version can read${path === '' ? '' : ` (its ${path.slice(0, 60)})`}`
}

function flawOfSetting({ key, value }: ExportedRow['row']): string | null {
  const settings = columnsOf('of a setting', SETTINGS)
  const schema = Object.hasOwn(settings, key as string) ? settings[key as string] : undefined
  return schema === undefined ? null : flawOf(schema, key as string, value)
}

/** A record's shape must be one that can be read; what else is wrong with it is a problem of the record. */
function flawOfRecord({ kind, body }: ExportedRow['row']): string | null {
  if (body === null) return null
  const given = JSON.parse(body as string) as Record<string, unknown>
  const schema =
    kind === 'talk'
      ? z.object({ talk: z.looseObject({ parties: z.array(z.unknown()), sources: z.array(z.unknown()) }), sources: z.looseObject({}) })
      : PartySchema
  return flawOf(schema, 'body', given)
}

function flawOfChange({ talk, revision, at, standing, talk_json: json }: ExportedRow['row']): string | null {
  const stands = JSON.parse(standing as string) as z.infer<ReturnType<typeof standingSchema>>
  if (stands.talk !== talk || stands.revision !== revision || stands.at !== at) return 'its "standing" is that of another change'
  if (stands.withdrawn !== (json === null)) return 'its "standing" and its "talk_json" differ in whether it was withdrawn'
  if (json !== null && (JSON.parse(json as string) as { id: string }).id !== talk) return 'its "talk_json" is another talk'
  return null
}

function flawOfStart({ armed_by: armedBy, instant: at, day: on }: ExportedRow['row']): string | null {
  return armedBy === null || (at === null) !== (on === null) ? null : 'it must have either an "instant" or a "day"'
}

function flawOfDelivery({ attempted_at: at, took }: ExportedRow['row']): string | null {
  return (at === null) === (took === null) ? null : 'it must have both "attempted_at" and "took", or neither'
}

function nullable(schema: Schema): Schema {
  return z.nullable(schema)
}

/** A text that holds JSON of a schema. */
function json(schema: Schema): Schema {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((given, context) => {
        try {
          if (isShallow(given, JSON_DEPTH)) return JSON.parse(given) as unknown
        } catch {
          // said below
        }
        context.issues.push({ code: 'custom', input: given })
        return null
      }),
    ),
    schema,
  )
}

function isSchedule(given: string): boolean {
  try {
    const { lead, dayAt } = parseSchedule(given)
    return lead.unit === 'seconds' || TIME_OF_DAY.test(dayAt)
  } catch {
    return false
  }
}

/** By the rules of no zone: they may have changed since, or the zone may not be known here. */
function isDated({ when, zone }: { when: string; zone?: string | null | undefined }): boolean {
  const parsed = parseWhen(when, zone === null || zone === undefined ? undefined : UTC)
  return parsed.ok || parsed.code === 'end-before-start'
}
