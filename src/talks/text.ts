// Text that may enter a record. It is refused, never mended, so that what is published is what was checked.
import * as z from 'zod/mini'
import type { Flaw } from './flaw.ts'
import { refusing } from './flaw-issue.ts'
import { plain } from './quoting.ts'
import { valueFlaw } from './value-flaws.ts'

const CONTROL = /\p{Cc}/u
const CONTROL_BUT_BREAKS = /[^\P{Cc}\n\t]/u
// Embeddings, overrides and isolates reorder what stands after them; single marks (U+200E, U+200F, U+061C) do not.
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
const SEPARATORS = /[\u2028\u2029]/u

/** Plain text on one line. */
export function line(limit = 300) {
  return text(limit, CONTROL, 'control-character-in-line')
}

/** Plain text with line breaks. */
export function prose(limit = 10_000) {
  return text(limit, CONTROL_BUT_BREAKS, 'control-character')
}

function text(limit: number, forbidden: RegExp, odd: 'control-character' | 'control-character-in-line') {
  return z.string().check(refusing((value) => flawsIn(value, limit, forbidden, odd)))
}

/** The first flaw of a text that is none, or every flaw of one. */
function* flawsIn(text: string, most: number, forbidden: RegExp, odd: 'control-character' | 'control-character-in-line'): Generator<Flaw> {
  if (text.length > most) return yield valueFlaw('too-long', { length: text.length, most })
  if (text.trim() === '') return yield valueFlaw('empty', {})
  if (text !== text.trim()) yield valueFlaw('surrounding-white-space', { value: plain(text) })
  if (!text.isWellFormed()) yield valueFlaw('lone-surrogate', { value: plain(text) })
  else if (!VISIBLE.test(text)) yield valueFlaw('nothing-visible', { value: plain(text) })
  const control = forbidden.exec(text) ?? SEPARATORS.exec(text)
  if (control) yield valueFlaw(odd, { character: codePoint(control[0]) })
  const reordering = REORDERING.exec(text)
  if (reordering) yield valueFlaw('reordering-character', { character: codePoint(reordering[0]) })
}

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
