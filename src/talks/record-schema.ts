// The records at run time: one zod schema a shape of record.ts. Nothing is altered on the way in.
import * as z from 'zod/mini'
import { isCountry } from './country.ts'
import { quoted } from './quoting.ts'
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
  .check(
    z.maxLength(64, said('at most 64 characters')),
    z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, said('lower-case letters, digits and single hyphens, such as us-russia-1')),
  )
const country = z.string().check(z.refine(isCountry, said('an ISO 3166-1 code of two capital letters, such as CH')))
const instant = z.iso.datetime({ offset: true, ...said('a moment with its offset, such as 2022-01-10T09:30:00Z') })
const httpsUrl = z
  .string()
  .check(
    z.maxLength(2000, said('at most 2,000 characters')),
    z.refine(isHttpsUrl, said('https://… in ASCII, without user name or password')),
  )
const languageTag = z.string().check(z.refine(isLanguageTag, said('a BCP 47 language tag, such as de')))
const dateOnly = z.string().check(
  z.superRefine((value, context) => {
    const parsed = parseWhen(value, undefined)
    if (!parsed.ok)
      context.addIssue({
        code: 'custom',
        message: parsed.message,
        params: { expected: parsed.field === 'zone' ? 'a day or less precise' : parsed.expected },
      })
  }),
)

export const PartySchema: z.ZodMiniType<Party> = fields({
  name: line(),
  kind: choice(KINDS),
  country: z.exactOptional(country),
  wikidata: z.exactOptional(z.string().check(z.regex(/^Q[1-9]\d{0,11}$/, said('a Wikidata item, such as Q7184')))),
  languages: z.exactOptional(byLanguage(line())),
})

export const SourceSchema: z.ZodMiniType<Source> = fields({
  title: line(),
  publisher: z.nullable(line()),
  url: z.nullable(httpsUrl),
  published: dateOnly,
  official: z.boolean(),
})

export const SeriesSchema: z.ZodMiniType<Series> = fields({ id: slug, title: line() })

const Place = fields({
  name: z.exactOptional(line()),
  city: z.exactOptional(line(100)),
  country: z.exactOptional(country),
  geo: z.exactOptional(fields({ lat: degrees(90), lon: degrees(180) })),
  online: z.exactOptional(z.union([z.literal(true), httpsUrl], said('true or the https address'))),
}).check(z.refine((place) => Object.keys(place).length > 0, said('at least one of name, city, country, geo, online, or no place at all')))

const Participation = fields({
  party: z.string(),
  role: z.exactOptional(choice(ROLES)),
  attendance: z.exactOptional(choice(ATTENDANCES)),
})

/** A key of the talk, or `parties.` and the id of a party. Which parties exist, record-check.ts knows. */
const field = z.string() as unknown as z.ZodMiniType<Citation['supports'][number]>

const CitationSchema: z.ZodMiniType<Citation> = fields({
  source: z.string(),
  supports: z.array(field).check(z.minLength(1, said('at least one field'))),
  stance: z.exactOptional(choice(STANCES)),
  says: z.exactOptional(line()),
  derived: z.exactOptional(line()),
  attributedTo: z.exactOptional(line()),
})

const shape = {
  id: slug,
  title: line(),
  when: z.string(),
  said: z.exactOptional(line()),
  zone: z.exactOptional(z.string()),
  status: choice(STATUSES),
  statusReason: z.exactOptional(line()),
  place: z.exactOptional(Place),
  parties: z.array(Participation).check(z.maxLength(200, said('at most 200 parties'))),
  topics: z.exactOptional(z.array(slug).check(z.maxLength(50, said('at most 50 topics')))),
  summary: z.exactOptional(prose()),
  level: z.exactOptional(choice(LEVELS)),
  format: z.exactOptional(choice(FORMATS)),
  languages: z.exactOptional(byLanguage(fields({ title: z.exactOptional(line()), summary: z.exactOptional(prose()) }))),
  links: z.exactOptional(z.array(fields({ url: httpsUrl, title: line() })).check(z.maxLength(50, said('at most 50 links')))),
  contact: z.exactOptional(
    fields({
      name: line(),
      organisation: z.exactOptional(line()),
      email: z.exactOptional(z.email(said('an e-mail address')).check(z.maxLength(254, said('at most 254 characters')))),
      phone: z.exactOptional(line(50)),
      public: z.boolean(),
    }),
  ),
  access: z.exactOptional(fields({ deadline: z.exactOptional(dateOnly), url: z.exactOptional(httpsUrl), note: z.exactOptional(line()) })),
  embargoUntil: z.exactOptional(instant),
  verifiedAt: z.exactOptional(instant),
  sources: z.array(CitationSchema).check(z.maxLength(200, said('at most 200 sources'))),
}

export const TalkSchema: z.ZodMiniType<TalkRecord> = fields(shape)

/** The names that `supports` may hold besides `parties.ID`. */
export const SUPPORTABLE: ReadonlySet<string> = new Set(
  Object.keys(shape).filter((key) => !['id', 'sources', 'embargoUntil'].includes(key)),
)

/** An object that refuses unknown fields, and says which it has. */
function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = `one of ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `has no field ${issue.keys.map(quoted).join(', ')}; it would be ${known}` : undefined,
  })
}

/** Values by language. zod passes over a key `__proto__`; it is no language either. */
function byLanguage<Value extends z.ZodMiniType>(value: Value) {
  const named = z.custom<unknown>(
    (record) => typeof record !== 'object' || record === null || !Object.hasOwn(record, '__proto__'),
    said('each key a BCP 47 language tag, such as de'),
  )
  return z.pipe(named, z.record(languageTag, value))
}

function degrees(most: number) {
  const range = said(`a number of degrees from -${most} to ${most}`)
  return z.number().check(z.minimum(-most, range), z.maximum(most, range))
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
