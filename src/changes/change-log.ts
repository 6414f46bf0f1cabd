// The log: append-only, one row a change. What stands is the latest row of each talk.
import { createLru } from '../runtime/lru.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Talk } from '../talks/talk.ts'
import type { Change, ChangeType } from './change.ts'
import type { Stood } from './diff.ts'
import { type Gap, readGaps } from './log-gaps.ts'
import { readStanding, type Standing } from './standing.ts'

interface Row {
  cursor: number
  id: string
  talk: string
  revision: number
  types: string
  at: string
  talk_json: string | null
  before_json: string | null
}

const WITH_BEFORE = `SELECT change.*,
  (SELECT earlier.talk_json FROM change AS earlier WHERE earlier.talk = change.talk AND earlier.revision = change.revision - 1) AS before_json
  FROM change`

/** The cursor of the latest change, 0 before the first. */
export function latestCursor(db: Sqlite): number {
  return db.first<{ cursor: number | null }>('SELECT max(cursor) AS cursor FROM change')?.cursor ?? 0
}

export function latestInstant(db: Sqlite): string | null {
  return db.first<{ at: string }>('SELECT at FROM change ORDER BY cursor DESC LIMIT 1')?.at ?? null
}

/**
 * Where the talks of an origin stand, or those of `only`, withdrawn ones too. Talks whose JSON is the same as given are only
 * listed by id.
 */
export function readStood(
  db: Sqlite,
  origin: string,
  given: ReadonlyMap<string, Talk> = new Map(),
  only: readonly string[] | null = null,
): { stood: Map<string, Stood>; unchanged: Set<string> } {
  const stood = new Map<string, Stood>()
  const unchanged = new Set<string>()
  const among = only === null ? '' : ' AND talk.id IN (SELECT value FROM json_each(?))'
  db.each<{ id: string; talk_json: string | null; standing: string }>(
    `SELECT talk.id, talk_json, standing FROM talk JOIN change USING (cursor) WHERE talk.origin = ?${among}`,
    only === null ? [origin] : [origin, JSON.stringify(only)],
    ({ id, talk_json, standing }) => {
      const talk = given.get(id)
      if (talk !== undefined && JSON.stringify(talk) === talk_json) unchanged.add(id)
      else stood.set(id, { talk: parseTalk(talk_json), standing: readStanding(standing) })
    },
  )
  return { stood, unchanged }
}

/** How many talks of an origin stand, not counting withdrawn ones, and how many of these are among the ids. */
export function countStanding(db: Sqlite, origin: string, ids: readonly string[]): { all: number; among: number } {
  const counts = db.first<{ total: number; named: number }>(
    `SELECT count(*) AS total, count(CASE WHEN talk.id IN (SELECT value FROM json_each(?)) THEN 1 END) AS named
     FROM talk JOIN change USING (cursor) WHERE talk.origin = ? AND talk_json IS NOT NULL`,
    JSON.stringify(ids),
    origin,
  )
  return { all: counts?.total ?? 0, among: counts?.named ?? 0 }
}

/** An entry of the log, by where its change led to. */
export interface Entry {
  cursor: number
  types: readonly ChangeType[]
  is: Standing
}

/** Entries with a cursor above `after`, oldest first. */
export function readEntries(db: Sqlite, after: number): Entry[] {
  const entries: Entry[] = []
  // Few combinations of types occur, and each is held once.
  const known = new Map<string, readonly ChangeType[]>()
  db.each<{ cursor: number; types: string; standing: string }>(
    'SELECT cursor, types, standing FROM change WHERE cursor > ? ORDER BY cursor',
    [after],
    ({ cursor, types: text, standing }) => {
      const types = known.get(text) ?? (JSON.parse(text) as ChangeType[])
      known.set(text, types)
      entries.push({ cursor, types, is: readStanding(standing) })
    },
  )
  return entries
}

/** A talk as it was at a revision; for a withdrawal, the talk that was withdrawn. */
export function readTalk(db: Sqlite, talk: string, revision: number): Talk | null {
  const row = db.first<{ talk_json: string }>(
    'SELECT talk_json FROM change WHERE talk = ? AND revision <= ? AND talk_json IS NOT NULL ORDER BY revision DESC LIMIT 1',
    talk,
    revision,
  )
  return parseTalk(row?.talk_json ?? null)
}

/** One change of a talk, with what stood before it. */
export function readChange(db: Sqlite, talk: string, revision: number): Change | null {
  const row = db.first<Row>(`${WITH_BEFORE} WHERE talk = ? AND revision = ?`, talk, revision)
  return row ? changeOf(row) : null
}

