// One writer: a file beside the database is locked for as long as the process lives, so that a second desk on the same
// database is refused. The database itself stays readable, for backups and for other commands.
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../runtime/faults.ts'

const SQLITE_BUSY = 5

/**
 * Throws a `Fault` if another process holds the database; returns a function that lets go of it. Nothing is locked for
 * `:memory:`, or where nothing can be written.
 */
export function holdAlone(path: string): () => void {
  if (path === ':memory:') return () => {}
  let lock: DatabaseSync | null = null
  try {
    lock = new DatabaseSync(`${path}.lock`)
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) !== SQLITE_BUSY) return () => {}
    throw new Fault(`The database ${path} is in use by another Parley. Stop that one, or name another DATABASE.`, { cause: error })
  }
  return () => lock.close()
}
