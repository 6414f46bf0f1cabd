// The fields of the editors' form: out of a record, and as they are typed. A form is kept as its fields, also as a draft.

import type { Resource } from '../../../editing/resource.ts'
import { nameIn } from '../../../language/names.ts'
import type { Language } from '../../../language/words.ts'
import type { Party } from '../../../talks/record.ts'

/** Parts of a record that have sources of their own in the form. */
export const SOURCED = ['parties', 'when', 'place', 'status', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access'] as const
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

/** Rows for parties that are there from the start. */
export const LEAST_ROWS = 3

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
  set('when', talk.when === 'unknown' ? '' : talk.when)
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
  set('embargo', talk.embargoUntil)
  return values
}
