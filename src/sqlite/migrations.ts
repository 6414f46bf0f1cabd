// The schema, as the list of steps that made it. A step that was released is never edited; new ones go to the end.
import { Fault } from '../fault.ts'
import type { Sqlite } from './port.ts'

const STEPS: readonly (readonly string[])[] = [
  [
    'CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
    // The log. `talk_json` is the talk as it then was, NULL when it was withdrawn; `standing` is what feeds decide by.
    `CREATE TABLE change (
      cursor INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      origin TEXT NOT NULL,
      talk TEXT NOT NULL,
      revision INTEGER NOT NULL,
      types TEXT NOT NULL,
      at TEXT NOT NULL,
      talk_json TEXT,
      standing TEXT NOT NULL,
      UNIQUE (talk, revision)
    )`,
    // Where each talk stands: its origin and its latest change.
    'CREATE TABLE talk (id TEXT PRIMARY KEY, origin TEXT NOT NULL, cursor INTEGER NOT NULL REFERENCES change) WITHOUT ROWID',
    // Parties, series, topics and places that have ever been named: their addresses exist for good.
    'CREATE TABLE subject (kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, names TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID',
    // Rendered events: what texts.ts keeps.
    `CREATE TABLE kept (
      form TEXT NOT NULL,
      talk TEXT NOT NULL,
      revision INTEGER NOT NULL,
      view TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (form, talk, revision, view)
    ) WITHOUT ROWID`,
  ],
]

/** Brings the schema to this version, in one transaction. A newer one is refused. */
export function migrate(db: Sqlite, steps = STEPS): void {
  const version = knownVersion(db, steps.length)
  if (version === steps.length) return
  db.transaction(() => {
    if (version === 0) {
      // Names that start with a low line are those of the platform.
      const stranger = db.first<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_*' LIMIT 1",
      )
      if (stranger) throw new Fault(`The database holds a table "${stranger.name}" that is not Parley's. Name another DATABASE.`)
      db.run('CREATE TABLE schema_version (version INTEGER NOT NULL)')
      db.run('INSERT INTO schema_version (version) VALUES (0)')
    }
    for (const statement of steps.slice(version).flat()) db.run(statement)
    db.run('UPDATE schema_version SET version = ?', steps.length)
  })
}

/** For a store that can only be read: it must have this version's schema already. */
export function requireSchema(db: Sqlite, steps = STEPS): void {
  const version = knownVersion(db, steps.length)
  if (version < steps.length)
    throw new Fault('The database needs its schema brought up to date, but it can only be read. Start once where it can be written.')
}

function knownVersion(db: Sqlite, known: number): number {
  const version = schemaVersion(db)
  if (version <= known) return version
  throw new Fault(
    `The database was written by a newer Parley (schema ${version}; this one knows ${known}). Start that version, or name another DATABASE.`,
  )
}

function schemaVersion(db: Sqlite): number {
  const table = db.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'")
  return table ? (db.first<{ version: number }>('SELECT version FROM schema_version')?.version ?? 0) : 0
}
