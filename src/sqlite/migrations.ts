// The schema, as the list of steps that made it. A step that was released is never edited; new ones go to the end.
import { Fault } from '../runtime/faults.ts'
import type { Sqlite } from './port.ts'

export const STEPS: readonly (readonly string[])[] = [
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
    // Rendered events, by form, revision and view.
    `CREATE TABLE kept (
      form TEXT NOT NULL,
      talk TEXT NOT NULL,
      revision INTEGER NOT NULL,
      view TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (form, talk, revision, view)
    ) WITHOUT ROWID`,
  ],
  // Since when a subject has had its name: a calendar's name changes with it, and so does its Last-Modified.
  ['ALTER TABLE subject ADD COLUMN since TEXT'],
  [
    'CREATE INDEX change_at ON change (at)',
    // Reminders. Where each talk that may be reminded of starts: an instant (ms), or a local day; zone '' is none stated.
    // `armed_by` is the change that gave it this start: what fired is recorded under it, so a talk that moves is armed anew.
    `CREATE TABLE start (
      talk TEXT PRIMARY KEY,
      armed_by TEXT,
      instant INTEGER,
      day TEXT,
      zone TEXT NOT NULL
    ) WITHOUT ROWID`,
    'CREATE INDEX start_instant ON start (instant) WHERE instant IS NOT NULL',
    'CREATE INDEX start_zone_instant ON start (zone, instant) WHERE instant IS NOT NULL',
    'CREATE INDEX start_day ON start (day) WHERE day IS NOT NULL',
    'CREATE INDEX start_zone_day ON start (zone, day) WHERE day IS NOT NULL',
    // Who asked for which reminders; `only_day` where it replaces a lead in hours for talks of which only the day is known.
    `CREATE TABLE lead (
      schedule TEXT NOT NULL,
      endpoint INTEGER NOT NULL,
      only_day INTEGER NOT NULL,
      PRIMARY KEY (schedule, endpoint)
    ) WITHOUT ROWID`,
    'CREATE INDEX lead_endpoint ON lead (endpoint)',
    // What fired or was skipped, with the date that held then. Its key is what keeps a reminder from firing twice.
    `CREATE TABLE reminded (
      armed_by TEXT NOT NULL,
      schedule TEXT NOT NULL,
      talk TEXT NOT NULL,
      outcome TEXT NOT NULL,
      at INTEGER NOT NULL,
      known TEXT NOT NULL,
      PRIMARY KEY (armed_by, schedule)
    ) WITHOUT ROWID`,
    'CREATE INDEX reminded_talk ON reminded (talk, at)',
    // Webhooks. Instants are milliseconds, real time unless a line says otherwise.
    `CREATE TABLE endpoint (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      url TEXT NOT NULL,
      description TEXT,
      types TEXT,
      filter TEXT NOT NULL,
      leads TEXT NOT NULL,
      day_at TEXT NOT NULL,
      zone TEXT,
      lang TEXT NOT NULL,
      leads_since INTEGER NOT NULL, -- time of the desk
      owner TEXT NOT NULL,
      state TEXT NOT NULL,
      token_hash TEXT NOT NULL,
      secret TEXT NOT NULL,
      old_secret TEXT,
      old_secret_ends INTEGER,
      created_at INTEGER NOT NULL,
      failing_since INTEGER,
      failing_reported INTEGER NOT NULL DEFAULT 0,
      held_until INTEGER,
      ended TEXT,
      code TEXT,
      code_tries INTEGER NOT NULL DEFAULT 0
    )`,
    // What is to be told: a frozen body for each language. A reminder expires (time of the desk) and belongs to one start.
    `CREATE TABLE message (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL,
      lang TEXT NOT NULL,
      type TEXT NOT NULL,
      talk TEXT,
      armed_by TEXT,
      expires INTEGER,
      created_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (id, lang)
    )`,
    'CREATE INDEX message_created ON message (created_at)',
    // The outbox. A waiting row that is leased is due again when its lease ends.
    `CREATE TABLE delivery (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      endpoint INTEGER NOT NULL,
      message INTEGER NOT NULL,
      state TEXT NOT NULL,
      due INTEGER NOT NULL,
      leased INTEGER NOT NULL DEFAULT 0,
      tries INTEGER NOT NULL DEFAULT 0,
      total INTEGER NOT NULL DEFAULT 0,
      UNIQUE (endpoint, message)
    )`,
    "CREATE INDEX delivery_waiting ON delivery (endpoint, due) WHERE state = 'waiting'",
    'CREATE INDEX delivery_message ON delivery (message)',
    `CREATE TABLE attempt (
      delivery INTEGER NOT NULL,
      number INTEGER NOT NULL,
      at INTEGER NOT NULL,
      took INTEGER NOT NULL,
      status INTEGER,
      error TEXT,
      answer TEXT,
      PRIMARY KEY (delivery, number)
    ) WITHOUT ROWID`,
    // Whose turn is next: each endpoint that may be sent to, and the earliest instant at which a delivery to it is due.
    'CREATE TABLE turn (endpoint INTEGER PRIMARY KEY, due INTEGER NOT NULL)',
    'CREATE INDEX turn_due ON turn (due)',
    // Counts that would otherwise cost a scan of the tables.
    'CREATE TABLE tally (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID',
  ],
  [
    // The fields of an endpoint that have no column, as JSON: its format, and those that are added from now on.
    "ALTER TABLE endpoint ADD COLUMN options TEXT NOT NULL DEFAULT '{}'",
    // Bodies are frozen for each format and language.
    `CREATE TABLE message_by_format (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL,
      format TEXT NOT NULL,
      lang TEXT NOT NULL,
      type TEXT NOT NULL,
      talk TEXT,
      armed_by TEXT,
      expires INTEGER,
      created_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (id, format, lang)
    )`,
    `INSERT INTO message_by_format (key, id, format, lang, type, talk, armed_by, expires, created_at, body)
     SELECT key, id, 'standard', lang, type, talk, armed_by, expires, created_at, body FROM message ORDER BY key`,
    'DROP TABLE message',
    'ALTER TABLE message_by_format RENAME TO message',
    'CREATE INDEX message_created ON message (created_at)',
  ],
  [
    // Leases and turns are held in memory: what was leased for a minute is due again as it was.
    "UPDATE delivery SET due = due - 60000 WHERE state = 'waiting' AND leased = 1",
    'ALTER TABLE delivery DROP COLUMN leased',
    'DROP TABLE turn',
    // The latest attempt; those before it are in the table of attempts, and so is the latest from before these columns.
    'ALTER TABLE delivery ADD COLUMN attempted_at INTEGER',
    'ALTER TABLE delivery ADD COLUMN took INTEGER',
    'ALTER TABLE delivery ADD COLUMN status INTEGER',
    'ALTER TABLE delivery ADD COLUMN error TEXT',
    'ALTER TABLE delivery ADD COLUMN answer TEXT',
    // Until when changes and reminders wait for an endpoint that fails, and how it has failed so far, as JSON.
    'ALTER TABLE endpoint ADD COLUMN reminders_held_until INTEGER',
    'ALTER TABLE endpoint ADD COLUMN failing TEXT',
    // Headers that are sent with every message: secrets, as JSON.
    'ALTER TABLE endpoint ADD COLUMN header_values TEXT',
  ],
  [
    // When a delivery was queued, or queued again; NULL for those that were settled before.
    'ALTER TABLE delivery ADD COLUMN queued_at INTEGER',
    "UPDATE delivery SET queued_at = (SELECT created_at FROM message WHERE message.key = delivery.message) WHERE state = 'waiting'",
    // Deliveries are counted for each format. Until now there was one.
    "UPDATE tally SET name = name || ':standard' WHERE name IN ('queued', 'delivered', 'failed', 'expired', 'obsolete')",
  ],
  [
    // The deadline for accreditation is part of where a talk stands.
    "UPDATE change SET standing = json_set(standing, '$.deadline', json_extract(talk_json, '$.access.deadline')) WHERE json_extract(talk_json, '$.access.deadline') IS NOT NULL",
    // Endpoints of owners that the operator does not know: limits ask for them, however many others there are.
    "CREATE INDEX endpoint_stranger ON endpoint (key) WHERE owner = 'anyone'",
  ],
  [
    // Secrets that a format needs beside the URL, as JSON.
    'ALTER TABLE endpoint ADD COLUMN credential_values TEXT',
    // Browsers that follow are found by their address, and counted.
    "CREATE INDEX endpoint_reader ON endpoint (url) WHERE owner = 'reader'",
    // Talks of which people are told when they have not changed for a while: how they stood before, by revision, since when
    // they have changed, and when that is told; milliseconds of the desk's time.
    'CREATE TABLE settling (talk TEXT PRIMARY KEY, revision INTEGER NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL) WITHOUT ROWID',
    'CREATE INDEX settling_due ON settling (due)',
  ],
  [
    // Those who signed in with a browser: hashes of their ids, and of an id with the secret that it was begun with.
    `CREATE TABLE session (
      hash TEXT PRIMARY KEY,
      holder TEXT NOT NULL,
      proof TEXT NOT NULL,
      begun_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL
    ) WITHOUT ROWID`,
    // Forms that did what they do once.
    'CREATE TABLE spent_form (ticket TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID',
    // An owner signs in with the token alone.
    'CREATE INDEX endpoint_token ON endpoint (token_hash)',
  ],
  [
    // Tokens of people and programs beside the operator's, as hashes. Instants are milliseconds of the real time.
    `CREATE TABLE token (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      hash TEXT NOT NULL UNIQUE,
      scopes TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      ends INTEGER,
      used_at INTEGER,
      revoked_at INTEGER
    ) WITHOUT ROWID`,
    // A name stands for one who acts: that of a token that is revoked may be given again.
    'CREATE UNIQUE INDEX token_name ON token (name) WHERE revoked_at IS NULL',
    // What holders of tokens did, in their order. `kind` and `subject` are what it was done to.
    `CREATE TABLE act (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      what TEXT NOT NULL,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT
    )`,
    'CREATE INDEX act_subject ON act (kind, subject)',
    // Records by hand, every version: of a talk with its series and sources, or of a party, as JSON; NULL where it was removed.
    `CREATE TABLE record (
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      version INTEGER NOT NULL,
      etag TEXT NOT NULL,
      body TEXT,
      act INTEGER NOT NULL REFERENCES act,
      PRIMARY KEY (kind, id, version)
    ) WITHOUT ROWID`,
    'CREATE INDEX record_act ON record (act)',
    // Which act made a change; NULL for those that came otherwise.
    'ALTER TABLE change ADD COLUMN act INTEGER',
    // The origin that a talk was taken over from.
    'ALTER TABLE talk ADD COLUMN taken_from TEXT',
    // What editors have begun to write: a form's fields as JSON.
    'CREATE TABLE draft (id TEXT PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL, form TEXT NOT NULL) WITHOUT ROWID',
  ],
]

/** How many steps this version knows. */
export const SCHEMA_VERSION = STEPS.length

/** Brings the schema to this version, in one transaction. A newer one is refused. */
export function migrate(db: Sqlite, steps = STEPS): void {
  const version = knownVersion(db, steps.length)
  if (version === steps.length) return
  db.transaction(() => {
    if (version === 0) {
      // Names that start with an underscore are the platform's.
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
    throw new Fault('The database needs its schema brought up to date, which a desk does that starts where it can be written.')
}

function knownVersion(db: Sqlite, known: number): number {
  const version = schemaVersion(db)
  if (version <= known) return version
  throw new Fault(
    `The database was written by a newer Parley (schema ${version}; this one knows ${known}). Start that version, or use another database.`,
  )
}

function schemaVersion(db: Sqlite): number {
  const table = db.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'")
  return table ? (db.first<{ version: number }>('SELECT version FROM schema_version')?.version ?? 0) : 0
}
