import { describe, expect, it } from 'vitest'
import type { Form } from '../../src/calendar/feed-form.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { calendar, desk, diary, type ReadEvent, readCalendar, record, request } from '../make.ts'

const TITLE = 'United States – Russia talks'

async function one(change: Partial<TalkRecord>, form: Partial<Form> = {}, at = '2022-01-05T12:00:00Z'): Promise<ReadEvent> {
  const events = readCalendar(await calendar(desk(diary([record(change)]), { at }), request({ form })))
  if (events.length !== 1) throw new Error(`${events.length} events`)
  return events[0] as ReadEvent
}

async function none(change: Partial<TalkRecord>, form: Partial<Form> = {}): Promise<number> {
  return readCalendar(await calendar(desk(diary([record(change)])), request({ form }))).length
}

describe('an event', () => {
  const zone = 'Europe/Zurich'
  const forms: [name: string, change: Partial<TalkRecord>, form: Partial<Form>, expected: Partial<ReadEvent>][] = [
    [
      'has start and end in UTC',
      { when: '2022-01-10T09:30/2022-01-10T12:00', zone },
      {},
      { start: '2022-01-10T08:30:00Z', end: '2022-01-10T11:00:00Z', summary: TITLE, status: 'TENTATIVE' },
    ],
    [
      'lasts one hour where no end is known',
      { when: '2022-01-10T09:30', zone },
      {},
      { start: '2022-01-10T08:30:00Z', end: '2022-01-10T09:30:00Z', summary: TITLE },
    ],
    [
      'lasts one hour from the start of 1970 too',
      { when: '1970-01-01T01:00', zone },
      {},
      { start: '1970-01-01T00:00:00Z', end: '1970-01-01T01:00:00Z' },
    ],
    ['takes the earlier of a repeated hour', { when: '2022-10-30T02:30', zone }, {}, { start: '2022-10-30T00:30:00Z' }],
    [
      'is all day where only the day is known',
      {},
      {},
      { start: '2022-01-10', end: '2022-01-11', allDay: true, summary: `${TITLE} [time TBC]`, status: 'TENTATIVE' },
    ],
    ['spans several days', { when: '2022-01-10/2022-01-12' }, {}, { start: '2022-01-10', end: '2022-01-13', allDay: true, summary: TITLE }],
    [
      'shows the first day where the last is not known',
      { when: '2022-01-10/' },
      {},
      { start: '2022-01-10', end: '2022-01-11', summary: TITLE },
    ],
    [
      'marks a day that is about',
      { when: '2022-01-10~', status: 'confirmed' },
      {},
      { start: '2022-01-10', end: '2022-01-11', summary: `${TITLE} [about 10 January]`, status: 'TENTATIVE' },
    ],
    ['marks a day that is uncertain', { when: '2022-01-10?' }, {}, { summary: `${TITLE} [10 January, uncertain]`, status: 'TENTATIVE' }],
    [
      'spans a window of up to seven days',
      { when: '[2022-01-10..2022-01-16]', status: 'confirmed' },
      {},
      { start: '2022-01-10', end: '2022-01-17', summary: `${TITLE} [date TBC]`, status: 'TENTATIVE' },
    ],
    [
      'shows a longer window on request',
      { when: '[2022-01-10..2022-01-17]' },
      { uncertain: 'include' },
      { start: '2022-01-10', end: '2022-01-18', summary: `${TITLE} [10 January – 17 January, date TBC]`, status: 'TENTATIVE' },
    ],
    [
      'shows a month on request',
      { when: '2022-01' },
      { uncertain: 'include' },
      { start: '2022-01-01', end: '2022-02-01', summary: `${TITLE} [January, date TBC]`, status: 'TENTATIVE' },
    ],
    ['is confirmed when the talk is', { status: 'confirmed' }, {}, { status: 'CONFIRMED', summary: `${TITLE} [time TBC]` }],
    ['is confirmed when the talk was held', { status: 'held' }, {}, { status: 'CONFIRMED' }],
    [
      'is cancelled in words and as status',
      { status: 'cancelled' },
      {},
      { status: 'CANCELLED', summary: `Cancelled: ${TITLE}`, start: '2022-01-10' },
    ],
    [
      'is cancelled in words only, on request',
      { status: 'cancelled' },
      { cancelled: 'words' },
      { status: 'CONFIRMED', summary: `Cancelled: ${TITLE}` },
    ],
    ['speaks German', {}, { lang: 'de' }, { summary: `${TITLE} [Uhrzeit offen]` }],
    ['speaks French', { status: 'cancelled' }, { lang: 'fr' }, { summary: `Annulé : ${TITLE}` }],
    [
      'takes the title of the language, where there is one',
      { languages: { de: { title: 'Gespräche' } } },
      { lang: 'de' },
      { summary: 'Gespräche [Uhrzeit offen]' },
    ],
    [
      'has the place in words',
      { place: { name: 'Palais', city: 'Geneva', country: 'CH' } },
      {},
      { location: 'Palais, Geneva, Switzerland' },
    ],
    ['has the country in the language', { place: { country: 'CH' } }, { lang: 'fr' }, { location: 'Suisse' }],
    ['has no place where none is known', {}, {}, { location: null }],
    ['links to the page of its talk', {}, {}, { url: 'https://parley.example/talks/us-russia-1' }],
  ]
  it.each(forms)('%s', async (_name, change, form, expected) => {
    expect(await one(change, form)).toMatchObject(expected)
  })

  it.each(['2022-01', '[2022-01-10..2022-01-17]', '2022', 'unknown', '[2022-01-10..]', '[..2022-01-31]'])(
    'is not there for %s',
    async (when) => {
      expect(await none({ when })).toBe(0)
    },
  )

  it.each(['2022', 'unknown', '[2022-01-10..]', '[..2022-01-31]', '2022~'])('is not there for %s, even on request', async (when) => {
    expect(await none({ when }, { uncertain: 'include' })).toBe(0)
  })

  it('says in words what is not known', async () => {
    expect((await one({})).description).toContain('The time is not known.\nThe place is not known.')
    expect((await one({ when: '2022-01-10T09:30', zone })).description).toContain('The end is not known; the calendar shows one hour.')
    expect((await one({ when: '2022-01-10/' })).description).toContain('The last day is not known')
    expect((await one({ when: '[2022-01-10..2022-01-14]' })).description).toContain(
      'The date is not certain: some day from 10 January 2022 to 14 January 2022.',
    )
  })

  it('says who is expected, from which source, and where sources disagree', async () => {
    const { description } = await one({
      sources: [
        ...record().sources,
        { source: 'wire', supports: ['when'], stance: 'denies', says: '11 January', attributedTo: 'an aide', derived: 'from the weekday' },
      ],
    })
    expect(description).toContain('Parties: United States (expected), Russia')
    expect(description).toContain(
      'The sources disagree.\nSources:\n– “A note”, A ministry, published Tuesday 4 January 2022\n   for date, status, parties',
    )
    expect(description).toContain(
      '– “A wire story”, A wire, published Monday 3 January 2022, https://wire.example/1\n   for date; denies this; says: 11 January; attributed to an aide; derived: from the weekday',
    )
  })

  it('never lets a contact out that is not public', async () => {
    const contact = { name: 'Press office', email: 'press@example.org', public: false }
    expect(await calendar(desk(diary([record({ contact })])))).not.toContain('Press office')
    expect((await one({ contact: { ...contact, public: true } })).description).toContain('Contact: Press office, press@example.org')
  })

  it('does not say that a past talk was held, nor that it was not', async () => {
    const { description } = await one({}, {}, '2022-01-12T00:00:00Z')
    expect(description).toContain('It is not known whether it was held.')
    expect((await one({}, {}, '2022-01-11T23:59:59Z')).description).not.toContain('held')
    expect((await one({ status: 'held' }, {}, '2022-02-12T00:00:00Z')).description).not.toContain('not known whether')
  })

  it('writes a coordinate of zero', async () => {
    expect(await calendar(desk(diary([record({ place: { geo: { lat: 0, lon: 0 } } })])))).toContain('\r\nGEO:0;0\r\n')
    expect(await calendar(desk(diary([record({ place: { geo: { lat: 0.0000004, lon: -7.5 } } })])))).toContain('\r\nGEO:0;-7.5\r\n')
  })

  it('does not escape the address of its page', async () => {
    const site = { publicUrl: 'https://parley.example/a;b,c' }
    expect(await calendar(desk(diary([record()]), { options: site }))).toContain(
      '\r\nURL:https://parley.example/a;b,c/talks/us-russia-1\r\n',
    )
  })
})

