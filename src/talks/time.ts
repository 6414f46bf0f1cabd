// Days of the calendar, the clock at a place, and instants: milliseconds since 1970 in UTC.
import { DAY, HOUR, MINUTE } from './units.ts'
import { offsetAt, UTC } from './zone.ts'

/** `YYYY-MM-DD`. */
export type Day = string
/** `YYYY-MM-DDTHH:mm`, the clock at the place. */
export type LocalMinute = string

export const FIRST_YEAR = 1900
export const LAST_YEAR = 2199
export const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/
const SHORTEST_MONTH = 28
/** Further than any clock is from UTC, with what it may be put forward or back. */
const FAR = 26 * HOUR
/** Near enough to meet every offset that a clock may have had at a local time, whatever the zone. */
const AROUND = [-FAR, -FAR / 2, 0, FAR / 2, FAR]

/** Whether the day is in the calendar, and in the years that a diary holds. */
export function isDay(text: string): boolean {
  if (!DAY_FORM.test(text)) return false
  const year = Number(text.slice(0, 4))
  return year >= FIRST_YEAR && year <= LAST_YEAR && !Number.isNaN(millisOf(text)) && addDays(text, 0) === text
}

/** Days counted in the calendar, without any zone. */
export function addDays(day: Day, days: number): Day {
  // Every month has so many: nothing but the last two digits changes, which is a tenth of the work.
  const date = Number(day.slice(8)) + days
  if (date >= 1 && date <= SHORTEST_MONTH) return `${day.slice(0, 8)}${date < 10 ? '0' : ''}${date}`
  return dayText(millisOf(day) + days * DAY)
}

/** Months counted in the calendar; where the month has no such day, its last. */
export function addMonths(day: Day, months: number): Day {
  const first = new Date(millisOf(`${day.slice(0, 7)}-01`))
  first.setUTCMonth(first.getUTCMonth() + months)
  const same = `${first.toISOString().slice(0, 8)}${day.slice(8)}`
  const last = lastOfMonth(same)
  return same < last ? same : last
}

/** Of any day of the month. */
export function lastOfMonth(day: Day): Day {
  const date = new Date(millisOf(`${day.slice(0, 7)}-01`))
  return dayText(date.setUTCMonth(date.getUTCMonth() + 1) - DAY)
}

/** 0 is Monday, as in ISO 8601. */
export function weekdayOf(day: Day): number {
  return (new Date(millisOf(day)).getUTCDay() + 6) % 7
}

/** What the clock shows. */
export function localMinute(instant: number, zone: string): LocalMinute {
  return minuteText(shownAt(instant, zone))
}

/** The day that it is there. */
export function localDay(instant: number, zone: string): Day {
  return dayText(shownAt(instant, zone))
}

/**
 * The instant of a local time. One that exists twice (autumn) means the earlier, whatever offset holds today;
 * `null` for one that does not exist (spring).
 */
export function instantOf(local: LocalMinute, zone: string): number | null {
  const shown = millisOf(local)
  return Number.isNaN(shown) || minuteText(shown) !== local ? null : read(shown, zone).instant
}

/** The instant of a local time; one that clocks skip is read by the offset before: as much later as they are put forward. */
export function instantOrLater(local: LocalMinute, zone: string): number {
  const found = read(millisOf(local), zone)
  return found.instant ?? found.skipped
}

/** The same local time some days on; one that clocks skip is later, of one that comes twice the earlier. */
export function addLocalDays(instant: number, days: number, zone: string): number {
  const found = read(shownAt(instant, zone) + days * DAY, zone)
  return found.instant ?? found.skipped
}

/** When the day begins where clocks go by the zone: at midnight, or after it where that is skipped. */
export function dayBegins(day: Day, zone: string): number {
  return instantOrLater(`${day}T00:00`, zone)
}

/** When the day is over: the first instant of the next. */
export function dayEnds(day: Day, zone: string): number {
  return dayBegins(addDays(day, 1), zone)
}

/** A local time with its offset, as in `2022-01-10T09:30+01:00`; one that does not exist is left without. */
export function withOffset(local: LocalMinute, zone: string): string {
  const instant = instantOf(local, zone)
  if (instant === null) return local
  if (zone === UTC) return `${local}Z`
  const offset = Math.trunc(offsetAt(instant, zone))
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'))
  return `${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`
}

/** The first of some instants, any of which there may not be; `null` where there is none. */
export function earliest(...instants: readonly (number | null)[]): number | null {
  const given = instants.filter((instant) => instant !== null)
  return given.length === 0 ? null : Math.min(...given)
}

/** An instant in UTC, in whole seconds. */
export function instantText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** A day, an instant, or the text of one in UTC, for a library that takes dates. */
export function dateOf(at: number | string): Date {
  return new Date(at)
}

/** Reads an instant with its offset (RFC 3339, seconds may be left out); `null` for anything else. */
export function readInstant(text: string): number | null {
  const day = INSTANT.exec(text)?.[1]
  const instant = day !== undefined && isDay(day) ? Date.parse(text) : Number.NaN
  return Number.isNaN(instant) ? null : instant
}

/** What the clock shows, as the instant at which a clock in UTC shows it. */
function shownAt(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone) * MINUTE
}

/** When a clock shows what it would in UTC at `shown`, and when it would if it were not put forward over it. */
function read(shown: number, zone: string): { instant: number | null; skipped: number } {
  const [before, after] = [offsetAt(shown - FAR, zone), offsetAt(shown + FAR, zone)]
  // No zone changes its clock twice in so short a time: it was not changed in between.
  if (before === after) return { instant: shown - before * MINUTE, skipped: shown - before * MINUTE }
  const offsets = [...new Set(AROUND.map((around) => offsetAt(shown + around, zone)))]
  const readings = offsets.map((offset) => shown - offset * MINUTE)
  const right = readings.filter((reading) => shownAt(reading, zone) === shown)
  return { instant: right.length === 0 ? null : Math.min(...right), skipped: Math.max(...readings) }
}

function millisOf(dayOrLocal: Day | LocalMinute): number {
  return Date.parse(dayOrLocal.length > 10 ? `${dayOrLocal}Z` : dayOrLocal)
}

function dayText(shown: number): Day {
  return new Date(shown).toISOString().slice(0, 10)
}

function minuteText(shown: number): LocalMinute {
  return new Date(shown).toISOString().slice(0, 16)
}
