// Leasing: which deliveries are sent now, and to whom. Endpoints take turns, so that what waits for one is never in the way
// of another. Instants are milliseconds of the real time, and callers have a transaction open.
import type { Sqlite } from '../../sqlite/port.ts'
import { REMINDER } from '../formats/message-types.ts'
import { count } from './counts.ts'
import type { Claim, Lapse, Lapsed } from './delivery.ts'
import type { Bodies, Frozen } from './frozen-bodies.ts'
import type { Queue } from './queue.ts'
import { type Waiting, waitingForEach, waitingForTroubled } from './waiting.ts'

export interface LeaseOptions {
  /** How many at most. */
  room: number
  /** Endpoints that have their share already. */
  without: ReadonlySet<number>
  /** How many more may be leased of an endpoint. */
  roomOf: (endpoint: number) => number
  /** How many are leased of an endpoint, and whether a delivery is: what has come back is none of them. */
  leasedOf: (endpoint: number) => number
  isLeased: (delivery: number) => boolean
  /** Whether an endpoint fails, so that messages may be held. */
  isTroubled: (endpoint: number) => boolean
  now: number
  /** In the desk's time. */
  deskNow: number
  bodies: Bodies
}

/**
 * Leases what is due, at most `room`: endpoints in the order in which they came due, each at most what `roomOf` allows. All
 * get an equal part first; what is left goes to those that have more waiting. Reminders that have lapsed are settled
 * instead.
 */
export function lease(db: Sqlite, queue: Queue, options: LeaseOptions): Claim[] {
  const claims: Claim[] = []
  const taken = new Set<number>()
  const takenOf = new Map<number, number>()
  const full = new Set(options.without)
  while (claims.length < options.room) {
    const room = options.room - claims.length
    const turns = queue.dueTimes.turns(options.now, full, room)
    if (turns.length === 0) break
    const parts = partsOf(turns, Math.ceil(room / turns.length))
    const waiting = waitingOf(parts)
    for (const [endpoint, part] of parts) {
      const most = Math.min(part, options.room - claims.length)
      if (most > 0) claims.push(...take(endpoint, waiting.get(endpoint) ?? [], most))
    }
  }
  return claims

  /** How many each may have. Those that may have none are left out from now on. */
  function partsOf(turns: readonly number[], part: number): Map<number, number> {
    const parts = new Map<number, number>()
    for (const endpoint of turns) {
      const most = Math.min(part, options.roomOf(endpoint) - (takenOf.get(endpoint) ?? 0))
      if (most <= 0) full.add(endpoint)
      else parts.set(endpoint, most)
    }
    return parts
  }

  /** One more than may be taken of each, beside what is taken already: it tells when the endpoint is due next. */
  function waitingOf(parts: ReadonlyMap<number, number>): Map<number, Waiting[]> {
    const mostOf = (endpoint: number) => (parts.get(endpoint) ?? 0) + (takenOf.get(endpoint) ?? 0) + options.leasedOf(endpoint) + 1
    const { true: troubled = [], false: sound = [] } = Object.groupBy(
      parts.keys(),
      (endpoint) => `${options.isTroubled(endpoint)}` as const,
    )
    const waiting = waitingForEach(
      db,
      sound,
      sound.reduce((most, endpoint) => Math.max(most, mostOf(endpoint)), 0),
    )
    for (const endpoint of troubled) {
      const held = waitingForTroubled(db, endpoint, mostOf(endpoint), queue.urgent)
      waiting.set(endpoint, held)
      const [first] = held
      if (first) queue.dueTimes.hold(endpoint, { change: first.changesHeld, reminder: first.remindersHeld })
    }
    return waiting
  }

  /** Takes at most `most` of what is due for an endpoint, and notes when it is due next. */
  function take(endpoint: number, waiting: readonly Waiting[], most: number): Claim[] {
    const { now, deskNow, bodies } = options
    const rows = waiting.filter(({ delivery }) => !taken.has(delivery) && !options.isLeased(delivery))
    const due = rows.filter((row, index) => index < most && row.due <= now)
    queue.dueTimes.next(endpoint, rows[due.length]?.due ?? null)
    const made: Claim[] = []
    for (const { delivery, message, tries, total, queuedAt } of due) {
      const frozen = bodies.get(message)
      const state = lapseOf(db, frozen, deskNow)
      const { id, type, format, createdAt } = frozen
      if (state !== null) drop(db, { delivery, format, state })
      else made.push({ delivery, endpoint, message, id, type, format, queuedAt, createdAt, tries, total })
    }
    for (const { delivery } of made) taken.add(delivery)
    takenOf.set(endpoint, (takenOf.get(endpoint) ?? 0) + made.length)
    return made
  }
}

/** Why a message is not to be sent any more: only reminders lapse. `null` where it still holds. */
export function lapseOf(db: Sqlite, { type, talk, armedBy, expires }: Omit<Frozen, 'body'>, deskNow: number): Lapse | null {
  if (type !== REMINDER) return null
  if (expires !== null && expires <= deskNow) return 'expired'
  return db.first("SELECT 1 FROM start WHERE talk IN (?1, ?1 || '.accreditation') AND armed_by = ?2", talk, armedBy) === undefined
    ? 'obsolete'
    : null
}

/** Settles a delivery that lapsed before it was sent. */
export function drop(db: Sqlite, { delivery, format, state }: Omit<Lapsed, 'endpoint'>): void {
  count(db, `${state}:${format}`, db.run("UPDATE delivery SET state = ? WHERE key = ? AND state = 'waiting'", state, delivery))
}
