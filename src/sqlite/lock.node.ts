// One writer: a file beside the database is locked for as long as the process lives, so that a second desk on the same
// database is refused, whatever links lead to it. The database itself stays readable, for backups and for other commands.
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../runtime/faults.ts'
import type { KeptFiles } from './kept-files.node.ts'
import { realPath } from './open.node.ts'

const SQLITE_BUSY = 5

/**
 * Throws a `Fault` if another process holds the database; returns a function that lets go of it. The lock must stay where it
 * is among the `files` for anything to be committed. Nothing is locked for `:memory:`, or where nothing can be written.
 */
export function holdAlone(path: string, files?: KeptFiles): () => void {
  if (path === ':memory:') return () => {}
  const file = `${realPath(path)}.lock`
  let lock: DatabaseSync | null = null
  try {
    lock = new DatabaseSync(file)
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) !== SQLITE_BUSY) return () => {}
    throw new Fault(`The database ${path} is in use by another Parley. Stop that one, or name another DATABASE.`, { cause: error })
  }
  files?.keep(
    file,
    'shared',
    `The file ${file} was deleted or replaced while the desk ran, so another desk may use the database. Stop that one, and start this one again.`,
  )
  return () => lock.close()
}
