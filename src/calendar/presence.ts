// Whether a feed is for a talk as it stands, and on which days age lets it be there. What a change does to one that
// was there before is in appearance.ts.
import type { Standing } from '../changes/standing.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import { type Filter, matches, outOfReach } from '../talks/filter.ts'
import { remembered } from '../talks/remembered.ts'
import type { Span } from '../talks/span.ts'
import { addDays, type Day } from '../talks/time.ts'
import type { Form } from './form.ts'

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
  const { since, until } = rule.filter
  const from = until && 'back' in until && first !== null ? reachedOn(`${first} ${until.back}`) : null
  const passed = since && 'back' in since && last !== null ? passedOn(`${last} ${since.back}`) : null
  if (!isCalledOff(standing)) return from === null && passed === null ? UNLIMITED : { from, to: passed }
  const starts = from !== null && from > dayOfChange(standing) ? from : dayOfChange(standing)
  if (passed !== null && starts >= passed && !staying) return null
  return { from, to: endOfStay(standing, standing.statusAt, rule) }
}

export function isCalledOff({ status }: Standing): boolean {
  return status === 'cancelled' || status === 'postponed'
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

/** The first day on which a span back from it no longer reaches a day, for "2022-01-10 P30D". */
const passedOn = remembered((key: string): Day => {
  const [day = '', back = ''] = key.split(' ')
  return outOfReach({ back }, day) as Day
})

/** The first day on which the end of a span back from it reaches a day. */
const reachedOn = remembered((key: string): Day => {
  const [day = '', back = ''] = key.split(' ')
  return outOfReach({ back }, addDays(day, -1)) as Day
})
