// Leasing: which deliveries are sent now, and to whom. Endpoints take turns, so that what waits for one is never in the way
// of another. Instants are milliseconds of the real time, and callers have a transaction open.
import type { Sqlite } from '../../sqlite/port.ts'
import { MINUTE } from '../../talks/units.ts'
import { REMINDER } from '../formats/message-types.ts'
import { count } from './counts.ts'
import type { Claim, Lapse, Lapsed } from './delivery.ts'
import { writeDue } from './due-by-endpoint.ts'
import type { Bodies, Frozen } from './frozen-bodies.ts'

export interface LeaseOptions {
  /** How many at most. */
  room: number
  /** Endpoints that have their share already. */
  without: readonly number[]
  /** How many more may be leased of an endpoint. */
  roomOf: (endpoint: number) => number
  now: number
  /** In the desk's time. */
  deskNow: number
  bodies: Bodies
}

/** Longer than any exchange may take, in milliseconds. */
const LEASE = MINUTE

/**
 * Leases what is due, at most `room`: endpoints in the order in which they came due, each at most what `roomOf` allows. All
 * get an equal part first; what is left goes to those that have more waiting. Reminders that have lapsed are settled
 * instead.
 */
export function lease(db: Sqlite, options: LeaseOptions): Claim[] {
  const { room, without, roomOf, now } = options
  if (room <= 0) return []
  const turns = db
    .all<{ endpoint: number }>(
      'SELECT endpoint FROM turn WHERE due <= ? AND endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?',
      now,
      JSON.stringify(without),
      room,
    )
    .map(({ endpoint }) => endpoint)
  const part = Math.ceil(room / turns.length)
  const first = take(db, turns, (endpoint) => Math.min(part, roomOf(endpoint)), options, room)
  const rest = take(db, first.more, (endpoint) => roomOf(endpoint) - part, options, room - first.claims.length)
  const claims = [...first.claims, ...rest.claims]
  writeDue(db, new Set([...claims, ...first.lapsed, ...rest.lapsed].map(({ endpoint }) => endpoint)))
  return claims
}

interface Taken {
  claims: Claim[]
  lapsed: Lapsed[]
  /** Endpoints that may have more. */
  more: number[]
}

/** Leases at most `mostOf` of each endpoint, as long as there is room. */
function take(db: Sqlite, endpoints: readonly number[], mostOf: (endpoint: number) => number, options: LeaseOptions, room: number): Taken {
  const { now, deskNow, bodies } = options
  const taken: Taken = { claims: [], lapsed: [], more: [] }
  for (const endpoint of endpoints) {
    const most = Math.min(room - taken.claims.length, mostOf(endpoint))
    if (most <= 0) continue
    const rows = dueOf(db, endpoint, now, most)
    if (rows.length === most) taken.more.push(endpoint)
    for (const { delivery, message, tries } of rows) {
      const frozen = bodies.get(message)
      const state = lapseOf(db, frozen, deskNow)
      if (state === null) taken.claims.push({ delivery, endpoint, message, id: frozen.id, type: frozen.type, tries })
      else taken.lapsed.push({ delivery, endpoint, state })
    }
  }
  markLeased(db, taken.claims, now)
  for (const { delivery, state } of taken.lapsed) settleUnsent(db, delivery, state)
  return taken
}

/** Why a message is not to be sent any more: only reminders lapse. `null` where it still holds. */
export function lapseOf(db: Sqlite, { type, talk, armedBy, expires }: Omit<Frozen, 'body'>, deskNow: number): Lapse | null {
  if (type !== REMINDER) return null
  if (expires !== null && expires <= deskNow) return 'expired'
  return db.first('SELECT 1 FROM start WHERE talk = ? AND armed_by = ?', talk, armedBy) === undefined ? 'obsolete' : null
}

/** Settles a delivery that was leased and lapsed before it was sent. */
export function drop(db: Sqlite, { delivery, endpoint, state }: Lapsed): void {
  settleUnsent(db, delivery, state)
  writeDue(db, [endpoint])
}

/** Gives back what was leased and is not to be sent now: it is due at once. */
export function giveBack(db: Sqlite, claims: readonly Claim[], now: number): void {
  if (claims.length === 0) return
  const keys = JSON.stringify(claims.map(({ delivery }) => delivery))
  db.run(
    "UPDATE delivery SET due = ?, leased = 0 WHERE key IN (SELECT value FROM json_each(?)) AND state = 'waiting' AND leased = 1",
    now,
    keys,
  )
  writeDue(db, new Set(claims.map(({ endpoint }) => endpoint)))
}

function markLeased(db: Sqlite, claims: readonly Claim[], now: number): void {
  if (claims.length === 0) return
  const keys = JSON.stringify(claims.map(({ delivery }) => delivery))
  db.run('UPDATE delivery SET due = ?, leased = 1 WHERE key IN (SELECT value FROM json_each(?))', now + LEASE, keys)
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

function settleUnsent(db: Sqlite, delivery: number, state: Lapse): void {
  count(db, state, db.run("UPDATE delivery SET state = ?, leased = 0 WHERE key = ? AND state = 'waiting'", state, delivery))
}
