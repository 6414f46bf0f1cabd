import { describe, expect, it } from 'vitest'
import type { FeedRequest } from '../../src/calendar/feed-key.ts'
import type { Desk } from '../../src/desk.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { desk, diary, readCalendar, record, request } from '../make.ts'

const OTHER = record({ id: 'other', title: 'Other', when: '2022-03-01', parties: [{ party: 'nato' }] })

/** A desk whose one talk had these versions, one a day from 5 January 2022 on; `null` is no record. */
function history(...versions: (Partial<TalkRecord> | null)[]): Desk {
  const db = openNode(':memory:')
  let made: Desk | null = null
  for (const [index, version] of versions.entries()) {
    made = desk(diary([...(version === null ? [] : [record(version)]), OTHER]), { db, at: `2022-01-0${5 + index}T12:00:00Z` })
  }
  return made as Desk
}

interface Seen {
  summary: string | null
  status: string | null
  sequence: number | null
  changedAt: string
  tag: string
}

/** What a feed shows of the talk on a day. */
async function on(made: Desk, day: string, asked: FeedRequest = request()): Promise<Seen> {
  const { bytes, changedAt, tag } = await made.feeds.get(asked, day)
  const event = readCalendar(new TextDecoder().decode(bytes)).find(({ uid }) => uid.startsWith('us-'))
  return { summary: event?.summary ?? null, status: event?.status ?? null, sequence: event?.sequence ?? null, changedAt, tag }
}

const TITLE = 'United States – Russia talks'

describe('what is called off', () => {
  it('stays 14 days after its day, where that is later, and then leaves', async () => {
    const made = history({}, { status: 'cancelled' })
    expect(await on(made, '2022-01-24')).toMatchObject({
      summary: `Cancelled: ${TITLE}`,
      status: 'CANCELLED',
      sequence: 1,
      changedAt: '2022-01-06T12:00:00Z',
    })
    expect(await on(made, '2022-01-25')).toMatchObject({ summary: null, changedAt: '2022-01-25T00:00:00Z' })
    expect(await on(made, '2022-02-20')).toMatchObject({ summary: null, changedAt: '2022-01-25T00:00:00Z' })
  })
  it('stays 14 days after the change, where that is later', async () => {
    const made = history({ when: '2022-01-01' }, { when: '2022-01-01', status: 'cancelled' })
    expect((await on(made, '2022-01-20')).summary).toBe(`Cancelled: ${TITLE}`)
    expect((await on(made, '2022-01-21')).summary).toBe(null)
  })
  it('is not kept longer by a later edit', async () => {
    const made = history(
      { when: '2022-01-01' },
      { when: '2022-01-01', status: 'cancelled' },
      { when: '2022-01-01', status: 'cancelled', title: 'Renamed' },
    )
    expect((await on(made, '2022-01-20')).summary).toBe('Cancelled: Renamed')
    expect((await on(made, '2022-01-21')).summary).toBe(null)
  })
  it('keeps its date when it is postponed, and comes back with the new one', async () => {
    const made = history({}, { status: 'postponed', when: 'unknown' })
    expect(await on(made, '2022-01-24')).toMatchObject({ summary: `Postponed: ${TITLE}`, status: 'CANCELLED' })
    expect((await on(made, '2022-01-25')).summary).toBe(null)
    const back = history({}, { status: 'postponed', when: 'unknown' }, { when: '2022-02-07' })
    expect(await on(back, '2022-01-25')).toMatchObject({ summary: `${TITLE} [time TBC] (moved from 10 Jan)`, sequence: 2 })
  })
  it('is left out on request', async () => {
    const asked = request({ form: { cancelled: 'omit' } })
    expect((await on(history({}, { status: 'cancelled' }), '2022-01-07', asked)).summary).toBe(null)
    expect((await on(history({}, { status: 'postponed', when: 'unknown' }), '2022-01-07', asked)).summary).toBe(null)
    expect((await on(history({}, null), '2022-01-07', asked)).summary).toBe(null)
    const planned = request({ filter: { status: ['planned'], party: ['us', 'nato'] }, form: { cancelled: 'omit' } })
    expect((await on(history({}, { status: 'confirmed' }), '2022-01-07', planned)).summary).toBe(null)
  })
  it('is the last event all the same where the feed would be empty, and says so', async () => {
    const ru = request({ filter: { party: ['ru'] }, form: { cancelled: 'omit' } })
    expect(await on(history({}, { parties: [{ party: 'us' }] }), '2022-01-07', ru)).toMatchObject({
      summary: `No longer in this calendar: ${TITLE}`,
      status: 'CANCELLED',
    })
    expect(await on(history({}, { status: 'cancelled' }), '2030-01-01', ru)).toMatchObject({ summary: `Cancelled: ${TITLE}` })
    expect((await on(history({ status: 'cancelled' }), '2022-01-07', ru)).summary).toBe(null)
  })
})