describe('alarms', () => {
  const alarm = ['P0D', 'P1D', 'P2D', 'PT30M']
  it('come only when asked for', async () => {
    expect((await one({})).alarms).toEqual([])
  })
  it('count from nine in the morning where only the day is known, and leave hours out', async () => {
    expect((await one({}, { alarm })).alarms).toEqual(['PT9H', '-PT15H', '-P1DT15H'])
  })
  it('count from the start where the time is known', async () => {
    expect((await one({ when: '2022-01-10T09:45', zone: 'Europe/Zurich' }, { alarm })).alarms).toEqual(['-PT45M', '-P1D', '-P2D', '-PT30M'])
    // Half past nine less half an hour is nine: one alarm.
    expect((await one({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' }, { alarm })).alarms).toEqual(['-PT30M', '-P1D', '-P2D'])
  })
  it.each([
    { status: 'cancelled' },
    { when: '2022-01-10~' },
    { when: '2022-01-10?' },
    { when: '[2022-01-10..2022-01-12]' },
  ] as Partial<TalkRecord>[])('never ring for %o', async (change) => {
    expect((await one(change, { alarm })).alarms).toEqual([])
  })
  it('show the title, as it is escaped in the event', async () => {
    const title = `A; b, c\\d – ${'ü'.repeat(80)}`
    const text = await calendar(desk(diary([record({ title })])), request({ form: { alarm: ['P1D'] } }))
    expect(text.replaceAll('\r\n ', '')).toContain(
      `\r\nACTION:DISPLAY\r\nTRIGGER:-PT15H\r\nDESCRIPTION:A\\; b\\, c\\\\d – ${'ü'.repeat(80)} [time TBC]\r\nEND:VALARM\r\nEND:VEVENT`,
    )
  })
})

describe('a talk that moved', () => {
  async function moved(from: Partial<TalkRecord>, to: Partial<TalkRecord>, at = '2022-01-06T00:00:00Z'): Promise<string> {
    const db = openNode(':memory:')
    desk(diary([record(from)]), { db })
    const [event] = readCalendar(await calendar(desk(diary([record(to)]), { db, at })))
    return event?.summary ?? ''
  }
  it('says from which day, until that day of its new date has passed', async () => {
    expect(await moved({}, { when: '2022-01-17' })).toBe(`${TITLE} [time TBC] (moved from 10 Jan)`)
    expect(await moved({}, { when: '2022-01-17' }, '2022-01-18T23:59:59Z')).toBe(`${TITLE} [time TBC] (moved from 10 Jan)`)
    expect(await moved({}, { when: '2022-01-17' }, '2022-01-19T00:00:00Z')).toBe(`${TITLE} [time TBC]`)
  })
  it('says from which hour, where the day is the same', async () => {
    expect(await moved({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' }, { when: '2022-01-10T11:00', zone: 'Europe/Zurich' })).toBe(
      `${TITLE} (moved from 09:30 Europe/Zurich)`,
    )
  })
  it.each([
    ['2022-01-10', '2022-01-10~', '[about 10 January]'],
    ['2022-01-10', '[2022-01-08..2022-01-12]', '[date TBC]'],
  ])('does not say that it moved where %s became %s', async (from, to, mark) => {
    expect(await moved({ when: from }, { when: to })).toBe(`${TITLE} ${mark}`)
  })
  it.each([
    ['[..2022-01-05]', ''],
    ['[2022-02-01..]', ''],
    ['2022-01-05~', ' (moved from about 5 Jan)'],
    ['2022-01-05?', ' (moved from 5 Jan, uncertain)'],
    ['[2022-01-03..2022-01-05]', ' (moved from 3 Jan – 5 Jan)'],
    ['2022-02', ' (moved from February)'],
  ])('says no more of where it moved from than was known: %s', async (when, words) => {
    expect(await moved({ when }, { when: '2022-01-17' })).toBe(`${TITLE} [time TBC]${words}`)
  })
  it('is stamped anew by age, since some clients take new text only with a new stamp', async () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const events = async (at: string) => readCalendar(await calendar(desk(diary([record({ when: '2022-01-17' })]), { db, at })))
    expect((await events('2022-01-06T00:00:00Z'))[0]).toMatchObject({ modified: '2022-01-06T00:00:00Z', sequence: 1 })
    expect((await events('2022-02-01T00:00:00Z'))[0]).toMatchObject({
      modified: '2022-01-19T00:00:00Z',
      stamp: '2022-01-19T00:00:00Z',
      sequence: 1,
    })
  })
  it('names the year, where it is another', async () => {
    expect(await moved({ when: '2021-12-30' }, { when: '2022-01-10' })).toBe(`${TITLE} [time TBC] (moved from 30 Dec 2021)`)
  })
})
