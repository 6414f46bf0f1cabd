// The rules of time zones: which there are, and how far their clocks are ahead of UTC. Of Luxon only its zones are used:
// the rest of it would be a sixth of what a Worker loads, and reads local times by the offset of today.
import { IANAZone } from 'luxon'
import { createLru } from '../runtime/lru.ts'
import { DAY } from './units.ts'

/** Whose clock the store, the log and the messages go by. */
export const UTC = 'UTC'

const NAME = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/
const LONGEST_NAME = 60
/** Names that were asked for, and zones whose offsets are kept: strangers may ask for many. */
const MOST_NAMES = 2000
const MOST_ZONES = 200
const MOST_DAYS = 20_000
/** Days that are looked through for the next change of a clock: more than the longest lead and a margin. */
const LOOKED_AHEAD = 120

let rules: ZoneRules | null = null
const names = createLru<string, boolean>(MOST_NAMES)
const clocks = createLru<string, ZoneClock>(MOST_ZONES)

/** Whether the zone database of this machine knows the name. */
export function isZone(name: string): boolean {
  if (name.length > LONGEST_NAME || !NAME.test(name)) return false
  let known = names.get(name)
  if (known === undefined) {
    known = isInDatabase(name)
    names.set(name, known)
  }
  return known
}

/** Intl takes names in any case; the database has one. An alias is known by the zone that it stands for. */
function isInDatabase(name: string): boolean {
  if (!IANAZone.isValidZone(name)) return false
  const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  return known === name || known.toLowerCase() !== name.toLowerCase()
}

/**
 * How far the clock is ahead of UTC, in minutes; before standard times not in whole ones. A zone that was stored where the
 * database knew it, and that this one does not know, goes by UTC: it must not hold up what others asked for.
 */
export function offsetAt(instant: number, zone: string): number {
  return zone === UTC ? 0 : clockOf(zone).offset(instant)
}

/** A clock by other rules than those of this machine's database: minutes ahead of UTC. */
export type ZoneRules = (instant: number, zone: string) => number

/** Has all zones go by other rules from now on, or by those of the database again (`null`). They are those of the whole process. */
export function goByRules(given: ZoneRules | null): void {
  rules = given
  clocks.clear()
}

/** Whether the clock is not changed from one instant to another, at most 90 days later. */
export function isSteady(from: number, until: number, zone: string): boolean {
  return zone === UTC || clockOf(zone).steadyFrom(from) >= until
}

interface ZoneClock {
  /** Minutes ahead of UTC. */
  offset(instant: number): number
  /** Until when it is not changed after an instant, as far as it was looked. */
  steadyFrom(instant: number): number
}

function clockOf(zone: string): ZoneClock {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    clock = createZoneClock(IANAZone.create(zone))
    clocks.set(zone, clock)
  }
  return clock
}

/**
 * Keeps the offset of each UTC day on which the clock was not changed. No zone of the database changes its clock twice
 * within a week, from 1850 to 2200, so a day that ends as it began was the same throughout.
 */
function createZoneClock(zone: IANAZone): ZoneClock {
  const days = new Map<number, number | null>()
  let steady = { from: 0, until: 0 }
  const ask = (instant: number): number => {
    const offset = rules === null ? zone.offset(instant) : rules(instant, zone.name)
    return Number.isNaN(offset) ? 0 : offset
  }
  const offsetOn = (day: number): number | null => {
    let offset = days.get(day)
    if (offset === undefined) {
      const first = ask(day * DAY)
      offset = first === ask((day + 1) * DAY) ? first : null
      if (days.size >= MOST_DAYS) days.clear()
      days.set(day, offset)
    }
    return offset
  }
  return {
    offset: (instant) => offsetOn(Math.floor(instant / DAY)) ?? ask(instant),
    steadyFrom(instant) {
      const first = Math.floor(instant / DAY)
      const isOld = steady.until === steady.from + LOOKED_AHEAD && first > steady.from + LOOKED_AHEAD / 4
      if (first < steady.from || first >= steady.until || isOld) {
        let until = first
        while (until < first + LOOKED_AHEAD && offsetOn(until) !== null) until++
        steady = { from: first, until }
      }
      return Math.max(instant, steady.until * DAY)
    },
  }
}
