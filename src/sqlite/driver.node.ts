// The port on node:sqlite: one file in WAL mode, or `:memory:`.
import type { StatementSync } from 'node:sqlite'
import { Fault } from '../runtime/faults.ts'
import { createDiskProbe } from './disk-probe.node.ts'
import { createKeptFiles, type KeptFiles } from './kept-files.node.ts'
import { openFile, realPath, walSize } from './open.node.ts'
import type { Sqlite, Value } from './port.ts'
import { createStanding, faultOfCode } from './store-fault.ts'

export interface NodeSqlite extends Sqlite {
  /** Whether the database can only be read, so that nothing can be published: its disk is read-only or full. */
  readonly readOnly: boolean
  /** Whether what is read is a copy, of the database as it was when it was opened. */
  readonly isCopy: boolean
  /** The files that must stay what they are for anything to be committed. */
  readonly files: KeptFiles
  close(): void
}

/** Opens or creates the file; only reads if its disk is read-only or full. Throws a `Fault` for what an operator can fix. */
export function openNode(path: string, { readOnly: toRead = false } = {}): NodeSqlite {
  const standing = createStanding()
  const guarded = <T>(body: () => T): T => {
    try {
      return body()
    } catch (error) {
      const code = (error as { syscall?: string }).syscall === 'mkdir' ? SQLITE_CANTOPEN : (error as { errcode?: number }).errcode
      const fault = faultOfCode(code, `The database ${path}`, error)
      standing.failed(fault)
      throw fault ?? error
    }
  }

  const hadWal = walSize(path) > 0
  const { database, readOnly, isCopy } = guarded(() => openFile(path, toRead))
  const files = createKeptFiles()
  const isWritten = !readOnly && path !== ':memory:'
  if (isWritten) keepDatabase(files, path)
  const probe = isWritten ? createDiskProbe(path, () => performance.now()) : () => null
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const kept = statements.get(sql)
    if (kept) return kept
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  let depth = 0
  let hasWritten = false

  /** Nothing is committed to a file that is no longer the database: it would be lost with the process. */
  const checkFiles = () => {
    const fault = files.fault()
    if (fault !== null) throw fault
  }
  const run = (sql: string, values: readonly Value[]): number => {
    if (depth === 0) checkFiles()
    const changes = guarded(() => Number(prepare(sql).run(...values).changes))
    if (changes > 0 && depth === 0) standing.wrote()
    hasWritten ||= changes > 0
    return changes
  }

  /** Whether free pages and the WAL hold nothing of what was deleted any more. */
  const cleaned = (): boolean => {
    try {
      database.exec('VACUUM')
      // Another process that reads keeps what was.
      const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy?: number } | undefined
      return (checkpoint?.busy ?? 0) === 0
    } catch {
      return false
    }
  }

  const db: NodeSqlite = {
    readOnly,
    isCopy,
    files,
    fault: () => files.fault() ?? standing.fault ?? probe(),
    all: <Row>(sql: string, ...values: Value[]) => guarded(() => prepare(sql).all(...values) as Row[]),
    each: <Row>(sql: string, values: readonly Value[], visit: (row: Row) => void) =>
      guarded(() => {
        for (const row of prepare(sql).iterate(...values)) visit(row as Row)
      }),
    first: <Row>(sql: string, ...values: Value[]) => guarded(() => prepare(sql).get(...values) as Row | undefined),
    run: (sql, ...values) => run(sql, values),
    transaction<T>(body: () => T): T {
      if (depth > 0) return body()
      checkFiles()
      guarded(() => database.exec('BEGIN IMMEDIATE'))
      depth++
      hasWritten = false
      try {
        const result = body()
        checkFiles()
        guarded(() => database.exec('COMMIT'))
        if (hasWritten) standing.wrote()
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      } finally {
        depth--
      }
    },
    securely<T>(work: () => T): { result: T; isClean: boolean } {
      guarded(() => database.exec('PRAGMA secure_delete = ON'))
      try {
        const result = work()
        // What was deleted before lies in free pages, and in the WAL.
        return { result, isClean: cleaned() }
      } finally {
        database.exec('PRAGMA secure_delete = OFF')
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

const SQLITE_CANTOPEN = 14
const AFTER_DAMAGE =
  'If a backup was copied over it, its -wal file is of another one: put the backup in place with "npm run -s parley -- restore FILE".'

/** By every name that leads to it: a link may be turned to another file, too. */
function keepDatabase(files: KeptFiles, path: string): void {
  const message = `The database ${path} was deleted or replaced while the desk ran, and what were written now would be lost. Put a backup in its place, and start the desk again.`
  const real = realPath(path)
  for (const each of new Set([path, real, `${real}-wal`])) files.keep(each, 'gone', message)
}

/** What SQLite finds wrong with a database; `null` if nothing. It reads all of it. */
export function damageOf({ first }: Pick<Sqlite, 'first'>): string | null {
  const found = first<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check ?? 'ok'
  return found === 'ok' ? null : found.replaceAll('\n', ' ')
}
