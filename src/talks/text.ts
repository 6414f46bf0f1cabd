// Text that may enter a record. It is refused, never mended, so that what is published is what was checked.
import * as z from 'zod/mini'
import { quoted } from './quoting.ts'

const CONTROL = /\p{Cc}/u
const CONTROL_BUT_BREAKS = /[^\P{Cc}\n\t]/u
// Embeddings, overrides and isolates reorder what stands after them; single marks (U+200E, U+200F, U+061C) do not.
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
const SEPARATORS = /[\u2028\u2029]/u

/** Plain text on one line. */
export function line(limit = 300) {
  return text(limit, CONTROL, 'one line without control characters')
}

/** Plain text with line breaks. */
export function prose(limit = 10_000) {
  return text(limit, CONTROL_BUT_BREAKS, 'text without control characters other than line feed and tab')
}

function text(limit: number, forbidden: RegExp, expected: string) {
  return z.string().check(
    z.superRefine((value, context) => {
      for (const { message, right } of flawsOf(value, limit, forbidden, expected)) {
        context.addIssue({ code: 'custom', message, params: { expected: right } })
      }
    }),
  )
}

/** The first flaw of a text that is none, or every flaw of one. */
function* flawsOf(value: string, limit: number, forbidden: RegExp, expected: string): Generator<{ message: string; right: string }> {
  if (value.length > limit) {
    return yield { message: `is ${value.length.toLocaleString('en')} characters long`, right: `at most ${limit.toLocaleString('en')}` }
  }
  if (value.trim() === '') return yield { message: 'is empty', right: 'some text, or the field left out' }
  if (value !== value.trim()) yield { message: `${quoted(value)} has white space at its start or end`, right: 'the text without it' }
  if (!value.isWellFormed()) yield { message: `${quoted(value)} holds half of a surrogate pair`, right: 'well-formed Unicode' }
  else if (!VISIBLE.test(value))
    yield { message: `${quoted(value)} holds nothing that can be seen`, right: 'some text, or the field left out' }
  const odd = forbidden.exec(value) ?? SEPARATORS.exec(value)
  if (odd) yield { message: `holds the control character ${codePoint(odd[0])}`, right: expected }
  const reordering = REORDERING.exec(value)
  if (reordering) {
    yield {
      message: `holds ${codePoint(reordering[0])}, which reorders the text after it`,
      right: 'the marks U+200E and U+200F where direction needs help',
    }
  }
}

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
