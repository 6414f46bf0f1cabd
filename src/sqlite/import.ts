// Imports a state that another desk has exported (export.ts). Every line is checked as it comes, before anything is replaced:
// a body that is no export is refused at its first line that is none, however much of it is still to come.
import { Hash } from 'fast-sha256'
import { type Ending, FORMAT, type Heading, hexOf, type Row, TABLES } from './export.ts'
import { createLines, linesOf } from './export-lines.ts'
import { SCHEMA_VERSION } from './migrations.ts'
import type { Sqlite } from './port.ts'

export interface Exported {
  heading: Heading
  settings: ReadonlyMap<string, string>
  /** How many rows it has. */
  count: number
  /** Whether its last line has a count and a hash, and they are right; those of earlier versions have none. */
  verified: boolean
  /** Every row, parsed as it is taken, so that they are never all in memory. */
  rows(): Iterable<ExportedRow>
}

export interface ExportedRow {
  /** Counted from 1, empty ones left out. */
  line: number
  table: string
  row: Row
}

export interface ExportReader {
  /** Takes the next bytes; answers what is wrong, or `null` as long as nothing is. */
  take(bytes: Uint8Array): string | null
  end(blocks: readonly Uint8Array[]): Exported | { wrong: string }
}

const encoder = new TextEncoder()

export function createExportReader(): ExportReader {
  const settings = new Map<string, string>()
  const hash = new Hash()
  let heading: Partial<Heading> | null = null
  let number = 0
  // The last line marks the end and is not a row, so a line is read as a row only once another follows.
  let last: string | null = null
  let wrong: string | null = null

  const readHeading = (text: string): string | null => {
    heading = parse(text) as Partial<Heading> | null
    if (!isHeading(heading)) return 'line 1 is not the heading of an export'
    if (heading.schema !== SCHEMA_VERSION)
      return `it was written with schema ${heading.schema}, and this desk has ${SCHEMA_VERSION}: bring both to the same version`
    return null
  }
  const readLast = (): string | null => {
    if (last === null) return null
    hash.update(encoder.encode(`${last}\n`))
    if (number === 1) return null
    const read = readRow(number, last)
    if (read === null) return `line ${number} is not a row of this schema`
    if (read.table === 'setting') settings.set(String(read.row.key), String(read.row.value))
    return null
  }
  const lines = createLines((text) => {
    wrong = readLast() ?? (number === 0 ? readHeading(text) : null)
    number++
    last = text
    return wrong
  })
  return {
    take: (bytes) => (wrong ??= lines.take(bytes)),
    end(blocks) {
      wrong ??= lines.end()
      if (wrong !== null) return { wrong }
      if (!isHeading(heading)) return { wrong: 'line 1 is not the heading of an export' }
      const count = number - 2
      const ending = number < 2 ? null : (parse(last ?? '') as Partial<Ending> | null)
      const unfit = flawOfEnding(ending, count, hexOf(hash.digest()))
      if (unfit !== null) return { wrong: unfit }
      return { heading, settings, count, verified: ending?.rows !== undefined && ending.sha256 !== undefined, rows: () => rowsOf(blocks) }
    },
  }
}

/** The same of an export that is there whole. */
export function readExport(blocks: readonly Uint8Array[]): Exported | { wrong: string } {
  const reader = createExportReader()
  for (const block of blocks) if (reader.take(block) !== null) break
  return reader.end(blocks)
}

function flawOfEnding(ending: Partial<Ending> | null, count: number, hash: string): string | null {
  if (ending?.end !== true) return 'its last line is missing: it was cut short'
  const { rows = count, sha256 = hash } = ending
  if (rows !== count) return `it has ${count} rows, and ${rows} by its last line: some are missing`
  return sha256 === hash ? null : 'it is not as it was written: the hash of its last line is of other lines. Export it again'
}

function isHeading(heading: Partial<Heading> | null): heading is Heading {
  return heading?.parley === FORMAT && typeof heading.schema === 'number'
}

function* rowsOf(blocks: readonly Uint8Array[]): Generator<ExportedRow> {
  let number = 0
  for (const line of linesOf(blocks)) {
    number++
    const row = readRow(number, line)
    if (row !== null) yield row
  }
}

/** A row that cannot be taken in. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused'
}

/** Replaces all that the store holds. `flawOf` says what is wrong with a row; throws `RowRefused`. The caller has a transaction open. */
export function replaceState(db: Sqlite, exported: Exported, flawOf: (row: ExportedRow) => string | null): void {
  for (const table of [...TABLES, 'kept'].reverse()) db.run(`DELETE FROM ${table}`)
  for (const given of exported.rows()) {
    const { line, table, row } = given
    const flaw = flawOf(given)
    if (flaw !== null) throw new RowRefused(`line ${line}, a row of "${table}": ${flaw}`)
    const names = Object.keys(row)
    try {
      db.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, ...Object.values(row))
    } catch (error) {
      if (!/constraint|datatype/i.test(error instanceof Error ? error.message : '')) throw error
      throw new RowRefused(`line ${line}, a row of "${table}": it does not go with the rows before it (${(error as Error).message})`)
    }
  }
}

function readRow(line: number, text: string): ExportedRow | null {
  const { table, row } = (parse(text) ?? {}) as { table?: unknown; row?: unknown }
  if (typeof table !== 'string' || !TABLES.includes(table) || typeof row !== 'object' || row === null) return null
  const entries = Object.entries(row)
  const good = entries.every(
    ([name, value]) => /^[a-z_0-9]{1,40}$/.test(name) && (value === null || typeof value === 'string' || Number.isSafeInteger(value)),
  )
  return good && entries.length > 0 ? { line, table, row: row as Row } : null
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
