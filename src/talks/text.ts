// Text that may enter a record. It is refused, never mended, so that what is published is what was checked.
import * as z from 'zod'
import { quoted } from './problem.ts'

const CONTROL = /\p{Cc}/u
const CONTROL_BUT_BREAKS = /[^\P{Cc}\n\t]/u
// Embeddings, overrides and isolates reorder what stands after them; single marks (U+200E, U+200F, U+061C) do not.
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u
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
  return z.string().superRefine((value, context) => {
    const refuse = (message: string, right: string) => context.addIssue({ code: 'custom', message, params: { expected: right } })
    if (value.length > limit)
      return refuse(`is ${value.length.toLocaleString('en')} characters long`, `at most ${limit.toLocaleString('en')}`)
    if (value.trim() === '') return refuse('is empty', 'some text, or the field left out')
    if (value !== value.trim()) refuse(`${quoted(value)} has white space at its start or end`, 'the text without it')
    if (!value.isWellFormed()) refuse(`${quoted(value)} holds half of a surrogate pair`, 'well-formed Unicode')
    const odd = forbidden.exec(value) ?? SEPARATORS.exec(value)
    if (odd) refuse(`holds the control character ${codePoint(odd[0])}`, expected)
    const reordering = REORDERING.exec(value)
    if (reordering)
      refuse(
        `holds ${codePoint(reordering[0])}, which reorders the text after it`,
        'the marks U+200E and U+200F where direction needs help',
      )
  })
}

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
