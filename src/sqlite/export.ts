// A desk's whole state as lines of JSON, to move it to another database (import.ts): the log, endpoints with their secrets,
// what fired, and what is still to be sent. Cached event texts are left out, since they are rendered again from the rest.
import { Hash } from 'fast-sha256'
import { SCHEMA_VERSION } from './migrations.ts'
import type { Sqlite, Value } from './port.ts'

/** In the order in which they can be written: a row comes after what it refers to. */
export const TABLES = [
  'setting',
  'token',
  'act',
  'record',
  'draft',
  'change',
  'talk',
  'settling',
  'subject',
  'start',
  'lead',
  'reminded',
  'endpoint',
  'message',
  'delivery',
  'attempt',
  'tally',
]
export const FORMAT = 1

export interface Heading {
  parley: number
  schema: number
  /** UTC. */
  exportedAt: string
  /** Whether the desk that it came from was frozen: only then may another take its place. */
  moved: boolean
}

/** The last line; an earlier version wrote `end` alone. */
export interface Ending {
  end: true
  /** How many rows there are, and the SHA-256 of all lines before this one, as hexadecimal digits. */
  rows?: number
  sha256?: string
}

export type Row = Record<string, Value>

/** Tables whose rows are added under a rising key and never altered, though messages without deliveries are removed. */
const ADDED_TO = new Map([
  ['change', 'cursor'],
  ['message', 'key'],
])
/** Characters that make a block, and rows that are read at once. */
const BLOCK = 64 * 1024
const PAGE = 200

/**
 * A line of heading, a line for each row, and a line that marks the end, with a count and a hash: UTF-8, in blocks. All is as of the call: tables
 * that may be altered are read at once and held as bytes; the log and messages, the bulk of it, are read as they are sent.
 */
export function exportBlocks(db: Sqlite, heading: Pick<Heading, 'exportedAt' | 'moved'>): Iterable<Uint8Array> {
  const parts = TABLES.map((table) => {
    const key = ADDED_TO.get(table)
    return key === undefined ? blocksOf(db, table) : pagesOf(db, table, key)
  })
  return (function* () {
    const hash = new Hash()
    let lines = 0
    const hashed = (block: Uint8Array) => {
      hash.update(block)
      for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) lines++
      return block
    }
    yield hashed(encoder.encode(lineOf({ parley: FORMAT, schema: SCHEMA_VERSION, ...heading })))
    for (const part of parts) for (const block of part) yield hashed(block)
    const ending: Ending = { end: true, rows: lines - 1, sha256: hexOf(hash.digest()) }
    yield encoder.encode(lineOf(ending))
  })()
}

const encoder = new TextEncoder()
export const NEWLINE = 10

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function blocksOf(db: Sqlite, table: string): Uint8Array[] {
  const blocks: Uint8Array[] = []
  let lines = ''
  db.each<Row>(`SELECT * FROM ${table}`, [], (row) => {
    lines += lineOf({ table, row })
    if (lines.length < BLOCK) return
    blocks.push(encoder.encode(lines))
    lines = ''
  })
  return lines === '' ? blocks : [...blocks, encoder.encode(lines)]
}

/** The rows that exist at the call, read a page at a time. */
function pagesOf(db: Sqlite, table: string, key: string): Iterable<Uint8Array> {
  const last = db.first<{ last: number | null }>(`SELECT max(${key}) AS last FROM ${table}`)?.last ?? 0
  return (function* () {
    for (let after = 0; after < last; ) {
      const rows = db.all<Row>(`SELECT * FROM ${table} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key} LIMIT ?`, after, last, PAGE)
      yield encoder.encode(rows.map((row) => lineOf({ table, row })).join(''))
      after = Number(rows.at(-1)?.[key] ?? last)
    }
  })()
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
