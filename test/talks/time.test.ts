import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addLocalDays,
  addMonths,
  dayBegins,
  dayEnds,
  earliest,
  instantOf,
  instantOrLater,
  instantText,
  lastOfMonth,
  localDay,
  localMinute,
  readInstant,
  weekdayOf,
  withOffset,
} from '../../src/talks/time.ts'
import { isZone, offsetAt, UTC } from '../../src/talks/zone.ts'
import { anyDay, daysIn, pad } from './days.ts'

const ZURICH = 'Europe/Zurich'
const HOUR = 3_600_000
const anyZone = fc.constantFrom(
  'UTC',
  ZURICH,
  'Europe/London',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'America/Santiago',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/St_Johns',
)
/** From 1950 to 2150, to the millisecond. */
const anyInstant = fc.integer({ min: Date.parse('1950-01-01T00:00:00Z'), max: Date.parse('2150-01-01T00:00:00Z') })
/** Near changes of clocks, which a random instant seldom is. */
const anyChange = fc.tuple(anyZone, fc.integer({ min: 1985, max: 2060 }), fc.nat(365)).map(([zone, year, days]) => {
  const changes = (at: number, step: number) => offsetAt(at, zone) !== offsetAt(at + step, zone)
  const start = Date.UTC(year, 0, 1) + days * 24 * HOUR
  const day = Array.from({ length: 366 }, (_, index) => start + index * 24 * HOUR).find((at) => changes(at, 24 * HOUR)) ?? start
  const hour = Array.from({ length: 24 }, (_, index) => day + index * HOUR).find((at) => changes(at, HOUR)) ?? day
  return { zone, at: hour }
})
const anyMoment = fc.oneof(
  fc.record({ zone: anyZone, at: anyInstant }),
  fc.tuple(anyChange, fc.integer({ min: -30 * HOUR, max: 30 * HOUR })).map(([{ zone, at }, near]) => ({ zone, at: at + near })),
)
/** The same by Luxon, whose arithmetic the product does without. */
const luxon = (at: number, zone: string) => DateTime.fromMillis(at, { zone })

describe('instantOf', () => {
  it.each([
    ['2022-10-30T02:30', ZURICH, '2022-10-30T00:30:00Z'],
    ['2022-10-30T02:00', ZURICH, '2022-10-30T00:00:00Z'],
    ['2022-10-30T02:59', ZURICH, '2022-10-30T00:59:00Z'],
    ['2022-10-30T03:00', ZURICH, '2022-10-30T02:00:00Z'],
    ['2022-10-30T01:59', ZURICH, '2022-10-29T23:59:00Z'],
    ['2022-11-06T01:30', 'America/New_York', '2022-11-06T05:30:00Z'],
    ['2022-04-03T01:45', 'Australia/Lord_Howe', '2022-04-02T14:45:00Z'],
    ['2022-04-03T02:30', 'Australia/Sydney', '2022-04-02T15:30:00Z'],
    ['2022-04-02T23:30', 'America/Santiago', '2022-04-03T02:30:00Z'],
    ['2022-01-10T09:30', ZURICH, '2022-01-10T08:30:00Z'],
    ['2022-07-10T09:30', ZURICH, '2022-07-10T07:30:00Z'],
    ['2022-01-10T09:30', 'Asia/Kathmandu', '2022-01-10T03:45:00Z'],
    ['2022-01-10T09:30', 'Pacific/Kiritimati', '2022-01-09T19:30:00Z'],
    ['2022-01-10T09:30', 'Etc/GMT+12', '2022-01-10T21:30:00Z'],
  ])('takes %s in %s as %s, the earlier where clocks repeat it', (local, zone, utc) => {
    expect(instantText(instantOf(local, zone) as number)).toBe(utc)
  })

  it('gives null for a time that clocks skip', () => {
    expect(instantOf('2022-03-27T02:30', ZURICH)).toBeNull()
  })

  it('knows times of a zone that has crossed the date line since', () => {
    expect(instantOf('2011-04-03T00:00', 'Pacific/Apia')).toBe(Date.parse('2011-04-03T11:00:00Z'))
    expect(instantOf('2011-12-30T12:00', 'Pacific/Apia')).toBeNull()
  })

  it('is the first instant at which a clock there shows the time, or null if none ever does', () => {
    const year = fc.integer({ min: 1985, max: 2060 })
    const month = fc.constantFrom(2, 3, 4, 5, 8, 9, 10, 11, 12)
    fc.assert(
      fc.property(anyZone, year, month, fc.nat(30), fc.nat(4), fc.nat(59), (zone, year, month, date, hour, minute) => {
        const local = `${year}-${pad(month)}-${pad((date % daysIn(year, month)) + 1)}T${pad(hour)}:${pad(minute)}`
        expect(instantOf(local, zone)).toBe(firstShown(local, zone))
      }),
      { numRuns: 1000 },
    )
  })
})

