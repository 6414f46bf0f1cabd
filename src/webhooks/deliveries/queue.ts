// The queue: messages with their frozen bodies, and a delivery for each endpoint that is told. Instants are milliseconds of
// the real time, and callers have a transaction open.
import type { Sqlite } from '../../sqlite/port.ts'
import { FORMATS, type FormatName } from '../formats/formats.ts'
import type { Message } from '../messages/message.ts'
import { count } from './counts.ts'
import { type Claim, kindOf } from './delivery.ts'
import { createDueTimes, type DueTimes } from './due-times.ts'
import { createOldestWaiting, type OldestWaiting } from './oldest-waiting.ts'

export interface Queue {
  /** Queues a message for endpoints, and returns for how many. Those that have it already are passed over: safe to repeat. */
  add(message: Message, endpoints: readonly number[], now: number): number
  /**
   * Makes a delivery wait again with all its retries, unless it is leased; does nothing if it does not exist. `urgent`: it is
   * sent even while other messages for its endpoint are held.
   */
  requeue(delivery: number, now: number, urgent?: boolean): void
  /** Settles everything that waits for an endpoint as failed. */
  abandon(endpoint: number): void
  /** Deletes an endpoint's deliveries; those that waited count as failed. */
  forget(endpoint: number): void
  readonly dueTimes: DueTimes
  readonly oldest: OldestWaiting
  /**
   * Deliveries that are leased: sent now or soon, or back and not written down yet. They are held in memory, so that what a
   * process had leased when it ended is due again, and is sent again with the same id.
   */
  readonly leased: Map<number, Claim>
  /** Deliveries that do not wait until their endpoint is held no longer. */
  readonly urgent: Set<number>
}

export function createQueue(db: Sqlite): Queue {
  const dueTimes = createDueTimes(db)
  const leased = new Map<number, Claim>()
  const urgent = new Set<number>()
  return {
    dueTimes,
    oldest: createOldestWaiting(db),
    leased,
    urgent,
    add(message, endpoints, now) {
      if (endpoints.length === 0) return 0
      const added = db.run(
        "INSERT INTO delivery (endpoint, message, state, due, queued_at) SELECT value, ?1, 'waiting', ?2, ?2 FROM json_each(?3) WHERE true ON CONFLICT DO NOTHING",
        write(db, message, now),
        now,
        JSON.stringify(endpoints),
      )
      dueTimes.queued(endpoints, kindOf(message.type), now, FORMATS[message.format].readBy)
      count(db, `queued:${message.format}`, added)
      return added
    },
    requeue(delivery, now, isUrgent = false) {
      const row = db.first<{ endpoint: number; state: string; format: FormatName }>(
        'SELECT endpoint, state, (SELECT format FROM message WHERE message.key = message) AS format FROM delivery WHERE key = ?',
        delivery,
      )
      if (row === undefined || (row.state === 'waiting' && leased.has(delivery))) return
      // What it comes to that is still under way says nothing of what is sent from now on.
      leased.delete(delivery)
      db.run("UPDATE delivery SET state = 'waiting', due = ?1, queued_at = ?1, tries = 0 WHERE key = ?2", now, delivery)
      if (row.state !== 'waiting') count(db, `queued:${row.format}`, 1)
      if (isUrgent) urgent.add(delivery)
      dueTimes.bring([row.endpoint], now)
    },
    abandon(endpoint) {
      abandon(db, endpoint)
    },
    forget(endpoint) {
      abandon(db, endpoint)
      db.run('DELETE FROM attempt WHERE delivery IN (SELECT key FROM delivery WHERE endpoint = ?)', endpoint)
      db.run('DELETE FROM delivery WHERE endpoint = ?', endpoint)
    },
  }
}

function abandon(db: Sqlite, endpoint: number): void {
  const waiting = db.all<{ format: FormatName; count: number }>(
    "SELECT format, count(*) AS count FROM delivery JOIN message ON message.key = message WHERE endpoint = ? AND state = 'waiting' GROUP BY format",
    endpoint,
  )
  db.run("UPDATE delivery SET state = 'failed' WHERE endpoint = ? AND state = 'waiting'", endpoint)
  for (const each of waiting) count(db, `failed:${each.format}`, each.count)
}

/** Writes a message unless it is there, and returns its key. */
function write(db: Sqlite, { id, format, lang, type, talk, armedBy, expires, body }: Message, now: number): number {
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
  return key
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
