// What time it is for a desk. Entries create the clock; everything else is handed it.
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
  /** The UTC day of `now`; cheap, since every request for a calendar asks for it. */
  today(): Day
  /** The real time in milliseconds, for what concerns the outside: timeouts, leases, retries. */
  real(): number
  moment(): Moment
  /** The instant that the clock was set to; `null` if it shows the real time. */
  readonly from: string | null
}

/** A clock at real pace. With `from`, it shows that instant at `since` (real milliseconds, default now) and goes on. */
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
