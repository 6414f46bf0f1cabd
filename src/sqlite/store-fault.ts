// Why a database cannot be written, or read: what an operator can do something about, by its kind.
import { StoreFault, type StoreFaultKind } from '../runtime/faults.ts'

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const CODES: Record<number, { name: string; kind: StoreFaultKind; words: string }> = {
  5: { name: 'SQLITE_BUSY', kind: 'busy', words: 'is in use by another process; stop that one first' },
  8: { name: 'SQLITE_READONLY', kind: 'read-only', words: 'is read-only' },
  10: { name: 'SQLITE_IOERR', kind: 'failing', words: 'could not be read or written: the disk answered with an error' },
  11: {
    name: 'SQLITE_CORRUPT',
    kind: 'unusable',
    words: 'is damaged; put a backup in its place with "npm run -s parley -- restore FILE"',
  },
  13: { name: 'SQLITE_FULL', kind: 'full', words: 'could not be written: the disk is full' },
  14: { name: 'SQLITE_CANTOPEN', kind: 'gone', words: 'could not be opened: check that its folder exists and may be written' },
  26: { name: 'SQLITE_NOTADB', kind: 'unusable', words: 'is not an SQLite database; name another file, or move this one away' },
}

/** The fault that a result code, extended or not, means for a database; `null` where it is a bug. */
export function faultOfCode(code: number | undefined, database: string, cause: unknown): StoreFault | null {
  const known = code === undefined ? undefined : CODES[code & 0xff]
  return known === undefined ? null : new StoreFault(known.kind, `${database} ${known.words}.`, { cause })
}

/** The same where a runtime gives the code in the text of its error alone. */
export function faultOfText(error: unknown, database: string): StoreFault | null {
  const text = error instanceof Error ? error.message : ''
  const code = Object.keys(CODES).find((each) => text.includes(CODES[Number(each)]?.name as string))
  return faultOfCode(code === undefined ? undefined : Number(code), database, error)
}

/** The last fault that stands in the way of writing: another process that holds a lock for a while does not. */
export function createStanding() {
  let standing: StoreFault | null = null
  return {
    get fault() {
      return standing
    },
    failed(fault: StoreFault | null): void {
      if (fault !== null && fault.kind !== 'busy') standing = fault
    },
    /** Something was written. */
    wrote(): void {
      standing = null
    },
  }
}
