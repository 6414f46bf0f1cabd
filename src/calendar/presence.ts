// Whether a feed is for a talk as it stands, and on which days age lets it be there. What a change does to one that
// was there before is in appearance.ts.
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
  /** One talk's own calendar has it whatever its age, and shows months too. */
  always: boolean
  /** For limits that are spans back from today: the first day on which the span starts after, or ends at, a day. */
  passedOn: DayOf | null
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

/** Many talks are on one day, and each asks. */
function onceADay(find: DayOf): DayOf {
  const found = new Map<Day, Day>()
  return (day) => {
    const known = found.get(day) ?? find(day)
    found.set(day, known)
    return known
  }
}

/** The first day on which age lets a standing in, and the first on which it no longer does: `null` is no limit. */
export interface Stay {
  from: Day | null
  to: Day | null
}

const UNLIMITED: Stay = { from: null, to: null }

/** How long what is called off, withdrawn or gone stays, counted from the later of its last day and the change. */
const STAYS_DAYS = 14

/**
 * The days on which the feed has a talk as it stands; `null` if it is for none. `staying`: it is there as called off
 * already, so a span back from today that has passed it does not shorten the days that it has.
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

/** The first day on which what was called off or taken out at an instant is no longer shown; `null` if it stays for good. */
export function endOfStay({ span }: Standing, at: string, { always }: Rule): Day | null {
  if (always) return null
  const changed = at.slice(0, 10)
  const last = span.shown?.to ?? changed
  return addDays(last > changed ? last : changed, STAYS_DAYS + 1)
}

/** Whether the talk is for this feed, its age apart. */
function belongs(standing: Standing, { about, filter, form, always }: Rule): boolean {
  const { withdrawn, span } = standing
  if (withdrawn || span.shown === null) return false
  if (span.shown.certainty === 'coarse' && form.uncertain === 'omit' && !always) return false
  return (about === null || isAbout(standing, about)) && matches(filter, standing) && withinFixed(filter, span)
}

/** Whether it lies within the limits that are days; those that are spans back from today decide by age. */
function withinFixed({ since, until }: Filter, { first, last }: Span): boolean {
  return (
    (since === null || last === null || 'back' in since || last >= since.day) &&
    (until === null || first === null || 'back' in until || first <= until.day)
  )
}

function isAbout({ parties, series, topics, place }: Standing, { kind, id }: About): boolean {
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
