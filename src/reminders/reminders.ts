// Reminders as a part of the desk: armed by changes, looked for when one may be due, and each found once. A wake-up answers
// with what fell due and who asked for it; whether they follow the talk is for the fan-out to decide.
import type { Step } from '../changes/change.ts'
import { type Histories, standingsAfter } from '../changes/histories.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { readSetting, writeSetting } from '../sqlite/settings.ts'
import { earliest } from '../talks/time.ts'
import { type Fallen, fallenDue } from './due-reminders.ts'
import { forgetSkippedAfter } from './fired-reminders.ts'
import { type Askers, createAskers } from './lead-askers.ts'
import { catchUp } from './missed-leads.ts'
import { nextDue } from './next-due.ts'
import type { NamedSchedule, Reminder, StandingOf } from './reminder.ts'
import { parseSchedule } from './schedule.ts'
import { type Settled, settledReminders } from './settled-reminders.ts'
import { arm, talksWithoutStart } from './talk-start.ts'

/** What a wake-up found, and what is known of the next once that is committed. */
export interface Woken extends Fallen {
  /** When a reminder may fall due next, in the desk's time. */
  next: number | null
  looked: Looked | null
}

/** When reminders were last looked for, and the version of the askers then. */
interface Looked {
  at: number
  askers: number
}

export interface Reminders {
  readonly askers: Askers
  /**
   * Arms talks to which changes gave another start, and finds what fell due. The caller has a transaction open, and calls
   * `committed` after it. Instants are milliseconds in the desk's time.
   */
  wake(now: number, steps: readonly Step[]): Woken
  committed(woken: Woken): void
  /** What people are reminded of, now that these talks have settled, the shortest lead of each first. The caller has a transaction open. */
  settled(talks: readonly Settled[], now: number): Reminder[]
  next(): number | null
}

interface Options {
  db: Sqlite
  histories: Pick<Histories, 'latest'>
  /** The zone of leads in days where neither an endpoint nor a talk has one. */
  zone: string
}

/** The setting that holds up to when reminders were looked for, in milliseconds. */
const UNTIL = 'reminded_until'

export function createReminders({ db, histories, zone: deskZone }: Options): Reminders {
  const askers = createAskers(db)
  let next: number | null = null
  let looked: Looked | null = null

  const isDue = (now: number): boolean =>
    // If the clock went back, `next` was worked out for a later time and may be too late.
    looked === null || looked.askers !== askers.version || now < looked.at || (next !== null && now >= next)

  const schedules = (): NamedSchedule[] => askers.schedules().map((name) => ({ name, schedule: parseSchedule(name) }))

  return {
    askers,
    wake(now, steps) {
      if (steps.length === 0 && !isDue(now)) return { fired: [], skipped: [], next, looked }
      const standingOf = standingsAfter(histories, steps)
      const given = { db, askers, standingOf, deskZone }
      const inUse = schedules()
      if (looked === null) armOlder(db, steps, standingOf)
      const caughtUp = arm(db, steps).flatMap((armed) => catchUp(given, armed, inUse, now))
      // If the clock went back, it begins again from there; what has fired is not told twice.
      const until = Number(readSetting(db, UNTIL) ?? now)
      if (until > now) forgetSkippedAfter(db, now)
      const after = Math.min(until, now)
      const { fired, skipped } = fallenDue(given, inUse, after, now)
      writeSetting(db, UNTIL, String(now))
      return {
        fired: [...caughtUp, ...fired.sort((a, b) => b.dueAt - a.dueAt)],
        skipped,
        next: earliest(...inUse.map(({ schedule }) => nextDue(db, schedule, deskZone, now))),
        looked: { at: now, askers: askers.version },
      }
    },
    committed(woken) {
      next = woken.next
      looked = woken.looked
    },
    settled(talks, now) {
      if (talks.length === 0) return []
      const until = Number(readSetting(db, UNTIL) ?? now)
      const given = { db, askers, deskZone, schedules: schedules(), until }
      return talks.flatMap((talk) => settledReminders(given, talk, now))
    },
    next: () => next,
  }
}

/** Arms the talks of a database from before there were reminders. Nothing is caught up on: nobody had asked for any. */
function armOlder(db: Sqlite, steps: readonly Step[], standingOf: StandingOf): void {
  const changed = new Set(steps.map(({ change }) => change.talk))
  const older = talksWithoutStart(db).filter(({ id }) => !changed.has(id))
  arm(
    db,
    older.map(({ id, change }) => ({ change: { id: change }, is: standingOf(id) })),
  )
}
