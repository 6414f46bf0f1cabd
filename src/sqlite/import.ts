// Imports a state that another desk has exported (export.ts). Every line is checked before anything is replaced.
import { FORMAT, type Heading, type Row, TABLES } from './export.ts'
import { SCHEMA_VERSION } from './migrations.ts'
import type { Sqlite } from './port.ts'

export interface Exported {
  heading: Heading
  settings: ReadonlyMap<string, string>
  /** How many rows it has. */
  count: number
  /** Every row, parsed as it is taken, so that they are never all in memory. */
  rows(): Iterable<ExportedRow>
}

export interface ExportedRow {
  table: string
  row: Row
}

/** Reads an export in blocks of UTF-8 and checks every line; `wrong` says what is wrong, and in which line. */
export function readExport(blocks: readonly Uint8Array[]): Exported | { wrong: string } {
  const settings = new Map<string, string>()
  let heading: Partial<Heading> | null = null
  let [number, bad] = [0, 0]
  let last: unknown = null
  // The last line marks the end and is not a row, so a line is read as a row only once another follows.
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

function* rowsOf(blocks: readonly Uint8Array[]): Generator<ExportedRow> {
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
export function replaceState(db: Sqlite, exported: Exported): void {
  for (const table of [...TABLES, 'kept'].reverse()) db.run(`DELETE FROM ${table}`)
  for (const { table, row } of exported.rows()) {
    const names = Object.keys(row)
    db.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, ...Object.values(row))
  }
}

function readRow(line: unknown): ExportedRow | null {
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
