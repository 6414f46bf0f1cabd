// When each endpoint is due: those that may be sent to, with the earliest instant at which something waits for them. Instants
// are milliseconds of the real time.
import type { Sqlite } from '../../sqlite/port.ts'

/**
 * Writes when endpoints are due: as their first waiting delivery is, but not before `held_until`. The caller has a
 * transaction open.
 */
export function writeDue(db: Sqlite, endpoints: Iterable<number>): void {
  const list = JSON.stringify([...endpoints])
  if (list === '[]') return
  db.run(
    `INSERT INTO turn (endpoint, due)
     SELECT key, due FROM (
       SELECT key, max((SELECT min(due) FROM delivery WHERE endpoint = endpoint.key AND state = 'waiting'), coalesce(held_until, 0)) AS due
       FROM endpoint WHERE key IN (SELECT value FROM json_each(?)) AND state IN ('active', 'unverified')
     ) WHERE due IS NOT NULL
     ON CONFLICT (endpoint) DO UPDATE SET due = excluded.due WHERE due <> excluded.due`,
    list,
  )
  db.run(
    `DELETE FROM turn WHERE endpoint IN (SELECT value FROM json_each(?)) AND (
       NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.endpoint = turn.endpoint AND state = 'waiting')
       OR NOT EXISTS (SELECT 1 FROM endpoint WHERE key = turn.endpoint AND state IN ('active', 'unverified'))
     )`,
    list,
  )
}

/** When the first endpoint is due, leaving some out; `null` if none is. */
export function earliestDue(db: Sqlite, without: readonly number[] = []): number | null {
  const row = db.first<{ due: number }>(
    'SELECT due FROM turn WHERE endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT 1',
    JSON.stringify(without),
  )
  return row?.due ?? null
}
