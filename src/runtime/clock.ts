// What time it is for a desk. Entries make it; everything else is handed it.
import { type Day, dayBegins, dayEnds, instantText, localDay } from '../talks/time.ts'
import { UTC } from '../talks/zone.ts'

/** An instant by both clocks, in milliseconds, and the desk's UTC day. */
export interface Moment {
  desk: number
  real: number
  today: Day
}

export interface Clock {
  /** In milliseconds since 1970, as all instants are. */
  now(): number
  /** The UTC day, without the cost of a date. */
  today(): Day
  /** Milliseconds of the real time, for what belongs to the outside: timeouts, leases, retries. */
  real(): number
  moment(): Moment
  /** Where the desk lives at another time: the instant at which it started there. */
  readonly from: string | null
}

/** A clock at real pace. With `from` it shows that instant at `since`, by default the moment it is made, and goes on from there. */
export function createClock(millis: () => number, from: string | null, since?: number): Clock {
  const offset = from === null ? 0 : Date.parse(from) - (since ?? millis())
  const now = () => millis() + offset
  let day = ''
  let ends = Number.NEGATIVE_INFINITY
  let starts = Number.POSITIVE_INFINITY
  const today = (): Day => {
    const at = now()
    if (at >= starts && at < ends) return day
    day = localDay(at, UTC)
    starts = dayBegins(day, UTC)
    ends = dayEnds(day, UTC)
    return day
  }
  return { from, now, real: millis, today, moment: () => ({ desk: now(), real: millis(), today: today() }) }
}

export interface SetClock extends Clock {
  set(now: number): void
}

/** A clock that stands still until it is set, for going through a span of time in jumps. */
export function createSetClock(start: number, real: () => number): SetClock {
  let at = start
  return {
    from: instantText(start),
    now: () => at,
    today: () => localDay(at, UTC),
    real,
    moment: () => ({ desk: at, real: real(), today: localDay(at, UTC) }),
    set(now) {
      at = now
    },
  }
}
