// The shape of every message, as schemas that receivers can validate with. Fields may be added; none goes away or changes
// its meaning.
import * as z from 'zod/mini'
import { CHANGE_TYPES } from '../../changes/change.ts'
import { MEANINGS, type MessageType, REMINDER } from '../formats/message-types.ts'
import { instantText, named, talkShape } from './talk-shape.ts'

const text = z.string()
const instant = instantText()
const count = z.int().check(z.minimum(1))
const dated = z.object({ when: text, zone: z.nullable(text) }).check(z.describe('A date as records write it, with its zone.'))

/** A talk as the log holds it. */
const LoggedTalk = named('LoggedTalk', talkShape())

/** A talk with what the log knows of it. */
export const ToldTalk = named('Talk', {
  ...talkShape(),
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
