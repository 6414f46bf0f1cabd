// The records at run time: one zod schema a shape of record.ts. Nothing is altered on the way in.
import * as z from 'zod/mini'
import { isCountry } from './country.ts'
import { type CodeNaming, type Flaw, inOneSentence } from './flaw.ts'
import { refusing, saying } from './flaw-issue.ts'
import { excerpt, plain, quoted } from './quoting.ts'
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
import { type RECORD_FLAWS, recordFlaw } from './record-flaws.ts'
import { line, prose } from './text.ts'
import { valueFlaw } from './value-flaws.ts'
import { parseWhen } from './when.ts'

export const slug = z.string().check(atMost(64, 'characters'), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, said('not-an-id')))
const country = z.string().check(z.refine(isCountry, said('no-such-country')))
const instant = z.iso.datetime({ offset: true, ...said('not-an-instant') })
const httpsUrl = z.string().check(atMost(2000, 'characters'), z.refine(isHttpsUrl, said('not-an-https-url')))
const languageTag = z.string().check(z.refine(isLanguageTag, said('not-a-language')))
/** What is wrong with a time; where only a date would be right, there should be none. */
const OF_TIMES = ['not-a-time', 'time-without-zone', 'no-such-time']
const dateOnly = z.string().check(
  refusing((text) => {
    const parsed = parseWhen(text, undefined)
    if (parsed.ok) return []
    const { ok: _, field: __, ...flaw } = parsed
    if (flaw.code === 'not-a-date') return [valueFlaw('not-a-date-without-time', { value: plain(text) })]
    return [OF_TIMES.includes(flaw.code) ? recordFlaw('time-in-place-of-day', { value: plain(text) }) : flaw]
  }),
)

export const PartySchema: z.ZodMiniType<Party> = fields({
  name: line(),
  kind: choice(KINDS),
  country: z.exactOptional(country),
  wikidata: z.exactOptional(z.string().check(z.regex(/^Q[1-9]\d{0,11}$/, said('not-a-wikidata-item')))),
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
  online: z.exactOptional(z.union([z.literal(true), httpsUrl], said('neither-true-nor-url'))),
}).check(z.refine((place) => Object.keys(place).length > 0, said('empty-place')))

const Participation = fields({
  party: z.string(),
  role: z.exactOptional(choice(ROLES)),
  attendance: z.exactOptional(choice(ATTENDANCES)),
})

/** A key of the talk, or `parties.` and the id of a party. Which parties exist, record-check.ts knows. */
const field = z.string() as unknown as z.ZodMiniType<Citation['supports'][number]>

const CitationSchema: z.ZodMiniType<Citation> = fields({
  source: z.string(),
  supports: z.array(field).check(z.minLength(1, said('supports-nothing'))),
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
  parties: z.array(Participation).check(atMost(200, 'parties')),
  topics: z.exactOptional(z.array(slug).check(atMost(50, 'topics'))),
  summary: z.exactOptional(prose()),
  level: z.exactOptional(choice(LEVELS)),
  format: z.exactOptional(choice(FORMATS)),
  languages: z.exactOptional(byLanguage(fields({ title: z.exactOptional(line()), summary: z.exactOptional(prose()) }))),
  links: z.exactOptional(z.array(fields({ url: httpsUrl, title: line() })).check(atMost(50, 'links'))),
  contact: z.exactOptional(
    fields({
      name: line(),
      organisation: z.exactOptional(line()),
      email: z.exactOptional(z.email(said('not-an-email-address')).check(atMost(254, 'characters'))),
      phone: z.exactOptional(line(50)),
      public: z.boolean(),
    }),
  ),
  access: z.exactOptional(fields({ deadline: z.exactOptional(dateOnly), url: z.exactOptional(httpsUrl), note: z.exactOptional(line()) })),
  embargoUntil: z.exactOptional(instant),
  verifiedAt: z.exactOptional(instant),
  sources: z.array(CitationSchema).check(atMost(200, 'sources')),
}

export const TalkSchema: z.ZodMiniType<TalkRecord> = fields(shape)

/** The fields of a talk, in the order in which they are written. */
export const TALK_FIELDS: readonly string[] = Object.keys(shape)

/** The names that `supports` may hold besides `parties.ID`. */
export const SUPPORTABLE: ReadonlySet<string> = new Set(TALK_FIELDS.filter((key) => !['id', 'sources', 'embargoUntil'].includes(key)))

/** An object that refuses unknown fields, and says which it has. */
function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ')
  const unknown = (keys: string[]) => inOneSentence(recordFlaw('unknown-field', { fields: keys.map(quoted).join(', '), known }))
  return z.strictObject(
    shape,
    saying((issue) => (issue.code === 'unrecognized_keys' ? unknown(issue.keys) : undefined)),
  )
}

/** Values by language. zod passes over a key `__proto__`; it is no language either. */
function byLanguage<Value extends z.ZodMiniType>(value: Value) {
  const named = z.custom<unknown>(
    (record) => typeof record !== 'object' || record === null || !Object.hasOwn(record, '__proto__'),
    said('not-by-language'),
  )
  return z.pipe(named, z.record(languageTag, value))
}

function degrees(most: number) {
  const range = saidOf((value) => recordFlaw('not-an-angle', { value, most }))
  return z.number().check(z.minimum(-most, range), z.maximum(most, range))
}

function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  const choices = values.join(', ')
  return z.enum(
    values,
    saidOf((value) => recordFlaw('not-a-choice', { value, choices })),
  )
}

function atMost(most: number, what: 'characters' | 'parties' | 'topics' | 'links' | 'sources') {
  return z.maxLength(
    most,
    saidOf((value) => recordFlaw(`too-many-${what}`, { value, most })),
  )
}

function said(code: CodeNaming<typeof RECORD_FLAWS, 'value'>) {
  return saidOf((value) => recordFlaw(code, { value }))
}

/** What is wrong with a value, or that there is none, in one sentence with what would be right. */
function saidOf(find: (value: string) => Flaw & { expected: string }) {
  return saying(({ input }) => {
    const flaw = find(excerpt(input))
    return inOneSentence(input === undefined ? recordFlaw('missing', { expected: flaw.expected }) : flaw)
  })
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
