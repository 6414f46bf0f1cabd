// A desk whose disk is full, or can only be read.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openNode } from '../src/sqlite/driver.node.ts'
import { calendar, desk, diary, record } from './make.ts'
import { folder } from './process.ts'

describe('a desk', () => {
  it('serves the last good diary while the disk is full, and publishes when there is room again', async () => {
    const db = openNode(':memory:')
    const before = await calendar(desk(diary([record()]), { db }))
    const pages = db.first<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
    db.first(`PRAGMA max_page_count = ${pages}`)
    const said: string[] = []
    const many = diary(Array.from({ length: 200 }, (_, index) => record({ id: `talk-${index}`, summary: 'x'.repeat(2000) })))
    const full = desk(many, { db, options: { log: (level, _event, { message }) => level === 'info' || said.push(String(message)) } })
    expect(said).toEqual(['The database :memory: could not be written: the disk is full.'])
    expect(full.health()).toMatchObject({ status: 'degraded', talks: 1, cursor: 1, faults: said })
    expect(await calendar(full)).toBe(before)

    full.wake()
    expect(said).toHaveLength(1)
    db.first('PRAGMA max_page_count = 100000')
    full.wake()
    expect(full.health()).toMatchObject({ status: 'ok', talks: 200, faults: [] })
  })

  it('answers calendars although it cannot keep their texts', async () => {
    const db = openNode(':memory:')
    const made = desk(diary(Array.from({ length: 50 }, (_, index) => record({ id: `talk-${index}`, summary: 'x'.repeat(2000) }))), { db })
    db.first(`PRAGMA max_page_count = ${db.first<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0}`)
    expect(await calendar(made)).toContain('UID:talk-49@')
    expect(db.all('SELECT 1 FROM kept')).toEqual([])
  })

  it('serves the last good diary off a disk that can only be read', async () => {
    const path = join(folder(), 'parley.db')
    const db = openNode(path)
    const before = await calendar(desk(diary([record()]), { db }))
    db.close()
    const readOnly = desk(diary([record({ title: 'New' })]), { db: openNode(path, { readOnly: true }), options: { readOnly: true } })
    expect(await calendar(readOnly)).toBe(before)
    expect(readOnly.health()).toMatchObject({
      status: 'degraded',
      faults: [
        'The database cannot be written (its disk is read-only or full): the last good diary is served, and nothing new is published.',
      ],
    })
  })
})
