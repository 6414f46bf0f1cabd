// Records by hand as files of records, such as `events/` has: one a series, and one for talks without one. Where two talks give
// one source differently, or one series, they are in two files. Pure.
import { equal } from '../talks/equal.ts'
import type { Party, RecordsFile, Series, Source, TalkRecord } from '../talks/record.ts'
import { TALK_FIELDS } from '../talks/record-schema.ts'
import { partiesIn } from './hand-diary.ts'
import type { Resource } from './resource.ts'

export interface RecordFile {
  /** Without its ending: lower-case letters, digits and hyphens. */
  name: string
  content: RecordsFile
  /** Whether it holds what is not public: an embargo, a contact of the editors' own. */
  isSecret: boolean
}

interface Options {
  records: readonly Resource[]
  /** Those by hand. */
  parties: ReadonlyMap<string, Party>
  /** The definition of a party that is not by hand and that the files must bring, too; `null`: none needs it. */
  partyOf: (id: string) => Party | null
}

const WITHOUT_SERIES = 'by-hand'
/** Files that `events/` has already. */
const TAKEN = ['index', 'parties']

/** Sorted by name; the same for the same records. Parties that nobody names are with the talks without a series. */
export function recordFiles({ records, parties, partyOf }: Options): RecordFile[] {
  const sorted = [...records].sort((one, other) => compare(one.talk.id, other.talk.id))
  const drafts: Draft[] = []
  for (const record of sorted) {
    const draft = drafts.find((each) => mayTake(each, record)) ?? newDraft(drafts, record.series)
    draft.talks.push(inOrder(record.talk, TALK_FIELDS))
    for (const [id, source] of Object.entries(record.sources)) draft.sources.set(id, inOrder(source, SOURCE_FIELDS))
    for (const id of partiesIn(record.talk)) draft.named.add(id)
  }
  const named = new Set(drafts.flatMap((draft) => [...draft.named]))
  const rest = [...parties.keys()].filter((id) => !named.has(id))
  if (rest.length > 0) {
    const draft = drafts.find(({ series }) => series === undefined) ?? newDraft(drafts, undefined)
    for (const id of rest) draft.named.add(id)
  }
  const names = new Set(TAKEN)
  const files = drafts.map((draft) =>
    fileOf(draft, freeName(draft.series?.id ?? WITHOUT_SERIES, names), (id) => parties.get(id) ?? partyOf(id)),
  )
  return files.sort((one, other) => compare(one.name, other.name))
}

/** A file that is being put together. */
interface Draft {
  series: Series | undefined
  talks: TalkRecord[]
  sources: Map<string, Source>
  named: Set<string>
}

function newDraft(drafts: Draft[], series: Series | undefined): Draft {
  const draft: Draft = { series, talks: [], sources: new Map(), named: new Set() }
  drafts.push(draft)
  return draft
}

function mayTake(draft: Draft, { series, sources }: Resource): boolean {
  if (!equal(draft.series, series)) return false
  return Object.entries(sources).every(([id, source]) => !draft.sources.has(id) || equal(draft.sources.get(id), source))
}

function fileOf({ series, talks, sources, named }: Draft, name: string, partyOf: (id: string) => Party | null): RecordFile {
  const known = [...named].sort(compare).flatMap((id) => {
    const party = partyOf(id)
    return party === null ? [] : [[id, party] as const]
  })
  const content: RecordsFile = {
    ...(known.length === 0 ? {} : { parties: Object.fromEntries(known) }),
    ...(series === undefined ? {} : { series }),
    sources: Object.fromEntries([...sources].sort(([one], [other]) => compare(one, other))),
    talks,
  }
  const isSecret = talks.some(({ contact, embargoUntil }) => embargoUntil !== undefined || contact?.public === false)
  return { name, content, isSecret }
}

const SOURCE_FIELDS = ['title', 'publisher', 'url', 'published', 'official']

/** With its fields as files have them. */
function inOrder<Value extends object>(value: Value, fields: readonly string[]): Value {
  const place = (key: string) => (fields.includes(key) ? fields.indexOf(key) : fields.length)
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => place(one) - place(other))) as Value
}

/** The name, with a number where another file has it. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`
  taken.add(name)
  return name
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
