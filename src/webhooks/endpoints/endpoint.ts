// An endpoint: a URL that receives webhooks, with what it asked for; and the requests that make and alter one.

import * as z from 'zod/mini'
import { LANGUAGES, type Language } from '../../language/words.ts'
import type { Filter } from '../../talks/filter.ts'
import { formatLead, LEAD_FORM, parseLead } from '../../talks/lead.ts'
import { quoted } from '../../talks/quoting.ts'
import { line } from '../../talks/text.ts'
import { isZone } from '../../talks/zone.ts'
import { ASKABLE_TYPES, OPERATIONAL_TYPES, REMINDER } from '../formats/message-types.ts'

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
  url: z.string('must be a URL such as https://hooks.example/parley'),
  types: z.nullable(
    z
      .array(
        z.enum(ASKABLE_TYPES, { error: ({ input }) => `${quoted(input)} is no type; it would be one of ${ASKABLE_TYPES.join(', ')}` }),
        'must be a list of types, such as ["talk.cancelled"]',
      )
      .check(
        z.minLength(1, 'must name at least one type, or be left out for all changes'),
        z.maxLength(ASKABLE_TYPES.length, 'must name each type at most once'),
      ),
  ),
  filter: z.nullable(
    z.record(
      z.string(),
      z.union([z.string(), z.array(z.string()).check(z.maxLength(100))], 'must be a text, or a list of at most 100 texts'),
      'must be an object of parameters, such as { "party": ["nato"] }',
    ),
  ),
  leads: z.pipe(
    z.nullable(
      z
        .array(
          z.string('must be a text such as PT1H').check(
            z.refine((text) => parseLead(text) !== null, {
              error: ({ input }) => `${quoted(input)} is no lead; it would be ${LEAD_FORM}`,
            }),
          ),
          `must be a list of leads: ${LEAD_FORM}`,
        )
        .check(z.maxLength(MOST_LEADS, `must be at most ${MOST_LEADS} leads`)),
    ),
    z.transform(
      (leads) => leads && [...new Set(leads.map((text) => formatLead(parseLead(text) as NonNullable<ReturnType<typeof parseLead>>)))],
    ),
  ),
  dayAt: z.nullable(
    z.string('must be a time such as 09:00').check(
      z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
        error: ({ input }) => `${quoted(input)} is no time of day; it would be 00:00 to 23:59`,
      }),
    ),
  ),
  zone: z.nullable(
    z.string('must be a name of the IANA time zone database, such as Europe/Zurich').check(
      z.refine(isZone, {
        error: ({ input }) => `${quoted(input)} is no time zone; it would be a name of the IANA time zone database, such as Europe/Zurich`,
      }),
    ),
  ),
  lang: z.nullable(
    z.enum(LANGUAGES, { error: ({ input }) => `${quoted(input)} is no language here; it would be one of ${LANGUAGES.join(', ')}` }),
  ),
  description: z.nullable(z.pipe(z.string('must be one line of text'), line())),
}

const unknownField = {
  error: (issue: { code?: string; keys?: string[] }) =>
    issue.code === 'unrecognized_keys'
      ? `has no field ${(issue.keys ?? []).map(quoted).join(', ')}; it would be one of ${Object.keys(shape).join(', ')}`
      : 'must be a JSON object',
}

const { url, ...rest } = shape
export const NewEndpoint = z.strictObject({ url, ...z.partial(z.object(rest)).shape }, unknownField)
export const EndpointPatch = z.strictObject(z.partial(z.object(shape)).shape, unknownField)
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
