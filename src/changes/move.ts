// Whether a talk moved: `rescheduled` if its start lies outside what was known or became vaguer, `time_confirmed` if it
// became more precise within that.
import { spanOf } from '../talks/span.ts'
import { type Day, instantOrLater, localDay } from '../talks/time.ts'
import { type When, whenOf } from '../talks/when.ts'

/** A `when` with the talk's zone, as a record holds them. */
export interface Dated {
  when: string
  zone: string | null
}

export type Move = 'none' | 'rescheduled' | 'time_confirmed'

/** Compares the starts only: a new end alone is no move. */
export function moveOf(before: Dated, after: Dated): Move {
  if (before.when === after.when && before.zone === after.zone) return 'none'
  const was = whenOf(before)
  const is = whenOf(after)
  if (was.precision === 'minute') {
    return is.precision === 'minute' && startInstant(is) === startInstant(was) ? 'none' : 'rescheduled'
  }
  const outer = startDays(was, before.zone)
  const inner = is.precision === 'minute' && before.zone !== null ? dayIn(startInstant(is), before.zone) : startDays(is, after.zone)
  if (!holds(outer, inner)) return 'rescheduled'
  const narrower = inner.first !== outer.first || inner.last !== outer.last || is.precision === 'minute'
  const doubt = Number(uncertain(is)) - Number(uncertain(was))
  if (narrower || doubt < 0) return 'time_confirmed'
  return doubt > 0 ? 'rescheduled' : 'none'
}

/** Whether the start is another one, and not only known more or less precisely. */
export function hasMoved(before: Dated, after: Dated): boolean {
  return moveOf(before, after) === 'rescheduled' && moveOf(after, before) === 'rescheduled'
}

interface Days {
  first: Day | null
  last: Day | null
}

/** Whether the outer days contain the inner ones; `null` is no limit. */
function holds(outer: Days, inner: Days): boolean {
  const fromStart = outer.first === null || (inner.first !== null && inner.first >= outer.first)
  const toEnd = outer.last === null || (inner.last !== null && inner.last <= outer.last)
  return fromStart && toEnd
}

function uncertain(when: When): boolean {
  return 'qualifier' in when && when.qualifier === 'uncertain'
}

function startDays(when: When, zone: string | null): Days {
  const { first, last } = spanOf(when, zone)
  return { first, last: when.precision === 'days' ? when.from : when.precision === 'minute' ? first : last }
}

function dayIn(instant: number, zone: string): Days {
  const day = localDay(instant, zone)
  return { first: day, last: day }
}

function startInstant({ start, zone }: When & { precision: 'minute' }): number {
  return instantOrLater(start, zone)
}
