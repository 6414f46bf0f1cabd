// The outbox: messages with their frozen bodies, and a delivery for each endpoint that is told. Endpoints take turns, so
// that what waits for one is never in the way of another. Instants are milliseconds of the real time.
import type { Sqlite } from '../../sqlite/port.ts'
import type { MessageType } from '../formats/message-types.ts'
import { REMINDER } from '../formats/message-types.ts'
import type { Frozen, Messages } from './bodies.ts'
import { takeTurn, takeTurns } from './due-by-endpoint.ts'
import type { Kind } from './retry.ts'
import { count } from './tally.ts'

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
  messages: Messages
}

/**
 * Leases what is due, for as many as there is room: endpoints in the order in which their turns came, each at most what
 * `roomOf` allows. All get an equal part first; what is left goes to those that have more. Reminders that lapsed are
 * settled instead. The caller has a transaction open.
 */
export function claim(db: Sqlite, options: ClaimOptions): { claims: Claim[]; lapsed: Lapsed[] } {
  const { room, without, roomOf, now } = options
  const taken: Taken = { claims: [], lapsed: [] }
  if (room <= 0) return taken
  const turns = db
    .all<{ endpoint: number }>(
      'SELECT endpoint FROM turn WHERE due <= ? AND endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?',
      now,
      JSON.stringify(without),
      room,
    )
    .map(({ endpoint }) => endpoint)
  const part = Math.ceil(room / turns.length)
  const more = take(db, turns, (endpoint) => Math.min(part, roomOf(endpoint)), options, taken)
  take(db, more, (endpoint) => roomOf(endpoint) - part, options, taken)
  takeTurns(db, new Set([...taken.claims, ...taken.lapsed].map(({ endpoint }) => endpoint)))
  return taken
}

interface Taken {
  claims: Claim[]
  lapsed: Lapsed[]
}

/** Leases so many of each endpoint, as long as there is room; answers with those that may have more. */
function take(
  db: Sqlite,
  endpoints: readonly number[],
  mostOf: (endpoint: number) => number,
  options: ClaimOptions,
  taken: Taken,
): number[] {
  const { room, now, deskNow, messages } = options
  const [claims, lapsed, more]: [Claim[], Lapsed[], number[]] = [[], [], []]
  for (const endpoint of endpoints) {
    const most = Math.min(room - taken.claims.length - claims.length, mostOf(endpoint))
    if (most <= 0) continue
    const rows = dueOf(db, endpoint, now, most)
    if (rows.length === most) more.push(endpoint)
    for (const { delivery, message, tries } of rows) {
      const frozen = messages.get(message)
      const state = frozen.type === REMINDER ? lapse(db, frozen, deskNow) : null
      if (state === null) claims.push({ delivery, endpoint, message, id: frozen.id, type: frozen.type, tries })
      else lapsed.push({ delivery, endpoint, state })
    }
  }
  lease(db, claims, now)
  for (const { delivery, state } of lapsed) settleAs(db, delivery, state)
  taken.claims.push(...claims)
  taken.lapsed.push(...lapsed)
  return more
}

function lease(db: Sqlite, claims: readonly Claim[], now: number): void {
  if (claims.length === 0) return
  const keys = JSON.stringify(claims.map(({ delivery }) => delivery))
  db.run('UPDATE delivery SET due = ?, leased = 1 WHERE key IN (SELECT value FROM json_each(?))', now + LEASE, keys)
}

/** Whether a reminder still tells of the talk as it stands. */
export function stands(db: Sqlite, message: Frozen, deskNow: number): boolean {
  return message.type !== REMINDER || lapse(db, message, deskNow) === null
}

/** Writes down what attempts came to. The caller has a transaction open, and takes turns for their endpoints after. */
export function settle(db: Sqlite, outcomes: readonly Outcome[]): void {
  const counts = new Map<string, number>()
  for (const { claim: of, attempt, state, due } of outcomes) {
    const { delivery } = of
    const known = db.run(
      'UPDATE delivery SET state = ?, due = ?, leased = 0, tries = tries + 1, total = total + 1 WHERE key = ? AND leased = 1 AND tries = ?',
      state,
      due,
      delivery,
      of.tries,
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
}

/** Gives back what was leased and is not to be sent now. The caller has a transaction open. */
export function giveBack(db: Sqlite, claims: readonly Claim[], now: number): void {
  if (claims.length === 0) return
  const keys = JSON.stringify(claims.map(({ delivery }) => delivery))
  db.run(
    "UPDATE delivery SET due = ?, leased = 0 WHERE key IN (SELECT value FROM json_each(?)) AND state = 'waiting' AND leased = 1",
    now,
    keys,
  )
  takeTurns(db, new Set(claims.map(({ endpoint }) => endpoint)))
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

interface DueRow {
  delivery: number
  message: number
  tries: number
}

function dueOf(db: Sqlite, endpoint: number, now: number, most: number): DueRow[] {
  return db.all<DueRow>(
    "SELECT key AS delivery, message, tries FROM delivery WHERE endpoint = ? AND state = 'waiting' AND due <= ? ORDER BY due, key LIMIT ?",
    endpoint,
    now,
    most,
  )
}

/** Why a reminder is not to be sent any more; `null` where it still holds. */
function lapse(
  db: Sqlite,
  { talk, armedBy, expires }: Pick<Frozen, 'talk' | 'armedBy' | 'expires'>,
  deskNow: number,
): Lapsed['state'] | null {
  if (expires !== null && expires <= deskNow) return 'expired'
  return db.first('SELECT 1 FROM start WHERE talk = ? AND armed_by = ?', talk, armedBy) === undefined ? 'obsolete' : null
}

function settleAs(db: Sqlite, delivery: number, state: Lapsed['state']): void {
  count(db, state, db.run("UPDATE delivery SET state = ?, leased = 0 WHERE key = ? AND state = 'waiting'", state, delivery))
}
