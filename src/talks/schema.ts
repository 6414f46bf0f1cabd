// The records at run time: one zod schema a shape of record.ts. Nothing is altered on the way in.
import * as z from 'zod'
import { isCountry } from './country.ts'
import { quoted } from './problem.ts'
import {
  ATTENDANCES,
  type Citation,
  FORMATS,
  KINDS,
  LEVELS,
  type Party,
  ROLES,
  type Series,
  type Source,
  STANCES,
  STATUSES,
  type TalkRecord,
} from './record.ts'
import { line, prose } from './text.ts'
import { parseWhen } from './when.ts'

export const slug = z
  .string()
  .max(64, said('at most 64 characters'))
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, said('lower-case letters, digits and single hyphens, such as us-russia-1'))
const country = z.string().refine(isCountry, said('an ISO 3166-1 code of two capital letters, such as CH'))
const instant = z.iso.datetime({ offset: true, ...said('a moment with its offset, such as 2022-01-10T09:30:00Z') })
const httpsUrl = z
  .string()
  .max(2000, said('at most 2,000 characters'))
  .refine(isHttpsUrl, said('https://… in ASCII, without user name or password'))
const languageTag = z.string().refine(isLanguageTag, said('a BCP 47 language tag, such as de'))
const dateOnly = z.string().superRefine((value, context) => {
  const parsed = parseWhen(value, undefined)
  if (!parsed.ok)
    context.addIssue({
      code: 'custom',
      message: parsed.message,
      params: { expected: parsed.field === 'zone' ? 'a day or less precise' : parsed.expected },
    })
})

export const PartySchema: z.ZodType<Party> = fields({
  name: line(),
  kind: choice(KINDS),
  country: country.exactOptional(),
  wikidata: z
    .string()
    .regex(/^Q[1-9]\d{0,11}$/, said('a Wikidata item, such as Q7184'))
    .exactOptional(),
  languages: byLanguage(line()).exactOptional(),
})

export const SourceSchema: z.ZodType<Source> = fields({
  title: line(),
  publisher: line().nullable(),
  url: httpsUrl.nullable(),
  published: dateOnly,
  official: z.boolean(),
})

export const SeriesSchema: z.ZodType<Series> = fields({ id: slug, title: line() })

const Place = fields({
  name: line().exactOptional(),
  city: line(100).exactOptional(),
  country: country.exactOptional(),
  geo: fields({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).exactOptional(),
  online: z.union([z.literal(true), httpsUrl], said('true or the https address')).exactOptional(),
}).refine((place) => Object.keys(place).length > 0, said('at least one of name, city, country, geo, online, or no place at all'))

const Participation = fields({
  party: z.string(),
  role: choice(ROLES).exactOptional(),
  attendance: choice(ATTENDANCES).exactOptional(),
})

/** A key of the talk, or `parties.` and the id of a party. Which parties exist, check.ts knows. */
const field = z.string() as unknown as z.ZodType<Citation['supports'][number]>

const CitationSchema: z.ZodType<Citation> = fields({
  source: z.string(),
  supports: z.array(field).min(1, said('at least one field')),
  stance: choice(STANCES).exactOptional(),
  says: line().exactOptional(),
  derived: line().exactOptional(),
  attributedTo: line().exactOptional(),
})

const shape = {
  id: slug,
  title: line(),
  when: z.string(),
  said: line().exactOptional(),
  zone: z.string().exactOptional(),
  status: choice(STATUSES),
  statusReason: line().exactOptional(),
  place: Place.exactOptional(),
  parties: z.array(Participation).max(200, said('at most 200 parties')),
  topics: z.array(slug).max(50, said('at most 50 topics')).exactOptional(),
  summary: prose().exactOptional(),
  level: choice(LEVELS).exactOptional(),
  format: choice(FORMATS).exactOptional(),
  languages: byLanguage(fields({ title: line().exactOptional(), summary: prose().exactOptional() })).exactOptional(),
  links: z
    .array(fields({ url: httpsUrl, title: line() }))
    .max(50, said('at most 50 links'))
    .exactOptional(),
  contact: fields({
    name: line(),
    organisation: line().exactOptional(),
    email: z.email(said('an e-mail address')).max(254).exactOptional(),
    phone: line(50).exactOptional(),
    public: z.boolean(),
  }).exactOptional(),
  access: fields({ deadline: dateOnly.exactOptional(), url: httpsUrl.exactOptional(), note: line().exactOptional() }).exactOptional(),
  embargoUntil: instant.exactOptional(),
  verifiedAt: instant.exactOptional(),
  sources: z.array(CitationSchema).max(200, said('at most 200 sources')),
}

export const TalkSchema: z.ZodType<TalkRecord> = fields(shape)

/** The names that `supports` may hold besides `parties.ID`. */
export const SUPPORTABLE: ReadonlySet<string> = new Set(
  Object.keys(shape).filter((key) => !['id', 'sources', 'embargoUntil'].includes(key)),
)

/** An object that refuses unknown fields, and says which it has. */
function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = `one of ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `has no field ${issue.keys.map(quoted).join(', ')}; it would be ${known}` : undefined,
  })
}

/** Values by language. zod passes over a key `__proto__`; it is no language either. */
function byLanguage<Value extends z.ZodType>(value: Value) {
  const named = z.custom<unknown>(
    (record) => typeof record !== 'object' || record === null || !Object.hasOwn(record, '__proto__'),
    said('each key a BCP 47 language tag, such as de'),
  )
  return named.pipe(z.record(languageTag, value))
}

function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, said(`one of ${values.join(', ')}`))
}

/** The message of a check that names the value and what would be right. */
function said(expected: string) {
  return {
    error: (issue: { input?: unknown }) =>
      issue.input === undefined ? `is missing; it would be ${expected}` : `is ${quoted(issue.input)}; it would be ${expected}`,
  }
}

function isHttpsUrl(value: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]+$/.test(value) || !URL.canParse(value)) return false
  const { username, password, hostname } = new URL(value)
  return username === '' && password === '' && hostname !== ''
}

function isLanguageTag(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value)[0] === value
  } catch {
    return false
  }
}
