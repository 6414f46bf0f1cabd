// Which talks a page or a response lists, in order.
import { type About, isAbout } from '../calendar/presence.ts'
import type { Histories } from '../changes/histories.ts'
import { byStart, type Standing } from '../changes/standing.ts'
import { type Filter, matches, withinDays } from '../talks/filter.ts'
import type { Day } from '../talks/time.ts'

const sorted = new WeakMap<readonly Standing[], readonly Standing[]>()

/** The talks that stand, by start, then id: sorted once until the log grows. Whoever sorts some of them again has little to do. */
export function inListOrder(histories: Pick<Histories, 'standing'>): readonly Standing[] {
  const standings = histories.standing()
  const known = sorted.get(standings)
  if (known) return known
  const made = standings.toSorted(byStart)
  sorted.set(standings, made)
  return made
}

interface Split {
  day: Day
  upcoming: readonly Standing[]
  past: readonly Standing[]
}
const splits = new WeakMap<readonly Standing[], Split>()

/** Those that are over and those that are not, in the same order: looked at once for each day. */
export function splitByTime(histories: Pick<Histories, 'standing'>, today: Day): Split {
  const standings = inListOrder(histories)
  const known = splits.get(standings)
  if (known?.day === today) return known
  const { true: past = [], false: upcoming = [] } = Object.groupBy(standings, (standing) => `${isOver(standing, today)}` as const)
  const made = { day: today, upcoming, past }
  splits.set(standings, made)
  return made
}

/** Of one of these lists: those of a subject. */
const ofSubjects = new WeakMap<readonly Standing[], Map<string, readonly Standing[]>>()

/** Those of a list that are about a subject, in its order: looked for once. */
export function listedAbout(list: readonly Standing[], about: About): readonly Standing[] {
  const known = ofSubjects.get(list) ?? new Map<string, readonly Standing[]>()
  ofSubjects.set(list, known)
  const key = `${about.kind} ${about.id}`
  const made = known.get(key) ?? list.filter((standing) => isAbout(standing, about))
  known.set(key, made)
  return made
}

/** The talks that stand and fit, by start, then id. */
export function listed(histories: Histories, filter: Filter, today: Day): Standing[] {
  return inListOrder(histories).filter((standing) => fits(standing, filter, today))
}

/** Those that fit, by start, then id. */
export function fitting(standings: readonly Standing[], filter: Filter, today: Day): Standing[] {
  return standings.filter((standing) => fits(standing, filter, today)).sort(byStart)
}

export function fits(standing: Standing, filter: Filter, today: Day): boolean {
  return matches(filter, standing) && withinDays(filter, standing.span, today)
}

/** Upcoming ones by start, those without a date and then postponed ones last; and past ones, the latest first. */
export function upcomingThenPast(standings: readonly Standing[], today: Day): { upcoming: Standing[]; past: Standing[] } {
  const upcoming = standings.filter((standing) => !isOver(standing, today))
  return {
    upcoming: [...upcoming.filter(({ status }) => status !== 'postponed'), ...upcoming.filter(({ status }) => status === 'postponed')],
    past: standings.filter((standing) => isOver(standing, today)).reverse(),
  }
}

/**
 * Whether its last possible day has passed everywhere it may be held; where its days are not fixed, whether it was held and
 * the first that is possible has passed. A talk that is postponed is not over: it has given up its date.
 */
export function isOver({ span, status }: Standing, today: Day): boolean {
  if (status === 'postponed') return false
  if (status === 'held' && span.shown?.certainty !== 'fixed') return span.first === null || today > span.first
  return span.current !== null && today > span.current
}
