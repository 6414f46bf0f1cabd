// What waits for an endpoint, in the order in which it is due. For one that fails, changes and reminders are held; what its
// owner asks for is not. Instants are milliseconds of the real time.
import type { Sqlite } from '../../sqlite/port.ts'
import { REMINDER } from '../formats/message-types.ts'

export interface Waiting {
  delivery: number
  message: number
  /** How often it was tried since it was queued, and since it was queued for the first time. */
  tries: number
  total: number
  due: number
  queuedAt: number | null
}

/** The same of an endpoint that fails, with its holds. */
export interface HeldBack extends Waiting {
  changesHeld: number
  remindersHeld: number
}

/** For many endpoints in one statement, each row with what waits for one as JSON: a tenth of the time of asking for each. */
const PLAIN = `SELECT turn.value AS endpoint, (
    SELECT json_group_array(json_array(key, message, tries, total, due, queued_at)) FROM (
      SELECT key, message, tries, total, due, queued_at FROM delivery
      WHERE endpoint = turn.value AND state = 'waiting'
        AND EXISTS (SELECT 1 FROM endpoint WHERE endpoint.key = turn.value AND endpoint.state IN ('active', 'unverified'))
      ORDER BY due, key LIMIT ?2
    )
  ) AS rows FROM json_each(?1) AS turn`

/** Of those that are held until the same instant, reminders come first: they expire. */
const HELD = `SELECT delivery.key AS delivery, message, tries, total,
    max(due, CASE
      WHEN type IN ('endpoint.verification', 'endpoint.test') OR delivery.key IN (SELECT value FROM json_each(?3)) THEN 0
      WHEN type = '${REMINDER}' THEN coalesce(reminders_held_until, 0)
      ELSE coalesce(held_until, 0)
    END) AS due, queued_at AS queuedAt, coalesce(held_until, 0) AS changesHeld, coalesce(reminders_held_until, 0) AS remindersHeld
  FROM endpoint CROSS JOIN delivery ON delivery.endpoint = endpoint.key CROSS JOIN message ON message.key = delivery.message
  WHERE endpoint.key = ?1 AND delivery.state = 'waiting' AND endpoint.state IN ('active', 'unverified')
  ORDER BY 5, type <> '${REMINDER}', delivery.key LIMIT ?2`

/** For each of these, which do not fail: at most so many, the first first; nothing of one that nothing is sent to. */
export function waitingForEach(db: Sqlite, endpoints: readonly number[], most: number): Map<number, Waiting[]> {
  const rows = endpoints.length === 0 ? [] : db.all<{ endpoint: number; rows: string }>(PLAIN, JSON.stringify(endpoints), most)
  return new Map(rows.map(({ endpoint, rows }) => [endpoint, (JSON.parse(rows) as Packed[]).map(unpacked)]))
}

type Packed = [delivery: number, message: number, tries: number, total: number, due: number, queuedAt: number | null]

function unpacked([delivery, message, tries, total, due, queuedAt]: Packed): Waiting {
  return { delivery, message, tries, total, due, queuedAt }
}

/** The same for one that fails; what is urgent is due at once. */
export function waitingForTroubled(db: Sqlite, endpoint: number, most: number, urgent: ReadonlySet<number>): HeldBack[] {
  return db.all<HeldBack>(HELD, endpoint, most, JSON.stringify([...urgent]))
}
