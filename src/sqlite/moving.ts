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
  rows: { table: string; row: Row }[]
}

/** The first line says what it is, each other is a row. */
export function* dumpLines(db: Sqlite, heading: Pick<Heading, 'exportedAt' | 'moved'>): Generator<string> {
  yield `${JSON.stringify({ parley: FORMAT, schema: SCHEMA_VERSION, ...heading })}\n`
  for (const table of TABLES) {
    for (const row of db.all<Row>(`SELECT * FROM ${table}`)) yield `${JSON.stringify({ table, row })}\n`
  }
  yield `${JSON.stringify({ end: true })}\n`
}

/** What the text holds, or what is wrong with it, with the line. */
export function parseDump(text: string): Dump | { wrong: string } {
  const lines = text.split('\n').filter((line) => line !== '')
  const heading = parse(lines[0] ?? '') as Partial<Heading> | null
  if (heading?.parley !== FORMAT || typeof heading.schema !== 'number') return { wrong: 'line 1 is not the heading of an export' }
  if (heading.schema !== SCHEMA_VERSION) {
    return { wrong: `it was written with schema ${heading.schema}, and this desk has ${SCHEMA_VERSION}: bring both to the same version` }
  }
  if ((parse(lines.at(-1) ?? '') as { end?: boolean } | null)?.end !== true) return { wrong: 'its last line is missing: it was cut short' }
  const rows: Dump['rows'] = []
  for (const [index, line] of lines.slice(1, -1).entries()) {
    const row = readRow(parse(line))
    if (row === null) return { wrong: `line ${index + 2} is not a row of this schema` }
    rows.push(row)
  }
  return { heading: heading as Heading, rows }
}

/** Replaces all that the store holds. The caller has a transaction open. */
export function restore(db: Sqlite, { rows }: Dump): void {
  for (const table of [...TABLES, 'kept'].reverse()) db.run(`DELETE FROM ${table}`)
  for (const { table, row } of rows) {
    const names = Object.keys(row)
    db.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, ...Object.values(row))
  }
}

function readRow(line: unknown): Dump['rows'][number] | null {
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
