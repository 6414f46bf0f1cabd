import { describe, expect, it } from 'vitest'
import events from '../../events/index.ts'
import { parties } from '../../events/parties.ts'
import { resolveDiary } from '../../src/talks/bundled.ts'
import { readDiary } from '../../src/talks/diary.ts'
import type { RecordsFile } from '../../src/talks/record.ts'
import type { Talk } from '../../src/talks/talk.ts'
import { whenOf } from '../../src/talks/when.ts'

const files = Object.entries(events).map(([name, content]) => ({ name, content }))
const diary = readDiary(files, parties)
const byId = (id: string) => diary.talks.find((talk) => talk.id === id) as Talk
const attending = (id: string) => byId(id).parties.map(({ party, role, attendance }) => `${party} ${role} ${attendance}`)

describe('the records of January 2022', () => {
  it('have no problem', () => {
    expect(diary.problems).toEqual([])
    expect(diary.broken).toEqual({ ids: new Set(), unreadable: false })
    expect(diary.embargoes.size).toBe(0)
  })

  it('are three talks: with the United States, NATO and the OSCE', () => {
    expect(diary.talks.map(({ id }) => id)).toEqual(['us-russia-1', 'nato-russia-1', 'osce-russia-1'])
  })

  it.each([
    ['us-russia-1', '2022-01-10'],
    ['nato-russia-1', '2022-01-12'],
    ['osce-russia-1', '2022-01-13'],
  ])('have a day and no time: %s on %s', (id, day) => {
    expect(byId(id).when).toBe(day)
    expect(whenOf(byId(id))).toEqual({ precision: 'day', day, qualifier: 'certain' })
    expect(byId(id)).not.toHaveProperty('said')
  })

  it('have Geneva, and its zone, only for the first', () => {
    expect(byId('us-russia-1')).toMatchObject({ place: { city: 'Geneva', country: 'CH' }, zone: 'Europe/Zurich' })
    expect(Object.keys(byId('us-russia-1').place ?? {})).toEqual(['city', 'country'])
    for (const id of ['nato-russia-1', 'osce-russia-1']) {
      expect(byId(id)).not.toHaveProperty('place')
      expect(byId(id)).not.toHaveProperty('zone')
    }
  })

  it('are all planned, since no official source has confirmed one', () => {
    expect(diary.talks.map(({ status }) => status)).toEqual(['planned', 'planned', 'planned'])
    expect(diary.talks.flatMap(({ sources }) => sources.map(({ official }) => official))).not.toContain(true)
  })

  it('name who is expected, and that the presidents are unlikely to take part', () => {
    expect(attending('us-russia-1')).toEqual(['us party expected', 'ru party expected', 'biden party unlikely', 'putin party unlikely'])
    expect(attending('nato-russia-1')).toEqual(['nato party expected', 'ru party expected'])
    expect(attending('osce-russia-1')).toEqual(['osce party expected', 'ru party expected'])
  })

  it('have the kind of each party', () => {
    const kinds = new Map(diary.talks.flatMap(({ parties }) => parties.map(({ party, kind }) => [party, kind])))
    expect(Object.fromEntries(kinds)).toEqual({
      us: 'state',
      ru: 'state',
      nato: 'organisation',
      osce: 'organisation',
      biden: 'person',
      putin: 'person',
    })
  })

  it('have topics only for the first', () => {
    expect([...(byId('us-russia-1').topics ?? [])].sort()).toEqual(['security-guarantees', 'ukraine'])
    expect(byId('nato-russia-1')).not.toHaveProperty('topics')
    expect(byId('osce-russia-1')).not.toHaveProperty('topics')
  })

  it('say nothing that the story does not', () => {
    const told = ['id', 'title', 'when', 'zone', 'status', 'series', 'place', 'parties', 'topics', 'languages', 'sources']
    for (const talk of diary.talks) expect(told).toEqual(expect.arrayContaining(Object.keys(talk)))
    for (const { languages } of diary.talks)
      for (const words of Object.values(languages ?? {})) expect(Object.keys(words)).toEqual(['title'])
  })

  it('come from one story, of which neither publisher nor address is known, only between which days it appeared', () => {
    const sources = diary.talks.flatMap(({ sources }) => sources)
    for (const source of sources) {
      expect(source).toMatchObject({
        source: 'story',
        title: 'In a phone call, Biden warns Putin against invading Ukraine',
        publisher: null,
        url: null,
        published: '[2021-12-23..2022-01-09]',
        official: false,
      })
      expect(source.stance).not.toBe('denies')
    }
  })

  it('belong to one series', () => {
    expect(new Set(diary.talks.map(({ series }) => series?.id))).toEqual(new Set(['russia-january-2022']))
  })

  it('name for each fact the source that supports it', () => {
    for (const talk of diary.talks) {
      const supported = new Set(talk.sources.flatMap(({ supports }) => supports as readonly string[]))
      for (const field of ['when', 'place', 'topics', 'parties', 'zone'] as const)
        if (talk[field] !== undefined) expect(supported).toContain(field)
    }
  })

  it('say of whom the story has that the presidents are unlikely to take part', () => {
    const told = byId('us-russia-1').sources.filter(({ supports }) => supports.includes('parties.biden' as 'parties'))
    expect(told).toEqual([expect.objectContaining({ supports: ['parties.biden', 'parties.putin'], attributedTo: 'US government circles' })])
  })

  it('say how the day of the talks with NATO follows, and the year of all', () => {
    const derived = (id: string) =>
      byId(id)
        .sources.filter(({ supports }) => supports.includes('when'))
        .map(({ derived }) => derived ?? '')
    expect(derived('nato-russia-1').join()).toMatch(/two days later/)
    for (const { id } of diary.talks) expect(derived(id).join()).toMatch(/the year follows from the date of the story/)
  })

  it('have ids that say neither day nor city', () => {
    for (const { id } of diary.talks) expect(id).not.toMatch(/20\d\d|jan|geneva/i)
  })

  it('are the same when a Worker resolves them without checking', () => {
    const unchecked = resolveDiary(Object.values(events) as RecordsFile[], parties)
    expect(JSON.stringify(unchecked.talks)).toBe(JSON.stringify(diary.talks))
  })
})
