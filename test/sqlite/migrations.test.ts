import { describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate, requireSchema } from '../../src/sqlite/migrations.ts'

describe('migrations', () => {
  const first = ['CREATE TABLE a (x)']
  const second = ['CREATE TABLE b (x)', 'INSERT INTO b (x) VALUES (1)']
  it('run each step once, in one transaction', () => {
    const db = openNode(':memory:')
    migrate(db, [first])
    migrate(db, [first, second])
    migrate(db, [first, second])
    expect(db.all('SELECT x FROM b')).toEqual([{ x: 1 }])
    expect(() => migrate(db, [first, second, ['CREATE TABLE c (x)', 'nonsense']])).toThrow()
    expect(db.first("SELECT name FROM sqlite_schema WHERE name = 'c'")).toBeUndefined()
  })
  it('refuse a newer schema', () => {
    const db = openNode(':memory:')
    migrate(db, [first, second])
    expect(() => migrate(db, [first])).toThrow('written by a newer Parley (schema 2; this one knows 1)')
  })
  it('are needed before a store that can only be read', () => {
    const db = openNode(':memory:')
    expect(() => requireSchema(db, [first])).toThrow('needs its schema brought up to date')
    migrate(db, [first])
    expect(() => requireSchema(db, [first])).not.toThrow()
  })
})
