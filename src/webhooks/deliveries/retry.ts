// What follows an attempt: the plans of retries, and the verdict on a reply. Times are milliseconds.

import { httpDate } from '../../runtime/http-date.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../talks/units.ts'
import type { Answer, Format } from '../formats/format.ts'
import type { Kind } from './delivery.ts'

/** Waits before the second attempt and those after it; each is up to a fifth longer, so that retries do not come in step. */
const CHANGE_WAITS = [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY]
/** A reminder is tried until its talk begins; the last wait repeats. */
const REMINDER_WAITS = [5 * SECOND, 15 * SECOND, 45 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE]
/** Nobody is asked for days whether they want messages. Tests follow this plan, too. */
const VERIFICATION_WAITS = [5 * SECOND, MINUTE]

/** What came back: a response, or what prevented one. */
export type Reply = (Answer & { retryAfter: string | null }) | Failure

export interface Failure {
  error: 'timeout' | 'refused' | 'unreachable' | 'address' | 'tls' | 'protocol' | 'unsigned'
  detail: string
}

export type Verdict =
  | { kind: 'delivered' }
  /** The receiver wants nothing more. */
  | { kind: 'gone' }
  /** `retryAfter`: for how long the endpoint asked to be left alone; `null` if it did not. */
  | { kind: 'retry'; inMillis: number; retryAfter: number | null }
  | { kind: 'exhausted' }

/**
 * `tries` counts this attempt. `jitter` is from 0 to 1. A `Retry-After` may make a wait longer, up to the longest of
 * its plan; one that cannot be read is ignored. `judge`: what answers mean to the format, where it is not the status.
 */
export function verdictOn(reply: Reply, kind: Kind, tries: number, jitter: number, now: number, judge?: Format['judge']): Verdict {
  const judged = 'status' in reply ? (judge?.(reply) ?? null) || byStatus(reply) : null
  if (judged === 'delivered' || judged === 'gone') return { kind: judged }
  if (judged === 'refused') return { kind: 'exhausted' }
  const waits = kind === 'change' ? CHANGE_WAITS : kind === 'reminder' ? REMINDER_WAITS : VERIFICATION_WAITS
  const planned = kind === 'reminder' ? waits[Math.min(tries, waits.length) - 1] : waits[tries - 1]
  if (planned === undefined) return { kind: 'exhausted' }
  const given = judged?.retryAfter ?? ('status' in reply ? reply.retryAfter : null)
  const asked = retryAfter(given, now)
  const least = asked === null ? 0 : Math.min(asked, waits[waits.length - 1] as number)
  return { kind: 'retry', inMillis: Math.round(Math.max(planned * (1 + jitter * 0.2), least)), retryAfter: asked }
}

function byStatus({ status }: { status: number }): 'delivered' | 'gone' | null {
  if (status >= 200 && status < 300) return 'delivered'
  return status === 410 ? 'gone' : null
}

/** Milliseconds from now (RFC 9110, 10.2.3): whole seconds, or a date that is still to come; `null` for anything else. */
export function retryAfter(value: string | null, now: number): number | null {
  if (value === null) return null
  const text = value.trim()
  if (/^\d{1,10}$/.test(text)) return Number(text) * SECOND
  const wait = (httpDate(text, now) ?? 0) - now
  return wait <= 0 ? null : wait
}
