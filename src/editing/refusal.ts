// Why an edit is refused. It is thrown within the transaction, so that nothing of the edit is done.
import type { Problem } from '../talks/problem.ts'
import type { Touched } from './touched.ts'

/** What another editor did meanwhile, or since. */
export interface Since {
  by: string
  /** Milliseconds of the real time. */
  at: number
  fields: Touched[]
}

export type Reason =
  | { code: 'invalid-record'; problems: Problem[] }
  | { code: 'no-record'; id: string }
  | { code: 'record-exists'; id: string }
  /** The version that was asked for is not the latest; `etag`: the latest one's, `null` where it was removed. */
  | { code: 'edited-meanwhile'; id: string; etag: string | null; since: Since[] }
  | { code: 'by-hand-already'; id: string }
  | { code: 'other-origin'; id: string; origin: string }
  | { code: 'party-in-use'; id: string; talks: string[] }
  | { code: 'no-change'; id: string }
  | { code: 'not-by-hand'; id: string; origin: string }
  /** What would have to be undone first, or what an undo would have to be. */
  | { code: 'touched-since'; since: Since[]; fields: Touched[] }
  | { code: 'not-only-spelling'; types: string[] }
  | { code: 'not-taken'; id: string }
  | { code: 'no-file-record'; id: string; origin: string }
  | { code: 'same-talk'; id: string }
  | { code: 'not-standing'; id: string }
  | { code: 'nothing-to-redact' }
  /** The record of a file still has what is to be redacted. */
  | { code: 'text-in-file'; id: string; origin: string }

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reason: Reason
  constructor(reason: Reason) {
    super(reason.code)
    this.reason = reason
  }
}
