// Records by hand as they are kept: every version of a talk's record and of a party, with the act that made it. Callers have a
// transaction open where they write.
import { Hash } from 'fast-sha256'
import { hexOf } from '../sqlite/export.ts'
import type { Sqlite } from '../sqlite/port.ts'

export const RECORD_KINDS = ['talk', 'party'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

export interface Version<Body> {
  /** Counted from 1. */
  version: number
  /** Quoted, as HTTP has it: a hash of the body. */
  etag: string
  /** `null` where it was removed. */
  body: Body | null
  /** The key of the act. */
  act: number
}

/** A version with who made it, and the change that came of it, if any. */
export interface Signed<Body> extends Version<Body> {
  at: number
  by: string
  what: string
  change: string | null
}

interface Row {
  version: number
  etag: string
  body: string | null
  act: number
}

const LATEST = 'SELECT version, etag, body, act FROM record WHERE kind = ? AND id = ? ORDER BY version DESC LIMIT 1'

/** The latest version, a removal too; `null` where there never was one. */
export function readLatest<Body>(db: Sqlite, kind: RecordKind, id: string): Version<Body> | null {
  return versionOf<Body>(db.first<Row>(LATEST, kind, id))
}

/** The latest version, if it was not a removal. */
export function readRecord<Body>(db: Sqlite, kind: RecordKind, id: string): (Version<Body> & { body: Body }) | null {
  const latest = readLatest<Body>(db, kind, id)
  return latest === null || latest.body === null ? null : { ...latest, body: latest.body }
}

export function readVersion<Body>(db: Sqlite, kind: RecordKind, id: string, version: number): Version<Body> | null {
  return versionOf<Body>(
    db.first<Row>('SELECT version, etag, body, act FROM record WHERE kind = ? AND id = ? AND version = ?', kind, id, version),
  )
}

/** The latest version with this ETag. */
export function readByEtag<Body>(db: Sqlite, kind: RecordKind, id: string, etag: string): Version<Body> | null {
  const sql = 'SELECT version, etag, body, act FROM record WHERE kind = ? AND id = ? AND etag = ? ORDER BY version DESC LIMIT 1'
  return versionOf<Body>(db.first<Row>(sql, kind, id, etag))
}

/** Versions after one, oldest first, each signed. */
export function readVersions<Body>(db: Sqlite, kind: RecordKind, id: string, after = 0): Signed<Body>[] {
  return db
    .all<Row & { at: number; by: string; what: string; change: string | null }>(
      `SELECT version, etag, body, act.key AS act, act.at, act.by, act.what,
         (SELECT change.id FROM change WHERE change.act = act.key AND change.talk = record.id) AS change
       FROM record JOIN act ON act.key = record.act WHERE record.kind = ? AND id = ? AND version > ? ORDER BY version`,
      kind,
      id,
      after,
    )
    .map(({ at, by, what, change, ...row }) => ({ ...(versionOf<Body>(row) as Version<Body>), at, by, what, change }))
}

/** Everything of a kind that is not removed, by id. */
export function readAll<Body>(db: Sqlite, kind: RecordKind): { id: string; version: number; etag: string; body: Body; act: number }[] {
  // With max() alone, SQLite takes the other columns from the row that has it.
  const sql = 'SELECT id, max(version) AS version, etag, body, act FROM record WHERE kind = ? GROUP BY id ORDER BY id'
  return db
    .all<Row & { id: string }>(sql, kind)
    .flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body: JSON.parse(body) as Body }]))
}

/** All records and parties that are not removed, by id, as of one moment. */
export function readEverything<Record, Party>(db: Sqlite): { talks: Map<string, Record>; parties: Map<string, Party> } {
  const sql = 'SELECT kind, id, max(version), body FROM record GROUP BY kind, id ORDER BY id'
  const rows = db.all<{ kind: RecordKind; id: string; body: string | null }>(sql)
  const of = <Body>(wanted: RecordKind) =>
    new Map(rows.flatMap(({ kind, id, body }) => (kind === wanted && body !== null ? [[id, JSON.parse(body) as Body] as const] : [])))
  return { talks: of<Record>('talk'), parties: of<Party>('party') }
}

/** Which records an act made a version of. */
export function madeBy(db: Sqlite, act: number): { kind: RecordKind; id: string; version: number }[] {
  return db.all('SELECT kind, id, version FROM record WHERE act = ? ORDER BY kind, id', act)
}

/** Writes the next version. */
export function writeVersion(db: Sqlite, kind: RecordKind, id: string, body: object | null, act: number): Version<object> {
  const version = (readLatest(db, kind, id)?.version ?? 0) + 1
  const etag = etagOf(body)
  const text = body === null ? null : JSON.stringify(body)
  db.run('INSERT INTO record (kind, id, version, etag, body, act) VALUES (?, ?, ?, ?, ?, ?)', kind, id, version, etag, text, act)
  return { version, etag, body, act }
}

/** The same for bodies that are equal, in whichever order their fields stand. */
export function etagOf(body: object | null): string {
  const text = JSON.stringify(body, (_, value: unknown) => (isObject(value) ? sorted(value) : value))
  return `"${hexOf(new Hash().update(new TextEncoder().encode(text)).digest()).slice(0, 32)}"`
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function versionOf<Body>(row: Row | undefined): Version<Body> | null {
  return row ? { ...row, body: row.body === null ? null : (JSON.parse(row.body) as Body) } : null
}
