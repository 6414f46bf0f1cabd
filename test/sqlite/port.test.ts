// What the port promises, on the store of each runtime.
import { describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'

/** A test that is handed a store with an empty table. */
const opened = (test: (db: Sqlite) => void) => () => {
  const db = openNode(':memory:')
  db.run('CREATE TABLE t (id INTEGER PRIMARY KEY, x)')
  test(db)
}

describe('the port', () => {
  it(
    'gives all rows, the first, and how many were changed',
    opened((db) => {
      expect(db.run('INSERT INTO t (x) VALUES (?), (?)', 'a', 'b')).toBe(2)
      expect(db.all('SELECT x FROM t ORDER BY id')).toEqual([{ x: 'a' }, { x: 'b' }])
      expect(db.first('SELECT x FROM t WHERE id = ?', 2)).toEqual({ x: 'b' })
      expect(db.first('SELECT x FROM t WHERE id = 9')).toBeUndefined()
      expect(db.run('UPDATE t SET x = NULL')).toBe(2)
      expect(db.run('UPDATE t SET x = 1 WHERE id = 9')).toBe(0)
    }),
  )
  it(
    'hands over each row, in order',
    opened((db) => {
      db.run('INSERT INTO t (x) VALUES (?), (?), (?)', 'a', null, new Uint8Array([0, 255]))
      const seen: unknown[] = []
      db.each<{ x: unknown }>('SELECT x FROM t WHERE id > ? ORDER BY id DESC', [0], ({ x }) => seen.push(x))
      expect(seen).toEqual([new Uint8Array([0, 255]), null, 'a'])
      const failing = () =>
        db.each('SELECT x FROM t', [], () => {
          throw new Error('no')
        })
      expect(failing).toThrow('no')
      expect(db.all('SELECT count(*) AS n FROM t')).toEqual([{ n: 3 }])
    }),
  )
  it(
    'counts rows, not entries of indexes',
    opened((db) => {
      db.run('CREATE INDEX by_x ON t (x)')
      expect(db.run('INSERT INTO t (x) VALUES (1), (2), (3)')).toBe(3)
      expect(db.run('DELETE FROM t WHERE x > 1')).toBe(2)
    }),
  )
  it(
    'keeps numbers, text, null and bytes as they are',
    opened((db) => {
      for (const value of [1, 1.5, 'ü 👩‍👩‍👧', '', null, new Uint8Array([0, 255])]) {
        db.run('DELETE FROM t')
        db.run('INSERT INTO t (x) VALUES (?)', value)
        expect(db.first<{ x: unknown }>('SELECT x FROM t')?.x).toEqual(value)
      }
    }),
  )
  it(
    'undoes a transaction whose body throws, and goes on',
    opened((db) => {
      const failing = () =>
        db.transaction(() => {
          db.run('INSERT INTO t (x) VALUES (1)')
          throw new Error('no')
        })
      expect(failing).toThrow('no')
      expect(db.all('SELECT * FROM t')).toEqual([])
      db.transaction(() => db.run('INSERT INTO t (x) VALUES (2)'))
      expect(db.all('SELECT x FROM t')).toEqual([{ x: 2 }])
    }),
  )
  it(
    'lets a transaction inside a transaction join it',
    opened((db) => {
      const failing = () =>
        db.transaction(() => {
          db.transaction(() => db.run('INSERT INTO t (x) VALUES (1)'))
          throw new Error('no')
        })
      expect(failing).toThrow('no')
      expect(db.all('SELECT * FROM t')).toEqual([])
    }),
  )
  it(
    'takes lists through json_each',
    opened((db) => {
      db.run('INSERT INTO t (x) SELECT value FROM json_each(?)', JSON.stringify(Array.from({ length: 500 }, (_, index) => index)))
      expect(db.first<{ n: number }>('SELECT count(*) AS n FROM t WHERE x IN (SELECT value FROM json_each(?))', '[1,2,999]')?.n).toBe(2)
    }),
  )
})
