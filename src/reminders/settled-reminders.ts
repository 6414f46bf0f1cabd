// What people are reminded of where changes armed a talk: not before it has settled, and nothing of a start that they know
// already. Programs were reminded at once; what fired then is written down, and this is read off it.
import type { Standing } from '../changes/standing.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { timelinessOf } from './due-time.ts'
import { firedSince, forgetFired, lastDealtWith, markUndone, type ToldOf } from './fired-reminders.ts'
import type { Askers } from './lead-askers.ts'
import { missedOf } from './missed-leads.ts'
import { type NamedSchedule, occasionOf, type Reminder, reminderOf } from './reminder.ts'
import { type Armed, keyOf, type Occasion, readStart, sameStart, startAt, startOf } from './talk-start.ts'

/** A talk that has not changed for a while. Instants are milliseconds of the desk's time. */
export interface Settled extends ToldOf {
  talk: string
  /** How it stood when people were last told of it; `null`: they were not. */
  was: Standing | null
  is: Standing
}

interface Given {
  db: Sqlite
  askers: Askers
  deskZone: string
  schedules: readonly NamedSchedule[]
  /** Up to when reminders were looked for. */
  until: number
}

/** What waited for this talk, and for its deadline; of each the shortest lead first. The caller has a transaction open. */
export function settledReminders(given: Given, settled: Settled, now: number): Reminder[] {
  return (['start', 'accreditation'] as const).flatMap((about) => remindersOf(given, settled, about, now))
}

function remindersOf({ db, askers, deskZone, schedules, until }: Given, settled: Settled, about: Occasion, now: number): Reminder[] {
  const key = keyOf(settled.talk, about)
  const armed = readStart(db, key)
  markUndone(db, key, armed?.armedBy ?? null, settled)
  if (armed === null) return []

  const fired = firedSince(db, armed, settled)
  const missed = missedOf(armed, schedules, deskZone, now)
  // What fired by the clock of a zone that was taken back is not due any more.
  const due = new Set(missed.map(({ name }) => name))
  for (const { name } of schedules) if (fired.has(name) && !due.has(name)) forgetFired(db, armed, name)

  const before = settled.was && startOf(occasionOf(settled.was, about))
  const isKnown = before !== null && sameStart(before, armed.start)
  const { known } = occasionOf(settled.is, about)
  const waited = missed.filter((each) => {
    if (each.begun || !(fired.has(each.name) || fallsDueNow(each.name, each.schedule, each.due))) return false
    return !(isKnown && wasDealtWith(db, armed, each.name, settled))
  })
  return waited.flatMap((each) => {
    const asked = askers.of(each.name, armed.start.instant === null)
    const facts = { due: each.due, known, caughtUp: !isKnown, askers: asked, deskZone }
    return asked.size === 0 ? [] : [reminderOf(db, armed, each, facts, now)]
  })

  /** What this wake-up will find: whoever is told of it here is told nothing longer. */
  function fallsDueNow(name: string, schedule: NamedSchedule['schedule'], dueAt: number): boolean {
    return dueAt > until && !fired.has(name) && timelinessOf(dueAt, (armed as Armed).start, schedule, deskZone, now) === 'in-time'
  }
}

/** Whether people were reminded of this very start by a schedule, or it was skipped, before the talk changed. */
function wasDealtWith(db: Sqlite, armed: Armed, schedule: string, told: ToldOf): boolean {
  const known = lastDealtWith(db, armed, schedule, told)
  const start = known && startAt(known)
  return start !== null && sameStart(start, armed.start)
}
