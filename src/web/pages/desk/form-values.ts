// The fields of the editors' form: out of a record, and as they are typed. A form is kept as its fields, also as a draft.

import type { Resource } from '../../../editing/resource.ts'
import { whenWords } from '../../../language/dates.ts'
import { nameIn } from '../../../language/names.ts'
import { readTypedWhen } from '../../../language/typed-when.ts'
import type { Language } from '../../../language/words.ts'
import type { Citation, Party, TalkRecord } from '../../../talks/record.ts'
import { whenOf } from '../../../talks/when.ts'

/** Parts of a record that have sources of their own in the form. */
export const SOURCED = ['when', 'place', 'parties', 'status', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access'] as const
export type Sourced = (typeof SOURCED)[number]

/** What was typed into fields, without blanks around it. */
export interface Fields {
  text(name: string): string
  /** `undefined` where nothing was typed. */
  some(name: string): string | undefined
}

export function fieldsOf(form: URLSearchParams): Fields {
  const text = (name: string) => (form.get(name) ?? '').trim()
  return { text, some: (name) => text(name) || undefined }
}

/** Citations line by line: the names of their fields, and the parts of a citation that they are. */
export const CITED = ['source', 'supports', 'by', 'derived', 'stance', 'says'] as const

/** Rows of a form, as far as something is typed in them. */
export function rowsIn(form: URLSearchParams, names: readonly string[], isUsed: (row: readonly string[]) => boolean): string[][] {
  const columns = names.map((name) => form.getAll(name))
  const longest = Math.max(0, ...columns.map(({ length }) => length))
  const rows = Array.from({ length: longest }, (_, index) => columns.map((column) => (column[index] ?? '').trim()))
  return rows.filter(isUsed)
}

/** The field that holds a zone that was not typed, but follows from the place. */
export const FOLLOWS = 'zone.follows'

/** Rows for parties that are there from the start. */
export const LEAST_ROWS = 3

/** A date as an editor would type it; one that the form would read otherwise stands as the record has it. */
export function typedWords({ when, zone }: Pick<TalkRecord, 'when' | 'zone'>, lang: Language): string {
  if (when === 'unknown') return ''
  const words = whenWords(whenOf({ when, zone }), lang, { zone: false })
  // The words name their year, so no day decides how they are read.
  return readTypedWhen(words, '1970-01-01')?.when === when ? words : when
}

/** What the form shows of a record; without one, an empty form. */
export function valuesOf(resource: Resource | null, register: ReadonlyMap<string, Party>, lang: Language): URLSearchParams {
  const values = new URLSearchParams()
  if (resource === null) return values
  const { talk, series } = resource
  const { place = {}, access = {}, contact } = talk
  const set = (name: string, value: string | undefined) => value !== undefined && value !== '' && values.set(name, value)
  for (const { party, role, attendance } of talk.parties) {
    const known = register.get(party)
    values.append('party', known ? nameIn(lang, { name: known.name, ...(known.languages ? { languages: known.languages } : {}) }) : party)
    values.append('role', role ?? '')
    values.append('attendance', attendance ?? '')
  }
  set('when', typedWords(talk, lang))
  set('said', talk.said)
  set('zone', talk.zone)
  set('status', talk.status)
  set('reason', talk.statusReason)
  set('title', talk.title)
  set('title.de', talk.languages?.de?.title)
  set('title.fr', talk.languages?.fr?.title)
  set('place', place.name)
  set('city', place.city)
  set('country', place.country)
  set('online', place.online === true ? 'yes' : place.online)
  set('topics', talk.topics?.join(', '))
  set('level', talk.level)
  set('format', talk.format)
  set('summary', talk.summary)
  set('links', talk.links?.map(({ url, title }) => `${url} ${title}`).join('\n'))
  set('deadline', access.deadline)
  set('access.url', access.url)
  set('access.note', access.note)
  set('contact', contact?.name)
  set('organisation', contact?.organisation)
  set('email', contact?.email)
  set('phone', contact?.phone)
  set('public', contact?.public ? 'yes' : undefined)
  set('series', series?.title)
  for (const line of talk.sources.map(lineOf)) for (const [index, name] of CITED.entries()) values.append(`cite.${name}`, line[index] ?? '')
  set('embargo', talk.embargoUntil)
  return values
}

/** A citation as one line of the form. */
function lineOf({ source, supports, stance, says, derived, attributedTo }: Citation): string[] {
  return [source, supports.join(', '), attributedTo ?? '', derived ?? '', stance ?? '', says ?? '']
}

/** Who says each part of a record, by what the sources are called. */
export function saidIn({ talk, sources }: Resource): Partial<Record<Sourced, string>> {
  const said: Partial<Record<Sourced, string>> = {}
  for (const part of SOURCED) {
    const citations = talk.sources.filter(({ supports }) => supports.some((field) => field === part || field.startsWith(`${part}.`)))
    const names = citations.map(({ source, stance, attributedTo }) => {
      const name = sources[source]?.publisher ?? sources[source]?.title ?? source
      return `${stance === 'denies' ? '≠ ' : ''}${name}${attributedTo === undefined ? '' : ` (${attributedTo})`}`
    })
    if (names.length > 0) said[part] = [...new Set(names)].join(', ')
  }
  return said
}