describe('what leaves a feed', () => {
  it('stays as withdrawn for 14 days', async () => {
    const made = history({}, null)
    expect(await on(made, '2022-01-24')).toMatchObject({
      summary: `Withdrawn: ${TITLE}`,
      status: 'CANCELLED',
      sequence: 1,
      changedAt: '2022-01-06T12:00:00Z',
    })
    expect((await on(made, '2022-01-25')).summary).toBe(null)
  })
  it('does not come back as withdrawn when it had left before', async () => {
    const db = openNode(':memory:')
    desk(diary([record({ when: '2022-01-01' }), OTHER]), { db, at: '2022-01-01T12:00:00Z' })
    desk(diary([record({ when: '2022-01-01', status: 'cancelled' }), OTHER]), { db, at: '2022-01-02T12:00:00Z' })
    const made = desk(diary([OTHER]), { db, at: '2022-06-01T12:00:00Z' })
    expect((await on(made, '2022-06-02')).summary).toBe(null)
  })
  it.each<[string, Partial<TalkRecord>, Parameters<typeof request>[0]]>([
    ['its party', { parties: [{ party: 'us' }] }, { filter: { party: ['ru'] } }],
    [
      'a party that is unlikely now',
      { parties: [{ party: 'us' }, { party: 'ru', attendance: 'unlikely' }] },
      { about: { kind: 'party', id: 'ru' } },
    ],
    ['its topic', {}, { filter: { topic: ['ukraine'] } }],
    ['its place', { topics: ['ukraine'], place: { city: 'Vienna' } }, { about: { kind: 'place', id: 'geneva' } }],
    ['its status', { status: 'confirmed' }, { filter: { status: ['planned'] } }],
    ['the days asked for', { when: '2022-02-01' }, { filter: { until: { day: '2022-01-15' } } }],
    ['a date that a calendar can show', { when: '2022-01' }, {}],
  ])('by %s stays at its old date for 14 days, and says so', async (_name, after, asked) => {
    const made = history({ topics: ['ukraine'], place: { city: 'Geneva' } }, after)
    expect(await on(made, '2022-01-24', request(asked))).toMatchObject({
      summary: `No longer in this calendar: ${TITLE}`,
      status: 'CANCELLED',
      sequence: 1,
    })
  })
  it('leaves the diary with another feed untouched', async () => {
    const made = history({ topics: ['ukraine'] }, {})
    expect((await on(made, '2022-01-07')).summary).toBe(`${TITLE} [time TBC]`)
  })
  it('rises in SEQUENCE when it comes back', async () => {
    const made = history({ topics: ['ukraine'] }, {}, { topics: ['ukraine'] })
    expect(await on(made, '2022-01-08', request({ filter: { topic: ['ukraine'] } }))).toMatchObject({
      summary: `${TITLE} [time TBC]`,
      sequence: 2,
    })
  })
  it('stays for good where the feed would be empty', async () => {
    const asked = request({ filter: { topic: ['ukraine'] } })
    const made = history({ topics: ['ukraine'] }, null)
    expect(await on(made, '2030-01-01', asked)).toMatchObject({ summary: `Withdrawn: ${TITLE}`, status: 'CANCELLED' })
    const cancelled = history({ topics: ['ukraine'] }, { topics: ['ukraine'], status: 'cancelled' })
    expect(await on(cancelled, '2030-01-01', asked)).toMatchObject({ summary: `Cancelled: ${TITLE}` })
  })
})

describe('spans back from today', () => {
  const asked = request({ filter: { since: { back: 'P30D' } } })
  it('let a talk out by age, and Last-Modified say when', async () => {
    const made = history({})
    expect((await on(made, '2022-02-09', asked)).summary).toContain(TITLE)
    expect(await on(made, '2022-02-10', asked)).toMatchObject({ summary: null, changedAt: '2022-02-10T00:00:00Z' })
  })
  it('let a talk in by age', async () => {
    const past = request({ filter: { until: { back: 'P1D' } } })
    const made = history({})
    expect((await on(made, '2022-01-10', past)).summary).toBe(null)
    expect(await on(made, '2022-01-11', past)).toMatchObject({ summary: `${TITLE} [time TBC]`, changedAt: '2022-01-11T00:00:00Z' })
  })
  it('let a talk that moved ahead back in on its new day, with a later DTSTAMP', async () => {
    const past = request({ filter: { until: { back: 'P0D' } } })
    const made = history({ when: '2022-01-05' }, { when: '2022-01-09' })
    expect(await on(made, '2022-01-08', past)).toMatchObject({ summary: `No longer in this calendar: ${TITLE}`, sequence: 1 })
    const back = await made.feeds.get(past, '2022-01-09')
    expect(back.changedAt).toBe('2022-01-09T00:00:00Z')
    expect(readCalendar(new TextDecoder().decode(back.bytes))).toMatchObject([
      { summary: `${TITLE} [time TBC] (moved from 5 Jan)`, sequence: 1, stamp: '2022-01-09T00:00:00Z', modified: '2022-01-09T00:00:00Z' },
    ])
    const all = readCalendar(new TextDecoder().decode((await made.feeds.get(request(), '2022-01-09')).bytes))
    expect(all[0]).toMatchObject({ stamp: '2022-01-06T12:00:00Z' })
  })
  it('keep the last talk where the feed would be empty', async () => {
    const made = history({})
    expect((await on(made, '2030-01-01', asked)).summary).toBe(null) // the other talk is later
    expect((await on(made, '2030-01-01', request({ filter: { since: { back: 'P30D' }, party: ['us'] } }))).summary).toBe(
      `${TITLE} [time TBC]`,
    )
  })
})

