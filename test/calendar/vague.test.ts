// A talk's own calendar, where its date becomes too vague for a calendar, or has been so from the start.
import { describe, expect, it } from 'vitest'
import type { Language } from '../../src/language/words.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { calendar, desk, diary, readCalendar, record, request } from '../make.ts'

/** The calendar of a talk after each of these versions, a day apart. */
async function through(versions: readonly (Partial<TalkRecord> | null)[], lang: Language = 'en') {
  const db = openNode(':memory:')
  const texts: string[] = []
  for (const [index, version] of versions.entries()) {
    const given = diary(
      version === null ? [record({ id: 'other' })] : [record({ id: 'other' }), record({ id: 'talk', title: 'Talks', ...version })],
    )
    const made = desk(given, { db, at: `2022-01-0${index + 1}T12:00:00Z` })
    texts.push(await calendar(made, request({ talk: 'talk', form: { lang } })))
  }
  return texts
}
const eventsOf = (text: string) =>
  readCalendar(text).map(({ summary, status, start, allDay, sequence }) => ({ summary, status, start, allDay, sequence }))
const describedBy = (text: string) => /^X-WR-CALDESC:(.*)$/m.exec(text.replaceAll('\r\n ', ''))?.[1]?.trim()

describe("a talk's own calendar", () => {
  it.each<[string, Partial<TalkRecord>, Partial<TalkRecord>, string]>([
    ['a day that became a year', { when: '2022-01-10' }, { when: '2022' }, 'Talks (was 10 January) [2022, date TBC]'],
    ['a day that became another year', { when: '2022-01-10' }, { when: '2023' }, 'Talks (was 10 January 2022) [2023, date TBC]'],
    ['a day that became unknown', { when: '2022-01-10' }, { when: 'unknown' }, 'Talks (was 10 January 2022) [date TBC]'],
    [
      'a time that became a year',
      { when: '2022-01-10T09:30', zone: 'Europe/Zurich' },
      { when: '2022' },
      'Talks (was 10 January) [2022, date TBC]',
    ],
    ['a month that became a year', { when: '2022-03' }, { when: '2022' }, 'Talks (was March) [2022, date TBC]'],
    [
      'a day that became an open window',
      { when: '2022-01-10' },
      { when: '[2022-02-01..]' },
      'Talks (was 10 January) [on or after 1 February 2022, date TBC]',
    ],
  ])('keeps %s at its last date, tentatively, and never says that it left', async (_, before, after, summary) => {
    const [first = '', second = ''] = await through([before, after])
    const [was] = eventsOf(first)
    expect(eventsOf(second)).toEqual([{ ...was, summary, status: 'TENTATIVE', sequence: 1 }])
    expect(second).not.toMatch(/No longer in this calendar|STATUS:CANCELLED/)
    expect(second.replaceAll('\r\n ', '')).toContain('Its date has become too vague for a calendar')
  })

  it('goes on from there: edits, a new date, an end', async () => {
    const vague = { when: '2022' }
    const texts = await through([
      {},
      vague,
      { ...vague, title: 'Renamed' },
      { ...vague, status: 'cancelled' },
      { when: '2022-03-01' },
      null,
    ])
    expect(texts.map((text) => eventsOf(text).map(({ summary, status, start }) => [summary, status, start]))).toEqual([
      [['Talks [time TBC]', 'TENTATIVE', '2022-01-10']],
      [['Talks (was 10 January) [2022, date TBC]', 'TENTATIVE', '2022-01-10']],
      [['Renamed (was 10 January) [2022, date TBC]', 'TENTATIVE', '2022-01-10']],
      [['Cancelled: Talks', 'CANCELLED', '2022-01-10']],
      [[expect.stringMatching(/^Talks/), 'TENTATIVE', '2022-03-01']],
      [['Withdrawn: Talks', 'CANCELLED', '2022-03-01']],
    ])
    const sequences = texts.map((text) => eventsOf(text)[0]?.sequence ?? -1)
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
    const stamps = texts.map((text) => /DTSTAMP:(\w+)/.exec(text)?.[1] ?? '')
    expect(stamps).toEqual([...new Set(stamps)].sort())
  })

  it('says why it has no event where there never was a date, and has one as soon as there is', async () => {
    const [unknown = '', year = '', day = ''] = await through([{ when: 'unknown' }, { when: '2022' }, { when: '2022-01-10' }])
    expect([eventsOf(unknown), eventsOf(year)]).toEqual([[], []])
    expect(describedBy(unknown)).toMatch(/^There is no event yet: the date of this talk is too vague for a calendar \(/)
    expect(describedBy(year)).toMatch(/\(2022\)/)
    expect(eventsOf(day)).toMatchObject([{ summary: 'Talks [time TBC]', start: '2022-01-10' }])
    expect(describedBy(day)).toMatch(/^Talks between states/)
  })

  it.each<[Language, string, RegExp]>([
    ['de', 'Talks (zuvor 10. Januar) [2022, Datum offen]', /^Noch kein Termin/],
    ['fr', 'Talks (avant : 10 janvier) [2022, date à confirmer]', /^Pas encore d’événement/],
  ])('says both in %s', async (lang, summary, description) => {
    expect(eventsOf((await through([{}, { when: '2022' }], lang))[1] ?? '')).toMatchObject([{ summary }])
    expect(describedBy((await through([{ when: '2022' }], lang))[0] ?? '')).toMatch(description)
  })
})

describe('other calendars', () => {
  it('say of such a talk that it is no longer in them', async () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const text = await calendar(desk(diary([record({ when: '2022' })]), { db }))
    expect(readCalendar(text)).toMatchObject([{ status: 'CANCELLED', summary: expect.stringMatching(/^No longer in this calendar/) }])
  })
})
