import { beforeEach, describe, expect, it } from 'vitest'
import { publish } from '../../src/changes/append-changes.ts'
import { latestCursor, readChange, readStood, readTalk } from '../../src/changes/change-log.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate } from '../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import type { Broken } from '../../src/talks/diary.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { diary, record } from '../make.ts'

const NOW = Date.parse('2022-01-05T12:00:00.700Z')
const WHOLE: Broken = { ids: new Set(), unreadable: false }
let db: Sqlite
let count: number

beforeEach(() => {
  db = openNode(':memory:')
  migrate(db)
  count = 0
})

function put(
  talks: TalkRecord[],
  { broken = WHOLE, now = NOW, origin = 'events' }: { broken?: Broken; now?: number; origin?: string } = {},
) {
  const { steps, ...rest } = publish(db, origin, diary(talks).talks, { broken, newId: () => `change-${++count}` }, now)
  return { ...rest, changes: steps.map(({ change }) => change) }
}

describe('publish', () => {
  it('appends nothing for the same records, and returns nothing', () => {
    expect(put([record()]).changes).toHaveLength(1)
    expect(put([record()], { now: NOW + 3 * 24 * 3_600_000 }).changes).toEqual([])
    expect(latestCursor(db)).toBe(1)
  })

  it('returns the changes that it appended, with before and after', () => {
    put([record()])
    const { changes } = put([record({ when: '2022-01-17' })])
    expect(changes).toMatchObject([
      {
        cursor: 2,
        id: 'change-2',
        talk: 'us-russia-1',
        revision: 2,
        types: ['talk.rescheduled'],
        at: '2022-01-05T12:00:00Z',
        before: { when: '2022-01-10' },
        after: { when: '2022-01-17' },
      },
    ])
    expect(readChange(db, 'us-russia-1', 2)).toEqual(changes[0])
  })

  it('keeps a talk that is gone as a tombstone, and counts on when it comes back', () => {
    put([record(), record({ id: 'other' })])
    expect(put([record({ id: 'other' })]).changes).toMatchObject([
      { talk: 'us-russia-1', revision: 2, types: ['talk.withdrawn'], after: null },
    ])
    expect(put([record(), record({ id: 'other' })]).changes).toMatchObject([{ revision: 3, types: ['talk.announced'], before: null }])
    expect(readTalk(db, 'us-russia-1', 2)).toMatchObject({ id: 'us-russia-1' })
  })

  it('withdraws nothing while a file is unreadable', () => {
    put([record(), record({ id: 'other' })])
    const { changes, kept } = put([record({ title: 'New title' })], { broken: { ids: new Set(), unreadable: true } })
    expect(changes).toMatchObject([{ talk: 'us-russia-1', types: ['talk.updated'] }])
    expect(kept).toEqual(['other'])
  })

  it('keeps the last good version of a broken record, and withdraws the others that are gone', () => {
    put([record(), record({ id: 'broken' }), record({ id: 'gone' })])
    const { changes, kept } = put([record()], { broken: { ids: new Set(['broken']), unreadable: false } })
    expect(changes.map(({ talk }) => talk)).toEqual(['gone'])
    expect(kept).toEqual(['broken'])
  })

  it('never alters the talks of another origin', () => {
    put([record()])
    const { changes, foreign } = put([record({ title: 'Not yours' })], { origin: 'api' })
    expect(changes).toEqual([])
    expect(foreign).toEqual([{ id: 'us-russia-1', origin: 'events' }])
    expect(put([], { origin: 'api' }).changes).toEqual([])
    expect(readStood(db, 'events').stood.get('us-russia-1')?.talk?.title).toBe('United States – Russia talks')
  })

  it('never runs back in time, whatever the clock does', () => {
    put([record()])
    const { changes } = put([record({ title: 'Later' })], { now: NOW - 3_600_000 })
    expect(changes[0]?.at).toBe('2022-01-05T12:00:01Z')
  })

  it('appends all or nothing', () => {
    put([record()])
    const failing = () => {
      if (++count > 2) throw new Error('out of ids')
      return `change-${count}`
    }
    const talks = diary([record({ id: 'a' }), record({ id: 'b' }), record({ id: 'c' })]).talks
    expect(() => publish(db, 'events', talks, { broken: WHOLE, newId: failing }, NOW)).toThrow('out of ids')
    expect(latestCursor(db)).toBe(1)
    expect([...readStood(db, 'events').stood.keys()]).toEqual(['us-russia-1'])
  })

  it('stores the names as they then were', () => {
    put([record()])
    expect(readTalk(db, 'us-russia-1', 1)?.parties[0]).toEqual({
      party: 'us',
      name: 'United States',
      kind: 'state',
      country: 'US',
      languages: { de: 'Vereinigte Staaten', fr: 'États-Unis' },
      role: 'party',
      attendance: 'expected',
    })
  })
})
