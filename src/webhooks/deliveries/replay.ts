// Sending again what was told before, or was missed, with the same id and body. The log has every change, even if its
// message was deleted long ago.
import type { Step } from '../../changes/change.ts'
import { latestCursor, readChanges } from '../../changes/change-log.ts'
import { type Histories, stepsOf } from '../../changes/histories.ts'
import type { Moment } from '../../runtime/clock.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Site } from '../../talks/site.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { asksFor } from '../endpoints/recipients.ts'
import { FORMATS } from '../formats/formats.ts'
import { changeMessage } from '../messages/message.ts'
import { deliveryOf, type Queue } from './queue.ts'
import { settlingTalks } from './settling.ts'

/** Where to begin: after a cursor, or at an instant in UTC. */
export type From = { after: number } | { since: string }

export interface Replayed {
  queued: number
  /** The cursor up to which the log was read. */
  cursor: number
  /** Whether the log goes on after it. */
  more: boolean
}

const MOST_REPLAYED = 5000

/** Queues again, or for the first time, the changes that the endpoint asks for; at most 5,000 are looked at. */
export function replay(
  { db, queue, site, histories }: { db: Sqlite; queue: Queue; site: Site; histories: Histories },
  endpoint: Endpoint,
  from: From,
  { real, today }: Moment,
): Replayed {
  const rows = readChanges(db, from, MOST_REPLAYED + 1)
  const some = rows.slice(0, MOST_REPLAYED)
  // People are told soon of what has not settled, as one change; a message has the id of its last.
  const settling = FORMATS[endpoint.format].readBy === 'people' ? settlingTalks(db) : new Map<string, number>()
  const steps = stepsOf(some, histories).filter(
    ({ change, was, is }) =>
      change.revision <= (settling.get(change.talk) ?? Number.POSITIVE_INFINITY) && asksFor(endpoint, change.types, [was, is], today),
  )
  db.transaction(() => {
    for (const step of steps) sendAgain(step)
  })
  const cursor = some.at(-1)?.cursor ?? ('after' in from ? from.after : latestCursor(db))
  return { queued: steps.length, cursor, more: rows.length > some.length }

  function sendAgain(step: Step): void {
    const message = changeMessage(step, endpoint, site)
    const known = deliveryOf(db, endpoint.key, message.id)
    if (known === null) queue.add(message, [endpoint.key], real)
    else queue.requeue(known, real)
  }
}

/** The cursor before the first change that an endpoint should have been told and was not; else the latest. */
export function toldUpTo(db: Sqlite, { key }: Endpoint): number {
  const row = db.first<{ cursor: number | null }>(
    `SELECT min(cursor) AS cursor FROM delivery JOIN message ON message.key = message JOIN change ON change.id = substr(message.id, 5)
     WHERE endpoint = ? AND delivery.state IN ('waiting', 'failed')`,
    key,
  )
  return typeof row?.cursor === 'number' ? row.cursor - 1 : latestCursor(db)
}
