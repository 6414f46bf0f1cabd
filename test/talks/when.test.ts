import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDay } from '../../src/talks/time.ts'
import { parseWhen, type When, whenOf } from '../../src/talks/when.ts'
import { anyDay, daysIn, pad } from './days.ts'

const ZURICH = 'Europe/Zurich'
const anyTime = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${pad(hour)}:${pad(minute)}`)
const anyMark = fc.constantFrom('', '~', '?')

/** The string that a `when` is written as. */
function written(when: When): string {
  const mark = { certain: '', about: '~', uncertain: '?' } as const
  switch (when.precision) {
    case 'minute':
      return when.end === null ? when.start : `${when.start}/${when.end}`
    case 'day':
      return when.day + mark[when.qualifier]
    case 'days':
      return `${when.from}/${when.to ?? ''}`
    case 'window':
      return `[${when.from ?? ''}..${when.to ?? ''}]`
    case 'month':
      return when.month + mark[when.qualifier]
    case 'year':
      return when.year + mark[when.qualifier]
    case 'unknown':
      return 'unknown'
  }
}

function refusal(text: string, zone?: string) {
  const parsed = parseWhen(text, zone)
  if (parsed.ok) throw new Error(`${text} was accepted as ${JSON.stringify(parsed.when)}`)
  return parsed
}

describe('parseWhen', () => {
  it.each<[text: string, zone: string | undefined, when: When]>([
    ['2022-01-10T09:30', ZURICH, { precision: 'minute', start: '2022-01-10T09:30', end: null, zone: ZURICH }],
    ['2022-01-10T00:00', 'UTC', { precision: 'minute', start: '2022-01-10T00:00', end: null, zone: 'UTC' }],
    ['2022-01-10T23:59', ZURICH, { precision: 'minute', start: '2022-01-10T23:59', end: null, zone: ZURICH }],
    [
      '2022-01-10T09:30/2022-01-10T12:00',
      ZURICH,
      { precision: 'minute', start: '2022-01-10T09:30', end: '2022-01-10T12:00', zone: ZURICH },
    ],
    [
      '2021-12-31T23:00/2022-01-01T01:00',
      'Asia/Tokyo',
      { precision: 'minute', start: '2021-12-31T23:00', end: '2022-01-01T01:00', zone: 'Asia/Tokyo' },
    ],
    ['2022-01-10', undefined, { precision: 'day', day: '2022-01-10', qualifier: 'certain' }],
    ['2022-01-10', ZURICH, { precision: 'day', day: '2022-01-10', qualifier: 'certain' }],
    ['2022-01-10~', undefined, { precision: 'day', day: '2022-01-10', qualifier: 'about' }],
    ['2022-01-10?', undefined, { precision: 'day', day: '2022-01-10', qualifier: 'uncertain' }],
    ['2024-02-29', undefined, { precision: 'day', day: '2024-02-29', qualifier: 'certain' }],
    ['2022-01-10/2022-01-12', undefined, { precision: 'days', from: '2022-01-10', to: '2022-01-12' }],
    ['2022-01-10/', undefined, { precision: 'days', from: '2022-01-10', to: null }],
    ['[2022-01-10..2022-01-14]', undefined, { precision: 'window', from: '2022-01-10', to: '2022-01-14' }],
    ['[..2022-01-31]', undefined, { precision: 'window', from: null, to: '2022-01-31' }],
    ['[2022-01-10..]', undefined, { precision: 'window', from: '2022-01-10', to: null }],
    ['2022-01', undefined, { precision: 'month', month: '2022-01', qualifier: 'certain' }],
    ['2022-01~', undefined, { precision: 'month', month: '2022-01', qualifier: 'about' }],
    ['2022-01?', undefined, { precision: 'month', month: '2022-01', qualifier: 'uncertain' }],
    ['2022', undefined, { precision: 'year', year: '2022', qualifier: 'certain' }],
    ['2022~', undefined, { precision: 'year', year: '2022', qualifier: 'about' }],
    ['2022?', undefined, { precision: 'year', year: '2022', qualifier: 'uncertain' }],
    ['unknown', undefined, { precision: 'unknown' }],
    ['unknown', ZURICH, { precision: 'unknown' }],
    ['1900-01-01', undefined, { precision: 'day', day: '1900-01-01', qualifier: 'certain' }],
    ['2199-12-31', undefined, { precision: 'day', day: '2199-12-31', qualifier: 'certain' }],
    ['1900', undefined, { precision: 'year', year: '1900', qualifier: 'certain' }],
    ['2199', undefined, { precision: 'year', year: '2199', qualifier: 'certain' }],
  ])('reads %s in zone %s', (text, zone, when) => {
    expect(parseWhen(text, zone)).toEqual({ ok: true, when })
  })

  describe('refuses', () => {
    it.each([
      '2022-02-29',
      '1900-02-29',
      '2100-02-29',
      '2022-02-30',
      '2022-04-31',
      '2022-01-32',
      '2022-01-00',
      '2022-13-01',
      '2022-00-10',
      '2022-02-29~',
      '2022-02-30/2022-03-02',
      '2022-02-27/2022-02-29',
      '[2022-02-29..2022-03-02]',
      '[2022-02-01..2022-02-29]',
      '[..2022-02-29]',
      '[2022-02-30..]',
      '2022-13',
      '2022-00',
      '2022-02-29/',
    ])('a day or month that is not in the calendar: %s', (text) => {
      expect(refusal(text)).toMatchObject({ field: 'when', message: expect.stringContaining('not a day that exists') })
    })

    it.each(['2022-02-29T09:30', '2022-02-28T09:30/2022-02-29T09:30', '2022-02-29T09:30/2022-03-01T09:30'])(
      'a time on a day that is not in the calendar: %s',
      (text) => {
        expect(refusal(text, ZURICH)).toMatchObject({ field: 'when', message: expect.stringContaining('"2022-02-29" is not a day') })
      },
    )

    it.each([
      '1899-12-31',
      '2200-01-01',
      '0000-01-01',
      '0001-01-01',
      '9999-12-31',
      '1899',
      '2200',
      '1899-12',
      '2200-01',
      '1899-12-31/1900-01-02',
      '2199-12-31/2200-01-01',
      '[1899-12-31..]',
      '[..2200-01-01]',
    ])('a year that no diary holds: %s', (text) => {
      expect(refusal(text)).toMatchObject({ field: 'when', message: expect.stringContaining('between 1900 and 2199') })
    })

    it.each(['2022-01-10T09:30', '2022-01-10T09:30/2022-01-10T12:00'])('a time without a zone, naming the field zone: %s', (text) => {
      expect(refusal(text)).toMatchObject({ field: 'zone', expected: expect.stringContaining('Europe/Zurich') })
    })

    it.each([
      'Europe/Geneva',
      'Europe/Nowhere',
      'europe/zurich',
      'EUROPE/ZURICH',
      'Europe/zurich',
      'utc',
      'CET ',
      ' CET',
      'Europe / Zurich',
      'Europe/Zurich\n',
      '+01:00',
      'UTC+1',
      'GMT+1',
      'system',
      'local',
      'default',
      '',
      '/',
      'Z',
      '../Zurich',
      'constructor',
      `E${'u'.repeat(100_000)}`,
    ])('a zone that the database does not know by this name: %j', (zone) => {
      for (const text of ['2022-01-10T09:30', '2022-01-10', 'unknown'])
        expect(refusal(text, zone)).toMatchObject({ field: 'zone', expected: expect.stringContaining('Europe/Zurich') })
    })

    it.each([
      ['2022-03-27T02:30', ZURICH],
      ['2022-03-27T02:00', ZURICH],
      ['2022-03-27T02:59', ZURICH],
      ['2022-03-27T01:30', 'Europe/London'],
      ['2022-03-13T02:30', 'America/New_York'],
      ['2022-03-25T02:30', 'Asia/Jerusalem'],
      ['2022-10-02T02:15', 'Australia/Lord_Howe'],
      ['2022-10-02T02:30', 'Australia/Sydney'],
      ['2022-09-11T00:30', 'America/Santiago'],
      ['2022-03-27T00:00', 'Asia/Beirut'],
      ['2011-12-30T12:00', 'Pacific/Apia'],
    ])('%s, which clocks in %s skip', (text, zone) => {
      expect(refusal(text, zone)).toMatchObject({ field: 'when', message: expect.stringContaining(`does not exist in ${zone}`) })
    })

    it('an end that clocks skip', () => {
      expect(refusal('2022-03-27T01:00/2022-03-27T02:30', ZURICH).message).toContain('"2022-03-27T02:30" does not exist')
    })

    it.each(['2022-03-27T01:59', '2022-03-27T03:00'])('nothing at the edges of the gap: %s', (text) => {
      expect(parseWhen(text, ZURICH).ok).toBe(true)
    })

    it.each([
      ['2022-01-10T09:30/2022-01-10T09:30', ZURICH],
      ['2022-01-10T09:30/2022-01-10T09:29', ZURICH],
      ['2022-01-10T09:30/2022-01-09T12:00', ZURICH],
      ['2022-01-12/2022-01-10', undefined],
      ['2022-01-10/2022-01-10', undefined],
      ['[2022-01-14..2022-01-10]', undefined],
      ['[2022-01-10..2022-01-10]', undefined],
    ])('an end at or before its start: %s', (text, zone) => {
      expect(refusal(text, zone)).toMatchObject({ field: 'when', message: expect.stringContaining('ends at or before its start') })
    })

    it('an end that only looks later, in the hour that the clocks repeat', () => {
      // 02:30 means the earlier one, which is the same instant; 02:00 the earlier one too, which is before it.
      expect(refusal('2022-10-30T02:30/2022-10-30T02:30', ZURICH).message).toContain('ends at or before')
      expect(refusal('2022-10-30T02:30/2022-10-30T02:00', ZURICH).message).toContain('ends at or before')
    })

    it.each([
      '2022-01-10T09:30:00',
      '2022-01-10T09:30:00.000',
      '2022-01-10T09',
      '2022-01-10T0930',
      '2022-01-10T9:30',
      '2022-01-10T09:30Z',
      '2022-01-10T09:30+01:00',
      '2022-01-10T09:30-01:00',
      '2022-01-10T09:30[Europe/Zurich]',
      '2022-01-10T',
      'T09:30',
      '2022-01-10T09:30~',
      '2022-01-10T09:30?',
      '2022-01-10T09:30/',
      '/2022-01-10T09:30',
      '2022-01-10T09:30/12:00',
      '2022-01-10T09:30/T12:00',
      '2022-01-10T09:30/PT2H',
      '2022-01-10/2022-01-10T12:00',
      '2022-01-10T09:30/2022-01-12',
      '2022-01-10T09:30/2022-01-10T12:00/2022-01-10T14:00',
      '2022-01-10T09:30--2022-01-10T12:00',
      '[2022-01-10T09:30..2022-01-10T12:00]',
      '2022-01-10T09:30..',
      '2022-01-10T09:30\n',
      ' 2022-01-10T09:30',
    ])('a time in any other form: %j', (text) => {
      expect(refusal(text, ZURICH)).toMatchObject({ field: 'when', message: expect.stringContaining('not a time that Parley reads') })
    })

    it.each(['2022-01-10T24:00', '2022-01-10T25:00', '2022-01-10T23:60', '2022-01-10T99:99'])('a time that no clock shows: %s', (text) => {
      expect(refusal(text, ZURICH).message).toContain('is not a time that exists')
    })

    it.each([
      '',
      ' ',
      '2022-01-10%',
      '2022-01%',
      '2022%',
      '2022-01-10~?',
      '2022-01-10?~',
      '~2022-01-10',
      '?2022',
      '2022-?01-10',
      '2022~-01-10',
      '..',
      '[..]',
      '2022-01-10..2022-01-14',
      '2022-01-10..',
      '..2022-01-10',
      '[2022-01-10..2022-01-14]~',
      '[2022-01-10..2022-01-14]?',
      '[2022-01-10~..2022-01-14]',
      '[2022-01-10..2022-01-14?]',
      '[2022-01..2022-02]',
      '[2022-01-10,2022-01-14]',
      '[2022-01-10]',
      '{2022-01-10..2022-01-14}',
      '[2022-01-10..2022-01-14',
      '2022-01-10/2022-01-12~',
      '2022-01-10~/2022-01-12',
      '2022-01-10/2022-01-12?',
      '2022-01-10/~',
      '2022-01/2022-02',
      '2022/2023',
      '2022-01-10/..',
      '../2022-01-10',
      '2022-01-10/P2D',
      '/2022-01-10',
      '/',
      '2022-01-10/2022-01-11/2022-01-12',
      '2022-01-10//',
      '202X',
      '2022-XX',
      '2022-01-XX',
      '2022-1-10',
      '2022-01-1',
      '20220110',
      '2022-W02',
      '2022-W02-1',
      '2022-010',
      '2022-21',
      'Y20220',
      '+2022-01-10',
      '-2022',
      '22-01-10',
      '10.01.2022',
      '01/10/2022',
      '10 January 2022',
      'tomorrow',
      'Unknown',
      'UNKNOWN',
      'unknown~',
      'unknown?',
      ' 2022-01-10',
      '2022-01-10 ',
      '2022-01-10\n',
      '2022–01–10',
      '２０２２-01-10',
      '٢٠٢٢-01-10',
      'null',
      'undefined',
      'NaN',
      '__proto__',
      '\u0000',
    ])('what is no date at all: %j', (text) => {
      expect(refusal(text)).toMatchObject({ field: 'when' })
      expect(refusal(text, ZURICH)).toMatchObject({ field: 'when' })
    })

    it.each(['2022-01-10', '9', '[', '/', '2022-01-10T', '[2022-01-10..', '\u202e', '2022-01-10T09:30/'])(
      'a very long string of %j, with a short message',
      (piece) => {
        const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
        expect(refusal(text, ZURICH).message.length).toBeLessThan(300)
      },
    )

    it('a very long zone with a short message', () => {
      expect(refusal('2022-01-10T09:30', `Europe/${'Z'.repeat(1_000_000)}`).message.length).toBeLessThan(300)
    })

    it('what could steer a terminal without repeating it', () => {
      const hostile = '\u001b[2J\u202e\n2022'
      expect(refusal(hostile).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(refusal('2022-01-10', hostile).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(refusal(`${hostile}T`, ZURICH).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(refusal(`${hostile}/`).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    })
  })

  it('never throws, whatever the strings, and says what is wrong and what would be right', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'0123456789-/.[]~?T:Z'), maxLength: 40 }),
      fc.tuple(anyDay, fc.constantFrom('T', '/', '..', '~', ']'), fc.string({ maxLength: 20 })).map((parts) => parts.join('')),
    )
    const zone = fc.option(fc.oneof(fc.string(), fc.constantFrom(ZURICH, 'UTC', 'Pacific/Apia')), { nil: undefined })
    fc.assert(
      fc.property(hostile, zone, (text, zone) => {
        const parsed = parseWhen(text, zone)
        if (parsed.ok) {
          expect(written(parsed.when)).toBe(text)
          return
        }
        expect(parsed.message).not.toBe('')
        expect(parsed.expected).not.toBe('')
        expect(['when', 'zone']).toContain(parsed.field)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives back each day of the calendar as it was written', () => {
    fc.assert(
      fc.property(anyDay, anyMark, (day, mark) => {
        const parsed = parseWhen(day + mark, undefined)
        expect(parsed).toMatchObject({ ok: true, when: { precision: 'day', day } })
        if (parsed.ok) expect(written(parsed.when)).toBe(day + mark)
      }),
    )
  })

  it('gives back each month and year as it was written', () => {
    fc.assert(
      fc.property(anyDay, anyMark, fc.constantFrom(4, 7), (day, mark, length) => {
        const text = day.slice(0, length) + mark
        const parsed = parseWhen(text, undefined)
        expect(parsed.ok && written(parsed.when)).toBe(text)
      }),
    )
  })

  it('takes two days as a span or a window exactly if the second is later', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (from, to) => {
        expect(parseWhen(`${from}/${to}`, undefined).ok).toBe(to > from)
        expect(parseWhen(`[${from}..${to}]`, undefined).ok).toBe(to > from)
      }),
    )
  })

  it('refuses every time without a zone', () => {
    fc.assert(
      fc.property(anyDay, anyTime, (day, time) => {
        expect(parseWhen(`${day}T${time}`, undefined)).toMatchObject({ ok: false, field: 'zone' })
      }),
    )
  })

  it('gives back every time in UTC, which has no gaps', () => {
    fc.assert(
      fc.property(anyDay, anyTime, (day, time) => {
        const start = `${day}T${time}`
        expect(parseWhen(start, 'UTC')).toEqual({ ok: true, when: { precision: 'minute', start, end: null, zone: 'UTC' } })
      }),
    )
  })

  it('accepts every day with a day number that exists and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), fc.nat(13), fc.nat(32), (year, month, day) => {
        const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
        expect(parseWhen(`${year}-${pad(month)}-${pad(day)}`, undefined).ok).toBe(exists)
      }),
    )
  })
})

describe('whenOf', () => {
  it('gives what was stored', () => {
    expect(whenOf({ when: '2022-01-10', zone: null })).toEqual({ precision: 'day', day: '2022-01-10', qualifier: 'certain' })
    expect(whenOf({ when: '2022-01-10T09:30', zone: ZURICH })).toMatchObject({ precision: 'minute', zone: ZURICH })
  })

  it('throws for what can never have been stored, naming it', () => {
    expect(() => whenOf({ when: '2022-02-2' })).toThrow('"2022-02-2" is not a date')
    expect(() => whenOf({ when: '2022-01-10T09:30' })).toThrow('has no zone')
  })
})

describe('isDay', () => {
  it('is true exactly for days that parseWhen reads as a day', () => {
    fc.assert(
      fc.property(fc.oneof(anyDay, fc.string({ unit: fc.constantFrom(...'0129-'), minLength: 8, maxLength: 11 })), (text) => {
        expect(isDay(text)).toBe(parseWhen(text, undefined).ok && text.length === 10)
      }),
    )
  })
})
