// What time it is for a desk. Entries make it; everything else is handed it.
import { DateTime } from 'luxon'
import type { Day } from './talks/when.ts'

export interface Clock {
  now(): DateTime
  /** The UTC day, without the cost of a date. */
  today(): Day
  /** Milliseconds of the real time, for what belongs to the outside: timeouts, leases, retries. */
  real(): number
  /** Where the desk lives at another time: the instant at which it started there. */
  readonly from: string | null
}

/** A clock at real pace. With `from` it shows that instant at `since`, by default the moment it is made, and goes on from there. */
export function createClock(millis: () => number, from: string | null, since?: number): Clock {
  const offset = from === null ? 0 : DateTime.fromISO(from).toMillis() - (since ?? millis())
  const now = () => DateTime.fromMillis(millis() + offset, { zone: 'utc' })
  let day = ''
  let ends = Number.NEGATIVE_INFINITY
  let starts = Number.POSITIVE_INFINITY
  return {
    from,
    now,
    real: millis,
    today() {
      const at = millis() + offset
      if (at >= starts && at < ends) return day
      const date = DateTime.fromMillis(at, { zone: 'utc' })
      day = date.toFormat('yyyy-MM-dd')
      starts = date.startOf('day').toMillis()
      ends = date.endOf('day').toMillis() + 1
      return day
    },
  }
}

export interface SetClock extends Clock {
  set(now: DateTime): void
}

/** A clock that stands still until it is set, for going through a span of time in jumps. */
export function createSetClock(start: DateTime, real: () => number): SetClock {
  let at = start.toUTC()
  return {
    from: start.toUTC().toISO(),
    now: () => at,
    today: () => at.toFormat('yyyy-MM-dd'),
    real,
    set(now) {
      at = now.toUTC()
    },
  }
}
