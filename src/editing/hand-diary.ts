// The diary of records by hand: each record checked and resolved as one of a file is, with the parties of the records of
// files and those that editors added.
import type { Sqlite } from '../sqlite/port.ts'
import { type Diary, type ReadFile, readDiary } from '../talks/diary.ts'
import type { Problem } from '../talks/problem.ts'
import type { Party } from '../talks/record.ts'
import type { Talk } from '../talks/talk.ts'
import { readAll } from './record-store.ts'
import type { Opened, Resource } from './resource.ts'

export type Register = ReadonlyMap<string, Party>

/** One record, resolved: its talk, unless it has problems. */
export interface Resolved {
  talk: Talk | null
  /** Until when it is secret, as the record has it. */
  embargo: string | null
  problems: Problem[]
}

/** By what problems name a record. */
export function nameOf(id: string): string {
  return `desk/${id}`
}

/** All records that are kept, and the parties by hand. */
export function readHandDiary(db: Sqlite, known: Register): Diary {
  const parties = readAll<Party>(db, 'party').map(({ id, body }) => [id, body] as const)
  const files = readAll<Resource>(db, 'talk').map(({ id, body }) => fileOf(id, body))
  const diary = readDiary(files, Object.fromEntries([...known, ...parties]))
  // The parties of files are told by those.
  const own = new Set(parties.map(([id]) => id))
  const named = new Set(diary.talks.flatMap((talk) => talk.parties.map(({ party }) => party)))
  return { ...diary, register: new Map([...diary.register].filter(([id]) => own.has(id) || named.has(id))) }
}

/** A record that may have anything in it. */
type Checkable = Pick<Opened, 'talk' | 'sources'> & { series?: unknown }

/** Checks and resolves one record. */
export function resolveRecord(id: string, record: Checkable, register: Register): Resolved {
  const few = new Map([...partiesIn(record.talk)].flatMap((party) => (register.has(party) ? [[party, register.get(party) as Party]] : [])))
  const read = readDiary([fileOf(id, record)], Object.fromEntries(few))
  // What is not known is said with what is.
  const { talks, embargoes, problems } = read.problems.length === 0 ? read : readDiary([fileOf(id, record)], Object.fromEntries(register))
  return { talk: talks[0] ?? null, embargo: embargoes.get(talks[0]?.id ?? '') ?? null, problems }
}

/** The diary with some records as they are now; `null`: removed. */
export function withRecords(diary: Diary, records: ReadonlyMap<string, Resolved | null>, register: Register): Diary {
  const embargoes = new Map(diary.embargoes)
  const broken = new Set(diary.broken.ids)
  const problems = diary.problems.filter(({ talk }) => talk === null || !records.has(talk))
  for (const [id, resolved] of records) {
    embargoes.delete(id)
    broken.delete(id)
    if (resolved?.embargo) embargoes.set(id, resolved.embargo)
    if (resolved && resolved.talk === null) broken.add(id)
    problems.push(...(resolved?.problems ?? []))
  }
  return {
    talks: withTalks(diary.talks, records),
    embargoes,
    broken: { ids: broken, unreadable: diary.broken.unreadable },
    problems,
    register,
  }
}

function withTalks(talks: readonly Talk[], records: ReadonlyMap<string, Resolved | null>): Talk[] {
  // One walk through the list: a map of all of it would cost more than all else that one edit needs.
  const kept = talks.flatMap((talk) => (records.has(talk.id) ? (records.get(talk.id)?.talk ?? []) : talk))
  const known = new Set(records.size === 0 ? [] : talks.filter(({ id }) => records.has(id)).map(({ id }) => id))
  const added = [...records].flatMap(([id, resolved]) => (known.has(id) ? [] : (resolved?.talk ?? [])))
  return [...kept, ...added]
}

export const NO_RECORDS: Diary = {
  talks: [],
  embargoes: new Map(),
  broken: { ids: new Set(), unreadable: false },
  problems: [],
  register: new Map(),
}

function fileOf(id: string, { talk, sources, series }: Checkable): ReadFile {
  return { name: nameOf(id), content: { ...(series === undefined ? {} : { series }), sources, talks: [talk] } }
}

/** Whom a record names, as far as that can be read. */
export function partiesIn(talk: unknown): Set<string> {
  const { parties, sources } = Object(talk) as { parties?: unknown; sources?: unknown }
  const named = objectsIn(parties).map(({ party }) => party)
  const supported = objectsIn(sources).flatMap(({ supports }) => (Array.isArray(supports) ? (supports as unknown[]) : []))
  const fields = supported.flatMap((field) => (typeof field === 'string' && field.startsWith(PREFIX) ? [field.slice(PREFIX.length)] : []))
  return new Set([...named, ...fields].filter((id) => typeof id === 'string'))
}

const PREFIX = 'parties.'

function objectsIn(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.map((each) => Object(each) as Record<string, unknown>) : []
}