/** Asks Intl alone: tries every offset that a clock may have, by the quarter of an hour, the furthest east first. */
function firstShown(local: string, zone: string): number | null {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const asUtc = Date.parse(`${local}:00Z`)
  for (let quarter = 60; quarter >= -60; quarter--) {
    const candidate = asUtc - quarter * 15 * 60_000
    if (clock.format(candidate).replace(' ', 'T') === local) return candidate
  }
  return null
}

describe('earliest', () => {
  it.each([
    [[], null],
    [[null, null], null],
    [[null, 2, 1], 1],
    [[0, null], 0],
  ])('of %j is %j', (instants, expected) => {
    expect(earliest(...instants)).toBe(expected)
  })
})

describe('instantOrLater', () => {
  it.each([
    ['2022-03-27T02:30', ZURICH, '2022-03-27T01:30:00Z'],
    ['2022-03-27T02:00', ZURICH, '2022-03-27T01:00:00Z'],
    ['2022-10-30T02:30', ZURICH, '2022-10-30T00:30:00Z'],
    ['2018-11-04T00:00', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['2022-10-02T02:10', 'Australia/Lord_Howe', '2022-10-01T15:40:00Z'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
  ])('takes %s in %s as %s', (local, zone, utc) => {
    expect(instantText(instantOrLater(local, zone))).toBe(utc)
  })
})

describe('localMinute, dayAt and withOffset', () => {
  it('show what Luxon shows of any instant anywhere', () => {
    fc.assert(
      fc.property(anyMoment, ({ zone, at }) => {
        const there = luxon(at, zone)
        expect(localMinute(at, zone)).toBe(there.toFormat("yyyy-MM-dd'T'HH:mm"))
        expect(localDay(at, zone)).toBe(there.toISODate())
        expect(offsetAt(at, zone)).toBe(there.offset)
      }),
      { numRuns: 500 },
    )
  })

  it('write the offset of a local time, of one that comes twice the earlier', () => {
    fc.assert(
      fc.property(anyMoment, ({ zone, at }) => {
        const local = localMinute(at, zone)
        const first = luxon(instantOf(local, zone) as number, zone)
        expect(withOffset(local, zone)).toBe(first.toISO({ suppressSeconds: true, suppressMilliseconds: true }))
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['2022-01-10T09:30', ZURICH, '2022-01-10T09:30+01:00'],
    ['2022-01-10T09:30', 'America/St_Johns', '2022-01-10T09:30-03:30'],
    ['2022-01-10T09:30', UTC, '2022-01-10T09:30Z'],
    ['2022-03-27T02:30', ZURICH, '2022-03-27T02:30'],
  ])('writes %s in %s as %s', (local, zone, expected) => {
    expect(withOffset(local, zone)).toBe(expected)
  })
})

describe('offsetAt', () => {
  it('goes by UTC in a zone that the database does not know', () => {
    expect(offsetAt(Date.parse('2022-01-10T09:30:00Z'), 'Moon/Base')).toBe(0)
  })
})

describe('dayBegins and dayEnds', () => {
  it('are the first instant at which a clock shows the day, and the first after it', () => {
    fc.assert(
      fc.property(anyMoment, ({ zone, at }) => {
        const day = localDay(at, zone)
        const begins = dayBegins(day, zone)
        expect(localDay(begins, zone)).toBe(day)
        expect(localDay(begins - 1, zone) < day).toBe(true)
        expect(dayEnds(day, zone)).toBe(dayBegins(addDays(day, 1), zone))
        expect(dayEnds(day, zone)).toBeGreaterThan(begins)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    ['2022-03-27', ZURICH, '2022-03-26T23:00:00Z', '2022-03-27T22:00:00Z'],
    ['2022-11-06', 'America/Havana', '2022-11-06T04:00:00Z', '2022-11-07T05:00:00Z'],
    ['2022-01-10', UTC, '2022-01-10T00:00:00Z', '2022-01-11T00:00:00Z'],
  ])('of %s in %s are %s and %s', (day, zone, begins, ends) => {
    expect([instantText(dayBegins(day, zone)), instantText(dayEnds(day, zone))]).toEqual([begins, ends])
  })
})

describe('addLocalDays', () => {
  it('keeps the clock, where it is not put forward over it', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: -60, max: 60 }), ({ zone, at }, days) => {
        const there = addLocalDays(at, days, zone)
        const local = `${addDays(localDay(at, zone), days)}T${localMinute(at, zone).slice(11)}`
        if (instantOf(local, zone) === null) expect(localMinute(there, zone) > local).toBe(true)
        else expect(localMinute(there, zone)).toBe(local)
        expect((there - at) % 60_000 === 0 || offsetAt(at, zone) !== Math.trunc(offsetAt(at, zone))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('weekdayOf, lastOfMonth and addMonths', () => {
  it('agree with Luxon', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -1200, max: 1200 }), (day, months) => {
        const date = DateTime.fromISO(day, { zone: 'utc' })
        expect(weekdayOf(day)).toBe(date.weekday - 1)
        expect(lastOfMonth(day)).toBe(date.endOf('month').toISODate())
        expect(addMonths(day, months)).toBe(date.plus({ months }).toISODate())
      }),
      { numRuns: 500 },
    )
  })
})

describe('readInstant', () => {
  it.each([
    ['2022-01-10T09:30:00Z', '2022-01-10T09:30:00Z'],
    ['2022-01-10T09:30Z', '2022-01-10T09:30:00Z'],
    ['2022-01-10T09:30:00.123456789+01:00', '2022-01-10T08:30:00Z'],
    ['2022-01-10T23:30-03:30', '2022-01-11T03:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('reads %s as %s', (text, utc) => {
    expect(instantText(readInstant(text) as number)).toBe(utc)
  })

  it.each([
    '',
    '2022-01-10',
    '2022-01-10T09:30',
    '2022-02-30T09:30:00Z',
    '2022-02-29T00:00:00Z',
    '2022-13-01T00:00:00Z',
    '2022-01-10T25:00:00Z',
    '2022-01-10T09:60:00Z',
    '2022-01-10T09:30:60Z',
    '2022-01-10 09:30:00Z',
    '2022-01-10T09:30:00z',
    '2022-01-10T09:30:00+0100',
    '1899-12-31T00:00:00Z',
    '+002022-01-10T09:30:00Z',
    'now',
  ])('does not read %j', (text) => {
    expect(readInstant(text)).toBeNull()
  })
})

describe('isZone', () => {
  it.each([ZURICH, 'UTC', 'Etc/UTC', 'Etc/GMT-14', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Asia/Ho_Chi_Minh', 'CET'])(
    'knows %s',
    (name) => {
      expect(isZone(name)).toBe(true)
    },
  )

  it.each(['europe/zurich', '+01:00', 'Europe/Zurich ', 'Moon/Base', 'toString'])('does not know %j', (name) => {
    expect(isZone(name)).toBe(false)
  })
})

describe('addDays', () => {
  it.each([
    ['2022-01-31', 1, '2022-02-01'],
    ['2022-02-28', 1, '2022-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2022-01-01', -1, '2021-12-31'],
    ['2022-03-26', 1, '2022-03-27'],
    ['2022-03-27', 1, '2022-03-28'],
    ['2022-01-10', 0, '2022-01-10'],
    ['2199-12-31', 1, '2200-01-01'],
  ])('%s and %i days is %s', (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected)
  })

  it('is undone by the same number of days back', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -10_000, max: 10_000 }), (day, days) => {
        expect(addDays(addDays(day, days), -days)).toBe(day)
      }),
    )
  })

  it('agrees with the days between two dates', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -1000, max: 1000 }), (day, days) => {
        const between = DateTime.fromISO(addDays(day, days), { zone: 'utc' }).diff(DateTime.fromISO(day, { zone: 'utc' }), 'days').days
        expect(between).toBe(days)
      }),
    )
  })
})
