// What has waited longest, against the table that is walked through as seldom as can be.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../../src/sqlite/port.ts'
import { createOldestWaiting } from '../../../src/webhooks/deliveries/oldest-waiting.ts'

const TABLE = 'CREATE TABLE delivery (key INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, queued_at INTEGER)'

function store() {
  const db = openNode(':memory:')
  db.run(TABLE)
  return db
}

/** Each takes the instant, which rises, and which of the rows is meant. */
const STEPS = {
  queue: (db: Sqlite, now: number) => db.run("INSERT INTO delivery (state, queued_at) VALUES ('waiting', ?)", now),
  settle: (db: Sqlite, _: number, key: number) => db.run("UPDATE delivery SET state = 'delivered' WHERE key = ?", key),
  settleOldest: (db: Sqlite) =>
    db.run(
      "UPDATE delivery SET state = 'failed' WHERE state = 'waiting' AND queued_at = (SELECT min(queued_at) FROM delivery WHERE state = 'waiting')",
    ),
  requeue: (db: Sqlite, now: number, key: number) => db.run("UPDATE delivery SET state = 'waiting', queued_at = ? WHERE key = ?", now, key),
  forget: (db: Sqlite, _: number, key: number) => db.run('DELETE FROM delivery WHERE key = ?', key),
  clockSetBack: (db: Sqlite) => db.run("UPDATE delivery SET queued_at = queued_at - 7 WHERE state = 'waiting'"),
}

describe('the delivery that has waited longest', () => {
  it('is the one of the table, whatever is queued, settled, sent again or deleted', () => {
    const step = fc.record({
      name: fc.constantFrom(...(Object.keys(STEPS) as (keyof typeof STEPS)[])),
      key: fc.integer({ min: 1, max: 8 }),
      passes: fc.integer({ min: 0, max: 2 }),
      asks: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const db = store()
        const oldest = createOldestWaiting(db)
        let now = 1000
        for (const { name, key, passes, asks } of steps) {
          now += passes
          STEPS[name](db, now, key)
          if (!asks) continue
          const row = db.first<{ queuedAt: number | null }>("SELECT min(queued_at) AS queuedAt FROM delivery WHERE state = 'waiting'")
          expect(oldest.queuedAt()).toBe(row?.queuedAt ?? null)
        }
      }),
    )
  })

  it('is looked for anew only where it waits no longer', () => {
    const db = store()
    let walks = 0
    const counted = {
      first: (sql: string, ...values: number[]) => {
        if (!sql.includes('WHERE key =')) walks++
        return db.first(sql, ...values)
      },
    } as unknown as Sqlite
    const oldest = createOldestWaiting(counted)
    for (const at of [5, 5, 5, 9]) STEPS.queue(db, at)
    const answers = [1, 2, 3, 4].map((key) => {
      const found = [oldest.queuedAt(), oldest.queuedAt()]
      STEPS.settle(db, 0, key)
      return [...found, walks]
    })
    // Those that were queued together are sent in the order in which they were.
    expect(answers).toEqual([
      [5, 5, 1],
      [5, 5, 1],
      [5, 5, 1],
      [9, 9, 2],
    ])
    expect(oldest.queuedAt()).toBeNull()
  })
})
