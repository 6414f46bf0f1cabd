// What a feed shows of one talk on one day. The talk's changes and the days between them are replayed in order, and each
// step sees only what was shown before it: so nothing that comes later alters what was shown earlier, and timestamps only
// rise.
import type { Standing } from '../changes/standing.ts'
import { isCalledOff } from '../talks/status.ts'
import { addDays, type Day } from '../talks/time.ts'
import { dayOfChange, endOfStay, type Rule, type Stay, stayOf } from './presence.ts'

/**
 * `plain`: as it stands. `moved`: with the date it moved from. `over`: past, and not known to have been held.
 * `cancelled` and `postponed`: called off. `withdrawn` and `left`: no longer in this feed.
 * `vague`: in a talk's own calendar, at its last date that a calendar can show, since its present one is none.
 */
export type View = 'plain' | 'moved' | 'over' | 'vague' | 'cancelled' | 'postponed' | 'withdrawn' | 'left'

export interface Appearance {
  /** What is shown: the talk's present standing, or the last one that was in the feed, or that had a date to be shown. */
  shown: Standing
  /** The revision that made it look like this; SEQUENCE comes from it. */
  stamp: Standing
  view: View
  /**
   * When that revision, or the passing of the talk's last day, gave it this look in any feed: becomes DTSTAMP and
   * LAST-MODIFIED. GNOME keeps showing the old text if they stay the same.
   */
  turnedAt: string
  /** The midnight at which age brought it back into this feed, if `turnedAt` would not look new to a client; else `null`. */
  returnedAt: string | null
}

/** What the feed shows of a talk, and since when it has been so. */
export interface Seen {
  /** `null`: not shown. */
  looks: Appearance | null
  /** UTC, whole seconds; `null` if it never was in the feed. */
  since: string | null
  /** How it looks, or how it last looked before it went; `null` if it never was in the feed. */
  last: Appearance | null
}

/** What is shown from an instant on, until the next change or day alters it. */
interface Stretch extends Seen {
  /** The first day on which a talk shown as withdrawn or left is no longer shown; `null` if there is none. */
  ends: Day | null
}

const NEVER: Stretch = { looks: null, since: null, last: null, ends: null }

/** `history` holds the talk's standings, oldest first and at least one. */
export function appearance(history: readonly Standing[], rule: Rule, today: Day): Seen {
  let stretch = NEVER
  let day = dayOfChange(history[0] as Standing)
  for (let index = 0; index < history.length; index++) {
    const standing = history[index] as Standing
    const next = history[index + 1]
    const { looks } = stretch
    const stay = stayOf(standing, rule, looks !== null && isCalledOff(looks.stamp) && !isGone(looks))
    // The midnight of a day comes before that day's changes, even one made at 00:00:00. If the clock ran back, `today` may
    // lie before the last change; that takes nothing back.
    const end = next ? dayOfChange(next) : later(today, day)
    stretch = change(stretch, standing, stay, rule, day)
    if (end > day) stretch = pass(stretch, standing, stay, rule, [day, end])
    day = end
  }
  return stretch
}

/** What the feed shows right after a change. */
function change(before: Stretch, standing: Standing, stay: Stay | null, rule: Rule, day: Day): Stretch {
  if (stay && (stay.from === null || stay.from <= day) && (stay.to === null || stay.to > day)) {
    return show(before, standing, rule, day, standing.at)
  }
  if (before.last !== null && rule.always && !standing.withdrawn) {
    const looks: Appearance = {
      shown: before.last.shown,
      stamp: standing,
      view: vagueView(standing),
      turnedAt: standing.at,
      returnedAt: null,
    }
    return { looks, since: standing.at, last: looks, ends: null }
  }
  // A talk that has left already keeps the look it left with, for as long as that is shown.
  if (before.looks === null || isGone(before.looks)) return before
  const { shown } = before.looks
  const view = standing.withdrawn ? 'withdrawn' : 'left'
  const looks: Appearance = { shown, stamp: standing, view, turnedAt: standing.at, returnedAt: null }
  if (rule.form.cancelled === 'omit') return { looks: null, since: standing.at, last: looks, ends: null }
  return { looks, since: standing.at, last: looks, ends: endOfStay(shown, standing.at, rule) }
}

