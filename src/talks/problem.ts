// What is wrong with records: where, what, and what would be right.
import type { Flaw } from './flaw.ts'

export interface Problem extends Flaw {
  file: string
  /** The talk's id, or its position in the file where it has no id that can be read. */
  talk: string | null
  /** Path of the field, such as `parties.0.party`; `null` for the whole. */
  field: string | null
}

/** One problem as one line for a person. */
export function problemLine({ file, talk, field, message, expected }: Problem): string {
  const where = [file, talk, field].filter((part) => part !== null).join(' › ')
  return expected === null ? `${where}: ${message}` : `${where}: ${message}. Expected: ${expected}`
}
