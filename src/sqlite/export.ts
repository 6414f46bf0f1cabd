// A desk's whole state as lines of JSON, to move it between stores: the log, endpoints with their secrets, what fired,
// and what is still to be sent. Kept texts are left behind, since they are made again from the rest.
import { SCHEMA_VERSION } from './migrations.ts'
import type { Sqlite, Value } from './port.ts'

/** In the order in which they can be written: a row comes after what it refers to. */
const TABLES = [
  'setting',
  'change',
  'talk',
  'subject',
  'start',
  'lead',
  'reminded',
  'endpoint',
  'message',
  'delivery',
  'attempt',
  'turn',
  'tally',
]
const FORMAT = 1

export interface Heading {
  parley: number
  schema: number
  /** UTC. */
  exportedAt: string
  /** Whether its source was frozen for good: only then may another desk go on in its place. */
  moved: boolean
}

export type Row = Record<string, Value>

export interface Dump {
  heading: Heading
  settings: ReadonlyMap<string, string>
  /** How many rows it has. */
  count: number
  /** Every row, each read when its turn comes, so that they are never held at once. */
  rows(): Iterable<DumpRow>
}

export interface DumpRow {
  table: string
  row: Row
}

/** Rows of these are added by a rising key, and never altered; messages whose deliveries were all forgotten are removed. */
const ADDED_TO = new Map([
  ['change', 'cursor'],
  ['message', 'key'],
])
/** Characters that make a block, and rows that are read at once. */
const BLOCK = 64 * 1024
const PAGE = 200

/**
 * The first line says what it is, each other is a row: UTF-8, in blocks. All is of the moment of the call: what may be
 * altered is read at once, and held as bytes; the log and messages, which are most of it, are read as they are sent.
 */
export function dumpBlocks(db: Sqlite, heading: Pick<Heading, 'exportedAt' | 'moved'>): Iterable<Uint8Array> {
  const parts = TABLES.map((table) => {
    const key = ADDED_TO.get(table)
    return key === undefined ? blocksOf(db, table) : pagesOf(db, table, key)
  })
  return (function* () {
    yield encoder.encode(lineOf({ parley: FORMAT, schema: SCHEMA_VERSION, ...heading }))
    for (const part of parts) yield* part
    yield encoder.encode(lineOf({ end: true }))
  })()
}

const encoder = new TextEncoder()

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

/** The rows that there are now, read a page at a time. */
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

/** What an export in blocks of UTF-8 holds, or what is wrong with it, with the line. Every line is looked at. */
export function parseDump(blocks: readonly Uint8Array[]): Dump | { wrong: string } {
  const settings = new Map<string, string>()
  let heading: Partial<Heading> | null = null
  let [number, bad] = [0, 0]
  let last: unknown = null
  // The last line is no row: what a line is can be told when the next is there.
  const readLast = () => {
    const read = readRow(last)
    if (read === null && bad === 0) bad = number
    if (read?.table === 'setting') settings.set(String(read.row.key), String(read.row.value))
  }
  try {
    for (const line of linesOf(blocks)) {
      if (number === 0) heading = parse(line) as Partial<Heading> | null
      if (number === 0 && !isHeading(heading)) break
      if (number > 1) readLast()
      number++
      last = parse(line)
    }
  } catch {
    return { wrong: 'it is not UTF-8' }
  }
  if (!isHeading(heading)) return { wrong: 'line 1 is not the heading of an export' }
  if (heading.schema !== SCHEMA_VERSION)
    return { wrong: `it was written with schema ${heading.schema}, and this desk has ${SCHEMA_VERSION}: bring both to the same version` }
  if (number < 2 || (last as { end?: boolean } | null)?.end !== true) return { wrong: 'its last line is missing: it was cut short' }
  if (bad > 0) return { wrong: `line ${bad} is not a row of this schema` }
  return { heading, settings, count: number - 2, rows: () => rowsOf(blocks) }
}

function isHeading(heading: Partial<Heading> | null): heading is Heading {
  return heading?.parley === FORMAT && typeof heading.schema === 'number'
}

function* rowsOf(blocks: readonly Uint8Array[]): Generator<DumpRow> {
  for (const line of linesOf(blocks)) {
    const row = readRow(parse(line))
    if (row !== null) yield row
  }
}

/** Lines that are not empty. Throws where the bytes are not UTF-8. */
function* linesOf(blocks: readonly Uint8Array[]): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let rest = ''
  for (const block of blocks) {
    const lines = (rest + decoder.decode(block, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield line
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

/** Replaces all that the store holds. The caller has a transaction open. */
export function restore(db: Sqlite, dump: Dump): void {
  for (const table of [...TABLES, 'kept'].reverse()) db.run(`DELETE FROM ${table}`)
  for (const { table, row } of dump.rows()) {
    const names = Object.keys(row)
    db.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, ...Object.values(row))
  }
}

function readRow(line: unknown): DumpRow | null {
  const { table, row } = (line ?? {}) as { table?: unknown; row?: unknown }
  if (typeof table !== 'string' || !TABLES.includes(table) || typeof row !== 'object' || row === null) return null
  const entries = Object.entries(row)
  const good = entries.every(
    ([name, value]) => /^[a-z_]{1,40}$/.test(name) && (value === null || typeof value === 'string' || Number.isSafeInteger(value)),
  )
  return good && entries.length > 0 ? { table, row: row as Row } : null
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
