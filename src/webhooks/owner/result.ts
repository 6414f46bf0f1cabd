// What came of an owner's request.
import type { FieldProblem } from '../endpoints/endpoint.ts'

/** What was asked for, or why not: a body that cannot be used, a state that does not allow it, or a limit. */
export type Done<T> =
  | { ok: true; value: T }
  | { ok: false; fields: FieldProblem[] }
  | { ok: false; conflict: string }
  | { ok: false; limit: string }

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
