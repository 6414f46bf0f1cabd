// What a request asks of an endpoint, made into what is stored of it.

import type { Histories } from '../../changes/histories.ts'
import { FILTER_PARAMETERS, filterParameters, type ParameterProblem, parseFilter } from '../../talks/filter.ts'
import { parseLead } from '../../talks/lead.ts'
import { quoted } from '../../talks/quoting.ts'
import { DEFAULT_DAY_AT, type Endpoint, type EndpointPatch, type FieldProblem, type NewEndpoint } from './endpoint.ts'
import { newId } from './secrets.ts'
import type { Alteration } from './store.ts'

const OVERLAP = 24 * 3600
const LONGEST_OVERLAP = 7 * 24 * 3600

/** The endpoint that a request registers. Instants are milliseconds, `leadsSince` in the desk's time. */
export function newEndpointOf(
  wish: NewEndpoint,
  { owner, ...facts }: Pick<Endpoint, 'owner' | 'url' | 'filterText' | 'createdAt' | 'leadsSince'>,
): Omit<Endpoint, 'key' | 'filter'> {
  return {
    ...facts,
    id: newId('ep'),
    owner,
    description: wish.description ?? null,
    types: wish.types ?? null,
    leads: wish.leads ?? [],
    dayAt: wish.dayAt ?? DEFAULT_DAY_AT,
    zone: wish.zone ?? null,
    lang: wish.lang ?? 'en',
    state: owner === 'operator' ? 'active' : 'unverified',
    failingSince: null,
    failingReported: false,
    heldUntil: null,
    oldSecretEnds: null,
    ended: null,
    codeTries: 0,
  }
}

/** What a request alters; `null` is the default again. */
export function alterationOf(endpoint: Endpoint, wish: EndpointPatch, url: string | null, filterText: string): Alteration {
  const { types, description, zone, leads, dayAt, lang, filter } = wish
  return present({
    url: url === null || url === endpoint.url ? undefined : url,
    filterText: filter === undefined ? undefined : filterText,
    types,
    description,
    zone,
    leads: leads === null ? [] : leads,
    dayAt: dayAt === null ? DEFAULT_DAY_AT : dayAt,
    lang: lang === null ? 'en' : lang,
  })
}

/** A filter as parameters of an address, in one order, and what is wrong with it. */
export function readFilter(given: Record<string, string | string[]>, histories: Histories): { text: string; problems: FieldProblem[] } {
  const parameters = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const),
  )
  const unknown: ParameterProblem[] = Object.keys(given)
    .filter((name) => !(FILTER_PARAMETERS as readonly string[]).includes(name))
    .map((parameter) => ({
      parameter: quoted(parameter).slice(1, -1),
      message: 'is not a parameter',
      expected: FILTER_PARAMETERS.join(', '),
    }))
  const { filter, problems } = parseFilter(parameters, (kind, id) => histories.subject(kind, id) !== null)
  return {
    text: new URLSearchParams(filterParameters(filter)).toString(),
    problems: [...unknown, ...problems].map(({ parameter, message, expected }) => ({
      field: `filter.${parameter}`,
      message: `${message}; accepted: ${expected}`,
    })),
  }
}

/** How long both secrets sign after a rotation, in seconds: a day where nothing is asked for, or what is wrong with it. */
export function overlapOf(text: string | null): number | FieldProblem {
  const seconds = text === null ? OVERLAP : secondsOf(text)
  if (seconds !== null && seconds <= LONGEST_OVERLAP) return seconds
  return {
    field: 'overlap',
    message: `${quoted(text)} cannot be used; it would be a duration up to P7D, such as PT24H, or PT0S for none`,
  }
}

function secondsOf(text: string): number | null {
  if (text === 'PT0S') return 0
  const lead = parseLead(text)
  return lead && (lead.unit === 'days' ? lead.days * 86_400 : lead.seconds)
}

/** Without the keys that have no value. */
function present<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  }
}
