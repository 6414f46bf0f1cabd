// Publishing: compares what an origin says now with what stands in the log, and appends the changes. Repeating it with
// the same talks appends nothing.
import type { Sqlite } from '../sqlite/port.ts'
import type { Broken } from '../talks/diary.ts'
import type { Talk } from '../talks/talk.ts'
import { dateOf, instantText } from '../talks/time.ts'
import { SECOND } from '../talks/units.ts'
import type { Step } from './change.ts'
import { append, latestInstant, readForeign, readStood } from './change-log.ts'
import { type Difference, diff, type Stood } from './diff.ts'
import { standingAfter } from './standing.ts'

export interface Published {
  steps: Step[]
  /** Talks that stand although their record is broken, unreadable, or under an embargo that came later. */
  kept: string[]
  /** Talks of another origin, which this one may not alter. */
  foreign: { id: string; origin: string }[]
}

export interface PublishOptions {
  /** What is not withdrawn although no talk is given: its record is broken, unreadable or under an embargo. */
  broken: Broken
  /** An id for each change. */
  newId: () => string
  /** The only talks that are compared; left out where all of the origin's are. */
  only?: readonly string[]
  /** The act of an editor that made the changes. */
  act?: number
  /** Those that get a change although they say the same: what is kept of them was altered. */
  touched?: readonly string[]
  /** What those talks that are withdrawn now are the same as. */
  mergedInto?: string
}

/** Appends what changed, in one transaction. `at` never runs back, even where the clock does. */
export function publish(
  db: Sqlite,
  origin: string,
  talks: readonly Talk[],
  { broken, newId, only, act, mergedInto, touched = [] }: PublishOptions,
  now: number,
): Published {
  return db.transaction(() => {
    const foreign = readForeign(
      db,
      origin,
      talks.map(({ id }) => id),
    )
    const others = new Set(foreign.map(({ id }) => id))
    const given = new Map(talks.filter(({ id }) => !others.has(id)).map((talk) => [talk.id, talk]))
    // Talks that stand just as given are not compared: at nearly every start, that is nearly all of them.
    const compared = new Map([...given].filter(([id]) => !touched.includes(id)))
    const { stood, unchanged } = readStood(db, origin, compared, only)
    const altered = new Map([...given].filter(([id]) => !unchanged.has(id)))
    const { differences: found, kept } = decide(stood, altered, broken)
    const differences = [...found, ...touchedOnly(touched, found, stood, given)]
    const at = publishedAt(db, now)
    const steps = differences.map(({ id, types, before, after }): Step => {
      const was = stood.get(id)?.standing ?? null
      const is = standingAfter(was, after, at, mergedInto)
      const change = { id: newId(), talk: id, revision: is.revision, types, at, after }
      return { change: { ...change, before, cursor: append(db, origin, change, is, act) }, was, is }
    })
    return { steps, kept, foreign }
  })
}

/** A change that only says that there is something new, for talks that say the same as before. */
function touchedOnly(
  touched: readonly string[],
  found: readonly Difference[],
  stood: ReadonlyMap<string, Stood>,
  given: ReadonlyMap<string, Talk>,
): Difference[] {
  return touched.flatMap((id): Difference[] => {
    const [before, after] = [stood.get(id)?.talk ?? null, given.get(id) ?? null]
    const isFound = found.some((difference) => difference.id === id)
    return isFound || before === null || after === null ? [] : [{ id, types: ['talk.updated'], before, after }]
  })
}

/** What to append: the differences, without withdrawals of talks that are missing only because they could not be read. */
export function decide(
  stood: ReadonlyMap<string, Stood>,
  talks: ReadonlyMap<string, Talk>,
  broken: Broken,
): { differences: Difference[]; kept: string[] } {
  const differences: Difference[] = []
  const kept: string[] = []
  for (const difference of diff(stood, talks)) {
    if (difference.after === null && (broken.unreadable || broken.ids.has(difference.id))) kept.push(difference.id)
    else differences.push(difference)
  }
  return { differences, kept }
}

/**
 * The `at` of what is published now. If the clock was set back, it is a second after that of the last change: calendars are
 * new, and their Last-Modified must tell so.
 */
export function publishedAt(db: Sqlite, now: number): string {
  const last = latestInstant(db)
  const at = instantText(now)
  return last !== null && last > at ? instantText(dateOf(last).getTime() + SECOND) : at
}
