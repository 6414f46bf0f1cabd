import { describe, expect, it } from 'vitest'
import { openNode } from '../src/sqlite/driver.node.ts'
import { readDiary } from '../src/talks/diary.ts'
import { parties } from './fixtures/parties.ts'
import { calendar, desk, diary, record, request, SOURCES } from './make.ts'

describe('a desk', () => {
  it('serves the last good bytes where a calendar cannot be made', async () => {
    const db = openNode(':memory:')
    const said: string[] = []
    const made = desk(diary([record()]), {
      db,
      options: { log: (level, _event, { message }) => level === 'info' || said.push(String(message)) },
    })
    const before = await calendar(made)
    db.run('DELETE FROM kept')
    db.run("UPDATE change SET talk_json = '{}'")
    const after = await made.feeds.get(request(), '2022-06-01')
    expect(new TextDecoder().decode(after.bytes)).toBe(before)
    expect(said[0]).toContain('A calendar could not be made; the last good one is served.')
  })

  it('keeps an embargo: nothing of the talk is in any output before', async () => {
    const secret = record({
      id: 'secret',
      title: 'Hush',
      embargoUntil: '2022-01-07T00:00:00Z',
      parties: [{ party: 'hidden' }],
      topics: ['hush'],
      place: { city: 'Oslo' },
    })
    const given = diary([record(), secret], { parties: { hidden: { name: 'Hidden', kind: 'group' } } })
    const db = openNode(':memory:')
    const made = desk(given, { db })
    expect(made.wake()).toBe(Date.parse('2022-01-07T00:00:00Z'))
    expect(made.histories.subject('party', 'hidden')).toBe(null)
    expect(made.histories.subject('topic', 'hush')).toBe(null)
    expect(JSON.stringify(['change', 'talk', 'subject'].map((table) => db.all(`SELECT * FROM ${table}`)))).not.toMatch(
      /hush|hidden|secret|oslo/i,
    )
    const later = desk(given, { db, at: '2022-01-07T00:00:00Z' })
    expect(later.histories.latest('secret')).toMatchObject({ revision: 1, at: '2022-01-07T00:00:00Z' })
    expect(later.wake()).toBe(null)
  })

  const HUSH = { ...record({ id: 'hush', embargoUntil: '2030-01-01T00:00:00Z' }), parties: [{ party: 'hidden' }, { party: 'us' }] }
  it.each<[string, unknown[], object?]>([
    ['whose date is wrong', [{ ...HUSH, when: 'soon' }]],
    ['whose id is wrong', [{ ...HUSH, id: 'Hush!' }]],
    ['that stands there twice', [HUSH, HUSH]],
    ['in a series that is wrong', [HUSH], { series: { id: 'Hush!' } }],
  ])('names nobody whom only a talk under an embargo names, %s', (_, talks, more = {}) => {
    const register = { hidden: { name: 'Hidden', kind: 'group' }, other: { name: 'Other', kind: 'group' } }
    const read = readDiary([{ name: 'x.json', content: { sources: SOURCES, parties: register, talks, ...more } }], parties)
    expect(read.problems.length).toBeGreaterThan(0)
    const { histories } = desk(read)
    expect(['hidden', 'us', 'other'].filter((id) => histories.subject('party', id))).toEqual(['other'])
  })

  it('does not withdraw a public talk whose new version is under an embargo', () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const made = desk(diary([record({ title: 'Secret title', embargoUntil: '2022-01-07T00:00:00Z' })]), { db })
    expect(made.health()).toMatchObject({ talks: 1, cursor: 1, kept: [] })
  })

  it.each([
    ['no record', []],
    ['only a broken one that never stood', [{ ...record({ id: 'new' }), when: 'soon' }]],
    ['only a new one that is still secret', [record({ id: 'new', embargoUntil: '2030-01-01T00:00:00Z' })]],
  ])('keeps what stands where the records suddenly hold %s', (_, talks) => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const emptied = readDiary([{ name: 'test.json', content: { sources: SOURCES, talks } }], parties)
    const made = desk(emptied, { db, options: { emptyDiary: 'keep' } })
    expect(made.health()).toMatchObject({ status: 'degraded', talks: 1, cursor: 1 })
    expect(made.health().faults[0]).toContain('The records hold no talk any more, but 1 stand.')
  })

  it('names no record in its health that is not public', () => {
    const read = readDiary(
      [
        {
          name: 'x.json',
          content: { sources: {}, talks: [{ id: 'never-published', title: 'Hush', embargoUntil: '2030-01-01T00:00:00Z' }] },
        },
      ],
      parties,
    )
    const health = desk(read).health()
    expect(health.problems).toBeGreaterThan(0)
    expect(JSON.stringify(health)).not.toMatch(/never-published|Hush/)
  })

  it('keeps every text that it rendered, however many at once', async () => {
    const db = openNode(':memory:')
    const given = diary(Array.from({ length: 1100 }, (_, index) => record({ id: `talk-${index}` })))
    const first = await calendar(desk(given, { db }))
    expect(db.first('SELECT count(*) AS count FROM kept')).toEqual({ count: 1100 })
    expect(await calendar(desk(given, { db }))).toBe(first)
  })

  it('keeps what it answers within its bound of bytes', async () => {
    const db = openNode(':memory:')
    const given = diary(Array.from({ length: 20 }, (_, index) => record({ id: `talk-${index}` })))
    const made = desk(given, { db, options: { mostBytes: 40_000 } })
    const first = await calendar(made)
    for (const lang of ['en', 'de', 'fr'] as const)
      for (const cancelled of ['keep', 'words'] as const) await calendar(made, request({ form: { lang, cancelled } }))
    expect(await calendar(made)).toBe(first)
  })
})
