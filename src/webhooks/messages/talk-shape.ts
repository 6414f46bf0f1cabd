// A talk as messages, the API and the log have it, as a schema. It is made when it is first asked for: only who describes the
// API, or takes in a state, asks.
import * as z from 'zod/mini'
import { ATTENDANCES, FORMATS, KINDS, LEVELS, ROLES, STANCES, STATUSES } from '../../talks/record.ts'
import { PRECISIONS } from '../../talks/when.ts'

let made: ReturnType<typeof makeShape> | undefined

/** The fields of a talk, each with its schema. */
export function talkShape() {
  made ??= makeShape()
  return made
}

/** A talk as a row of the log holds it. */
export function keptTalk() {
  const { precision: _p, startsAt: _s, endsAt: _e, firstDay: _f, lastDay: _l, ...kept } = talkShape()
  return z.object(kept)
}

/** An object that schemas refer to by its name. */
export function named<Shape extends z.core.$ZodLooseShape>(id: string, shape: Shape) {
  return z.object(shape).check(z.meta({ id }))
}

export function instantText() {
  return z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/), z.describe('An instant in UTC.'))
}

function makeShape() {
  const text = z.string()
  const instant = instantText()
  const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))
  return {
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
    parties: z.array(talkParty(text)),
    topics: z.optional(z.array(text)),
    summary: z.optional(text),
    level: z.optional(z.enum(LEVELS)),
    format: z.optional(z.enum(FORMATS)),
    languages: z.optional(z.record(z.string(), z.object({ title: z.optional(text), summary: z.optional(text) }))),
    links: z.optional(z.array(z.object({ url: text, title: text }))),
    contact: z.optional(z.object({ name: text, organisation: z.optional(text), email: z.optional(text), phone: z.optional(text) })),
    access: z.optional(z.object({ deadline: z.optional(text), url: z.optional(text), note: z.optional(text) })),
    verifiedAt: z.optional(text),
    sources: z.array(talkSource(text)),
  }
}

function talkParty(text: z.ZodMiniString) {
  const names = z.record(z.string(), z.string()).check(z.describe('By BCP 47 language tag.'))
  return named('Party', {
    party: text,
    name: text,
    kind: z.enum(KINDS),
    country: z.optional(text),
    wikidata: z.optional(text),
    languages: z.optional(names),
    role: z.enum(ROLES),
    attendance: z.enum(ATTENDANCES),
  })
}

function talkSource(text: z.ZodMiniString) {
  return named('Source', {
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
}
