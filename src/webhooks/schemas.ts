// The shape of every message, as schemas that receivers can check by. Fields may be added; none goes away or changes its
// meaning.
import * as z from 'zod'
import { CHANGE_TYPES } from '../changes/change.ts'
import { ATTENDANCES, FORMATS, KINDS, LEVELS, ROLES, STANCES, STATUSES } from '../talks/record.ts'
import { MEANINGS, MESSAGE_TYPES, type MessageType, REMINDER } from './catalogue.ts'

const text = z.string()
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .describe('An instant in UTC.')
const names = z.record(z.string(), z.string()).describe('By BCP 47 language tag.')
const dated = z.looseObject({ when: text, zone: text.nullable() }).describe('A date as records write it, with its zone.')

const TalkParty = z.looseObject({
  party: text,
  name: text,
  kind: z.enum(KINDS),
  country: text.optional(),
  wikidata: text.optional(),
  languages: names.optional(),
  role: z.enum(ROLES),
  attendance: z.enum(ATTENDANCES),
})

const TalkSource = z.looseObject({
  source: text,
  title: text,
  publisher: text.nullable(),
  url: text.nullable(),
  published: text,
  official: z.boolean(),
  supports: z.array(text),
  stance: z.enum(STANCES).optional(),
  says: text.optional(),
  derived: text.optional(),
  attributedTo: text.optional(),
})

const talkShape = {
  id: text,
  title: text,
  when: text.describe('EDTF for dates, ISO 8601-1 for times, or "unknown": no more precise than what is known.'),
  zone: text.optional(),
  said: text.optional(),
  status: z.enum(STATUSES),
  statusReason: text.optional(),
  series: z.looseObject({ id: text, title: text }).optional(),
  place: z
    .looseObject({
      name: text.optional(),
      city: text.optional(),
      country: text.optional(),
      geo: z.looseObject({ lat: z.number(), lon: z.number() }).optional(),
      online: z.union([z.literal(true), text]).optional(),
    })
    .optional()
    .describe('Left out where no source stated it.'),
  parties: z.array(TalkParty),
  topics: z.array(text).optional(),
  summary: text.optional(),
  level: z.enum(LEVELS).optional(),
  format: z.enum(FORMATS).optional(),
  languages: z.record(z.string(), z.looseObject({ title: text.optional(), summary: text.optional() })).optional(),
  links: z.array(z.looseObject({ url: text, title: text })).optional(),
  contact: z.looseObject({ name: text, organisation: text.optional(), email: text.optional(), phone: text.optional() }).optional(),
  access: z.looseObject({ deadline: text.optional(), url: text.optional(), note: text.optional() }).optional(),
  verifiedAt: text.optional(),
  sources: z.array(TalkSource),
}

/** A talk as the log holds it. */
const LoggedTalk = z.looseObject(talkShape)

/** A talk with what the log knows of it. */
export const ToldTalk = z.looseObject({
  ...talkShape,
  uid: text.describe('The UID of its calendar event, for life.'),
  revision: z.int().min(1).describe('How many changes it has had. There is no order among messages: compare this.'),
  announcedAt: instant,
  revisedAt: instant,
  withdrawn: z.boolean(),
  movedFrom: dated.nullable(),
  url: text,
  calendar: text,
})

export const ToldChange = z.looseObject({
  cursor: z.int().min(1).describe('Rises with every change of the diary.'),
  id: text,
  talk: text,
  revision: z.int().min(1),
  types: z.array(z.enum(CHANGE_TYPES)).min(1).describe('By weight; the first is the type of the message.'),
  at: instant,
  before: LoggedTalk.nullable(),
  after: LoggedTalk.nullable().describe('null when it was withdrawn.'),
  sentence: text.describe('What happened, for a reader.'),
})

const ToldReminder = z.looseObject({
  lead: text.describe('The lead, as an ISO 8601 duration; P0D for the day itself.'),
  dueAt: instant,
  lateBy: text.nullable().describe('How late it was told, as an ISO 8601 duration; null where it was in time.'),
  timeKnown: z.boolean().describe('Whether the time of the talk is known. If not, only its day is.'),
  startsAt: instant.nullable(),
  day: text.describe('The local day on which the talk is.'),
  zone: text.nullable(),
  movedFrom: dated.nullable().describe('What the last reminder told, where the talk has moved since.'),
  sentence: text,
})

const OPERATIONAL: Partial<Record<MessageType, z.ZodType>> = {
  'endpoint.failing': z.looseObject({ endpoint: text, url: text, since: instant, sentence: text }),
  'endpoint.disabled': z.looseObject({ endpoint: text, url: text, since: instant, reason: text, sentence: text }),
  'reminder.skipped': z.looseObject({ talk: text, schedule: text, dueAt: instant, reason: z.enum(['begun', 'stale']), sentence: text }),
  'endpoint.test': z.looseObject({ endpoint: text, sentence: text }),
  'endpoint.verification': z.looseObject({ endpoint: text, code: text, sentence: text }),
}

function dataOf(type: MessageType): z.ZodType {
  if (type === REMINDER) return z.looseObject({ reminder: ToldReminder, talk: ToldTalk })
  return OPERATIONAL[type] ?? z.looseObject({ change: ToldChange, talk: ToldTalk })
}

const made = new Map<MessageType, Record<string, unknown>>()

/** JSON Schema (2020-12) of a type's message. `base` is where schemas are published, without a slash at its end. */
export function schemaOf(type: MessageType, base: string): Record<string, unknown> {
  let schema = made.get(type)
  if (!schema) {
    schema = z.toJSONSchema(z.looseObject({ type: z.literal(type), timestamp: instant, data: dataOf(type) }), { io: 'input' })
    made.set(type, schema)
  }
  return { $id: `${base}/${type}.json`, title: type, description: MEANINGS[type], ...schema }
}

export function isMessageType(text: string): text is MessageType {
  return (MESSAGE_TYPES as readonly string[]).includes(text)
}
