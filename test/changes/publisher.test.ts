import { describe, expect, it } from 'vitest'
import { createHistories } from '../../src/changes/histories.ts'
import { createPublisher, type Publisher } from '../../src/changes/publisher.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate } from '../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { desk, diary, record } from '../make.ts'

const NOW = Date.parse('2022-01-05T12:00:00Z')
const EMBARGO = '2022-01-07T00:00:00Z'

function started(): { db: Sqlite; publisher: Publisher; wake(now?: number): string[] } {
  const db = openNode(':memory:')
  migrate(db)
  let count = 0
  const publisher = createPublisher({ db, histories: createHistories(db), emptyDiary: 'keep', newId: () => `change-${++count}` })
  return {
    db,
    publisher,
    wake(now = NOW) {
      const published = db.transaction(() => publisher.wake(now))
      publisher.committed(published)
      return published.steps.map(({ change }) => `${change.talk} ${change.types.join(' ')}`)
    },
  }
}

describe('a publisher', () => {
  it('publishes what it was given, once', () => {
    const { publisher, wake } = started()
    publisher.replace('events', diary([record()]))
    expect([publisher.isDone, wake(), publisher.isDone, wake()]).toEqual([false, ['us-russia-1 talk.announced'], true, []])
  })

  it('does not forget the talks that it published: they are there when an embargo of one ends, and again after that', () => {
    const { publisher, wake } = started()
    publisher.replace('events', diary([record(), record({ id: 'secret', embargoUntil: EMBARGO })]))
    expect(wake()).toEqual(['us-russia-1 talk.announced'])
    expect(publisher.next()).toBe(Date.parse(EMBARGO))
    expect(wake(Date.parse(EMBARGO))).toEqual(['secret talk.announced'])
    publisher.again()
    expect(wake(Date.parse(EMBARGO))).toEqual([])
    expect(publisher.faults).toEqual([])
  })

  it('publishes again without new records, and withdraws nothing', () => {
    const { publisher, wake } = started()
    publisher.replace('events', diary([record()]))
    wake()
    publisher.again()
    expect([publisher.isDone, wake(), publisher.isDone, publisher.faults]).toEqual([false, [], true, []])
  })

  it('takes over nothing of a transaction that failed', () => {
    const { db, publisher, wake } = started()
    publisher.replace('events', diary([record()]))
    expect(() =>
      db.transaction(() => {
        publisher.wake(NOW)
        throw new Error('the disk is full')
      }),
    ).toThrow('the disk is full')
    expect([publisher.isDone, wake()]).toEqual([false, ['us-russia-1 talk.announced']])
  })
})

describe('origins', () => {
  it('are published each by itself: one that is empty from the start was not emptied', () => {
    const db = openNode(':memory:')
    const made = desk(diary([]), { db, options: { emptyDiary: 'keep' } })
    made.replace(diary([record()]), 'desk')
    made.wake()
    made.replace(diary([]))
    made.wake()
    expect(made.health()).toMatchObject({ status: 'ok', ready: true, talks: 1, faults: [] })
    expect(db.all('SELECT id, origin FROM talk')).toEqual([{ id: 'us-russia-1', origin: 'desk' }])
  })

  it('that hold no talk any more are kept each by itself, whatever others hold', () => {
    const made = desk(diary([record()]), { options: { emptyDiary: 'keep' } })
    made.replace(diary([record({ id: 'other' })]), 'desk')
    made.wake()
    made.replace(diary([]))
    made.wake()
    expect(made.health()).toMatchObject({ status: 'degraded', ready: false, talks: 2 })
    expect(made.health().faults[0]).toContain('The records hold no talk any more, but 1 stand.')
  })

  it('alter no talk of another', () => {
    const made = desk(diary([record()]))
    made.replace(diary([record({ title: 'Another title' }), record({ id: 'other' })]), 'desk')
    made.wake()
    expect(made.health()).toMatchObject({
      talks: 2,
      faults: ['The talk us-russia-1 belongs to events; the records of desk do not alter it.'],
    })
    expect(made.histories.latest('us-russia-1')?.revision).toBe(1)
  })
})
