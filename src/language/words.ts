// The languages, and their words.
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { fr } from './fr.ts'

/** Made when it is first asked for, which a start need not wait for. */
let french: typeof fr | undefined

export const WORDS = {
  en,
  de,
  // Calendars keep the blanks as they are written: another blank would be another text of every event.
  get fr() {
    french ??= {
      ...fr,
      page: bound(fr.page),
      flaws: bound(fr.flaws),
      subscribe: bound(fr.subscribe),
      endpoints: bound(fr.endpoints),
    }
    return french
  },
} satisfies Record<string, Words>

export type { Words } from './en.ts'
export type Language = keyof typeof WORDS
export const LANGUAGES = Object.keys(WORDS) as [Language, ...Language[]]

/** French has a blank before some signs, and within quotation marks; no line may break there. */
export function bound<T>(words: T): T {
  return JSON.parse(JSON.stringify(words).replace(/ (?=[:;?!»])|(?<=«) /g, '\u00a0'))
}

/** Puts values into the braces of a template. */
export function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

/** With a large letter at its beginning: months of some languages are written small, but not where a sentence or a heading begins. */
export function capital(text: string, lang: Language): string {
  return `${text.slice(0, 1).toLocaleUpperCase(lang)}${text.slice(1)}`
}