/** Changes after a cursor, or published at an instant or later; oldest first. */
export function readChanges(db: Sqlite, from: { after: number } | { since: string }, limit: number): Change[] {
  const [where, value] = 'after' in from ? ['cursor > ?', from.after] : ['at >= ?', from.since]
  const changes: Change[] = []
  db.each<Row>(`${WITH_BEFORE} WHERE ${where} ORDER BY cursor LIMIT ?`, [value, limit], (row) => {
    changes.push(changeOf(row))
  })
  return changes
}

/** Changes of one talk after a cursor, oldest first. */
export function readChangesOf(db: Sqlite, talk: string, after: number, limit: number): Change[] {
  return db.all<Row>(`${WITH_BEFORE} WHERE talk = ? AND cursor > ? ORDER BY revision LIMIT ?`, talk, after, limit).map(changeOf)
}

/** Those of the ids that belong to another origin than the given one, each with its origin. */
export function readForeign(db: Sqlite, origin: string, ids: readonly string[]): { id: string; origin: string }[] {
  return db.all('SELECT id, origin FROM talk WHERE origin <> ? AND id IN (SELECT value FROM json_each(?))', origin, JSON.stringify(ids))
}

export function readOrigin(db: Sqlite, talk: string): string | null {
  return db.first<{ origin: string }>('SELECT origin FROM talk WHERE id = ?', talk)?.origin ?? null
}

/** Appends one change, with the act that made it. The caller has a transaction open. */
export function append(
  db: Sqlite,
  origin: string,
  change: Omit<Change, 'cursor' | 'before'>,
  standing: Standing,
  act: number | null = null,
): number {
  db.run(
    'INSERT INTO change (id, origin, talk, revision, types, at, talk_json, standing, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    change.id,
    origin,
    change.talk,
    change.revision,
    JSON.stringify(change.types),
    change.at,
    change.after === null ? null : JSON.stringify(change.after),
    JSON.stringify(standing),
    act,
  )
  const cursor = latestCursor(db)
  db.run(
    'INSERT INTO talk (id, origin, cursor) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor',
    change.talk,
    origin,
    cursor,
  )
  return cursor
}

function changeOf(row: Row): Change {
  const { cursor, id, talk, revision, types, at } = row
  return {
    cursor,
    id,
    talk,
    revision,
    types: JSON.parse(types) as ChangeType[],
    at,
    before: parseTalk(row.before_json),
    after: parseTalk(row.talk_json),
  }
}

function parseTalk(json: string | null): Talk | null {
  return json === null ? null : (JSON.parse(json) as Talk)
}

const TITLES = `SELECT talk.id AS talk, json_extract(talk_json, '$.title') AS title, json_extract(talk_json, '$.languages') AS languages
  FROM talk JOIN change ON change.cursor = talk.cursor WHERE talk.cursor > ? AND talk_json IS NOT NULL`

function readTitles(db: Sqlite, after: number): { talk: string; titles: string[] }[] {
  return db.all<{ talk: string; title: string; languages: string | null }>(TITLES, after).map(({ talk, title, languages }) => {
    const others = Object.values(JSON.parse(languages ?? '{}') as NonNullable<Talk['languages']>)
    return { talk, titles: [title, ...others.flatMap((other) => other.title ?? [])] }
  })
}

/** The log as `web/` reads it, which never sees the database. */
export interface LogReader {
  /** The talk as it was at the standing's revision. */
  talk(standing: Standing): Talk
  change(talk: string, revision: number): Change | null
  /** Changes after a cursor, oldest first. */
  changes(after: number, limit: number): Change[]
  /** Those of one talk. */
  changesOf(talk: string, after: number, limit: number): Change[]
  /** What talks are called, in every language: of those whose latest change is after a cursor and that have not been withdrawn. */
  titles(after: number): { talk: string; titles: string[] }[]
  /** The gap in which a cursor lies: another log gave it out. */
  gapAt(cursor: number): Gap | null
}

/** Lists show the same talks again and again. Kept are so many characters of their JSON: some thousand talks. */
const MOST_READ = 1024 * 1024

export function createLogReader(db: Sqlite): LogReader {
  const gaps = readGaps(db)
  const read = createLru<string, Talk>(MOST_READ, (talk) => JSON.stringify(talk).length)
  return {
    talk(standing) {
      const key = `${standing.talk} ${standing.revision}`
      const known = read.get(key)
      if (known) return known
      const talk = readTalk(db, standing.talk, standing.revision)
      if (!talk) throw new Error(`change-log: ${standing.talk} stands but is not in the log`)
      read.set(key, talk)
      return talk
    },
    change: (talk, revision) => readChange(db, talk, revision),
    changes: (after, limit) => readChanges(db, { after }, limit),
    changesOf: (talk, after, limit) => readChangesOf(db, talk, after, limit),
    titles: (after) => readTitles(db, after),
    gapAt: (cursor) => gaps.find(({ after, until }) => cursor > after && cursor <= until) ?? null,
  }
}
