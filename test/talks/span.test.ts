import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Span, spanOf } from '../../src/talks/span.ts'
import { addDays } from '../../src/talks/time.ts'
import { parseWhen, whenOf } from '../../src/talks/when.ts'

const ZURICH = 'Europe/Zurich'
const spanFor = (when: string, zone?: string): Span => spanOf(whenOf({ when, zone }), zone ?? null)

const anyDay = fc.integer({ min: 1, max: 100_000 }).map((days) => addDays('1900-01-31', days))
const anyZone = fc.constantFrom(undefined, 'UTC', ZURICH, 'America/Los_Angeles', 'Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kathmandu')
const anyWhen = fc.oneof(
  fc.tuple(anyDay, fc.constantFrom('', '~', '?')).map((parts) => parts.join('')),
  fc.tuple(anyDay, fc.integer({ min: 1, max: 60 })).map(([day, days]) => `${day}/${addDays(day, days)}`),
  anyDay.map((day) => `${day}/`),
  fc.tuple(anyDay, fc.integer({ min: 1, max: 60 })).map(([day, days]) => `[${day}..${addDays(day, days)}]`),
  anyDay.map((day) => `[${day}..]`),
  anyDay.map((day) => `[..${day}]`),
  fc.tuple(anyDay, fc.constantFrom('', '~', '?'), fc.constantFrom(4, 7)).map(([day, mark, length]) => day.slice(0, length) + mark),
  fc.constant('unknown'),
)

