// What the API answers, each by its name in the document: routes are typed by it, and the document describes them by it.
// Fields may be added; none goes away or changes its meaning. Only `openapi.json` needs the schemas at run time.
import * as z from 'zod/mini'
import { DELIVERY_STATES } from '../../webhooks/deliveries/delivery.ts'
import { STATES } from '../../webhooks/endpoints/endpoint.ts'
import { FIELDS, type FieldName } from '../../webhooks/endpoints/endpoint-fields.ts'
import { MESSAGE_TYPES } from '../../webhooks/formats/message-types.ts'
import { ToldChange, ToldTalk } from '../../webhooks/messages/schemas.ts'
import { MEANINGS_OF_FIELDS } from './field-meanings.ts'

const text = z.string()
const instant = z.string().check(z.meta({ format: 'date-time' }))
const count = z.int().check(z.minimum(0))
const flag = z.boolean()

/** An object that the document refers to by its name. */
function named<Shape extends z.core.$ZodLooseShape>(id: string, shape: Shape, about: { description?: string } = {}) {
  return z.object(shape).check(z.meta({ id, ...about }))
}

const PROBLEM_TYPES = [
  'unknown-parameter',
  'invalid-parameter',
  'invalid-body',
  'body-too-large',
  'unsupported-media-type',
  'unauthorized',
  'registration-closed',
  'not-found',
  'not-yet-known',
  'method-not-allowed',
  'address-too-long',
  'bad-request',
  'cursor-beyond-log',
  'cursor-of-another-log',
  'conflict',
  'too-many-requests',
  'too-many-listeners',
  'store-unavailable',
  'following-off',
  'scope-needed',
  'precondition-needed',
  'invalid-record',
  'record-exists',
  'edited-meanwhile',
  'touched-since',
  'internal',
] as const
export type ProblemType = (typeof PROBLEM_TYPES)[number]
export const FieldEdit = named('FieldEdit', {
  field: text.check(z.describe('Such as `title`, `when`, `parties.nato`, `sources.story`.')),
  before: z.unknown(),
  after: z.unknown(),
})
const edits = z.array(z.object({ by: text, at: instant, fields: z.array(FieldEdit) }))
export const Problem = named('Problem', {
  type: z.enum(PROBLEM_TYPES.map((type) => `urn:parley:problem:${type}` as const)),
  title: text,
  status: z.int(),
  detail: text,
  errors: z.optional(
    z.array(
      z
        .object({
          parameter: z.optional(text),
          talk: z.optional(text),
          field: z.optional(text),
          message: text,
          expected: z.optional(text),
          code: text,
        })
        .check(
          z.describe('A parameter of the address, or a field of the body, that cannot be used. The code is stable; the words are not.'),
        ),
    ),
  ),
  edits: z.optional(edits).check(z.describe('What other editors did meanwhile, or since, field by field.')),
  undo: z.optional(z.array(FieldEdit)).check(z.describe('What an undo would have to be now.')),
  etag: z.optional(text).check(z.describe('Of the version that stands now.')),
})

export const TalkPage = named('TalkPage', {
  cursor: z.optional(count).check(z.describe('The latest change; left out where asOf was asked for.')),
  asOf: z.optional(instant),
  total: count,
  next: z.nullable(text).check(z.describe('The address of the next page.')),
  talks: z.array(ToldTalk),
})
export const SubjectList = named('SubjectList', {
  cursor: count.check(z.describe('The latest change.')),
  subjects: z
    .array(z.object({ id: text, name: text, upcoming: count, past: count, url: text, calendar: text }))
    .check(z.describe('By name.')),
})
export const ChangePage = named('ChangePage', {
  cursor: count.check(z.describe('The next request asks after it.')),
  more: flag.check(z.describe('Whether the log goes on.')),
  changes: z.array(ToldChange),
})

