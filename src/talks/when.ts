// `when`: a date or time together with how precisely it is known, parsed from one string. EDTF (ISO 8601-2:2019) for
// dates, ISO 8601-1 for times, and `unknown`. Precision is the tag of the union, so no code can take more than is known.
import { quoted } from './quoting.ts'
import { DAY_FORM, type Day, FIRST_YEAR, instantOf, isDay, LAST_YEAR, type LocalMinute } from './time.ts'
import { isZone } from './zone.ts'

export type Qualifier = 'certain' | 'about' | 'uncertain'

export type When =
  | { precision: 'minute'; start: LocalMinute; end: LocalMinute | null; zone: string }
  | { precision: 'day'; day: Day; qualifier: Qualifier }
  | { precision: 'days'; from: Day; to: Day | null }
  | { precision: 'window'; from: Day | null; to: Day | null }
  | { precision: 'month'; month: string; qualifier: Qualifier }
  | { precision: 'year'; year: string; qualifier: Qualifier }
  | { precision: 'unknown' }

/** What is wrong with a value, and what would be right. */
export interface Flaw {
  message: string
  expected: string
}

export type Parsed = { ok: true; when: When } | ({ ok: false; field: 'when' | 'zone' } & Flaw)

const FORMS =
  '2022-01-10T09:30, 2022-01-10T09:30/2022-01-10T12:00, 2022-01-10, 2022-01-10/2022-01-12, 2022-01-10/, ' +
  '[2022-01-10..2022-01-14], [..2022-01-31], [2022-01-10..], 2022-01, 2022 or unknown; a day, month or year may end in ~ or ?'

const MINUTE_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/
const QUALIFIED = /^(\d{4}(?:-\d{2}(?:-\d{2})?)?)([~?]?)$/
const WINDOW = /^\[(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?\]$/

class Refusal extends Error {
  readonly field: 'when' | 'zone'
  readonly expected: string
  constructor(field: 'when' | 'zone', message: string, expected: string) {
    super(message)
    this.field = field
    this.expected = expected
  }
}

/** Parses what a record gives; a flaw names the field to mend. */
export function parseWhen(text: string, zone: string | undefined): Parsed {
  try {
    if (zone !== undefined && !isZone(zone)) {
      throw new Refusal('zone', `${quoted(zone)} is not a time zone`, 'a name of the IANA time zone database, such as Europe/Zurich')
    }
    return { ok: true, when: read(text, zone) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, field: error.field, message: error.message, expected: error.expected }
    throw error
  }
}

/** What was parsed before, and so cannot fail: rows of the log, checked records. */
export function whenOf({ when, zone }: { when: string; zone?: string | null | undefined }): When {
  const parsed = parseWhen(when, zone ?? undefined)
  if (!parsed.ok) throw new Error(`when: ${quoted(when)} was stored but cannot be read: ${parsed.message}`)
  return parsed.when
}

function read(text: string, zone: string | undefined): When {
  if (text === 'unknown') return { precision: 'unknown' }
  if (text.includes('T')) return readMinutes(text, zone)
  const window = WINDOW.exec(text)
  if (window) return readWindow(window[1] ?? null, window[2] ?? null)
  if (text.includes('/')) return readDays(text)
  const qualified = QUALIFIED.exec(text)
  if (!qualified) throw new Refusal('when', `${quoted(text)} is not a date that Parley reads`, FORMS)
  return readQualified(qualified[1] as string, qualified[2] as string)
}

function readMinutes(text: string, zone: string | undefined): When {
  const [start = '', end, ...more] = text.split('/')
  if (!MINUTE_FORM.test(start) || (end !== undefined && !MINUTE_FORM.test(end)) || more.length > 0) {
    throw new Refusal(
      'when',
      `${quoted(text)} is not a time that Parley reads`,
      '2022-01-10T09:30 or 2022-01-10T09:30/2022-01-10T12:00, with the zone in "zone"',
    )
  }
  if (zone === undefined) {
    throw new Refusal(
      'zone',
      `${quoted(text)} has a time, but the talk has no zone`,
      'zone: the IANA name of the zone that the time is in, such as Europe/Zurich',
    )
  }
  const from = existing(start, zone)
  if (end !== undefined && existing(end, zone) <= from) {
    throw new Refusal('when', `${quoted(text)} ends at or before its start`, 'an end after the start')
  }
  return { precision: 'minute', start, end: end ?? null, zone }
}

function existing(local: LocalMinute, zone: string): number {
  real(local.slice(0, 10))
  if (local.slice(11, 13) > '23' || local.slice(14) > '59')
    throw new Refusal('when', `${quoted(local)} is not a time that exists`, 'hours 00 to 23, minutes 00 to 59')
  const instant = instantOf(local, zone)
  if (instant === null) {
    throw new Refusal(
      'when',
      `${quoted(local)} does not exist in ${zone}: clocks are put forward over it`,
      'a local time that exists on that day',
    )
  }
  return instant
}

function readWindow(from: Day | null, to: Day | null): When {
  if (from === null && to === null) throw new Refusal('when', '"[..]" has no limit', 'unknown, or a window with at least one day')
  if (from !== null) real(from)
  if (to !== null) real(to)
  if (from !== null && to !== null && to <= from) {
    throw new Refusal(
      'when',
      `"[${from}..${to}]" ends at or before its start`,
      from === to ? `the day itself: ${from}` : 'the earlier day first',
    )
  }
  return { precision: 'window', from, to }
}

function readDays(text: string): When {
  const [from = '', to = '', ...more] = text.split('/')
  if (!DAY_FORM.test(from) || (to !== '' && !DAY_FORM.test(to)) || more.length > 0)
    throw new Refusal('when', `${quoted(text)} is not a span of days`, '2022-01-10/2022-01-12 or 2022-01-10/')
  real(from)
  if (to === '') return { precision: 'days', from, to: null }
  real(to)
  if (to <= from)
    throw new Refusal(
      'when',
      `${quoted(text)} ends at or before its start`,
      from === to ? `the day itself: ${from}` : 'the earlier day first',
    )
  return { precision: 'days', from, to }
}

function readQualified(date: string, mark: string): When {
  const qualifier = mark === '~' ? 'about' : mark === '?' ? 'uncertain' : 'certain'
  switch (date.length) {
    case 10:
      return { precision: 'day', day: real(date), qualifier }
    case 7:
      real(`${date}-01`)
      return { precision: 'month', month: date, qualifier }
    default:
      real(`${date}-01-01`)
      return { precision: 'year', year: date, qualifier }
  }
}

function real(day: Day): Day {
  if (!isDay(day))
    throw new Refusal(
      'when',
      `${quoted(day)} is not a day that exists between ${FIRST_YEAR} and ${LAST_YEAR}`,
      'a day of the calendar as YYYY-MM-DD',
    )
  return day
}
