// The database of a desk, for commands that read or write it while the desk may run.
import { existsSync } from 'node:fs'
import { readConfig } from '../config.ts'
import { Fault } from '../runtime/faults.ts'
import { type NodeSqlite, openNode } from '../sqlite/driver.node.ts'
import { createFrozen } from '../sqlite/frozen.ts'
import { requireSchema } from '../sqlite/migrations.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The path that DATABASE names; there must be a database. */
export function existingDatabase(env: Env): string {
  const { DATABASE } = readConfig(env)
  if (DATABASE === ':memory:' || !existsSync(DATABASE)) throw new Fault(`There is no database at ${DATABASE}. Name one with DATABASE.`)
  return DATABASE
}

/** Does something with the database, which must have this version's schema. `toRead`: nothing is written to it. */
export async function withDatabase<T>(env: Env, { toRead }: { toRead: boolean }, work: (db: NodeSqlite) => T | Promise<T>): Promise<T> {
  const path = existingDatabase(env)
  const db = openNode(path, { readOnly: toRead })
  try {
    if (!db.first("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'")) throw new Fault(`${path} is not a database of Parley.`)
    requireSchema(db)
    if (!toRead) requireWritable(db, path)
    return await work(db)
  } finally {
    db.close()
  }
}

/** What is written to a desk that was moved, the other one would not know. */
function requireWritable(db: NodeSqlite, path: string): void {
  if (db.readOnly) throw new Fault(`The database ${path} cannot be written: its disk is read-only or full.`)
  const { since } = createFrozen(db)
  if (since !== null) throw new Fault(`The desk of ${path} was moved at ${since}. Do this where it runs now.`)
}