type Answers = { [Name in FieldName]: ReturnType<(typeof FIELDS)[Name]['answer']> }
const asked = Object.fromEntries(
  (Object.keys(FIELDS) as FieldName[]).map((name) => [
    name,
    (FIELDS[name].answer() as z.ZodMiniType).check(z.describe(MEANINGS_OF_FIELDS[name])),
  ]),
) as unknown as Answers
const Ended = named(
  'Ended',
  { at: instant, reason: text, replay: z.object({ after: count }) },
  { description: 'Why nothing is sent any more, and what to replay after.' },
)
const endpointShape = {
  id: text,
  ...asked,
  owner: z.enum(['operator', 'anyone', 'reader']),
  state: z.enum(STATES),
  createdAt: instant,
  failingSince: z.nullable(instant),
  heldUntil: z.nullable(instant).check(z.describe('Until when nothing is sent: it failed, or asked to be left alone.')),
  oldSecretSignsUntil: z.nullable(instant),
  ended: z.nullable(Ended),
}
export const Endpoint = named('Endpoint', endpointShape)
export const RegisteredEndpoint = named('RegisteredEndpoint', { ...endpointShape, secret: text, token: text })
/** What a browser is given that follows. */
export const Followed = named('Followed', { ...endpointShape, token: text })
export const FollowKey = named('FollowKey', {
  key: text.check(z.describe('The key that a browser subscribes with: 65 bytes in base64url.')),
})
export const FollowingEndpoint = named('FollowingEndpoint', {
  ...endpointShape,
  follows: count.check(z.describe('How many talks that stand now it follows.')),
})
export const EnabledEndpoint = named('EnabledEndpoint', { ...endpointShape, missed: z.nullable(Ended) })
export const EndpointList = named('EndpointList', { endpoints: z.array(Endpoint) })
export const NewSecret = named('NewSecret', { secret: text, oldSecretSignsUntil: instant })
export const Replayed = named('Replayed', {
  queued: count,
  cursor: count.check(z.describe('Up to which the log was read.')),
  more: flag.check(z.describe('Whether the log goes on: replay after the cursor.')),
})

const attempt = z.object({
  at: instant,
  tookMilliseconds: z.number(),
  status: z.nullable(z.int()),
  error: z.nullable(text),
  answer: z.nullable(text),
})
const deliveryShape = {
  id: text,
  message: text,
  type: z.enum(MESSAGE_TYPES),
  talk: z.nullable(text),
  state: z.enum(DELIVERY_STATES),
  createdAt: instant,
  nextAttemptAt: z.nullable(instant),
  attempts: z.array(attempt),
}
export const ListedDelivery = named('ListedDelivery', deliveryShape)
export const Delivery = named('Delivery', {
  ...deliveryShape,
  body: text.check(z.describe('What was sent, or will be: the same at every attempt.')),
})
export const DeliveryList = named('DeliveryList', { deliveries: z.array(ListedDelivery) })

export const Exported = z
  .union([
    z.object({ parley: z.int(), schema: z.int(), exportedAt: instant, moved: flag }),
    z.object({ table: text, row: z.record(z.string(), z.nullable(z.union([z.string(), z.number()]))) }),
    z.object({ end: z.literal(true), rows: z.optional(count), sha256: z.optional(text) }),
  ])
  .check(z.meta({ id: 'Exported', description: 'A line of an export: the first is its heading, the last its end, all others are rows.' }))
export const Imported = named('Imported', {
  imported: count.check(z.describe('Rows.')),
  exportedAt: instant,
  verified: flag.check(z.describe('Whether its last line had a count and a hash; those of earlier versions have none.')),
})
export const Thawed = named('Thawed', { frozenSince: z.nullable(instant) })

export const Ready = named('Ready', { ready: flag })
export const Health = named('Health', {
  version: text,
  status: z.enum(['ok', 'degraded']),
  talks: count,
  cursor: count,
  problems: count.check(z.describe('How many the records have.')),
  kept: z.array(text).check(z.describe('Talks that stand at their last good version.')),
  faults: z.array(text).check(z.describe('What an operator must see to.')),
  ready: flag,
  deliveries: z.object({
    delivered: count,
    failed: count,
    expired: count,
    obsolete: count,
    waiting: count,
    inFlight: count,
    overdueSeconds: count,
  }),
  reminders: z.object({ fired: count, skipped: count, latestSeconds: count, averageSeconds: count }),
  now: instant,
  clock: z.optional(z.object({ from: instant, note: text })),
})
export const Catalogue = named('Catalogue', {
  about: text,
  types: z.array(z.object({ type: z.enum(MESSAGE_TYPES), meaning: text, schema: text })),
})