describe('a feed', () => {
  it('is the same at any second of a day, and changes by itself at most once a day', async () => {
    const made = history({}, { status: 'cancelled' })
    const tags = new Map<string, string>()
    for (let day = 6; day <= 28; day++) {
      const seen = await on(made, `2022-01-${String(day).padStart(2, '0')}`)
      const known = tags.get(seen.changedAt)
      expect(known ?? seen.tag).toBe(seen.tag)
      tags.set(seen.changedAt, seen.tag)
    }
    expect(tags.size).toBe(2)
  })
  it('of one talk always has its talk', async () => {
    const talk = request({ talk: 'us-russia-1' })
    expect((await on(history({}, { status: 'cancelled' }), '2030-01-01', talk)).summary).toBe(`Cancelled: ${TITLE}`)
    expect((await on(history({}, null), '2030-01-01', talk)).summary).toBe(`Withdrawn: ${TITLE}`)
    expect((await on(history({ when: '2022-01' }), '2022-01-06', talk)).summary).toBe(`${TITLE} [January, date TBC]`)
    expect((await on(history({}, { when: 'unknown' }), '2022-01-07', talk)).summary).toBe(`${TITLE} (was 10 January 2022) [date TBC]`)
  })
  it('orders events by start, then id', async () => {
    const talks = [
      record({ id: 'c', when: '2022-01-11' }),
      record({ id: 'b', when: '2022-01-10T23:00', zone: 'America/New_York' }),
      record({ id: 'a', when: '2022-01-11' }),
      record({ id: 'd', when: '2022-01-10' }),
    ]
    const { bytes } = await desk(diary(talks)).feeds.get(request(), '2022-01-05')
    expect(readCalendar(new TextDecoder().decode(bytes)).map(({ uid }) => uid[0])).toEqual(['d', 'a', 'c', 'b'])
  })
  it('keeps the texts that it rendered, in the database too', async () => {
    const db = openNode(':memory:')
    await on(desk(diary([record(), OTHER]), { db }), '2022-01-05')
    expect(db.all('SELECT talk, revision, view FROM kept ORDER BY talk')).toEqual([
      { talk: 'other', revision: 1, view: 'plain' },
      { talk: 'us-russia-1', revision: 1, view: 'plain' },
    ])
    db.run("UPDATE kept SET text = replace(text, 'talks', 'TALKS')")
    const cold = desk(diary([record(), OTHER]), { db })
    expect((await on(cold, '2022-01-05')).summary).toContain('TALKS')
  })
  it('has another Last-Modified when only its name changes', async () => {
    const db = openNode(':memory:')
    const asked = request({ about: { kind: 'party', id: 'forum' } })
    const named = (name: string, at: string) =>
      desk(diary([record()], { parties: { forum: { name, kind: 'organisation' } } }), { db, at: `${at}T12:00:00Z` })
    await on(named('A forum', '2022-01-05'), '2022-01-05', asked)
    const renamed = await on(named('The forum', '2022-01-07'), '2022-01-07', asked)
    expect(renamed.changedAt).toBe('2022-01-07T12:00:00Z')
    expect(await on(named('The forum', '2022-01-08'), '2022-01-08', asked)).toEqual(renamed)
  })
  it('is rendered anew after the site moved, and Last-Modified says so', async () => {
    const db = openNode(':memory:')
    await on(desk(diary([record()]), { db }), '2022-01-05')
    const moved = desk(diary([record()]), { db, at: '2022-01-06T00:00:00Z', options: { publicUrl: 'https://other.example' } })
    expect((await on(moved, '2022-01-06')).changedAt).toBe('2022-01-06T00:00:00Z')
    expect(db.all('SELECT 1 FROM kept')).toHaveLength(1)
    const [event] = readCalendar(new TextDecoder().decode((await moved.feeds.get(request(), '2022-01-06')).bytes))
    expect(event).toMatchObject({ url: 'https://other.example/talks/us-russia-1', modified: '2022-01-06T00:00:00Z' })
  })
})
