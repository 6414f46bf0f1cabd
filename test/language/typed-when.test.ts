// Dates as people type them, in three languages; and whatever Parley itself writes is read as what it was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whenWords } from '../../src/language/dates.ts'
import { readTypedWhen } from '../../src/language/typed-when.ts'
import { LANGUAGES } from '../../src/language/words.ts'
import { addDays } from '../../src/talks/time.ts'
import { whenOf } from '../../src/talks/when.ts'

const TODAY = '2026-11-26'

describe('a date as people type it', () => {
  it.each([
    ['', 'unknown'],
    ['2026-12-02T10:30', '2026-12-02T10:30'],
    ['[2026-12-07..2026-12-11]', '[2026-12-07..2026-12-11]'],
    ['2 December 10:30', '2026-12-02T10:30'],
    ['Wednesday, 2 December 2026, 10:30', '2026-12-02T10:30'],
    ['December 2, 2026 at 3 pm', '2026-12-02T15:00'],
    ['2 December 10:30-12:00', '2026-12-02T10:30/2026-12-02T12:00'],
    ['2 December 22:00–01:00', '2026-12-02T22:00/2026-12-03T01:00'],
    ['2.12.2026', '2026-12-02'],
    ['2.12., 10.30 Uhr', '2026-12-02T10:30'],
    ['am 2. Dezember um 10 Uhr', '2026-12-02T10:00'],
    ['1er décembre à 10 h 30', '2026-12-01T10:30'],
    ['le 2 décembre 2026', '2026-12-02'],
    ['7–11 December', '2026-12-07/2026-12-11'],
    ['7.-11. Dezember 2026', '2026-12-07/2026-12-11'],
    ['du 7 au 11 décembre', '2026-12-07/2026-12-11'],
    ['30 November – 2 December', '2026-11-30/2026-12-02'],
    ['30 December – 2 January 2027', '2026-12-30/2027-01-02'],
    ['about 10 December', '2026-12-10~'],
    ['vers le 10 décembre', '2026-12-10~'],
    ['10 December?', '2026-12-10?'],
    ['December', '2026-12'],
    ['March', '2027-03'],
    ['3 March', '2027-03-03'],
    ['März 2027', '2027-03'],
    ['2027', '2027'],
  ])('%s', (typed, when) => {
    expect(readTypedWhen(typed, TODAY)?.when).toBe(when)
  })

  it.each(['early December', 'Anfang Dezember', 'début décembre', 'mi-décembre'])('keeps the words where they say more: %s', (typed) => {
    expect(readTypedWhen(typed, TODAY)).toEqual({ when: '2026-12', said: typed })
  })

  it.each(['soon', '2 Smarch', '10:30', 'about 7–11 December', '2 December 3 December', 'early 2 December', '1 2 3', '{}'])(
    'is not guessed: %s',
    (typed) => {
      expect(readTypedWhen(typed, TODAY)).toBe(null)
    },
  )

  it('is read back as it was written, in every language', () => {
    const day = fc.nat(1500).map((days) => addDays('2026-01-01', days))
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    const when = fc.oneof(
      day,
      day.map((each) => `${each}~`),
      day.map((each) => `${each}?`),
      day.map((each) => each.slice(0, 7)),
      day.map((each) => each.slice(0, 4)),
      fc.tuple(day, fc.integer({ min: 1, max: 60 })).map(([from, days]) => `${from}/${addDays(from, days)}`),
      fc.tuple(day, time).map(([each, at]) => `${each}T${at}`),
    )
    fc.assert(
      fc.property(when, fc.constantFrom(...LANGUAGES), (given, lang) => {
        const words = whenWords(whenOf({ when: given, zone: 'Europe/Zurich' }), lang, { zone: false })
        expect([words, readTypedWhen(words, TODAY)?.when]).toEqual([words, given])
      }),
      { numRuns: 500 },
    )
  })
})
