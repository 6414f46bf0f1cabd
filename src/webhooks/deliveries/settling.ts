// Changes that people are told of: when a talk has not changed for a minute, as one change from how it stood before. A slip
// that is taken back by then is none, and what is altered several times is told once. Reminders that such changes brought wait
// as long. Instants are milliseconds of the desk's time, and callers have a transaction open.
import type { Change, Step } from '../../changes/change.ts'
import { readChange, readTalk } from '../../changes/change-log.ts'
import { diff } from '../../changes/diff.ts'
import type { Histories } from '../../changes/histories.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Reminder } from '../../reminders/reminder.ts'
import type { Settled } from '../../reminders/settled-reminders.ts'
import { keyOf } from '../../reminders/talk-start.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { MINUTE } from '../../talks/units.ts'

/** For how long a talk is not to change, and for how long it may go on changing at most. */
const QUIET = MINUTE
const LONGEST = 5 * MINUTE

export interface Settling {
  /** Notes that talks have changed. */
  note(steps: readonly Step[], now: number): void
  /** The talks that have settled, as far as the histories know. */
  take(now: number): SettledTalk[]
  /** Whether a reminder waits for its talk: by a change, or for a start, that people are not told of yet. */
  holds(reminder: Pick<Reminder, 'talk' | 'about' | 'armedBy' | 'caughtUp'>): boolean
  /** When the next one has settled. */
  next(): number | null
}

export interface SettledTalk extends Settled {
  /** What became of it; `null` where it stands as it did before. */
  step: Step | null
}

interface Row {
  talk: string
  revision: number
  since: number
}

export function createSettling(db: Sqlite, { talks }: Pick<Histories, 'talks'>): Settling {
  const settledOf = ({ talk, revision, since }: Row): SettledTalk | null => {
    const history = talks.get(talk) ?? []
    const [is, was = null] = [history.at(-1), history[revision - 1]]
    const latest = is && readChange(db, talk, is.revision)
    if (!is || !latest) return null
    // The only change since is told as it was made: also what no record says, such as new rules of a zone.
    const change = is.revision === revision + 1 ? latest : changeFrom(was, latest)
    return { talk, revision, since, was, is, step: change && { change, was, is } }
  }

  /** The latest change as one from how the talk stood before several. */
  const changeFrom = (was: Standing | null, latest: Change): Change | null => {
    const { talk, after } = latest
    const before = was === null || was.withdrawn ? null : readTalk(db, talk, was.revision)
    const stood = new Map(was === null ? [] : [[talk, { talk: before, standing: was }]])
    const [difference] = diff(stood, new Map(after === null ? [] : [[talk, after]]))
    return difference ? { ...latest, before, types: difference.types } : null
  }

  return {
    note(steps, now) {
      for (const { change } of steps)
        db.run(
          `INSERT INTO settling (talk, revision, since, due) VALUES (?1, ?2, ?3, ?3 + ?4)
           ON CONFLICT (talk) DO UPDATE SET due = min(?3, since + ?5) + ?4`,
          ...[change.talk, change.revision - 1, now, QUIET, LONGEST - QUIET],
        )
    },
    take(now) {
      // What is due later than it can be was noted while the clock was ahead.
      const rows = db.all<Row>(
        'SELECT talk, revision, since FROM settling WHERE due <= ? OR due > ? ORDER BY due, talk',
        now,
        now + LONGEST,
      )
      if (rows.length === 0) return []
      const settled = rows.map(settledOf).filter((each) => each !== null)
      for (const { talk } of rows) db.run('DELETE FROM settling WHERE talk = ?', talk)
      return settled
    },
    holds({ talk, about, armedBy, caughtUp }) {
      const row = db.first<{ armed: number }>(
        `SELECT change.revision > settling.revision AS armed FROM settling LEFT JOIN change ON change.id || ?2 = ?3 AND change.talk = settling.talk
         WHERE settling.talk = ?1`,
        ...[talk, keyOf('', about), armedBy],
      )
      return row !== undefined && (caughtUp || row.armed === 1)
    },
    next: () => db.first<{ due: number | null }>('SELECT min(due) AS due FROM settling')?.due ?? null,
  }
}

/** Talks that have not settled, by the revision up to which people were told. */
export function settlingTalks(db: Sqlite): Map<string, number> {
  return new Map(db.all<Omit<Row, 'since'>>('SELECT talk, revision FROM settling').map(({ talk, revision }) => [talk, revision]))
}