describe('spanOf', () => {
  it.each<[when: string, zone: string | undefined, span: Span]>([
    [
      '2022-01-10T09:30',
      ZURICH,
      {
        order: '2022-01-10T08:30:00Z',
        first: '2022-01-10',
        last: '2022-01-10',
        current: '2022-01-10',
        shown: { from: '2022-01-10', to: '2022-01-10', certainty: 'fixed' },
      },
    ],
    [
      '2021-12-31T23:30/2022-01-01T02:00',
      ZURICH,
      {
        order: '2021-12-31T22:30:00Z',
        first: '2021-12-31',
        last: '2022-01-01',
        current: '2022-01-01',
        shown: { from: '2021-12-31', to: '2022-01-01', certainty: 'fixed' },
      },
    ],
    [
      '2022-01-10',
      undefined,
      {
        order: '2022-01-10',
        first: '2022-01-10',
        last: '2022-01-10',
        current: '2022-01-11',
        shown: { from: '2022-01-10', to: '2022-01-10', certainty: 'fixed' },
      },
    ],
    [
      '2022-01-10~',
      undefined,
      {
        order: '2022-01-10',
        first: '2022-01-09',
        last: '2022-01-11',
        current: '2022-01-12',
        shown: { from: '2022-01-10', to: '2022-01-10', certainty: 'tentative' },
      },
    ],
    [
      '2022-01-10?',
      undefined,
      {
        order: '2022-01-10',
        first: '2022-01-10',
        last: '2022-01-10',
        current: '2022-01-11',
        shown: { from: '2022-01-10', to: '2022-01-10', certainty: 'tentative' },
      },
    ],
    [
      '2022-01-10/2022-01-12',
      undefined,
      {
        order: '2022-01-10',
        first: '2022-01-10',
        last: '2022-01-12',
        current: '2022-01-13',
        shown: { from: '2022-01-10', to: '2022-01-12', certainty: 'fixed' },
      },
    ],
    [
      '[2022-01-10..2022-01-16]',
      undefined,
      {
        order: '2022-01-10',
        first: '2022-01-10',
        last: '2022-01-16',
        current: '2022-01-17',
        shown: { from: '2022-01-10', to: '2022-01-16', certainty: 'tentative' },
      },
    ],
    [
      '[2022-01-10..2022-01-17]',
      undefined,
      {
        order: '2022-01-10',
        first: '2022-01-10',
        last: '2022-01-17',
        current: '2022-01-18',
        shown: { from: '2022-01-10', to: '2022-01-17', certainty: 'coarse' },
      },
    ],
    ['[..2022-01-31]', undefined, { order: '2022-01-31', first: null, last: '2022-01-31', current: '2022-02-01', shown: null }],
    ['[2022-01-10..]', undefined, { order: '2022-01-10', first: '2022-01-10', last: null, current: null, shown: null }],
    [
      '2022-01',
      undefined,
      {
        order: '2022-01-01',
        first: '2022-01-01',
        last: '2022-01-31',
        current: '2022-02-01',
        shown: { from: '2022-01-01', to: '2022-01-31', certainty: 'coarse' },
      },
    ],
    ['2022', undefined, { order: '2022-01-01', first: '2022-01-01', last: '2022-12-31', current: '2023-01-01', shown: null }],
    ['2022?', undefined, { order: '2022-01-01', first: '2022-01-01', last: '2022-12-31', current: '2023-01-01', shown: null }],
    ['2022~', undefined, { order: '2022-01-01', first: '2021-01-01', last: '2023-12-31', current: '2024-01-01', shown: null }],
    ['unknown', undefined, { order: '9999', first: null, last: null, current: null, shown: null }],
    ['unknown', ZURICH, { order: '9999', first: null, last: null, current: null, shown: null }],
  ])('places %s in zone %s', (when, zone, span) => {
    expect(spanFor(when, zone)).toEqual(span)
  })

  it('shows only the first day of days without an end', () => {
    expect(spanFor('2022-01-10/')).toMatchObject({
      order: '2022-01-10',
      first: '2022-01-10',
      last: null,
      shown: { from: '2022-01-10', to: '2022-01-10', certainty: 'fixed' },
    })
  })

  it('does not say when days without an end are over', () => {
    expect(spanFor('2022-01-10/').current).toBeNull()
    expect(spanFor('2022-01-10/', ZURICH).current).toBeNull()
  })

  it.each([
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2022-02', '2022-02-01', '2022-02-28'],
    ['2100-02', '2100-02-01', '2100-02-28'],
    ['2022-04', '2022-04-01', '2022-04-30'],
    ['2022-12', '2022-12-01', '2022-12-31'],
  ])('gives %s all the days of the month', (when, from, to) => {
    expect(spanFor(when)).toMatchObject({ first: from, last: to, shown: { from, to } })
  })

  it.each([
    ['2022-01~', '2021-12-01', '2022-02-28'],
    ['2024-01~', '2023-12-01', '2024-02-29'],
    ['2022-03~', '2022-02-01', '2022-04-30'],
    ['2022-12~', '2022-11-01', '2023-01-31'],
  ])('gives %s a month more on either side, and shows the month itself', (when, first, last) => {
    const month = spanFor(when.slice(0, 7))
    expect(spanFor(when)).toMatchObject({ first, last, order: month.order, shown: month.shown })
  })

  it.each([
    ['2022-03-01~', '2022-02-28', '2022-03-02'],
    ['2024-03-01~', '2024-02-29', '2024-03-02'],
    ['2024-02-29~', '2024-02-28', '2024-03-01'],
    ['2022-01-01~', '2021-12-31', '2022-01-02'],
    ['1900-01-01~', '1899-12-31', '1900-01-02'],
    ['2199-12-31~', '2199-12-30', '2200-01-01'],
  ])('gives %s a day more on either side', (when, first, last) => {
    expect(spanFor(when)).toMatchObject({ first, last })
  })

  it.each([
    ['[2024-02-27..2024-03-04]', 'tentative'],
    ['[2024-02-27..2024-03-05]', 'coarse'],
    ['[2022-02-27..2022-03-05]', 'tentative'],
    ['[2022-02-27..2022-03-06]', 'coarse'],
    ['[2022-12-30..2023-01-05]', 'tentative'],
    ['[2022-12-30..2023-01-06]', 'coarse'],
    ['[2022-03-24..2022-03-30]', 'tentative'],
    ['[2022-01-10..2022-01-11]', 'tentative'],
  ])('calls the window %s %s: a week, and no day more, is tentative', (when, certainty) => {
    expect(spanFor(when, ZURICH).shown?.certainty).toBe(certainty)
  })

  describe('keeps a talk current until its last day has ended', () => {
    it.each([
      ['at UTC', 'UTC', '2022-01-10'],
      ['east of UTC, where the day ends before', ZURICH, '2022-01-10'],
      ['far east, on the same UTC day still', 'Pacific/Kiritimati', '2022-01-10'],
      ['west of UTC, on the next UTC day', 'America/New_York', '2022-01-11'],
      ['in the last zone on Earth', 'Etc/GMT+12', '2022-01-11'],
    ])('%s', (_, zone, current) => {
      expect(spanFor('2022-01-10', zone).current).toBe(current)
      expect(spanFor('2022-01-08/2022-01-10', zone).current).toBe(current)
      expect(spanFor('[2022-01-08..2022-01-10]', zone).current).toBe(current)
      expect(spanFor('[..2022-01-10]', zone).current).toBe(current)
      expect(spanFor('2022-01-10T08:00', zone).current).toBe(current)
      expect(spanFor('2022-01-09~', zone).current).toBe(current)
    })

    it('in the zone of London, which decides by the season', () => {
      expect(spanFor('2022-01-10', 'Europe/London').current).toBe('2022-01-10')
      expect(spanFor('2022-07-10', 'Europe/London').current).toBe('2022-07-10')
      expect(spanFor('2022-01-10', 'Atlantic/Azores').current).toBe('2022-01-11')
      expect(spanFor('2022-07-10', 'Atlantic/Azores').current).toBe('2022-07-10')
    })

    it('on days on which the clocks change', () => {
      expect(spanFor('2022-03-27', ZURICH).current).toBe('2022-03-27')
      expect(spanFor('2022-10-30', ZURICH).current).toBe('2022-10-30')
      expect(spanFor('2022-03-13', 'America/New_York').current).toBe('2022-03-14')
      expect(spanFor('2022-11-06', 'America/New_York').current).toBe('2022-11-07')
    })

    it('for months and years too', () => {
      expect(spanFor('2022-12', 'America/New_York').current).toBe('2023-01-01')
      expect(spanFor('2022-12', ZURICH).current).toBe('2022-12-31')
      expect(spanFor('2022', 'America/New_York').current).toBe('2023-01-01')
      expect(spanFor('2022', ZURICH).current).toBe('2022-12-31')
      expect(spanFor('2024-02').current).toBe('2024-03-01')
    })
  })

  it('keeps the local day of a time, whatever day it is in UTC', () => {
    expect(spanFor('2022-01-10T00:30', 'Asia/Tokyo')).toMatchObject({
      order: '2022-01-09T15:30:00Z',
      first: '2022-01-10',
      shown: { from: '2022-01-10' },
    })
    expect(spanFor('2022-01-10T23:30', 'America/Los_Angeles')).toMatchObject({
      order: '2022-01-11T07:30:00Z',
      last: '2022-01-10',
      shown: { to: '2022-01-10' },
      current: '2022-01-11',
    })
  })

  it('sorts a repeated autumn hour by its earlier instant', () => {
    expect(spanFor('2022-10-30T02:30', ZURICH).order).toBe('2022-10-30T00:30:00Z')
  })

  it('sorts a day before the times of that day, times by instant, and what is unknown last', () => {
    const whens: [string, string?][] = [
      ['unknown'],
      ['2199'],
      ['2022-01-11'],
      ['2022-01-10T09:00', 'America/New_York'],
      ['2022-01-10T10:00', ZURICH],
      ['2022-01-10'],
      ['[..2022-01-09]'],
      ['2022-01'],
    ]
    const orders = whens.map(([when, zone]) => spanFor(when, zone).order)
    expect([...orders].sort()).toEqual([...orders].reverse())
    expect(new Set(orders).size).toBe(orders.length)
  })

  it('orders a time that clocks skip by the offset before', () => {
    const when = { precision: 'minute', start: '2022-03-27T02:30', end: null, zone: ZURICH } as const
    expect(spanOf(when, ZURICH)).toMatchObject({ order: '2022-03-27T01:30:00Z', first: '2022-03-27' })
  })

  it('shows no day that the talk cannot be on, and has its limits in order', () => {
    fc.assert(
      fc.property(anyWhen, anyZone, (when, zone) => {
        const { first, last, shown, order } = spanFor(when, zone)
        if (first !== null && last !== null) expect(first <= last).toBe(true)
        if (shown !== null) {
          expect(shown.from <= shown.to).toBe(true)
          if (first !== null) expect(shown.from >= first).toBe(true)
          if (last !== null) expect(shown.to <= last).toBe(true)
          expect(order).toBe(shown.from)
        }
      }),
    )
  })

  it('is current on its last day in every zone, and at most one UTC day longer', () => {
    fc.assert(
      fc.property(anyWhen, anyZone, (when, zone) => {
        const { last, current } = spanFor(when, zone)
        if (last !== null) expect([last, addDays(last, 1)]).toContain(current)
      }),
    )
  })

  it('is wider the less is known: a day within its month, a month within its year', () => {
    fc.assert(
      fc.property(anyDay, anyZone, (day, zone) => {
        const spans = [day, day.slice(0, 7), day.slice(0, 4)].map((when) => spanFor(when, zone))
        for (const [index, wider] of spans.slice(1).entries()) {
          const narrower = spans[index] as Span
          expect((wider.first as string) <= (narrower.first as string)).toBe(true)
          expect((wider.last as string) >= (narrower.last as string)).toBe(true)
        }
      }),
    )
  })

  it('places everything that parses', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(23), fc.nat(59), anyZone, (day, hour, minute, zone = 'UTC') => {
        const parsed = parseWhen(`${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`, zone)
        if (parsed.ok) expect(spanOf(parsed.when, zone)).toMatchObject({ first: day, last: day, shown: { certainty: 'fixed' } })
      }),
    )
  })
})
