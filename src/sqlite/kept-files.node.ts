// Whether files are still those that were opened: one that is deleted or replaced is written to in vain.
import { type BigIntStats, statSync } from 'node:fs'
import { StoreFault, type StoreFaultKind } from '../runtime/faults.ts'

export interface KeptFiles {
  /** From now on, this file is to stay what it is; one that is not there is passed over. */
  keep(path: string, kind: StoreFaultKind, message: string): void
  /** What has become of them; `null` where all are what they were. It asks for the state of each, and reads nothing. */
  fault(): StoreFault | null
}

interface Kept {
  path: string
  fault: StoreFault
  was: BigIntStats
}

export function createKeptFiles(): KeptFiles {
  const kept: Kept[] = []
  return {
    keep(path, kind, message) {
      const was = stateOf(path)
      if (was !== undefined) kept.push({ path, fault: new StoreFault(kind, message), was })
    },
    fault: () => kept.find(({ path, was }) => !isSame(was, stateOf(path)))?.fault ?? null,
  }
}

function stateOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false, bigint: true })
  } catch {
    return undefined // a folder on the way is gone, or may not be entered
  }
}

function isSame(was: BigIntStats, is: BigIntStats | undefined): boolean {
  return is !== undefined && is.dev === was.dev && is.ino === was.ino
}
