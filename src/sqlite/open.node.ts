// Opening a database file: to be written, or where that cannot be, to be read alone.
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Fault } from '../runtime/faults.ts'

/** For how many milliseconds a lock that another process holds is waited for: what replicates the file takes short ones. */
const PATIENCE = 2000
const SQLITE_CANTOPEN = 14
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_FULL = 13
const SQLITE_NOTADB = 26

export interface Opened {
  database: DatabaseSync
  /** Whether it can only be read, and whether what is read is a copy of it as it was when it was opened. */
  readOnly: boolean
  isCopy: boolean
}

/** Throws what SQLite throws, or a `Fault` where it is known better what is wrong. */
export function openFile(path: string, readOnly: boolean): Opened {
  if (readOnly) return openToRead(path)
  if (path === ':memory:') return { database: prepared(new DatabaseSync(path)), readOnly: false, isCopy: false }
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true })
    refuseSeveralNames(path)
    return { database: prepared(new DatabaseSync(path, { timeout: PATIENCE })), readOnly: false, isCopy: false }
  } catch (error) {
    if (!mayBeRead(error)) throw error
    try {
      return openToRead(path)
    } catch (unreadable) {
      throw unreadable instanceof Fault ? unreadable : error
    }
  }
}

/** The file that all its symbolic links lead to; SQLite names the files beside it after that one. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(resolve(path))
    return existsSync(folder) ? join(realpathSync(folder), basename(path)) : resolve(path)
  }
}

/** How many bytes are beside a database that are not in it yet. */
export function walSize(path: string): number {
  return path === ':memory:' ? 0 : (statSync(`${realPath(path)}-wal`, { throwIfNoEntry: false })?.size ?? 0)
}

/** By each of its names it would have another WAL file, so two desks would not see each other. */
function refuseSeveralNames(path: string): void {
  const file = statSync(path, { throwIfNoEntry: false })
  const names = file?.isFile() ? file.nlink : 1
  if (names > 1)
    throw new Fault(
      `The database ${path} has ${names} names (hard links): under each, another desk could write to it. Copy it to a file of its own, and name that one.`,
    )
}

/** Whether it was refused in a way that may leave it readable: its disk is read-only, or full. */
function mayBeRead(error: unknown): boolean {
  const { errcode = 0, code } = error as { errcode?: number; code?: string }
  return code === 'EROFS' || [SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL].includes(errcode & 0xff)
}

function prepared(database: DatabaseSync): DatabaseSync {
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    database.exec('PRAGMA secure_delete = FAST') // a secret that was encrypted, replaced or removed is not left in a page
    // Finds out now whether it may be written: to begin a transaction is not enough.
    database.exec('BEGIN IMMEDIATE; PRAGMA user_version = 0; ROLLBACK')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * On a disk that is read-only or full, the index of a WAL file cannot be created. With such a file, which has what was written
 * last, a copy is read; without one, the database itself, as `immutable`.
 */
function openToRead(path: string): Opened {
  try {
    return { database: readable(new DatabaseSync(path, { readOnly: true })), readOnly: true, isCopy: false }
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) === SQLITE_NOTADB) throw error
    if (walSize(path) > 0) return { database: openCopy(path), readOnly: true, isCopy: true }
    const url = pathToFileURL(resolve(path))
    url.searchParams.set('immutable', '1')
    return { database: readable(new DatabaseSync(url, { readOnly: true })), readOnly: true, isCopy: false }
  }
}

/** The copy lies where temporary files do, and has no name there once it is open. */
function openCopy(path: string): DatabaseSync {
  let folder: string | null = null
  try {
    folder = mkdtempSync(join(tmpdir(), 'parley-'))
    const copy = join(folder, 'copy.db')
    for (const suffix of ['', '-wal']) {
      copyFileSync(realPath(path) + suffix, copy + suffix)
      chmodSync(copy + suffix, 0o600)
    }
    const database = readable(new DatabaseSync(copy))
    database.exec('PRAGMA query_only = ON')
    return database
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Fault(
      `The database ${path} can only be read, and for what is in its -wal file a copy of it is needed, which could not be made in ${tmpdir()} (${why}). Make its disk writable, or set TMPDIR to a folder with room.`,
      { cause: error },
    )
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

/** Finds out now whether it can be read. */
function readable(database: DatabaseSync): DatabaseSync {
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
