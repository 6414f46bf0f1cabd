// An endpoint: a URL that receives webhooks, with what it asked for; and the requests that make and alter one.
import { IANAZone } from 'luxon'
import * as z from 'zod'
import { LANGUAGES, type Language } from '../calendar/words.ts'
import { formatLead, LEAD_FORM, parseLead } from '../reminders/lead.ts'
import type { Filter } from '../talks/filter.ts'
import { quoted } from '../talks/problem.ts'
import { line } from '../talks/text.ts'
import { ASKABLE_TYPES, OPERATIONAL_TYPES, REMINDER } from './catalogue.ts'

/**
 * `unverified`: its owner has yet to confirm it. `paused`: what is queued waits. `disabled`: it failed for days.
 * `gone`: it answered 410, for good.
 */
export const STATES = ['active', 'unverified', 'paused', 'disabled', 'gone'] as const
export type State = (typeof STATES)[number]

/** Why an endpoint gets nothing any more: since when, and the cursor up to which it was told. */
export interface Ended {
  at: number
  reason: string
  cursor: number
}

export interface Endpoint {
  /** Its number in the store; `id` is what others know. */
  key: number
  id: string
  url: string
  description: string | null
  /** Change types, and others by name; `null` is all changes. */
  types: readonly string[] | null
  filter: Filter
  /** The filter as parameters of an address. */
  filterText: string
  leads: readonly string[]
  dayAt: string
  zone: string | null
  lang: Language
  /** Since when its leads hold: milliseconds, in the desk's time. */
  leadsSince: number
  owner: 'operator' | 'anyone'
  state: State
  createdAt: number
  failingSince: number | null
  failingReported: boolean
  heldUntil: number | null
  oldSecretEnds: number | null
  ended: Ended | null
  codeTries: number
}

export const DEFAULT_DAY_AT = '09:00'
const MOST_LEADS = 20

/** As the body of a request gives it; the URL and the filter are checked where the desk's own facts are known. */
const shape = {
  url: z.string('must be a URL such as https://hooks.example/parley').describe('Where messages are sent: https, on the public network.'),
  types: z
    .array(
      z.enum(ASKABLE_TYPES, { error: ({ input }) => `${quoted(input)} is no type; it would be one of ${ASKABLE_TYPES.join(', ')}` }),
      'must be a list of types, such as ["talk.cancelled"]',
    )
    .min(1, 'must name at least one type, or be left out for all changes')
    .max(ASKABLE_TYPES.length, 'must name each type at most once')
    .nullable()
    .describe('Which changes are sent, and operational messages by name. Default: all changes. Reminders follow from `leads`.'),
  filter: z
    .record(
      z.string(),
      z.union([z.string(), z.array(z.string()).max(100)], 'must be a text, or a list of at most 100 texts'),
      'must be an object of parameters, such as { "party": ["nato"] }',
    )
    .nullable()
    .describe('Which talks it is about: the parameters of a calendar, such as { "party": ["us", "ru"], "match": "all" }.'),
  leads: z
    .array(
      z
        .string('must be a text such as PT1H')
        .refine((text) => parseLead(text) !== null, { error: ({ input }) => `${quoted(input)} is no lead; it would be ${LEAD_FORM}` }),
      `must be a list of leads: ${LEAD_FORM}`,
    )
    .max(MOST_LEADS, `must be at most ${MOST_LEADS} leads`)
    .nullable()
    .transform(
      (leads) => leads && [...new Set(leads.map((text) => formatLead(parseLead(text) as NonNullable<ReturnType<typeof parseLead>>)))],
    )
    .describe('How long before a talk to be reminded, as ISO 8601 durations: PT1H, P1D. Default: none.'),
  dayAt: z
    .string('must be a time such as 09:00')
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: ({ input }) => `${quoted(input)} is no time of day; it would be 00:00 to 23:59` })
    .nullable()
    .describe('When leads in days are told, for talks whose time is not known. Default 09:00.'),
  zone: z
    .string('must be a name of the IANA time zone database, such as Europe/Zurich')
    .max(60)
    .refine((zone) => /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(zone) && IANAZone.isValidZone(zone), {
      error: ({ input }) => `${quoted(input)} is no time zone; it would be a name of the IANA time zone database, such as Europe/Zurich`,
    })
    .nullable()
    .describe('The zone of leads in days. Default: the zone of the talk, else that of the desk.'),
  lang: z
    .enum(LANGUAGES, { error: ({ input }) => `${quoted(input)} is no language here; it would be one of ${LANGUAGES.join(', ')}` })
    .nullable()
    .describe('The language of sentences. Default en.'),
  description: z
    .string('must be one line of text')
    .pipe(line())
    .nullable()
    .describe('What the endpoint is for, in the words of its owner.'),
}

const unknownField = {
  error: (issue: { code?: string; keys?: string[] }) =>
    issue.code === 'unrecognized_keys'
      ? `has no field ${(issue.keys ?? []).map(quoted).join(', ')}; it would be one of ${Object.keys(shape).join(', ')}`
      : 'must be a JSON object',
}

const { url, ...rest } = shape
export const NewEndpoint = z.strictObject({ url, ...z.object(rest).partial().shape }, unknownField)
export const EndpointPatch = z.strictObject(z.object(shape).partial().shape, unknownField)
export type NewEndpoint = z.infer<typeof NewEndpoint>
export type EndpointPatch = z.infer<typeof EndpointPatch>

/** A field that cannot be used, by its path in the body. */
export interface FieldProblem {
  field: string
  message: string
}

/** What several fields have wrong together. */
export function problemsOf(wish: { types: readonly string[] | null; leads: readonly string[]; owner: Endpoint['owner'] }): FieldProblem[] {
  const { types, leads, owner } = wish
  const problems: FieldProblem[] = []
  if (types?.includes(REMINDER) && leads.length === 0) {
    problems.push({ field: 'leads', message: `must name at least one lead, since ${REMINDER} is asked for: ${LEAD_FORM}` })
  }
  if (owner === 'anyone') problems.push(...operationalProblems(types ?? []))
  return problems
}

/** What they tell of other endpoints is for the operator alone to ask for. */
export function operationalProblems(types: readonly string[]): FieldProblem[] {
  const named = types.some((type) => (OPERATIONAL_TYPES as readonly string[]).includes(type))
  return named
    ? [{ field: 'types', message: "names operational messages, which the operator alone may ask for, at the operator's own endpoints" }]
    : []
}
