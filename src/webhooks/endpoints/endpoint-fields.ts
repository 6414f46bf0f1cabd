// What may be asked of an endpoint, one entry a field: requests, their checks, the store, JSON and OpenAPI all follow from
// it. A new field is a new entry here, and what it means, for programmers, in web/api/field-meanings.ts; without a column of
// its own it is kept in `options`.
import * as z from 'zod/mini'
import { LANGUAGES, type Language } from '../../language/words.ts'
import { saying } from '../../talks/flaw-issue.ts'
import { formatLead, LEAD_FORM, type Lead, parseLead } from '../../talks/lead.ts'
import { quotedList } from '../../talks/quoting.ts'
import { line } from '../../talks/text.ts'
import { isZone } from '../../talks/zone.ts'
import { ASKABLE_FORMATS, FORMAT_NAMES, type FormatName } from '../formats/formats.ts'
import { ASKABLE_TYPES } from '../formats/message-types.ts'
import { credentialsSchema } from './credentials.ts'
import { endpointFlaw, mustBe, wrong } from './endpoint-flaws.ts'
import { staticHeadersSchema } from './static-headers.ts'

/** Something that is followed, as it is kept. */
export interface Follow {
  /** The id of a talk; `null`: by the filter. */
  talk: string | null
  filter: string
  types: readonly string[] | null
  leads: readonly string[]
}

interface Field<Schema, Kept, Answer extends z.ZodMiniType> {
  /** As a request gives it. This and the answer are made when they are asked for: a start need not wait for them. */
  schema: () => Schema
  /** As others see it. */
  answer: () => Answer
  /** Its column in the store, where it has one. */
  column?: string
  /** Makes what others see of what is kept, where those differ. */
  shown?: (kept: Kept) => z.infer<Answer>
}

interface OptionalField<Schema, Kept, Answer extends z.ZodMiniType> extends Field<Schema, Kept, Answer> {
  /** As it is kept where a request says nothing, or `null`. */
  otherwise: Kept
}

type AnyField = Field<z.ZodMiniType, never, z.ZodMiniType> & { otherwise?: unknown }

const MOST_LEADS = 20
const MOST_FOLLOWS = 50

const url = needed({
  schema: () => z.string(mustBe('a URL such as https://hooks.example/parley')),
  answer: () => z.string(),
  column: 'url',
})

const format = optional({
  schema: () => z.nullable(z.enum(ASKABLE_FORMATS, wrong('no-such-format'))),
  answer: () => z.enum(FORMAT_NAMES),
  otherwise: 'standard' as FormatName,
})

/** Kept here by name alone; the values are sealed, beside. */
const credentials = optional({
  schema: credentialsSchema,
  answer: () => z.array(z.string()),
  otherwise: [] as readonly string[],
})

const types = optional({
  schema: () =>
    z.nullable(
      z
        .array(z.enum(ASKABLE_TYPES, wrong('no-such-type')), mustBe('a list of types, such as ["talk.cancelled"]'))
        .check(z.minLength(1, wrong('no-types')), z.maxLength(ASKABLE_TYPES.length, wrong('repeated-type'))),
    ),
  answer: () => z.nullable(z.array(z.enum(ASKABLE_TYPES))),
  otherwise: null as readonly string[] | null,
  column: 'types',
})

/** Kept as parameters of an address, in one order. */
const filter = optional({
  schema: () =>
    z.nullable(
      z.record(
        z.string(),
        z.union([z.string(), z.array(z.string()).check(z.maxLength(100))], mustBe('a text, or a list of at most 100 texts')),
        mustBe('an object of parameters, such as { "party": ["nato"] }'),
      ),
    ),
  answer: () => z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  otherwise: '' as string,
  column: 'filter',
  shown: filterObject,
})

const leads = optional({
  schema: () =>
    z.pipe(
      z.nullable(
        z
          .array(
            z.string(mustBe('a text such as PT1H')).check(z.refine((text) => parseLead(text) !== null, wrong('not-a-lead'))),
            mustBe(`a list of leads: ${LEAD_FORM}`),
          )
          .check(
            z.maxLength(
              MOST_LEADS,
              saying(() => endpointFlaw('too-many-leads', { most: MOST_LEADS })),
            ),
          ),
      ),
      z.transform((given) => given && [...new Set(given.map((text) => formatLead(parseLead(text) as Lead)))]),
    ),
  answer: () => z.array(z.string()),
  otherwise: [] as readonly string[],
  column: 'leads',
})

const followSchema = () =>
  z.strictObject(
    {
      talk: z.optional(z.nullable(z.string())),
      filter: z.optional(filter.schema()),
      types: z.optional(types.schema()),
      leads: z.optional(leads.schema()),
    },
    mustBe('an object such as { "filter": { "party": ["nato"] }, "types": ["talk.cancelled"], "leads": ["P1D"] }'),
  )

/** Several subjects that one browser follows, each with what it is told of it. */
const following = optional({
  schema: () =>
    z.nullable(
      z.array(followSchema(), mustBe('a list of follows')).check(
        z.maxLength(
          MOST_FOLLOWS,
          saying(() => endpointFlaw('too-many-follows', { most: MOST_FOLLOWS })),
        ),
      ),
    ),
  answer: () => z.array(z.object({ talk: z.nullable(z.string()), filter: filter.answer(), types: types.answer(), leads: leads.answer() })),
  otherwise: [] as readonly Follow[],
  shown: (kept: readonly Follow[]) =>
    kept.map(({ talk, filter: text, types: some, leads: before }) => ({
      talk,
      filter: filterObject(text),
      types: some as z.infer<ReturnType<typeof types.answer>>,
      leads: [...before],
    })),
})