/** What the feed shows once the days after a change have passed, up to and including `today`. */
function pass(changed: Stretch, standing: Standing, stay: Stay | null, rule: Rule, [day, today]: readonly [Day, Day]): Stretch {
  let stretch = changed
  const enters = stay && entersAfter(day, stay, today)
  if (stretch.ends !== null && stretch.ends <= today && (enters === null || stretch.ends < enters)) stretch = hide(stretch, stretch.ends)
  if (enters !== null) stretch = show(stretch, standing, rule, enters, midnight(enters))
  if (stay === null || stretch.looks?.shown !== standing) return stretch
  stretch = turnOver(stretch, standing, stay, today)
  return stay.to !== null && stay.to <= today ? hide(stretch, stay.to) : stretch
}

/** The day after `day`, up to and including `today`, on which the talk becomes old enough for the feed; else `null`. */
function entersAfter(day: Day, { from, to }: Stay, today: Day): Day | null {
  return from !== null && from > day && from <= today && (to === null || from < to) ? from : null
}

/** Shows the talk as it stands from `since`, an instant on that day; hides it if it is called off and the form is `omit`. */
function show(before: Stretch, standing: Standing, { form }: Rule, day: Day, since: string): Stretch {
  const looks = looksOn(standing, day)
  const shownAt = before.last && (before.last.returnedAt ?? before.last.turnedAt)
  // The same revision had taken the talk out: only a later timestamp tells a client that the text is a new one.
  if (shownAt !== null && looks.turnedAt <= shownAt && looks.turnedAt < since) looks.returnedAt = since
  if (form.cancelled !== 'omit' || !isCalledOff(standing)) return { looks, since, last: looks, ends: null }
  return before.looks === null ? before : { looks: null, since, last: looks, ends: null }
}

/** Once its last day has passed, a talk turns `over`, or loses its `moved` mark if it was held. */
function turnOver(stretch: Stretch, standing: Standing, { to }: Stay, today: Day): Stretch {
  const { current } = standing.span
  if (current === null || today <= current || isCalledOff(standing)) return stretch
  const day = dayAfter(current)
  if (viewOn(standing, day) === stretch.looks?.view || (to !== null && to <= day)) return stretch
  const looks = looksOn(standing, day)
  return { looks, since: looks.turnedAt, last: looks, ends: null }
}

function hide({ last }: Stretch, day: Day): Stretch {
  return { looks: null, since: midnight(day), last, ends: null }
}

function looksOn(standing: Standing, day: Day): Appearance {
  const { at, movedFrom, span } = standing
  const view = viewOn(standing, day)
  const byAge = view === 'over' || (view === 'plain' && movedFrom !== null)
  const turnedAt = byAge ? later(at, midnight(dayAfter(span.current as Day))) : at
  return { shown: standing, stamp: standing, view, turnedAt, returnedAt: null }
}

function viewOn({ status, movedFrom, span }: Standing, day: Day): View {
  if (status === 'cancelled' || status === 'postponed') return status
  if (span.current === null || day <= span.current) return movedFrom ? 'moved' : 'plain'
  return status === 'held' ? 'plain' : 'over'
}

function vagueView({ status }: Standing): View {
  return status === 'cancelled' || status === 'postponed' ? status : 'vague'
}

/** Whether what is said of the talk is as it stands, though its date is an earlier one. */
export function isDatedBefore({ shown, stamp, view }: Appearance): boolean {
  return shown !== stamp && view !== 'withdrawn' && view !== 'left'
}

function dayAfter(day: Day): Day {
  return addDays(day, 1)
}

function isGone({ view }: Appearance): boolean {
  return view === 'withdrawn' || view === 'left'
}

/** Whether clients are told that the talk does not take place, or is no longer in this feed. */
export function isOff(looks: Appearance): boolean {
  return looks.view === 'cancelled' || looks.view === 'postponed' || isGone(looks)
}

function midnight(day: Day): string {
  return `${day}T00:00:00Z`
}

function later<Text extends string>(a: Text, b: Text): Text {
  return a > b ? a : b
}
