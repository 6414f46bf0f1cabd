// What a search in the log costs: it decides by what is in memory, and reads what fits alone.
import { describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { NO_FILTER } from '../../src/talks/filter.ts'
import { findLatest } from '../../src/web/change-search.ts'
import { desk, diary, record } from '../make.ts'
import { createApp } from './checked-app.ts'

const onError = (error: unknown) => {
  throw error
}

function counted(db: Sqlite): { db: Sqlite; statements: string[] } {
  const statements: string[] = []
  const noted =
    (name: 'all' | 'first' | 'each' | 'run') =>
    (sql: string, ...rest: never[]) => {
      statements.push(sql)
      return (db[name] as (sql: string, ...rest: never[]) => unknown)(sql, ...rest)
    }
  const wrapped = { ...db, all: noted('all'), first: noted('first'), each: noted('each'), run: noted('run') } as Sqlite
  return { db: wrapped, statements }
}

describe('a search for changes', () => {
  it('reads nothing of what does not fit, and one row for what does', async () => {
    const { db, statements } = counted(openNode(':memory:'))
    const many = Array.from({ length: 500 }, (_, index) => record({ id: `talk-${index}`, topics: [index === 300 ? 'peace' : 'trade'] }))
    const { hono } = createApp(desk(diary(many), { db }), { adminToken: null, open: false, onError })
    const ask = async (query: string) => {
      statements.length = 0
      const answer = await (await hono.request(`/api/changes?${query}`)).json()
      return { ...(answer as { changes: unknown[]; more: boolean; cursor: number }), read: statements.length }
    }
    expect(await ask('status=held')).toMatchObject({ changes: [], more: false, cursor: 500, read: 0 })
    expect(await ask('topic=peace')).toMatchObject({ changes: [{ talk: 'talk-300' }], more: false, read: 1 })
    expect((await ask('limit=10')).read).toBe(10)
  })

  it('looks at so many changes at most, and says where to go on', async () => {
    const made = desk(diary([record()]))
    const [entry] = made.histories.log
    if (entry === undefined) throw new Error('nothing was published')
    let looked = 0
    const long = Array.from({ length: 50_000 }, (_, index) => ({ ...entry, cursor: index + 1 }))
    const histories = Object.create(made.histories, {
      log: { value: long },
      cursor: { value: long.length },
      before: {
        value: () => {
          looked++
          return null
        },
      },
    })
    const { hono } = createApp(Object.create(made, { histories: { value: histories } }), { adminToken: null, open: false, onError })
    const cursors: number[] = []
    for (let [after, more] = [0, true]; more; ) {
      looked = 0
      const answer = (await (await hono.request(`/api/changes?status=held&after=${after}`)).json()) as { cursor: number; more: boolean }
      expect(looked).toBeLessThanOrEqual(20_000)
      after = answer.cursor
      more = answer.more
      cursors.push(after)
    }
    expect(cursors).toEqual([20_000, 40_000, 50_000])
  })

  it('looks at so many at most from the latest back, too, and each once', async () => {
    const made = desk(diary([record()]))
    const [entry] = made.histories.log
    if (entry === undefined) throw new Error('nothing was published')
    const long = Array.from({ length: 100_000 }, (_, index) => ({ ...entry, cursor: index + 1 }))
    let looked = 0
    const before = () => {
      looked++
      return null
    }
    const histories = Object.create(made.histories, { log: { value: long }, cursor: { value: long.length }, before: { value: before } })
    const filter = { ...NO_FILTER, status: ['held'] }
    const cursors: number[] = []
    for (let from: number | null = null; ; ) {
      looked = 0
      const found = findLatest(Object.create(made, { histories: { value: histories } }), {
        filter,
        talks: null,
        types: null,
        before: from,
        limit: 50,
      })
      expect([found.steps, looked]).toEqual([[], 20_000])
      if (found.before === null) break
      cursors.push(found.before)
      from = found.before
    }
    expect(cursors).toEqual([80_001, 60_001, 40_001, 20_001])
  })
})
