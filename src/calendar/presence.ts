// Whether a talk as it stands belongs in a feed, and on which days its age allows it there. What a change does to one that
// was in the feed before is in appearance.ts.
import type { Standing } from '../changes/standing.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import { type Filter, matches, outOfReach } from '../talks/filter.ts'
import type { Span } from '../talks/span.ts'
import { isCalledOff } from '../talks/status.ts'
import { addDays, type Day } from '../talks/time.ts'
import type { Form } from './feed-form.ts'

/** A party, series, topic or place that has a calendar of its own. */
export interface About {
  kind: SubjectKind
  id: string
}

export interface Rule {
  /** What the calendar is of; `null` for the whole diary. */
  about: About | null
  filter: Filter
  form: Pick<Form, 'uncertain' | 'cancelled'>
  /** For the calendar of a single talk: it has the talk whatever its age, even if only a month is known. */
  always: boolean
  /** For a `since` that goes back from today: the first day on which a talk whose last day is `day` is too old. */
  passedOn: DayOf | null
  /** For an `until` that goes back from today: the first day on which a talk whose first day is `day` is old enough. */
  reachedOn: DayOf | null
}

type DayOf = (day: Day) => Day

export function ruleOf(given: Omit<Rule, 'passedOn' | 'reachedOn'>): Rule {
  const { since, until } = given.filter
  return {
    ...given,
    passedOn: since && 'back' in since ? onceADay((day) => outOfReach(since, day)) : null,
    reachedOn: until && 'back' in until ? onceADay((day) => outOfReach(until, addDays(day, -1))) : null,
  }
}

/** Remembers each answer, since many talks are on the same day. */
function onceADay(find: DayOf): DayOf {
  const found = new Map<Day, Day>()
  return (day) => {
    const known = found.get(day) ?? find(day)
    found.set(day, known)
    return known
  }
}

/** The days on which age allows a standing in the feed: from `from`, and until before `to`. `null` is no limit. */
export interface Stay {
  from: Day | null
  to: Day | null
}

const UNLIMITED: Stay = { from: null, to: null }

/** For how many days a talk that was called off or left stays, counted from the later of its last day and the change. */
const STAYS_DAYS = 14

/**
 * The days on which the feed has a talk as it stands; `null` if never. `staying`: it is shown as called off already, so a
 * `since` that has passed it does not cut its stay short.
 */
export function stayOf(standing: Standing, rule: Rule, staying: boolean): Stay | null {
  if (!belongs(standing, rule)) return null
  const { first, last } = standing.span
  const from = first === null ? null : (rule.reachedOn?.(first) ?? null)
  const passed = last === null ? null : (rule.passedOn?.(last) ?? null)
  if (!isCalledOff(standing)) return from === null && passed === null ? UNLIMITED : { from, to: passed }
  const starts = from !== null && from > dayOfChange(standing) ? from : dayOfChange(standing)
  if (passed !== null && starts >= passed && !staying) return null
  return { from, to: endOfStay(standing, standing.statusAt, rule) }
}

export function dayOfChange({ at }: Standing): Day {
  return at.slice(0, 10)
}

/** The first day on which a talk that was called off or left at `at` is no longer shown; `null` if it stays for good. */
export function endOfStay({ span }: Standing, at: string, { always }: Rule): Day | null {
  if (always) return null
  const changed = at.slice(0, 10)
  const last = span.shown?.to ?? changed
  return addDays(last > changed ? last : changed, STAYS_DAYS + 1)
}

/** Whether the talk belongs in this feed, leaving its age aside. */
function belongs(standing: Standing, { about, filter, form, always }: Rule): boolean {
  const { withdrawn, span } = standing
  if (withdrawn || span.shown === null) return false
  if (span.shown.certainty === 'coarse' && form.uncertain === 'omit' && !always) return false
  return (about === null || isAbout(standing, about)) && matches(filter, standing) && withinFixed(filter, span)
}

/** Whether it lies within the limits that are fixed days. Those that go back from today are a matter of age. */
function withinFixed({ since, until }: Filter, { first, last }: Span): boolean {
  return (
    (since === null || last === null || 'back' in since || last >= since.day) &&
    (until === null || first === null || 'back' in until || first <= until.day)
  )
}

export function isAbout({ parties, series, topics, place }: Standing, { kind, id }: About): boolean {
  switch (kind) {
    case 'party':
      return parties.includes(id)
    case 'series':
      return series === id
    case 'topic':
      return topics.includes(id)
    case 'place':
      return place === id
  }
}
