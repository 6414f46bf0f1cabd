// The project's own records, whoever keeps them: the one test that reads events/. What holds for the talks that came with
// the project is asked of those that are still there.
import { describe, expect, it } from 'vitest'
import events from '../events/index.ts'
import { parties } from '../events/parties.ts'
import { resolveDiary } from '../src/talks/bundled-records.ts'
import { readDiary } from '../src/talks/diary.ts'
import type { RecordsFile } from '../src/talks/record.ts'
import type { Talk } from '../src/talks/talk.ts'
import { whenOf } from '../src/talks/when.ts'

const files = Object.entries(events).map(([name, content]) => ({ name, content }))
const diary = readDiary(files, parties)

describe('the records of the project', () => {
  it('have no problem', () => {
    expect(diary.problems).toEqual([])
    expect(diary.broken).toEqual({ ids: new Set(), unreadable: false })
  })

  it('name for each fact a source that supports it', () => {
    for (const { id, when, parties: those, sources, ...rest } of diary.talks) {
      const supported = new Set<string>(sources.flatMap(({ supports, stance }) => (stance === 'denies' ? [] : supports)))
      const known = when === 'unknown' ? [] : ['when']
      const facts = ['place', 'summary', 'level', 'format', 'access'].filter((field) => field in rest)
      const unnamed = those.filter(({ party }) => !supported.has('parties') && !supported.has(`parties.${party}`))
      expect({ id, supported: [...supported], unnamed }).toEqual({
        id,
        supported: expect.arrayContaining([...known, ...facts]),
        unnamed: [],
      })
    }
  })

  it('are the same when a Worker resolves them without checking', () => {
    const unchecked = resolveDiary(Object.values(events) as Partial<RecordsFile>[], parties)
    expect(JSON.stringify(unchecked.talks)).toBe(JSON.stringify(diary.talks))
  })
})

/** The talk of the story, in a list that is empty where the operator removed it. */
const told = (id: string): Talk[] => diary.talks.filter((talk) => talk.id === id && talk.series?.id === 'russia-january-2022')
const first = told('us-russia-1')
const others = [...told('nato-russia-1'), ...told('osce-russia-1')]
const story = [...first, ...others]

describe(story.length > 0 ? 'the talks of January 2022' : 'the talks of January 2022, of which none is left to be checked,', () => {
  it.each([
    ['us-russia-1', '2022-01-10'],
    ['nato-russia-1', '2022-01-12'],
    ['osce-russia-1', '2022-01-13'],
  ])('have a day and no time: %s on %s', (id, day) => {
    for (const talk of told(id)) {
      expect(talk.when).toBe(day)
      expect(whenOf(talk)).toEqual({ precision: 'day', day, qualifier: 'certain' })
      expect(talk).not.toHaveProperty('said')
    }
  })

  it('have Geneva, its zone and topics only for the first', () => {
    for (const talk of first) {
      expect(talk).toMatchObject({ place: { city: 'Geneva', country: 'CH' }, zone: 'Europe/Zurich' })
      expect(Object.keys(talk.place ?? {})).toEqual(['city', 'country'])
      expect([...(talk.topics ?? [])].sort()).toEqual(['security-guarantees', 'ukraine'])
    }
    for (const talk of others) for (const field of ['place', 'zone', 'topics']) expect(talk).not.toHaveProperty(field)
  })

  it('are all planned, since no official source has confirmed one', () => {
    for (const { status, sources } of story) {
      expect(status).toBe('planned')
      expect(sources.map(({ official }) => official)).not.toContain(true)
    }
  })

  // By kind and country: by which ids the register has them is for whoever keeps it.
  it('say who is expected, and that the presidents are unlikely to take part', () => {
    const attending = ({ parties: those }: Talk) =>
      those.map(({ kind, country, role, attendance }) => `${country ?? ''} ${kind} ${role} ${attendance}`.trim())
    for (const talk of first)
      expect(attending(talk)).toEqual([
        'US state party expected',
        'RU state party expected',
        'US person party unlikely',
        'RU person party unlikely',
      ])
    for (const talk of others) expect(attending(talk)).toEqual(['organisation party expected', 'RU state party expected'])
  })

  it('say nothing that the story does not', () => {
    const fields = ['id', 'title', 'when', 'zone', 'status', 'series', 'place', 'parties', 'topics', 'languages', 'sources']
    for (const talk of story) {
      expect(fields).toEqual(expect.arrayContaining(Object.keys(talk)))
      for (const words of Object.values(talk.languages ?? {})) expect(Object.keys(words)).toEqual(['title'])
    }
  })

  it('come from one story, of which neither publisher nor address is known, only between which days it appeared', () => {
    for (const source of story.flatMap(({ sources }) => sources)) {
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

  it('name the source of the zone, and of whom the story has that the presidents are unlikely to take part', () => {
    for (const { parties: those, sources } of first) {
      const persons = those.flatMap(({ kind, party }) => (kind === 'person' ? [`parties.${party}`] : []))
      expect(sources).toContainEqual(expect.objectContaining({ supports: persons, attributedTo: 'US government circles' }))
      expect(sources.flatMap(({ supports }) => supports)).toContain('zone')
    }
  })

  it('say how the day of the talks with NATO follows, and the year of all', () => {
    const derived = ({ sources }: Talk) =>
      sources
        .filter(({ supports }) => supports.includes('when'))
        .map((source) => source.derived ?? '')
        .join()
    for (const talk of told('nato-russia-1')) expect(derived(talk)).toMatch(/two days later/)
    for (const talk of story) expect(derived(talk)).toMatch(/the year follows from the date of the story/)
  })

  it('have ids that say neither day nor city', () => {
    for (const { id } of story) expect(id).not.toMatch(/20\d\d|jan|geneva/i)
  })
})
