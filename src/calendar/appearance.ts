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
  /** The revision that made it look so: it gives SEQUENCE. */
  stamp: Standing
  view: View
  /** When it came to look so, by that revision or by age: DTSTAMP and LAST-MODIFIED. GNOME shows old text where they stay. */
  turnedAt: string
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
  if (belongs(current, rule)) {
    const reach = reachOf(current, rule, today)
    if (reach === 'within') return present(current, rule, today)
    // Out of reach by age, though what is called off stays its days; where it was so from the start, the change took it out.
    if (reach === 'past' && reachOf(current, rule, dayOfChange(current)) === 'within') {
      const off = current.status === 'cancelled' || current.status === 'postponed'
      return off ? present(current, rule, today) : aged(current, rule, today)
    }
  }
  const index = history.findLastIndex((standing, at) => {
    const next = history[at + 1]
    return next !== undefined && belongs(standing, rule) && reachOf(standing, rule, dayOfChange(next)) !== 'ahead'
  })
  const [last, next] = [history[index], history[index + 1]]
  return last && next ? gone(last, next, rule, today) : NEVER
}

function dayOfChange({ at }: Standing): Day {
  return at.slice(0, 10)
}

const NEVER: Seen = { in: false, since: null, last: null }

/** Whether the talk is for this feed, its age apart. */
function belongs(standing: Standing, { about, filter, form, always }: Rule): boolean {
  const { withdrawn, span } = standing
  if (withdrawn || span.shown === null) return false
  if (span.shown.certainty === 'coarse' && form.uncertain === 'omit' && !always) return false
  return (about === null || isAbout(standing, about)) && matches(filter, standing) && withinDays(fixed(filter), span, '')
}

/** The limits that are days; those that are spans back from today decide by age. */
function fixed({ since, until }: Filter): Pick<Filter, 'since' | 'until'> {
  return { since: since && 'day' in since ? since : null, until: until && 'day' in until ? until : null }
}

/** Where a talk is that spans back from today let in by age, and out again. */
function reachOf({ span }: Standing, { filter: { since, until } }: Rule, today: Day): 'ahead' | 'within' | 'past' {
  if (since && 'back' in since && !withinDays({ since, until: null }, span, today)) return 'past'
  return until && 'back' in until && !withinDays({ since: null, until }, span, today) ? 'ahead' : 'within'
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

function present(standing: Standing, rule: Rule, today: Day): Seen {
  const { status, span, movedFrom } = standing
  if (status === 'cancelled' || status === 'postponed') return calledOff(standing, status, rule, today)
  const since = enteredAt(standing, rule)
  const over = span.current !== null && today > span.current
  const view = !over ? (movedFrom ? 'moved' : 'plain') : status === 'held' ? 'plain' : 'over'
  const byAge = over && (view === 'over' || movedFrom !== null)
  const turnedAt = byAge ? later(standing.at, midnight(addDays(span.current as Day, 1))) : standing.at
  return { in: true, since: later(since, turnedAt), shown: standing, stamp: standing, view, turnedAt }
}

function calledOff(standing: Standing, view: 'cancelled' | 'postponed', rule: Rule, today: Day): Seen {
  if (rule.form.cancelled === 'omit') return { in: false, since: standing.statusAt, last: null }
  return until({ shown: standing, stamp: standing, view, turnedAt: standing.at }, enteredAt(standing, rule), standing.statusAt, rule, today)
}

/** When the revision came into the feed: when it was published, or when a span back from today let it in by age. */
function enteredAt({ at, span }: Standing, { filter }: Rule): string {
  const day = filter.until && span.first ? outOfReach(filter.until, addDays(span.first, -1)) : null
  return day === null ? at : later(at, midnight(day))
}

/** A talk that a span back from today no longer reaches. */
function aged(standing: Standing, rule: Rule, today: Day): Seen {
  const { since } = rule.filter
  const day = since && standing.span.last ? outOfReach(since, standing.span.last) : null
  if (day === null) return NEVER
  const before = present(standing, rule, today)
  return { in: false, since: later(standing.at, midnight(day)), last: before.in ? before : before.last }
}

/** A talk that its next change took out of the feed. */
function gone(last: Standing, next: Standing, rule: Rule, today: Day): Seen {
  if (reachOf(last, rule, dayOfChange(next)) === 'past') return aged(last, rule, today)
  const then = present(last, rule, dayOfChange(next))
  if (!then.in) return then
  if (rule.form.cancelled === 'omit') return { in: false, since: next.at, last: null }
  return until({ shown: last, stamp: next, view: next.withdrawn ? 'withdrawn' : 'left', turnedAt: next.at }, next.at, next.at, rule, today)
}

/** Shown from `since` on, for so many days after the later of the talk's last day and the change. */
function until(looks: Appearance, since: string, changedAt: string, { always }: Rule, today: Day): Seen {
  const changed = changedAt.slice(0, 10)
  const lastDay = looks.shown.span.shown?.to ?? changed
  const end = addDays(lastDay > changed ? lastDay : changed, STAYS_DAYS)
  return today <= end || always ? { in: true, since, ...looks } : { in: false, since: midnight(addDays(end, 1)), last: looks }
}

function midnight(day: Day): string {
  return `${day}T00:00:00Z`
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
