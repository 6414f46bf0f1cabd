import fc from 'fast-check'
import nodeIcal from 'node-ical'
import { describe, expect, it } from 'vitest'
import { fold } from '../../src/calendar/content-lines.ts'
import { readDiary } from '../../src/talks/diary.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { parties } from '../fixtures/parties.ts'
import { calendar, desk, diary, readCalendar, record, request, SOURCES } from '../make.ts'

/** Any text that a record takes: whatever zod lets through, from characters that break parsers more often than chance. */
const odd = fc.constantFrom(
  '\\',
  ';',
  ',',
  ':',
  '"',
  '\\n',
  '^n',
  '\u200f',
  'שלום',
  'مرحبا',
  '👩‍👩‍👧',
  'é',
  '𝒳',
  '\u00a0',
  '\ufeff',
  'BEGIN:VEVENT',
  'END:VCALENDAR',
  ' ',
  '=',
  '%0A',
)
const line = fc.array(fc.oneof(odd, fc.string({ unit: 'grapheme', maxLength: 20 })), { maxLength: 20 }).map((parts) => parts.join(''))
const prose = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'))

function accepted(change: Partial<TalkRecord>) {
  const read = readDiary([{ name: 'test.json', content: { sources: SOURCES, talks: [record(change)] } }], parties)
  return read.problems.length === 0 ? read : null
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length
}

describe('whatever text a record may hold', () => {
  it('comes out of ical.js and node-ical unchanged', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(line, prose, line, async (title, summary, city) => {
        const read = accepted({ title, summary, place: { city } })
        fc.pre(read !== null)
        taken++
        const text = await calendar(desk(read))
        const [event, ...others] = readCalendar(text)
        expect(others).toEqual([])
        expect(event?.summary).toBe(`${title} [time TBC]`)
        expect(event?.location).toBe(city)
        expect(event?.description).toContain(`\n\n${summary}\n\n`)
        const parsed = Object.values(nodeIcal.sync.parseICS(text)).filter((component) => component?.type === 'VEVENT')
        expect(parsed).toHaveLength(1)
        // node-ical alters backslashes, quotes and white space of its own accord: it is asked for the plain texts only.
        if (/^[\p{L}\p{N} .–-]*$/u.test(`${title}${city}`)) expect(parsed[0]).toMatchObject({ summary: `${title} [time TBC]` })
        expect(parsed[0]).toMatchObject({ datetype: 'date' })
      }),
      { numRuns: 300, seed: 20220110 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it('makes no line above 75 octets, cuts no character, and leaves no bare line break', async () => {
    await fc.assert(
      fc.asyncProperty(line, prose, async (title, summary) => {
        const read = accepted({ title, summary })
        fc.pre(read !== null)
        const { bytes } = await desk(read).feeds.get(request({ form: { alarm: ['P1D'] } }), '2022-01-05')
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
        const lines = text.split('\r\n')
        expect(lines.pop()).toBe('')
        for (const each of lines) {
          expect(octets(each)).toBeLessThanOrEqual(75)
          expect(each).not.toMatch(/[\r\n]/)
          expect(each.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })
})

it('folds any line into parts that join to it again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const whole = text.replace(/[\r\n]/g, '')
      const parts = fold(whole).split('\r\n ')
      expect(parts.join('')).toBe(whole)
      for (const [index, part] of parts.entries()) expect(octets(part) + (index > 0 ? 1 : 0)).toBeLessThanOrEqual(75)
    }),
  )
})

describe('the same diary', () => {
  const talks = [
    record(),
    record({ id: 'b', when: '2022-01-10T09:30', zone: 'Asia/Tokyo' }),
    record({ id: 'c', when: '2022-01-11', place: { city: 'Geneva', country: 'CH' } }),
  ]

  it('makes the same bytes in any order of records', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(talks, { minLength: 3 }), async (shuffled) => {
        expect(await calendar(desk(diary(shuffled)))).toBe(await calendar(desk(diary(talks))))
      }),
      { numRuns: 6 },
    )
  })

  it('makes the same bytes under any TZ', async () => {
    const before = process.env.TZ
    const texts = new Set<string>()
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu']) {
      process.env.TZ = zone
      texts.add(await calendar(desk(diary(talks))))
    }
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
    expect(texts.size).toBe(1)
  })
})
