// Whose turn it is: each endpoint that may be sent to, with the earliest instant at which something of it is due. Instants
// are milliseconds of the real time. Callers have a transaction open.
import type { Sqlite } from '../../sqlite/port.ts'

/** Sets when it is an endpoint's turn: when the first of what waits is due, and not before it wants to be asked again. */
export function takeTurn(db: Sqlite, endpoint: number): void {
  takeTurns(db, [endpoint])
}

export function takeTurns(db: Sqlite, endpoints: Iterable<number>): void {
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

/** When anything is due next, some endpoints apart. */
export function nextDue(db: Sqlite, without: readonly number[]): number | null {
  const row = db.first<{ due: number }>(
    'SELECT due FROM turn WHERE endpoint NOT IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT 1',
    JSON.stringify(without),
  )
  return row?.due ?? null
}
