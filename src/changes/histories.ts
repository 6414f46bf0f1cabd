// The log in memory, as far as feeds and lists need it: the standings of each talk, oldest first, and the subjects.
import type { Sqlite } from '../sqlite/port.ts'
import type { Change, Step } from './change.ts'
import { type Entry, latestCursor, readEntries } from './change-log.ts'
import type { Standing } from './standing.ts'
import { type NamedSubject, readSubjects, type SubjectKind } from './subjects.ts'

export interface Histories {
  /** The cursor of the latest change that has been read. */
  readonly cursor: number
  /** The whole log, oldest first. */
  readonly log: readonly Entry[]
  /** Standings of each talk, oldest first, never empty. */
  readonly talks: ReadonlyMap<string, readonly Standing[]>
  /** The latest standing of each talk, without withdrawn ones: the same list until the log grows. */
  standing(): readonly Standing[]
  latest(talk: string): Standing | null
  /** The standing before the given one; `null` before the first. */
  before(standing: Standing): Standing | null
  subject(kind: SubjectKind, id: string): NamedSubject | null
  subjects(kind: SubjectKind): NamedSubject[]
  /** Reads what was appended since the last time; if there was anything, calls the listeners. */
  refresh(): void
  /** Calls the listener once, when the log next grows or at `end`. Returns a function that removes it. */
  onChange(listener: () => void): () => void
  /** Calls all listeners, so that nobody waits for a desk that has stopped. */
  end(): void
}

export function createHistories(db: Sqlite): Histories {
  const talks = new Map<string, Standing[]>()
  const log: Entry[] = []
  let subjects = new Map<string, NamedSubject>()
  let cursor = 0
  let standings: readonly Standing[] | null = null
  let listeners = new Set<() => void>()

  const histories: Histories = {
    get cursor() {
      return cursor
    },
    log,
    talks,
    standing() {
      standings ??= [...talks.values()].map((history) => history[history.length - 1] as Standing).filter(({ withdrawn }) => !withdrawn)
      return standings
    },
    latest: (talk) => talks.get(talk)?.at(-1) ?? null,
    before: ({ talk, revision }) => talks.get(talk)?.[revision - 2] ?? null,
    subject: (kind, id) => subjects.get(`${kind} ${id}`) ?? null,
    subjects: (kind) => [...subjects.values()].filter((subject) => subject.kind === kind),
    refresh() {
      standings = null
      for (const entry of readEntries(db, cursor)) {
        const { is } = entry
        const history = talks.get(is.talk)
        if (history) history.push(is)
        else talks.set(is.talk, [is])
        log.push(entry)
      }
      const before = cursor
      cursor = latestCursor(db)
      subjects = new Map(readSubjects(db).map((subject) => [`${subject.kind} ${subject.id}`, subject]))
      if (cursor > before) histories.end()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    end() {
      const waiting = listeners
      listeners = new Set()
      for (const listener of waiting) listener()
    },
  }
  histories.refresh()
  return histories
}

/** Changes with where their talks stood before and after; without changes that have not been read into the histories. */
export function stepsOf(changes: readonly Change[], { talks }: Pick<Histories, 'talks'>): Step[] {
  return changes.flatMap((change) => {
    const history = talks.get(change.talk)
    const is = history?.[change.revision - 1]
    return is ? [{ change, was: history?.[change.revision - 2] ?? null, is }] : []
  })
}

/** How talks stand once these steps are part of the histories. */
export function standingsAfter({ latest }: Pick<Histories, 'latest'>, steps: readonly Step[]): (talk: string) => Standing {
  const after = new Map(steps.map(({ change, is }) => [change.talk, is]))
  return (talk) => {
    const standing = after.get(talk) ?? latest(talk)
    if (!standing) throw new Error(`histories: ${talk} is not in the log`)
    return standing
  }
}
