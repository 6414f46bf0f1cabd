// Where a `when` lies among days: for order, filters, age, and what a calendar may show of it.
import { addDays, addMonths, type Day, dayEnds, instantOrLater, instantText, type LocalMinute, lastOfMonth, localDay } from './time.ts'
import type { When } from './when.ts'
import { UTC } from './zone.ts'

/** What of a `when` a calendar can show, both days included. */
export interface Shown {
  from: Day
  to: Day
  /**
   * `fixed`: as said. `tentative`: about, uncertain, or some day within a week. `coarse`: a longer window or a month,
   * shown only where asked for.
   */
  certainty: 'fixed' | 'tentative' | 'coarse'
}

/** The days that a `when` allows, local to the talk. `null` is no limit. */
export interface Span {
  /** Sorts talks: a UTC instant, or a day, which comes before the times of that day. Unknown sorts last. */
  order: string
  first: Day | null
  last: Day | null
  /** The last UTC day on which it may still be going on somewhere it may be held; `null`: not known. */
  current: Day | null
  shown: Shown | null
}

const LONGEST_TENTATIVE_DAYS = 7
const UNKNOWN_ORDER = '9999'

/** Places a `when` among days; `zone` is the talk's, if it has one. */
export function spanOf(when: When, zone: string | null): Span {
  switch (when.precision) {
    case 'minute':
      return minuteSpan(when)
    case 'day': {
      const margin = when.qualifier === 'about' ? 1 : 0
      const shown: Shown = { from: when.day, to: when.day, certainty: when.qualifier === 'certain' ? 'fixed' : 'tentative' }
      return bounded(when.day, addDays(when.day, -margin), addDays(when.day, margin), zone, shown)
    }
    case 'days': {
      const to = when.to ?? when.from
      const shown: Shown = { from: when.from, to, certainty: 'fixed' }
      // Where the last day is not known, neither is when it is over.
      if (when.to === null) return { order: when.from, first: when.from, last: null, current: null, shown }
      return bounded(when.from, when.from, to, zone, shown)
    }
    case 'window':
      return windowSpan(when, zone)
    case 'month':
      return monthSpan(when, zone)
    case 'year': {
      const margin = when.qualifier === 'about' ? 1 : 0
      const year = Number(when.year)
      return bounded(`${when.year}-01-01`, `${year - margin}-01-01`, `${year + margin}-12-31`, zone, null)
    }
    case 'unknown':
      return { order: UNKNOWN_ORDER, first: null, last: null, current: null, shown: null }
  }
}

function minuteSpan({ start, end, zone }: When & { precision: 'minute' }): Span {
  const from = start.slice(0, 10)
  const to = lastDayOf(start, end)
  return bounded(instantText(instantOrLater(start, zone)), from, to, zone, { from, to, certainty: 'fixed' })
}

/** A talk that ends at midnight is not on the day that starts then. */
function lastDayOf(start: LocalMinute, end: LocalMinute | null): Day {
  const day = (end ?? start).slice(0, 10)
  return end?.endsWith('T00:00') && day > start.slice(0, 10) ? addDays(day, -1) : day
}

function windowSpan({ from, to }: When & { precision: 'window' }, zone: string | null): Span {
  if (from === null || to === null) {
    return { order: from ?? to ?? UNKNOWN_ORDER, first: from, last: to, current: to === null ? null : endsOn(to, zone), shown: null }
  }
  const short = addDays(from, LONGEST_TENTATIVE_DAYS - 1) >= to
  return bounded(from, from, to, zone, { from, to, certainty: short ? 'tentative' : 'coarse' })
}

function monthSpan({ month, qualifier }: When & { precision: 'month' }, zone: string | null): Span {
  const first = `${month}-01`
  const margin = qualifier === 'about' ? 1 : 0
  const shown: Shown = { from: first, to: lastOfMonth(first), certainty: 'coarse' }
  return bounded(first, addMonths(first, -margin), lastOfMonth(addMonths(first, margin)), zone, shown)
}

function bounded(order: string, first: Day, last: Day, zone: string | null, shown: Shown | null): Span {
  return { order, first, last, current: endsOn(last, zone), shown }
}

/** The UTC day in which a local day ends; without a zone, in the last zone on Earth (UTC-12). */
function endsOn(last: Day, zone: string | null): Day {
  return zone === null ? addDays(last, 1) : localDay(dayEnds(last, zone) - 1, UTC)
}
