// The port on node:sqlite: one file in WAL mode, or `:memory:`.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Fault } from '../runtime/faults.ts'
import type { Sqlite, Value } from './port.ts'

export interface NodeSqlite extends Sqlite {
  /** Whether the database can only be read, so that nothing can be published: its disk is read-only or full. */
  readonly readOnly: boolean
  close(): void
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that an operator can do something about. */
const FAULTS: Record<number, string> = {
  5: 'is in use by another process; stop that one first',
  8: 'is read-only',
  10: 'could not be read or written: the disk answered with an error',
  11: 'is damaged; put a backup in its place with "npm run -s parley -- restore FILE"',
  13: 'could not be written: the disk is full',
  14: 'could not be opened: check that its folder exists and may be written',
  26: 'is not an SQLite database; name another file, or move this one away',
}

/** Opens or creates the file; only reads if its disk is read-only or full. Throws a `Fault` for what an operator can fix. */
export function openNode(path: string, { readOnly = false } = {}): NodeSqlite {
  const fault = (error: unknown): Error => {
    const code = (error as { syscall?: string }).syscall === 'mkdir' ? SQLITE_CANTOPEN : (error as { errcode?: number }).errcode
    const known = code === undefined ? undefined : FAULTS[code & 0xff]
    return known === undefined ? (error as Error) : new Fault(`The database ${path} ${known}.`, { cause: error })
  }
  const guarded = <T>(body: () => T): T => {
    try {
      return body()
    } catch (error) {
      throw fault(error)
    }
  }

  const hadWal = path !== ':memory:' && (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
  const { database, readable } = guarded(() => open(path, readOnly))
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const kept = statements.get(sql)
    if (kept) return kept
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  let depth = 0

  const db: NodeSqlite = {
    readOnly: readable,
    all: <Row>(sql: string, ...values: Value[]) => guarded(() => prepare(sql).all(...values) as Row[]),
    each: <Row>(sql: string, values: readonly Value[], visit: (row: Row) => void) =>
      guarded(() => {
        for (const row of prepare(sql).iterate(...values)) visit(row as Row)
      }),
    first: <Row>(sql: string, ...values: Value[]) => guarded(() => prepare(sql).get(...values) as Row | undefined),
    run: (sql, ...values) => guarded(() => Number(prepare(sql).run(...values).changes)),
    transaction<T>(body: () => T): T {
      if (depth > 0) return body()
      guarded(() => database.exec('BEGIN IMMEDIATE'))
      depth++
      try {
        const result = body()
        guarded(() => database.exec('COMMIT'))
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      } finally {
        depth--
      }
    },
    close() {
      statements.clear()
      database.close()
    },
  }
  // A process ended in the middle, or a file was copied to where another was.
  const wrong = hadWal ? damageOf(db) : null
  if (wrong === null) return db
  db.close()
  throw new Fault(`The database ${path} is damaged (${wrong}). ${AFTER_DAMAGE}`)
}

const AFTER_DAMAGE =
  'If a backup was copied over it, its -wal file is of another one: put the backup in place with "npm run -s parley -- restore FILE".'

/** What SQLite finds wrong with a database; `null` if nothing. It reads all of it. */
export function damageOf({ first }: Pick<Sqlite, 'first'>): string | null {
  const found = first<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check ?? 'ok'
  return found === 'ok' ? null : found.replaceAll('\n', ' ')
}

/** For how many milliseconds a lock that another process holds is waited for: what replicates the file takes short ones. */
const PATIENCE = 2000
const SQLITE_CANTOPEN = 14
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_FULL = 13

function open(path: string, readOnly: boolean): { database: DatabaseSync; readable: boolean } {
  if (readOnly) return { database: openToRead(path), readable: true }
  if (path === ':memory:') return { database: prepared(new DatabaseSync(path)), readable: false }
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true })
    return { database: prepared(new DatabaseSync(path, { timeout: PATIENCE })), readable: false }
  } catch (error) {
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff
    const mayBeRead = code === SQLITE_CANTOPEN || code === SQLITE_READONLY || (error as { code?: string }).code === 'EROFS'
    // On a full disk, the index of a WAL file cannot be created. If there is no such file, everything can still be read.
    const isFull = (code === SQLITE_IOERR || code === SQLITE_FULL) && !(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)
    if (!mayBeRead && !isFull) throw error
    try {
      return { database: openToRead(path), readable: true }
    } catch {
      throw error
    }
  }
}

function prepared(database: DatabaseSync): DatabaseSync {
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    database.exec('PRAGMA secure_delete = FAST') // a secret that was encrypted, replaced or removed is not left in a page
    database.exec('BEGIN IMMEDIATE; COMMIT') // finds out now whether it may be written
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** On a read-only disk, the index of a WAL file cannot be created: the database can then be read only as `immutable`. */
function openToRead(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) === 26) throw error
    const url = pathToFileURL(resolve(path))
    url.searchParams.set('immutable', '1')
    const database = new DatabaseSync(url, { readOnly: true })
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  }
}
