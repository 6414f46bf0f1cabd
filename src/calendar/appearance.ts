// What a feed shows of one talk on one day: as it stands, called off, or as it last stood before it left the feed.
import type { Standing } from '../changes/standing.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import { type Filter, matches, outOfReach, withinDays } from '../talks/filter.ts'
import { addDays, type Day } from '../talks/when.ts'
import type { Form } from './form.ts'

/**
 * `plain`: as it stands. `moved`: with the date it moved from. `over`: past, and not known to have been held.
 * `cancelled` and `postponed`: called off. `withdrawn` and `left`: no longer in this feed.
 */
export type View = 'plain' | 'moved' | 'over' | 'cancelled' | 'postponed' | 'withdrawn' | 'left'

export interface Appearance {
  /** What is shown: the talk's present standing, or for `withdrawn` and `left` the last one that was in the feed. */
  shown: Standing
  /** The revision that made it look so: it gives SEQUENCE and DTSTAMP. */
  stamp: Standing
  view: View
}

/** What the feed shows of a talk, and since when it has been so: UTC, whole seconds; `null` if always. */
export type Seen =
  | ({ in: true; since: string } & Appearance)
  /** `last` is how the talk looked in the feed before age took it out. */
  | { in: false; since: string | null; last: Appearance | null }

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

/** How long what is called off, withdrawn or gone stays, counted from the later of its last day and the change. */
const STAYS_DAYS = 14

/** `history` holds the talk's standings, oldest first and at least one. */
export function appearance(history: readonly Standing[], rule: Rule, today: Day): Seen {
  const current = history[history.length - 1] as Standing
  if (belongs(current, rule))
    return rule.always || withinDays(rule.filter, current.span, today) ? present(current, rule, today) : aged(current, rule, today)
  const index = history.findLastIndex((standing) => belongs(standing, rule))
  const [last, next] = [history[index], history[index + 1]]
  if (!last || !next) return { in: false, since: null, last: null }
  return gone(last, next, rule, today)
}

/** Whether the talk is for this feed, its age apart. */
function belongs(standing: Standing, { about, filter, form, always }: Rule): boolean {
  const { withdrawn, span } = standing
  if (withdrawn || span.shown === null) return false
  if (span.shown.certainty === 'coarse' && form.uncertain === 'omit' && !always) return false
  return (about === null || isAbout(standing, about)) && matches(filter, standing)
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

function present(standing: Standing, { filter, form, always }: Rule, today: Day): Seen {
  const { at, status, span, movedFrom } = standing
  const entered = filter.until && span.first ? outOfReachBefore(filter, span.first, at) : at
  if (status === 'cancelled' || status === 'postponed') {
    if (form.cancelled === 'omit') return { in: false, since: at, last: null }
    const looks: Appearance = { shown: standing, stamp: standing, view: status }
    const until = stays(standing, standing.statusAt)
    return today <= until || always
      ? { in: true, since: entered, ...looks }
      : { in: false, since: midnight(addDays(until, 1)), last: looks }
  }
  const over = span.current !== null && today > span.current
  const view: View = over ? (status === 'held' ? 'plain' : 'over') : movedFrom ? 'moved' : 'plain'
  const turned = over && (view === 'over' || movedFrom) ? later(entered, midnight(addDays(span.current as Day, 1))) : entered
  return { in: true, since: turned, shown: standing, stamp: standing, view }
}

/** With a span back from today as its upper limit, a talk enters by age. */
function outOfReachBefore({ until }: Filter, first: Day, at: string): string {
  const day = until && 'back' in until ? outOfReach(until, addDays(first, -1)) : null
  return day === null ? at : later(at, midnight(day))
}

/** Outside the filter's days: before a fixed limit always, before a span back from today since some day. */
function aged(standing: Standing, rule: Rule, today: Day): Seen {
  const { since } = rule.filter
  const day = since && standing.span.last ? outOfReach(since, standing.span.last) : null
  if (day === null || today < day) return { in: false, since: null, last: null }
  const before = present(standing, rule, today)
  const last = before.in ? { shown: before.shown, stamp: before.stamp, view: before.view } : before.last
  return { in: false, since: later(standing.at, midnight(day)), last }
}

function gone(last: Standing, next: Standing, rule: Rule, today: Day): Seen {
  if (!rule.always && !withinDays(rule.filter, last.span, today)) return aged(last, rule, today)
  const then = present(last, rule, next.at.slice(0, 10))
  if (!then.in) return then
  if (rule.form.cancelled === 'omit') return { in: false, since: next.at, last: null }
  const looks: Appearance = { shown: last, stamp: next, view: next.withdrawn ? 'withdrawn' : 'left' }
  const until = stays(last, next.at)
  return today <= until || rule.always
    ? { in: true, since: next.at, ...looks }
    : { in: false, since: midnight(addDays(until, 1)), last: looks }
}

/** The last day on which it is still shown. */
function stays({ span }: Standing, changedAt: string): Day {
  const changed = changedAt.slice(0, 10)
  const lastDay = span.shown?.to ?? changed
  return addDays(lastDay > changed ? lastDay : changed, STAYS_DAYS)
}

function midnight(day: Day): string {
  return `${day}T00:00:00Z`
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
