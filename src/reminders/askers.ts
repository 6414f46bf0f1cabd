// Which endpoints asked for which schedules. Endpoints are numbers here; what they are is not this folder's concern.
import type { Sqlite } from '../sqlite/port.ts'
import { subscriptionsOf, type Wish } from './schedule.ts'

export interface Asker {
  endpoint: number
  schedule: string
}

/** Replaces what an endpoint asks for; `null` ends it. The caller has a transaction open. */
export function writeLeads(db: Sqlite, endpoint: number, wish: Wish | null): void {
  db.run('DELETE FROM lead WHERE endpoint = ?', endpoint)
  for (const { schedule, onlyDay } of wish === null ? [] : subscriptionsOf(wish)) {
    db.run('INSERT INTO lead (schedule, endpoint, only_day) VALUES (?, ?, ?)', schedule, endpoint, onlyDay ? 1 : 0)
  }
}

/** Every schedule in use, found by hops, not by a walk. */
export function schedulesInUse(db: Sqlite): string[] {
  return db
    .all<{ schedule: string }>(
      `WITH RECURSIVE hop (schedule) AS (
         SELECT min(schedule) FROM lead
         UNION ALL SELECT (SELECT min(schedule) FROM lead WHERE schedule > hop.schedule) FROM hop WHERE hop.schedule IS NOT NULL
       ) SELECT schedule FROM hop WHERE schedule IS NOT NULL`,
    )
    .map(({ schedule }) => schedule)
}

/**
 * Who asked for any of the schedules, in order of endpoints, of those that are `among`; `dayOnly` includes those for whom
 * it stands in for hours.
 */
export function askersOf(db: Sqlite, schedules: readonly string[], dayOnly: boolean, among: readonly number[] | null = null): Asker[] {
  return db.all(
    `SELECT endpoint, schedule FROM lead WHERE schedule IN (SELECT value FROM json_each(?)) AND only_day <= ?
     ${among === null ? '' : 'AND endpoint IN (SELECT value FROM json_each(?))'} ORDER BY endpoint`,
    JSON.stringify(schedules),
    dayOnly ? 1 : 0,
    ...(among === null ? [] : [JSON.stringify(among)]),
  )
}
