// An endpoint: a URL that is told of changes and reminded before talks, with what it asked for and how it stands.
import { instantText } from '../../talks/time.ts'
import { OPERATIONAL_TYPES, REMINDER } from '../formats/message-types.ts'
import { type Asked, shownFields } from './endpoint-fields.ts'
import { endpointFlaw, type FieldProblem } from './endpoint-flaws.ts'

/**
 * `unverified`: its owner has yet to confirm it. `paused`: what is queued waits. `disabled`: it failed for days.
 * `gone`: it answered that it wants nothing more, for good.
 */
export const STATES = ['active', 'unverified', 'paused', 'disabled', 'gone'] as const
export type State = (typeof STATES)[number]

/** Why an endpoint gets nothing any more: since when, and the cursor up to which it was told. */
export interface Ended {
  at: number
  reason: string
  cursor: number
}

/** How an endpoint has failed since its last success. Instants are milliseconds of the real time, spans are milliseconds. */
export interface Failing {
  /** When it failed last, and how often it has. */
  at: number
  times: number
  /** For how long it has failed: the gaps between attempts, as far as they were planned. */
  millis: number
  /** The planned wait until the next attempt; 0 if nothing waits. */
  wait: number
  /** Of the messages that failed, when the first was queued and when the last was, but not before it began to fail. */
  firstMessage: number
  lastMessage: number
}

/** How an endpoint stands, whatever it asked for. Instants are milliseconds of the real time. */
export interface Situation {
  /** Since when its leads hold: the desk's time. */
  leadsSince: number
  /** `reader`: whoever follows with a browser. */
  owner: 'operator' | 'anyone' | 'reader'
  state: State
  createdAt: number
  failingSince: number | null
  failingReported: boolean
  failing: Failing | null
  /** Until when changes wait, and reminders: it failed, or asked to be left alone. */
  heldUntil: number | null
  remindersHeldUntil: number | null
  oldSecretEnds: number | null
  ended: Ended | null
  codeTries: number
}

export interface Endpoint extends Asked, Situation {
  /** Its number in the store; `id` is what others know. */
  key: number
  id: string
}

/** How an endpoint stands whose attempts begin anew. */
export const UNTROUBLED = {
  ended: null,
  failingSince: null,
  failingReported: false,
  failing: null,
  heldUntil: null,
  remindersHeldUntil: null,
} satisfies Partial<Situation>

/** How one stands that was just registered. */
export function newSituation(given: Pick<Situation, 'owner' | 'createdAt' | 'leadsSince'>): Situation {
  const state = given.owner === 'operator' ? 'active' : 'unverified'
  return { ...given, ...UNTROUBLED, state, oldSecretEnds: null, codeTries: 0 }
}

/** What several fields have wrong together. */
export function problemsOf(asked: Pick<Asked, 'types' | 'leads'>, owner: Situation['owner']): FieldProblem[] {
  const { types, leads } = asked
  const problems: FieldProblem[] = []
  if (types?.includes(REMINDER) && leads.length === 0) {
    problems.push({ field: 'leads', ...endpointFlaw('reminders-without-lead', { type: REMINDER }) })
  }
  if (owner === 'anyone') problems.push(...operationalProblems(types ?? []))
  return problems
}

/** What they tell of other endpoints is for the operator alone to ask for. */
export function operationalProblems(types: readonly string[]): FieldProblem[] {
  const named = types.some((type) => (OPERATIONAL_TYPES as readonly string[]).includes(type))
  return named ? [{ field: 'types', ...endpointFlaw('operational-type', {}) }] : []
}

/** An endpoint as its owner sees it: never its secrets. */
export function endpointJson(endpoint: Endpoint) {
  const { id, owner, state, ended } = endpoint
  const { url, description, ...others } = shownFields(endpoint)
  const instant = (millis: number | null) => (millis === null ? null : instantText(millis))
  return {
    ...{ id, url, description, ...others, owner, state },
    createdAt: instantText(endpoint.createdAt),
    failingSince: instant(endpoint.failingSince),
    heldUntil: instant(endpoint.heldUntil),
    oldSecretSignsUntil: instant(endpoint.oldSecretEnds),
    ended: ended && endedJson(ended),
  }
}

/** Why nothing is sent any more, and what to replay after to get what was missed. */
export function endedJson({ at, reason, cursor }: Ended) {
  return { at: instantText(at), reason, replay: { after: cursor } }
}
