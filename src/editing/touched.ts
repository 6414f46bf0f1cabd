// What an edit touched, field by field, so that it can be undone beside others, and told to whoever edited at the same time.
// A field is a key of the talk, `when` with its zone and the words for it, one party, one source, and the series. Pure.
import { equal } from '../talks/equal.ts'
import type { Citation, Participation, TalkRecord } from '../talks/record.ts'
import type { Resource } from './resource.ts'

export interface Touched {
  /** Such as `title`, `when`, `parties.nato`, `sources.story`; `parties` and `sources` alone are their order. */
  field: string
  before: unknown
  after: unknown
}

const OF_WHEN = ['when', 'zone', 'said'] as const
const APART = ['id', 'parties', 'sources', ...OF_WHEN]

/** Fields in which two versions differ, sorted; `null` is a version that removed the record. */
export function touched(before: Resource | null, after: Resource | null): Touched[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...was.keys(), ...is.keys()])].sort()
  const fields = names.flatMap((field) => {
    const [one, other] = [was.get(field) ?? null, is.get(field) ?? null]
    return equal(one, other) ? [] : [{ field, before: one, after: other }]
  })
  return before === null || after === null ? fields : [...fields, ...moved(before, after)]
}

/** Lists in which those that stay are in another order. */
function moved({ talk: was }: Resource, { talk: is }: Resource): Touched[] {
  const lists: [field: string, before: string[], after: string[]][] = [
    ['parties', was.parties.map(({ party }) => party), is.parties.map(({ party }) => party)],
    ['sources', was.sources.map(({ source }) => source), is.sources.map(({ source }) => source)],
  ]
  return lists.flatMap(([field, before, after]) => {
    const both = (one: string[], other: string[]) => [...new Set(one)].filter((id) => other.includes(id))
    return equal(both(before, after), both(after, before)) ? [] : [{ field, before, after }]
  })
}

/** The record with some of its fields as they were in another version. */
export function putBack(current: Resource, earlier: Resource, fields: readonly string[]): Resource {
  const talk: Record<string, unknown> = { ...current.talk }
  const put = (key: string) => {
    const value = earlier.talk[key as keyof TalkRecord]
    if (value === undefined) delete talk[key]
    else talk[key] = value
  }
  for (const field of fields) {
    if (field === 'when') OF_WHEN.forEach(put)
    else if (!field.includes('.') && !['parties', 'sources', 'series'].includes(field)) put(field)
  }
  const named = (prefix: string) => new Set(fields.filter((field) => field.startsWith(prefix)).map((field) => field.slice(prefix.length)))
  talk.parties = mixed(current.talk.parties, earlier.talk.parties, ({ party }: Participation) => party, named('parties.'))
  talk.sources = mixed(current.talk.sources, earlier.talk.sources, ({ source }: Citation) => source, named('sources.'))
  if (fields.includes('parties')) talk.parties = ordered(talk.parties as Participation[], earlier.talk.parties, ({ party }) => party)
  if (fields.includes('sources')) talk.sources = ordered(talk.sources as Citation[], earlier.talk.sources, ({ source }) => source)
  const sources = { ...current.sources }
  for (const id of named('sources.')) {
    const source = earlier.sources[id]
    if (source === undefined) delete sources[id]
    else sources[id] = source
  }
  const series = fields.includes('series') ? earlier.series : current.series
  return { talk: talk as unknown as TalkRecord, sources, ...(series === undefined ? {} : { series }) }
}

function fieldsOf(resource: Resource | null): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  if (resource === null) return fields
  const { talk, sources, series } = resource
  for (const [key, value] of Object.entries(talk)) if (!APART.includes(key)) fields.set(key, value)
  fields.set('when', Object.fromEntries(OF_WHEN.flatMap((key) => (talk[key] === undefined ? [] : [[key, talk[key]]]))))
  for (const participation of talk.parties) fields.set(`parties.${participation.party}`, participation)
  for (const id of new Set([...Object.keys(sources), ...talk.sources.map(({ source }) => source)]))
    fields.set(`sources.${id}`, { ...sources[id], citations: talk.sources.filter(({ source }) => source === id) })
  if (series !== undefined) fields.set('series', series)
  return fields
}

/** A list with those of some names as another list has them, in its places as far as they are the same. */
function mixed<Item>(
  current: readonly Item[],
  earlier: readonly Item[],
  nameOf: (item: Item) => string,
  names: ReadonlySet<string>,
): Item[] {
  const kept = current.filter((item) => !names.has(nameOf(item)))
  const back = earlier.flatMap((item, index) => (names.has(nameOf(item)) ? [{ item, index }] : []))
  const list = [...kept]
  for (const { item, index } of back) list.splice(Math.min(index, list.length), 0, item)
  return list
}

/** In the order of another list; what that does not have keeps to the end. */
function ordered<Item>(list: readonly Item[], like: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const places = new Map(like.map((item, index) => [nameOf(item), index]))
  const place = (item: Item) => places.get(nameOf(item)) ?? Number.MAX_SAFE_INTEGER
  return [...list].sort((one, other) => place(one) - place(other))
}
