// Backups of a database file, and their return.
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { latestCursor } from './changes/change-log.ts'
import { leaveGap } from './changes/log-gaps.ts'
import { Fault } from './runtime/faults.ts'
import { damageOf, openNode } from './sqlite/driver.node.ts'
import { holdAlone } from './sqlite/lock.node.ts'
import { migrate } from './sqlite/migrations.ts'

/** How many cursors are left out where nobody knows how far the lost log went. */
const UNKNOWN_GAP = 1_000_000

/** Writes a database into a new file, as of one moment; others may write to it meanwhile. */
export function copyDatabase(path: string, file: string): { bytes: number; cursor: number } {
  forOwnerAlone()
  mkdirSync(dirname(resolve(file)), { recursive: true })
  const source = new DatabaseSync(path, { readOnly: true })
  try {
    source.prepare('VACUUM INTO ?').run(file)
  } catch (error) {
    rmSync(file, { force: true })
    throw new Fault(`The backup could not be written to ${file}: ${messageOf(error)}.`, { cause: error })
  } finally {
    source.close()
  }
  const copy = openNode(file, { readOnly: true })
  const cursor = latestCursor(copy)
  copy.close()
  noteBackup(path, resolve(file))
  return { bytes: statSync(file).size, cursor }
}

/** Writes down in the database itself where a copy of it is: whoever has to take something out of all copies looks there. */
function noteBackup(path: string, file: string): void {
  const db = new DatabaseSync(path, { timeout: 5000 })
  try {
    db.prepare("INSERT INTO act (at, by, what, kind, subject, detail) VALUES (?, 'command line', 'state.backed-up', 'state', '', ?)").run(
      Date.now(),
      file,
    )
  } catch {
    // One that is read-only, or of an earlier version, has no such list.
  } finally {
    db.close()
  }
}

/**
 * Puts a backup in the place of a database that no desk uses. What was there stays beside it, under the name that is
 * returned, or `null` if nothing was. Nothing is replaced before the backup was found to be sound.
 */
export function restoreDatabase(file: string, path: string): { cursor: number; next: number; kept: string | null } {
  forOwnerAlone()
  mkdirSync(dirname(resolve(path)), { recursive: true })
  const letGo = holdAlone(path)
  const fresh = `${path}.restored`
  try {
    removeDatabase(fresh)
    copyFileSync(file, fresh)
    chmodSync(fresh, 0o600)
    const lost = existsSync(path) ? cursorOf(path) : null
    const { cursor, next } = prepare(file, fresh, lost)
    const kept = existsSync(path) ? `${path}.replaced-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}` : null
    // A WAL file belongs to one database: beside another, SQLite would mix the two.
    for (const suffix of ['', '-wal', '-shm'])
      if (kept !== null && existsSync(path + suffix)) renameSync(path + suffix, kept + suffix)
      else rmSync(path + suffix, { force: true })
    renameSync(fresh, path)
    sync(dirname(resolve(path)))
    return { cursor, next, kept }
  } finally {
    removeDatabase(fresh)
    letGo()
  }
}

/** Checks a copy of a backup, brings it up to date, and leaves the gap. */
function prepare(file: string, fresh: string, lost: number | null): { cursor: number; next: number } {
  const db = openNode(fresh)
  try {
    const wrong = damageOf(db)
    if (wrong !== null) throw new Fault(`${file} is damaged: ${wrong}. Nothing was replaced.`)
    if (!db.first("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'"))
      throw new Fault(`${file} is not a database of Parley. Nothing was replaced.`)
    migrate(db)
    const cursor = latestCursor(db)
    const until = Math.max(cursor, lost ?? cursor + UNKNOWN_GAP)
    db.transaction(() => leaveGap(db, cursor, until))
    db.first('PRAGMA wal_checkpoint(TRUNCATE)')
    return { cursor, next: until + 1 }
  } finally {
    db.close()
  }
}

/** A database holds secrets: what this process makes from now on, nobody else may read. */
function forOwnerAlone(): void {
  process.umask(0o077)
}

/** The latest cursor of a database that may be damaged; `null` where it cannot be read. */
function cursorOf(path: string): number | null {
  try {
    const db = openNode(path, { readOnly: true })
    try {
      return Math.max(latestCursor(db), db.first<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'change'")?.seq ?? 0)
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}

/** Makes what was renamed in a folder last, where the system can do that. */
function sync(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // Windows has no such thing for folders.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
