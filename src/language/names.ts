// Names in a reader's language, where the diary has one, and places in words.
import type { Subject } from '../changes/subjects.ts'
import type { Place } from '../talks/record.ts'
import type { Talk } from '../talks/talk.ts'
import { fill, type Language, WORDS } from './words.ts'

export function titleIn(lang: Language, talk: Talk): string {
  return talk.languages?.[lang]?.title ?? talk.title
}

export function summaryIn(lang: Language, talk: Talk): string | undefined {
  return talk.languages?.[lang]?.summary ?? talk.summary
}

export function nameIn(lang: Language, named: { name: string; languages?: Record<string, string> }): string {
  return named.languages?.[lang] ?? named.name
}

/** A party, series, topic or place. A topic has no other name than its id; a place may be a whole country, or none. */
export function subjectIn(lang: Language, { kind, id, name, names }: Pick<Subject, 'kind' | 'id' | 'name' | 'names'>): string {
  const known = names?.[lang] ?? name
  if (kind === 'topic' && known === id) return id.replaceAll('-', ' ')
  if (kind !== 'place') return known
  if (/^[A-Z]{2}$/.test(known)) return countryIn(lang, known)
  return id === 'online' && known === id ? WORDS[lang].text.online : known
}

/** The name of a country by its ISO 3166-1 code. */
export function countryIn(lang: Language, code: string): string {
  const name = WORDS[lang].countries[code] ?? code
  return Array.isArray(name) ? (name[0] ?? code) : name
}

/** "Palais des Nations, Geneva, Switzerland"; the coordinates where nothing else is known. */
export function placeIn(lang: Language, { name, city, country, geo, online }: Place): string {
  const { text } = WORDS[lang]
  const where = [name, city, country && countryIn(lang, country)].filter((part) => part !== undefined)
  if (online !== undefined) where.push(online === true ? text.online : fill(text.onlineAt, { url: online }))
  if (where.length === 0 && geo) where.push(`${geo.lat}, ${geo.lon}`)
  return where.join(', ')
}
