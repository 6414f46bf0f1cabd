// Which endpoints asked for which schedules. Endpoints are numbers here; what they are is not this folder's concern.
import type { Sqlite } from '../sqlite/port.ts'
import { type LeadsAsked, subscriptionsOf } from './schedule.ts'

export interface Askers {
  /** Who asked for a schedule; if only the day of a talk is known, also those who get it in place of a lead in hours. */
  of(schedule: string, onlyDayKnown: boolean): ReadonlySet<number>
  /** Every schedule that anyone asked for. */
  schedules(): string[]
  /** Replaces what an endpoint asks for; `null` ends it. The caller has a transaction open. */
  write(endpoint: number, asked: LeadsAsked | null): void
  /** Rises whenever anyone asks for something else. */
  readonly version: number
}

export function createAskers(db: Sqlite): Askers {
  let version = 0
  // By schedule; read when it is first needed.
  const kept = new Map<string, { timed: Set<number>; all: Set<number> }>()

  return {
    get version() {
      return version
    },
    of(schedule, onlyDayKnown) {
      let askers = kept.get(schedule)
      if (askers === undefined) {
        askers = readAskers(db, schedule)
        kept.set(schedule, askers)
      }
      return onlyDayKnown ? askers.all : askers.timed
    },
    // Skips from schedule to schedule through the index: reading every row would be a walk through all endpoints.
    schedules: () =>
      db
        .all<{ schedule: string }>(
          `WITH RECURSIVE hop (schedule) AS (
             SELECT min(schedule) FROM lead
             UNION ALL SELECT (SELECT min(schedule) FROM lead WHERE schedule > hop.schedule) FROM hop WHERE hop.schedule IS NOT NULL
           ) SELECT schedule FROM hop WHERE schedule IS NOT NULL`,
        )
        .map(({ schedule }) => schedule),
    write(endpoint, asked) {
      kept.clear()
      version++
      db.run('DELETE FROM lead WHERE endpoint = ?', endpoint)
      for (const { schedule, onlyDay } of asked === null ? [] : subscriptionsOf(asked)) {
        db.run('INSERT INTO lead (schedule, endpoint, only_day) VALUES (?, ?, ?)', schedule, endpoint, onlyDay ? 1 : 0)
      }
    },
  }
}

function readAskers(db: Sqlite, schedule: string): { timed: Set<number>; all: Set<number> } {
  const [timed, all] = [new Set<number>(), new Set<number>()]
  db.each<{ endpoint: number; only_day: number }>(
    'SELECT endpoint, only_day FROM lead WHERE schedule = ? ORDER BY endpoint',
    [schedule],
    ({ endpoint, only_day }) => {
      all.add(endpoint)
      if (only_day === 0) timed.add(endpoint)
    },
  )
  return { timed, all }
}
