// Whether there is room beside a database: a small file is written there and deleted again, since a database that nobody
// writes to would not show that its disk is full, or has become read-only.
import { rmSync, writeFileSync } from 'node:fs'
import { StoreFault, type StoreFaultKind } from '../runtime/faults.ts'

/** More than most transactions need. */
const ROOM = Buffer.alloc(64 * 1024)
/** For how long an answer holds, in milliseconds. */
const HOLDS_FOR = 1000

const CODES: Record<string, [StoreFaultKind, string]> = {
  ENOSPC: ['full', 'could not be written: the disk is full'],
  EDQUOT: ['full', 'could not be written: its user may store no more on this disk'],
  EFBIG: ['full', 'could not be written: its process may write no larger files'],
  EROFS: ['read-only', 'could not be written: its disk is read-only'],
  EIO: ['failing', 'could not be read or written: the disk answered with an error'],
  ENOENT: ['gone', 'is gone, with its folder'],
}

/** `steady` counts milliseconds; `write` writes a file, and deletes it. */
export function createDiskProbe(path: string, steady: () => number, write = writeForAMoment): () => StoreFault | null {
  let [fault, until]: [StoreFault | null, number] = [null, Number.NEGATIVE_INFINITY]
  return () => {
    if (steady() < until) return fault
    fault = probe(path, write)
    until = steady() + HOLDS_FOR
    return fault
  }
}

function writeForAMoment(file: string): void {
  try {
    writeFileSync(file, ROOM)
  } finally {
    rmSync(file, { force: true })
  }
}

function probe(path: string, write: (file: string) => void): StoreFault | null {
  try {
    write(`${path}.probe`)
    return null
  } catch (error) {
    const [kind, words] = CODES[(error as NodeJS.ErrnoException).code ?? ''] ?? []
    // A folder in which no file may be made is no fault: the database is there already.
    return kind === undefined ? null : new StoreFault(kind, `The database ${path} ${words}.`, { cause: error })
  }
}
