// `when`: a date or time together with how precisely it is known, parsed from one string. EDTF (ISO 8601-2:2019) for
// dates, ISO 8601-1 for times, and `unknown`. Precision is the tag of the union, so no code can take more than is known.
import type { CodeNaming, Flaw } from './flaw.ts'
import { plain } from './quoting.ts'
import { DAY_FORM, type Day, FIRST_YEAR, instantOf, isDay, LAST_YEAR, type LocalMinute } from './time.ts'
import { type VALUE_FLAWS, valueFlaw } from './value-flaws.ts'
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

export const PRECISIONS = ['minute', 'day', 'days', 'window', 'month', 'year', 'unknown'] as const satisfies readonly When['precision'][]

export type Parsed = { ok: true; when: When } | ({ ok: false; field: 'when' | 'zone' } & Flaw)

const MINUTE_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/
const QUALIFIED = /^(\d{4}(?:-\d{2}(?:-\d{2})?)?)([~?]?)$/
const WINDOW = /^\[(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?\]$/

class Refusal extends Error {
  readonly field: 'when' | 'zone'
  readonly flaw: Flaw
  constructor(field: 'when' | 'zone', flaw: Flaw) {
    super(flaw.message)
    this.field = field
    this.flaw = flaw
  }
}

function refusal(field: 'when' | 'zone', code: CodeNaming<typeof VALUE_FLAWS, 'value'>, text: string): Refusal {
  return new Refusal(field, valueFlaw(code, { value: plain(text) }))
}

/** Parses what a record gives; a flaw names the field to mend. */
export function parseWhen(text: string, zone: string | undefined): Parsed {
  try {
    if (zone !== undefined && !isZone(zone)) throw refusal('zone', 'no-such-zone', zone)
    const when = read(text, zone)
    check(when, text)
    return { ok: true, when }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, field: error.field, ...error.flaw }
    throw error
  }
}

/** What was parsed before: rows of the log, checked records. It is not checked again. */
export function whenOf({ when, zone }: { when: string; zone?: string | null | undefined }): When {
  return read(when, zone ?? undefined)
}

/** Reads the form alone; which days and times there are is for `check`. */
function read(text: string, zone: string | undefined): When {
  if (text === 'unknown') return { precision: 'unknown' }
  if (text.includes('T')) return readMinutes(text, zone)
  const window = WINDOW.exec(text)
  if (window) return { precision: 'window', from: window[1] ?? null, to: window[2] ?? null }
  if (text.includes('/')) return readDays(text)
  const [, date, mark] = QUALIFIED.exec(text) ?? []
  if (date === undefined) throw refusal('when', 'not-a-date', text)
  const qualifier = mark === '~' ? 'about' : mark === '?' ? 'uncertain' : 'certain'
  if (date.length === 10) return { precision: 'day', day: date, qualifier }
  return date.length === 7 ? { precision: 'month', month: date, qualifier } : { precision: 'year', year: date, qualifier }
}

function readMinutes(text: string, zone: string | undefined): When {
  const [start = '', end, ...more] = text.split('/')
  if (!MINUTE_FORM.test(start) || (end !== undefined && !MINUTE_FORM.test(end)) || more.length > 0)
    throw refusal('when', 'not-a-time', text)
  if (zone === undefined) throw refusal('zone', 'time-without-zone', text)
  return { precision: 'minute', start, end: end ?? null, zone }
}

function readDays(text: string): When {
  const [from = '', to = '', ...more] = text.split('/')
  if (!DAY_FORM.test(from) || (to !== '' && !DAY_FORM.test(to)) || more.length > 0) throw refusal('when', 'not-a-span-of-days', text)
  return { precision: 'days', from, to: to === '' ? null : to }
}

/** Refuses days and times that there are not, and an end that is not after its start. */
function check(when: When, text: string): void {
  switch (when.precision) {
    case 'minute':
      checkMinutes(when, text)
      break
    case 'day':
      checkDay(when.day)
      break
    case 'days':
    case 'window':
      checkSpan(when, text)
      break
    case 'month':
      checkDay(`${when.month}-01`)
      break
    case 'year':
      checkDay(`${when.year}-01-01`)
      break
    case 'unknown':
      break
  }
}

function checkMinutes({ start, end, zone }: When & { precision: 'minute' }, text: string): void {
  const from = existing(start, zone)
  if (end !== null && existing(end, zone) <= from) throw refusal('when', 'end-before-start', text)
}

function existing(local: LocalMinute, zone: string): number {
  checkDay(local.slice(0, 10))
  if (local.slice(11, 13) > '23' || local.slice(14) > '59') throw refusal('when', 'no-such-time', local)
  const instant = instantOf(local, zone)
  if (instant === null) throw new Refusal('when', valueFlaw('skipped-local-time', { value: plain(local), zone }))
  return instant
}

function checkSpan({ from, to }: { from: Day | null; to: Day | null }, text: string): void {
  if (from === null && to === null) throw refusal('when', 'window-without-limit', text)
  if (from !== null) checkDay(from)
  if (to !== null) checkDay(to)
  if (from === null || to === null) return
  if (from === to) throw new Refusal('when', valueFlaw('span-of-one-day', { value: plain(text), day: from }))
  if (to < from) throw refusal('when', 'later-day-first', text)
}

function checkDay(day: Day): void {
  if (isDay(day)) return
  throw new Refusal('when', valueFlaw('no-such-day', { value: plain(day), first: `${FIRST_YEAR}`, last: `${LAST_YEAR}` }))
}
