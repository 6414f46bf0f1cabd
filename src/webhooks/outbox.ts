// The outbox: messages with their frozen bodies, and a delivery for each endpoint that is told. Endpoints take turns, so
// that what waits for one is never in the way of another. Instants are milliseconds of the real time.
import type { Sqlite } from '../sqlite/port.ts'
import type { MessageType } from './catalogue.ts'
import { REMINDER } from './catalogue.ts'
import type { Kind } from './retry.ts'

export interface Message {
  /** `webhook-id`: the same however often it is sent. */
  id: string
  lang: string
  type: MessageType
  talk: string | null
  /** For a reminder, the change that gave the talk the start that it is about. */
  armedBy: string | null
  /** For a reminder, when it is worth nothing any more: the desk's time. */
  expires: number | null
  body: string
}

/**
 * `delivered`; `failed`: every retry was used, or the endpoint ended; `expired`: the talk began before it could be
 * told; `obsolete`: the talk moved or was called off before.
 */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'expired', 'obsolete'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** A delivery that is to be sent now. */
export interface Claim {
  delivery: number
  endpoint: number
  message: number
  id: string
  type: MessageType
  tries: number
}

export interface Attempt {
  at: number
  took: number
  status: number | null
  error: string | null
  answer: string | null
}

/** What an attempt came to. */
export interface Outcome {
  claim: Claim
  attempt: Attempt
  state: DeliveryState
  /** When it is due again, where it waits. */
  due: number
  /** Whether the receiver wants nothing more, ever; and how long it wants to be left alone. */
  gone: boolean
  hold: number
}

/** What was decided of a reminder without sending it. */
export interface Lapsed {
  delivery: number
  endpoint: number
  state: 'expired' | 'obsolete'
}

/** Longer than any exchange may take. */
const LEASE = 60_000

export function kindOf(type: MessageType): Kind {
  if (type === REMINDER) return 'reminder'
  return type === 'endpoint.verification' || type === 'endpoint.test' ? 'verification' : 'change'
}

