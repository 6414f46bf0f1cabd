// What holders of tokens did: an append-only list, beside the log of changes. Callers have a transaction open.
import type { Sqlite } from '../sqlite/port.ts'

export const ACTS = [
  'record.put',
  'record.removed',
  'record.undone',
  'record.taken',
  'record.given-back',
  'record.merged',
  'record.redacted',
  'party.put',
  'party.removed',
  'party.undone',
  'token.made',
  'token.revoked',
  'state.exported',
  'state.backed-up',
  'state.imported',
  'state.thawed',
  'endpoint.registered',
  'endpoint.altered',
  'endpoint.removed',
] as const
export type ActName = (typeof ACTS)[number]

/** What an act was done to. */
export const ACT_KINDS = ['talk', 'party', 'token', 'state', 'endpoint'] as const
export type ActKind = (typeof ACT_KINDS)[number]

export interface Act {
  /** Rises with every act. */
  key: number
  /** Milliseconds of the real time. */
  at: number
  /** The name of the token. */
  by: string
  what: ActName
  kind: ActKind
  subject: string
  /** What else is to be said of it; `null`: nothing. */
  detail: string | null
}

/** Writes an act down and returns its key. */
export function noteAct(db: Sqlite, { at, by, what, kind, subject, detail }: Omit<Act, 'key'>): number {
  db.run('INSERT INTO act (at, by, what, kind, subject, detail) VALUES (?, ?, ?, ?, ?, ?)', at, by, what, kind, subject, detail)
  return db.first<{ key: number }>('SELECT max(key) AS key FROM act')?.key ?? 0
}

/** Acts before a key, the latest first. */
export function readActs(db: Sqlite, before: number, limit: number): Act[] {
  return db.all<Act>('SELECT key, at, by, what, kind, subject, detail FROM act WHERE key < ? ORDER BY key DESC LIMIT ?', before, limit)
}

/** Copies of the whole state that were made: exports, and backups with the files that they went to; the latest first. */
export function readCopies(db: Sqlite): { at: number; by: string; what: string; where: string | null }[] {
  return db.all(
    "SELECT at, by, what, detail AS \"where\" FROM act WHERE what IN ('state.exported', 'state.backed-up') ORDER BY key DESC LIMIT 100",
  )
}
