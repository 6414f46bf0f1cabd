// The queue: messages with their frozen bodies, and a delivery for each endpoint that is told. Instants are milliseconds of
// the real time, and callers have a transaction open.
import type { Sqlite } from '../../sqlite/port.ts'
import type { Message } from '../messages/message.ts'
import { count } from './counts.ts'
import { writeDue } from './due-by-endpoint.ts'

/** Queues a message for endpoints, and returns for how many. Those that have it already are passed over: safe to repeat. */
export function queue(db: Sqlite, message: Message, endpoints: readonly number[], now: number): number {
  if (endpoints.length === 0) return 0
  const { id, format, lang, type, talk, armedBy, expires, body } = message
  db.run(
    'INSERT INTO message (id, format, lang, type, talk, armed_by, expires, created_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    id,
    format,
    lang,
    type,
    talk,
    armedBy,
    expires,
    now,
    body,
  )
  const key = db.first<{ key: number }>('SELECT key FROM message WHERE id = ? AND format = ? AND lang = ?', id, format, lang)?.key
  if (key === undefined) throw new Error(`queue: the message ${id} was not written`)
  const list = JSON.stringify(endpoints)
  const added = db.run(
    "INSERT INTO delivery (endpoint, message, state, due) SELECT value, ?, 'waiting', ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
    key,
    now,
    list,
  )
  db.run(
    `INSERT INTO turn (endpoint, due) SELECT key, max(?, coalesce(held_until, 0)) FROM endpoint
     WHERE key IN (SELECT value FROM json_each(?)) AND state IN ('active', 'unverified')
     ON CONFLICT (endpoint) DO UPDATE SET due = min(due, excluded.due)`,
    now,
    list,
  )
  count(db, 'queued', added)
  return added
}

/** Makes a delivery wait again with all its retries, unless it is leased; does nothing if it does not exist. */
export function requeue(db: Sqlite, delivery: number, now: number): void {
  const changed = db.run(
    "UPDATE delivery SET state = 'waiting', due = ?, leased = 0, tries = 0 WHERE key = ? AND state <> 'waiting'",
    now,
    delivery,
  )
  if (changed > 0) count(db, 'queued', changed)
  else db.run('UPDATE delivery SET due = ?, tries = 0 WHERE key = ? AND leased = 0', now, delivery)
  const row = db.first<{ endpoint: number }>('SELECT endpoint FROM delivery WHERE key = ?', delivery)
  if (row) writeDue(db, [row.endpoint])
}

/** The key of the delivery of a message to an endpoint, by the message's id; `null` if there is none. */
export function deliveryOf(db: Sqlite, endpoint: number, message: string): number | null {
  // A message has few rows, an endpoint many: the planner of SQLite would begin with the endpoint's.
  const row = db.first<{ key: number }>(
    'SELECT delivery.key FROM message CROSS JOIN delivery ON delivery.message = message.key WHERE message.id = ? AND endpoint = ?',
    message,
    endpoint,
  )
  return row?.key ?? null
}

/** Settles everything that waits for an endpoint as failed. */
export function abandon(db: Sqlite, endpoint: number): void {
  const failed = db.run("UPDATE delivery SET state = 'failed', leased = 0 WHERE endpoint = ? AND state = 'waiting'", endpoint)
  count(db, 'failed', failed)
  writeDue(db, [endpoint])
}

/** Deletes an endpoint's deliveries; those that waited count as failed. */
export function forget(db: Sqlite, endpoint: number): void {
  const waiting = db.run("UPDATE delivery SET state = 'failed' WHERE endpoint = ? AND state = 'waiting'", endpoint)
  count(db, 'failed', waiting)
  db.run('DELETE FROM attempt WHERE delivery IN (SELECT key FROM delivery WHERE endpoint = ?)', endpoint)
  db.run('DELETE FROM delivery WHERE endpoint = ?', endpoint)
  db.run('DELETE FROM turn WHERE endpoint = ?', endpoint)
}
