// The languages, and their words.
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { fr } from './fr.ts'

export const WORDS = { en, de, fr } satisfies Record<string, Words>

export type { Words } from './en.ts'
export type Language = keyof typeof WORDS
export const LANGUAGES = Object.keys(WORDS) as [Language, ...Language[]]

/** Puts values into the braces of a template. */
export function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
