// The shape of every message, as schemas that receivers can validate with. Fields may be added; none goes away or changes
// its meaning.
import * as z from 'zod/mini'
import { CHANGE_TYPES } from '../../changes/change.ts'
import { ATTENDANCES, FORMATS, KINDS, LEVELS, ROLES, STANCES, STATUSES } from '../../talks/record.ts'
import { PRECISIONS } from '../../talks/when.ts'
import { MEANINGS, type MessageType, REMINDER } from '../formats/message-types.ts'

const text = z.string()
const instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/), z.describe('An instant in UTC.'))
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))
const count = z.int().check(z.minimum(1))
const names = z.record(z.string(), z.string()).check(z.describe('By BCP 47 language tag.'))
const dated = z.object({ when: text, zone: z.nullable(text) }).check(z.describe('A date as records write it, with its zone.'))

/** An object that schemas refer to by its name. */
function named<Shape extends z.core.$ZodLooseShape>(id: string, shape: Shape) {
  return z.object(shape).check(z.meta({ id }))
}

const TalkParty = named('Party', {
  party: text,
  name: text,
  kind: z.enum(KINDS),
  country: z.optional(text),
  wikidata: z.optional(text),
  languages: z.optional(names),
  role: z.enum(ROLES),
  attendance: z.enum(ATTENDANCES),
})

const TalkSource = named('Source', {
  source: text,
  title: text,
  publisher: z.nullable(text),
  url: z.nullable(text),
  published: text,
  official: z.boolean(),
  supports: z.array(text),
  stance: z.optional(z.enum(STANCES)),
  says: z.optional(text),
  derived: z.optional(text),
  attributedTo: z.optional(text),
})

const talkShape = {
  id: text,
  title: text,
  when: text.check(z.describe('EDTF for dates, ISO 8601-1 for times, or "unknown": no more precise than what is known.')),
  zone: z.optional(text),
  precision: z.enum(PRECISIONS).check(z.describe('How precisely the date is known. A window, a month or a year: some day within.')),
  startsAt: z.nullable(instant).check(z.describe('The start, where the time is known.')),
  endsAt: z.nullable(instant),
  firstDay: z.nullable(day).check(z.describe('The first local day that it may be on; null where that is not known.')),
  lastDay: z.nullable(day).check(z.describe('The last one.')),
  said: z.optional(text),
  status: z.enum(STATUSES),
  statusReason: z.optional(text),
  series: z.optional(z.object({ id: text, title: text })),
  place: z
    .optional(
      z.object({
        name: z.optional(text),
        city: z.optional(text),
        country: z.optional(text),
        geo: z.optional(z.object({ lat: z.number(), lon: z.number() })),
        online: z.optional(z.union([z.literal(true), text])),
      }),
    )
    .check(z.describe('Left out where no source stated it.')),
  parties: z.array(TalkParty),
  topics: z.optional(z.array(text)),
  summary: z.optional(text),
  level: z.optional(z.enum(LEVELS)),
  format: z.optional(z.enum(FORMATS)),
  languages: z.optional(z.record(z.string(), z.object({ title: z.optional(text), summary: z.optional(text) }))),
  links: z.optional(z.array(z.object({ url: text, title: text }))),
  contact: z.optional(z.object({ name: text, organisation: z.optional(text), email: z.optional(text), phone: z.optional(text) })),
  access: z.optional(z.object({ deadline: z.optional(text), url: z.optional(text), note: z.optional(text) })),
  verifiedAt: z.optional(text),
  sources: z.array(TalkSource),
}

/** A talk as the log holds it. */
const LoggedTalk = named('LoggedTalk', talkShape)

const { precision: _p, startsAt: _s, endsAt: _e, firstDay: _f, lastDay: _l, ...keptShape } = talkShape
/** A talk as a row of the log holds it. */
export const KeptTalk = z.object(keptShape)

/** A talk with what the log knows of it. */
export const ToldTalk = named('Talk', {
  ...talkShape,
  uid: text.check(z.describe('The UID of its calendar event, for life.')),
  revision: count.check(z.describe('How many changes it has had. There is no order among messages: compare this.')),
  announcedAt: instant,
  revisedAt: instant,
  withdrawn: z.boolean(),
  mergedInto: z.nullable(text).check(z.describe('The id of the talk that it is the same as, where it was withdrawn for that.')),
  movedFrom: z.nullable(dated),
  url: text,
  calendar: text,
})

const tellable = text.check(z.describe('Of a format whose URL is a secret, the origin alone.'))

export const ToldChange = named('Change', {
  cursor: count.check(z.describe('Rises with every change of the diary.')),
  id: text,
  talk: text,
  revision: count,
  types: z.array(z.enum(CHANGE_TYPES)).check(z.minLength(1), z.describe('By weight; the first is the type of the message.')),
  at: instant,
  before: z.nullable(LoggedTalk),
  after: z.nullable(LoggedTalk).check(z.describe('null when it was withdrawn.')),
  sentence: text.check(z.describe('Which talk it is, and what happened, for a reader.')),
})

const ToldReminder = named('Reminder', {
  about: z
    .enum(['start', 'accreditation'])
    .check(z.describe('What is reminded of: that the talk begins, or that its deadline for accreditation ends.')),
  lead: text.check(z.describe('The lead, as an ISO 8601 duration; P0D for the day itself.')),
  dueAt: instant,
  lateBy: z.nullable(text).check(z.describe('How late it was told, as an ISO 8601 duration; null where it was in time.')),
  timeKnown: z.boolean().check(z.describe('Whether the time of the talk is known. If not, only its day is.')),
  startsAt: z.nullable(instant),
  day: text.check(z.describe('The local day on which the talk is.')),
  zone: z.nullable(text),
  movedFrom: z.nullable(dated).check(z.describe('What the last reminder told, where the talk has moved since.')),
  sentence: text,
})

const OPERATIONAL: Partial<Record<MessageType, z.ZodMiniType>> = {
  'endpoint.failing': z.object({ endpoint: text, url: tellable, since: instant, sentence: text }),
  'endpoint.disabled': z.object({ endpoint: text, url: tellable, since: instant, reason: text, sentence: text }),
  'reminder.skipped': z.object({ talk: text, schedule: text, dueAt: instant, reason: z.enum(['begun', 'stale']), sentence: text }),
  'endpoint.test': z.object({ endpoint: text, sentence: text }),
  'endpoint.verification': z.object({ endpoint: text, code: text, sentence: text }),
}

function dataOf(type: MessageType): z.ZodMiniType {
  if (type === REMINDER) return z.object({ reminder: ToldReminder, talk: ToldTalk })
  return OPERATIONAL[type] ?? z.object({ change: ToldChange, talk: ToldTalk })
}

/** JSON Schema (2020-12) of a type's message. */
export function schemaOf(type: MessageType): Record<string, unknown> {
  const schema = z.toJSONSchema(z.object({ type: z.literal(type), timestamp: instant, data: dataOf(type) }), { io: 'input' })
  return { $id: `${type}.json`, title: type, description: MEANINGS[type], ...schema }
}