const given = z.record(text, z.unknown())
const recordShape = { talk: given, sources: z.record(text, given), series: z.optional(given), parties: z.optional(z.record(text, given)) }
export const DeskRecord = named('DeskRecord', recordShape, {
  description: 'What a file of records holds of one talk, with the parties by hand that it names.',
})
const recordProblem = z.object({
  talk: z.optional(text),
  field: text,
  message: text,
  expected: z.optional(text),
  code: text,
})
export const RecordList = named('RecordList', {
  records: z.array(z.object({ id: text, etag: text, isPublic: flag, embargo: z.nullable(instant), problems: z.array(recordProblem) })),
  unused: z.array(text).check(z.describe('Talks of which a file has a record that is not used, since they are by hand now.')),
})
export const RecordVersions = named('RecordVersions', {
  versions: z
    .array(
      z.object({
        version: count,
        etag: text,
        at: instant,
        by: text,
        what: text,
        change: z.nullable(text).check(z.describe('The change that came of it.')),
        record: z.nullable(DeskRecord).check(z.describe('`null` where it was removed.')),
      }),
    )
    .check(z.describe('Oldest first.')),
})
export const DeskParty = named('DeskParty', { id: text, origin: text, party: given })
export const Edit = named(
  'Edit',
  {
    dryRun: flag,
    records: z.array(z.object({ id: text, etag: z.nullable(text), isNew: flag })),
    changes: z
      .array(
        z.object({
          id: z.nullable(text),
          cursor: z.nullable(count),
          talk: text,
          revision: count,
          types: z.array(text),
          at: instant,
          sentences: z.record(text, text).check(z.describe('By language.')),
          event: z.nullable(text).check(z.describe('The VEVENT that calendars have of it; `null`: none can show it.')),
        }),
      )
      .check(z.describe('The first 100.')),
    count: count.check(z.describe('How many changes there are.')),
    told: z
      .array(z.object({ format: text, endpoints: count }))
      .check(z.describe('How many endpoints of each format are told. How many read a calendar, nobody can know.')),
  },
  { description: 'What an edit came to, or would have in a dry run.' },
)
export const Redaction = named(
  'Redaction',
  {
    changes: count,
    versions: count,
    messages: count,
    answers: count,
    drafts: count,
    isClean: flag.check(
      z.describe('Whether unused parts of the database file were cleaned, too. If not, a copy made by `backup` is clean.'),
    ),
    copies: z
      .array(z.object({ at: instant, by: text, what: text, where: z.nullable(text) }))
      .check(z.describe('Exports and backups that were made before and may have it. What was sent is with its receivers.')),
  },
  { description: 'How many rows had the text, by what they are kept as.' },
)
const tokenShape = {
  id: text,
  name: text,
  scopes: z.array(text),
  createdAt: instant,
  createdBy: text,
  ends: z.nullable(instant),
  usedAt: z.nullable(instant),
  revokedAt: z.nullable(instant),
}
export const Token = named('Token', tokenShape)
export const NewToken = named('NewToken', { ...tokenShape, token: text.check(z.describe('Shown this once.')) })
export const TokenList = named('TokenList', { tokens: z.array(Token) })
export const ActList = named('ActList', {
  acts: z
    .array(z.object({ key: count, at: instant, by: text, what: text, kind: text, subject: text, detail: z.nullable(text) }))
    .check(z.describe('The latest first.')),
})

/** What a schema takes, from somebody who alters none of it. */
type Of<Schema extends z.ZodMiniType> = Unaltered<z.infer<Schema>>
type Unaltered<T> = T extends object ? { readonly [Key in keyof T]: Unaltered<T[Key]> } : T

export type Problem = Of<typeof Problem>
export type TalkPage = Of<typeof TalkPage>
export type Talk = Of<typeof ToldTalk>
export type SubjectList = Of<typeof SubjectList>
export type ChangePage = Of<typeof ChangePage>
export type Endpoint = Of<typeof Endpoint>
export type RegisteredEndpoint = Of<typeof RegisteredEndpoint>
export type FollowingEndpoint = Of<typeof FollowingEndpoint>
export type Followed = Of<typeof Followed>
export type FollowKey = Of<typeof FollowKey>
export type EnabledEndpoint = Of<typeof EnabledEndpoint>
export type EndpointList = Of<typeof EndpointList>
export type NewSecret = Of<typeof NewSecret>
export type Replayed = Of<typeof Replayed>
export type Delivery = Of<typeof Delivery>
export type DeliveryList = Of<typeof DeliveryList>
export type Imported = Of<typeof Imported>
export type Thawed = Of<typeof Thawed>
export type Ready = Of<typeof Ready>
export type Health = Of<typeof Health>
export type Catalogue = Of<typeof Catalogue>
export type FieldEdit = Of<typeof FieldEdit>
export type DeskRecord = Of<typeof DeskRecord>
export type RecordList = Of<typeof RecordList>
export type RecordVersions = Of<typeof RecordVersions>
export type DeskParty = Of<typeof DeskParty>
export type Edit = Of<typeof Edit>
export type Redaction = Of<typeof Redaction>
export type Token = Of<typeof Token>
export type NewToken = Of<typeof NewToken>
export type TokenList = Of<typeof TokenList>
export type ActList = Of<typeof ActList>
