// What came of an owner's request.
import type { FieldProblem } from '../endpoints/endpoint-flaws.ts'

/** What was asked for, or why not: a body that cannot be used, a state that does not allow it, or a limit. */
export type Done<T> = { ok: true; value: T } | Refused

export type Refused = { ok: false; fields: FieldProblem[] } | { ok: false; conflict: string } | Limit

/** It may be asked again after so many seconds. */
export interface Limit {
  ok: false
  limit: string
  retryAfter: number
}

/** The endpoint was removed while the request waited for a name to be looked up or a secret to be encrypted. */
export const REMOVED = { ok: false, conflict: 'It was removed meanwhile.' } as const

export const FROZEN = {
  ok: false,
  conflict: 'This desk was moved, and alters nothing any more. Ask the one that goes on in its place.',
} as const

export function done<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function conflict(why: string): { ok: false; conflict: string } {
  return { ok: false, conflict: why }
}

/** `wait` in milliseconds. */
export function limit(why: string, wait: number): Limit {
  return { ok: false, limit: why, retryAfter: Math.ceil(wait / 1000) }
}