/** Queues a message for endpoints; those that have it already are passed over. The caller has a transaction open. */
export function queue(db: Sqlite, message: Message, endpoints: readonly number[], now: number): number {
  if (endpoints.length === 0) return 0
  const { id, lang, type, talk, armedBy, expires, body } = message
  db.run(
    'INSERT INTO message (id, lang, type, talk, armed_by, expires, created_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    id,
    lang,
    type,
    talk,
    armedBy,
    expires,
    now,
    body,
  )
  const key = db.first<{ key: number }>('SELECT key FROM message WHERE id = ? AND lang = ?', id, lang)?.key
  if (key === undefined) throw new Error(`outbox: the message ${id} was not written`)
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

/** Makes a delivery wait again, with all its retries; `null` where there is none. */
export function requeue(db: Sqlite, delivery: number, now: number): void {
  const changed = db.run(
    "UPDATE delivery SET state = 'waiting', due = ?, leased = 0, tries = 0 WHERE key = ? AND state <> 'waiting'",
    now,
    delivery,
  )
  if (changed > 0) count(db, 'queued', changed)
  else db.run('UPDATE delivery SET due = ?, tries = 0 WHERE key = ? AND leased = 0', now, delivery)
  const row = db.first<{ endpoint: number }>('SELECT endpoint FROM delivery WHERE key = ?', delivery)
  if (row) takeTurn(db, row.endpoint)
}

export interface ClaimOptions {
  room: number
  /** Endpoints that have their share already. */
  without: readonly number[]
  roomOf: (endpoint: number) => number
  now: number
  deskNow: number
}

/**
 * Leases what is due, for as many as there is room: endpoints in the order in which their turns came, each at most
 * what `roomOf` allows. Reminders that lapsed are settled instead. The caller has a transaction open.
 */
export function claim(db: Sqlite, { room, without, roomOf, now, deskNow }: ClaimOptions): { claims: Claim[]; lapsed: Lapsed[] } {
  const claims: Claim[] = []
  const lapsed: Lapsed[] = []
  if (room <= 0) return { claims, lapsed }
  const turns = db.all<{ endpoint: number }>(
    'SELECT endpoint FROM turn WHERE due <= ? AND endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?',
    now,
    JSON.stringify(without),
    room,
  )
  for (const { endpoint } of turns) {
    const most = Math.min(room - claims.length, roomOf(endpoint))
    if (most <= 0) continue
    for (const row of dueOf(db, endpoint, now, most)) {
      const state = row.type === REMINDER ? lapse(db, row, deskNow) : null
      if (state === null) claims.push(claimOf(row))
      else lapsed.push({ delivery: row.delivery, endpoint, state })
    }
  }
  lease(db, claims, now)
  for (const { delivery, state } of lapsed) settleAs(db, delivery, state)
  for (const endpoint of new Set([...claims, ...lapsed].map(({ endpoint }) => endpoint))) takeTurn(db, endpoint)
  return { claims, lapsed }
}

function lease(db: Sqlite, claims: readonly Claim[], now: number): void {
  if (claims.length === 0) return
  const keys = JSON.stringify(claims.map(({ delivery }) => delivery))
  db.run('UPDATE delivery SET due = ?, leased = 1 WHERE key IN (SELECT value FROM json_each(?))', now + LEASE, keys)
}

/** Whether a reminder still tells of the talk as it stands. */
export function stands(db: Sqlite, { message, type }: Pick<Claim, 'message' | 'type'>, deskNow: number): boolean {
  if (type !== REMINDER) return true
  const row = db.first<DueRow>('SELECT talk, armed_by, expires FROM message WHERE key = ?', message)
  return row !== undefined && lapse(db, row, deskNow) === null
}

/** Writes down what attempts came to. The caller has a transaction open. */
export function settle(db: Sqlite, outcomes: readonly Outcome[]): void {
  const counts = new Map<string, number>()
  for (const { claim: of, attempt, state, due } of outcomes) {
    const { delivery } = of
    const known = db.run(
      'UPDATE delivery SET state = ?, due = ?, leased = 0, tries = tries + 1, total = total + 1 WHERE key = ? AND leased = 1',
      state,
      due,
      delivery,
    )
    // Its endpoint was removed meanwhile, or somebody else settled it.
    if (known === 0) continue
    db.run(
      'INSERT INTO attempt (delivery, number, at, took, status, error, answer) SELECT key, total, ?, ?, ?, ?, ? FROM delivery WHERE key = ?',
      attempt.at,
      attempt.took,
      attempt.status,
      attempt.error,
      attempt.answer,
      delivery,
    )
    if (state !== 'waiting') counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  for (const [name, added] of counts) count(db, name, added)
  for (const endpoint of new Set(outcomes.map(({ claim: of }) => of.endpoint))) takeTurn(db, endpoint)
}

/** Settles without an attempt what was leased and lapsed before it was sent. */
export function drop(db: Sqlite, { delivery, endpoint, state }: Lapsed): void {
  settleAs(db, delivery, state)
  takeTurn(db, endpoint)
}

/** Ends all that waits for an endpoint. */
export function abandon(db: Sqlite, endpoint: number): void {
  const failed = db.run("UPDATE delivery SET state = 'failed', leased = 0 WHERE endpoint = ? AND state = 'waiting'", endpoint)
  count(db, 'failed', failed)
  takeTurn(db, endpoint)
}

/** Forgets an endpoint's deliveries, and messages that were for it alone. */
export function forget(db: Sqlite, endpoint: number): void {
  const waiting = db.run("UPDATE delivery SET state = 'failed' WHERE endpoint = ? AND state = 'waiting'", endpoint)
  count(db, 'failed', waiting)
  db.run('DELETE FROM attempt WHERE delivery IN (SELECT key FROM delivery WHERE endpoint = ?)', endpoint)
  db.run('DELETE FROM delivery WHERE endpoint = ?', endpoint)
  db.run('DELETE FROM turn WHERE endpoint = ?', endpoint)
}

/** Sets when it is an endpoint's turn: when the first of what waits is due, and not before it wants to be asked again. */
export function takeTurn(db: Sqlite, endpoint: number): void {
  const row = db.first<{ due: number | null; state: string | null; held: number | null }>(
    `SELECT (SELECT min(due) FROM delivery WHERE endpoint = ?1 AND state = 'waiting') AS due,
            (SELECT state FROM endpoint WHERE key = ?1) AS state, (SELECT held_until FROM endpoint WHERE key = ?1) AS held`,
    endpoint,
  )
  const may = row?.state === 'active' || row?.state === 'unverified'
  if (!may || row.due === null) {
    db.run('DELETE FROM turn WHERE endpoint = ?', endpoint)
    return
  }
  db.run(
    'INSERT INTO turn (endpoint, due) VALUES (?, ?) ON CONFLICT (endpoint) DO UPDATE SET due = excluded.due WHERE due <> excluded.due',
    endpoint,
    Math.max(row.due, row.held ?? 0),
  )
}

/** When anything is due next, some endpoints apart. */
export function nextDue(db: Sqlite, without: readonly number[]): number | null {
  const row = db.first<{ due: number }>(
    'SELECT due FROM turn WHERE endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT 1',
    JSON.stringify(without),
  )
  return row?.due ?? null
}

/**
 * After a start nobody else sends: what a former process had leased is due at once. So is what is due beyond any plan,
 * or later although it was never tried: the clock went back.
 */
export function release(db: Sqlite, now: number, longest: number): void {
  const early = "state = 'waiting' AND (leased = 1 OR due > ?1 OR (tries = 0 AND due > ?2))"
  db.transaction(() => {
    const rows = db.all<{ endpoint: number }>(`SELECT DISTINCT endpoint FROM delivery WHERE ${early}`, now + longest, now)
    db.run(`UPDATE delivery SET due = ?2, leased = 0 WHERE ${early}`, now + longest, now)
    db.run('UPDATE endpoint SET held_until = NULL WHERE held_until > ?', now + longest)
    for (const { endpoint } of rows) takeTurn(db, endpoint)
  })
}

/** After the clock went back: what waits, waits no longer than it would have. */
export function shift(db: Sqlite, millis: number): void {
  db.transaction(() => {
    db.run("UPDATE delivery SET due = due - ? WHERE state = 'waiting'", millis)
    db.run('UPDATE endpoint SET held_until = held_until - ? WHERE held_until IS NOT NULL', millis)
    db.run('UPDATE turn SET due = due - ?', millis)
  })
}

export function readBody(db: Sqlite, message: number): string {
  const row = db.first<{ body: string }>('SELECT body FROM message WHERE key = ?', message)
  if (!row) throw new Error(`outbox: there is no message ${message}`)
  return row.body
}

/** Adds to one of the counts that would cost a walk through the tables. */
export function count(db: Sqlite, name: string, added: number): void {
  if (added === 0) return
  db.run('INSERT INTO tally (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count', name, added)
}

export function counts(db: Sqlite): Record<string, number> {
  return Object.fromEntries(
    db.all<{ name: string; count: number }>('SELECT name, count FROM tally').map(({ name, count }) => [name, count]),
  )
}

interface DueRow {
  delivery: number
  endpoint: number
  message: number
  id: string
  type: MessageType
  tries: number
  talk: string | null
  armed_by: string | null
  expires: number | null
}

function dueOf(db: Sqlite, endpoint: number, now: number, most: number): DueRow[] {
  return db.all<DueRow>(
    `SELECT delivery.key AS delivery, endpoint, message, id, type, tries, talk, armed_by, expires
     FROM delivery JOIN message ON message.key = delivery.message
     WHERE endpoint = ? AND state = 'waiting' AND due <= ? ORDER BY due, delivery.key LIMIT ?`,
    endpoint,
    now,
    most,
  )
}

function claimOf({ delivery, endpoint, message, id, type, tries }: DueRow): Claim {
  return { delivery, endpoint, message, id, type, tries }
}

/** Why a reminder is not to be sent any more; `null` where it still holds. */
function lapse(
  db: Sqlite,
  { talk, armed_by, expires }: Pick<DueRow, 'talk' | 'armed_by' | 'expires'>,
  deskNow: number,
): Lapsed['state'] | null {
  if (expires !== null && expires <= deskNow) return 'expired'
  return db.first('SELECT 1 FROM start WHERE talk = ? AND armed_by = ?', talk, armed_by) === undefined ? 'obsolete' : null
}

function settleAs(db: Sqlite, delivery: number, state: Lapsed['state']): void {
  count(db, state, db.run("UPDATE delivery SET state = ?, leased = 0 WHERE key = ? AND state = 'waiting'", state, delivery))
}