const deadlines = optional({
  schema: () => z.nullable(z.boolean(mustBe('true or false'))),
  answer: () => z.boolean(),
  otherwise: false as boolean,
})

const dayAt = optional({
  schema: () =>
    z.nullable(z.string(mustBe('a time such as 09:00')).check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, wrong('not-a-time-of-day')))),
  answer: () => z.string(),
  otherwise: '09:00' as string,
  column: 'day_at',
})

const zone = optional({
  schema: () =>
    z.nullable(
      z.string(mustBe('a name of the IANA time zone database, such as Europe/Zurich')).check(z.refine(isZone, wrong('no-such-zone'))),
    ),
  answer: () => z.nullable(z.string()),
  otherwise: null as string | null,
  column: 'zone',
})

const lang = optional({
  schema: () => z.nullable(z.enum(LANGUAGES, wrong('no-such-language'))),
  answer: () => z.enum(LANGUAGES),
  otherwise: 'en' as Language,
  column: 'lang',
})

const description = optional({
  schema: () => z.nullable(z.pipe(z.string(mustBe('one line of text')), line())),
  answer: () => z.nullable(z.string()),
  otherwise: null as string | null,
  column: 'description',
})

/** Kept here by name alone; the values are sealed, beside. */
const headers = optional({
  schema: staticHeadersSchema,
  answer: () => z.array(z.string()),
  otherwise: [] as readonly string[],
})

/** In the order in which they are listed. */
export const FIELDS = { url, format, credentials, types, filter, leads, deadlines, following, dayAt, zone, lang, description, headers }

type Fields = typeof FIELDS
export type FieldName = keyof Fields

/** What an endpoint asked for, as it is kept. */
export type Asked = { [Name in FieldName]: Fields[Name] extends Field<infer _, infer Kept, z.ZodMiniType> ? Kept : never }
/** What others see of it. */
type Shown = { [Name in FieldName]: z.infer<ReturnType<Fields[Name]['answer']>> }

const unknownField = saying((issue) =>
  issue.code === 'unrecognized_keys'
    ? endpointFlaw('unknown-field', { fields: quotedList(issue.keys), known: Object.keys(FIELDS).join(', ') })
    : endpointFlaw('wrong-type', { expected: 'a JSON object' }),
)

/** What must be given, and what need not be. */
type Needed = { [Name in FieldName]: Fields[Name] extends { otherwise: unknown } ? never : Name }[FieldName]
type Shape = { [Name in FieldName]: ReturnType<Fields[Name]['schema']> }
type Optional<Of> = { [Name in keyof Of]: Of[Name] extends z.ZodMiniType ? z.ZodMiniOptional<Of[Name]> : never }

const entries = Object.entries(FIELDS) as [FieldName, AnyField][]
const shapeOf = (needs: (field: AnyField) => boolean): unknown =>
  Object.fromEntries(entries.map(([name, each]) => [name, needs(each) ? each.schema() : z.optional(each.schema())]))

/** The body that registers an endpoint, and the one that alters it; the URL and the filter are checked where the desk's own facts are known. */
export const NewEndpoint = z.lazy(() =>
  z.strictObject(shapeOf(({ otherwise }) => otherwise === undefined) as Pick<Shape, Needed> & Optional<Omit<Shape, Needed>>, unknownField),
)
export const EndpointPatch = z.lazy(() => z.strictObject(shapeOf(() => false) as Optional<Shape>, unknownField))
export type NewEndpoint = z.infer<typeof NewEndpoint>
export type EndpointPatch = z.infer<typeof EndpointPatch>

/** A request of which the filter is text already, and of what is sealed only the names are left. */
type Kept = Omit<EndpointPatch, 'filter' | 'headers' | 'credentials' | 'following' | 'leads'> & {
  following?: readonly Follow[] | null | undefined
  leads?: readonly string[] | null | undefined
  filter?: string | null
  headers?: readonly string[] | null
  credentials?: readonly string[] | null
}

/** What a request asks for, as it is kept: `null` is the default again, and what it does not name is left out. */
export function askedIn(request: Kept): Partial<Asked> {
  const given = Object.entries(request).filter(([, value]) => value !== undefined) as [FieldName, unknown][]
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? (FIELDS[name] as AnyField).otherwise ?? null]))
}

/** What is kept where a request says nothing. */
export function defaults(): Omit<Asked, Needed> {
  const some = entries.filter(([, { otherwise }]) => otherwise !== undefined)
  return Object.fromEntries(some.map(([name, { otherwise }]) => [name, otherwise])) as Omit<Asked, Needed>
}

/** The fields as others see them. */
export function shownFields(endpoint: Asked): Shown {
  const shown = entries.map(([name, { shown: show }]) => [name, show ? show(endpoint[name] as never) : endpoint[name]])
  return Object.fromEntries(shown) as Shown
}

function needed<Schema extends z.ZodMiniType, Answer extends z.ZodMiniType>(
  of: Field<Schema, z.infer<Schema>, Answer>,
): Field<Schema, z.infer<Schema>, Answer> {
  return of
}

function optional<Schema extends z.ZodMiniType, Kept, Answer extends z.ZodMiniType>(
  of: OptionalField<Schema, Kept, Answer>,
): OptionalField<Schema, Kept, Answer> {
  return of
}

/** Parameters of an address as an object, lists but for those that may stand there once. */
function filterObject(text: string): Record<string, string | string[]> {
  const single = ['match', 'since', 'until']
  const groups = Map.groupBy([...new URLSearchParams(text)], ([name]) => name)
  return Object.fromEntries(
    [...groups].map(([name, pairs]) => {
      const values = pairs.map(([, value]) => value)
      return [name, single.includes(name) ? (values[0] ?? '') : values]
    }),
  )
}
