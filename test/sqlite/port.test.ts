import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/fault.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate, requireSchema } from '../../src/sqlite/migrations.ts'
import { readSetting, writeSetting } from '../../src/sqlite/settings.ts'
import { folder } from '../process.ts'
import { portSuite } from './port-suite.ts'

portSuite(async (test) => test(openNode(':memory:')))

describe('the driver of Node', () => {
  it('says in words that the disk is full, and keeps what was committed', () => {
    const db = openNode(':memory:')
    db.run('CREATE TABLE t (x)')
    db.run('INSERT INTO t (x) VALUES (1)')
    db.first('PRAGMA max_page_count = 3')
    expect(() => db.transaction(() => db.run('INSERT INTO t (x) VALUES (zeroblob(1000000))'))).toThrow(
      new Fault('The database :memory: could not be written: the disk is full.'),
    )
    expect(db.all('SELECT x FROM t')).toEqual([{ x: 1 }])
  })
  it('says in words that the folder of a new database cannot be made', () => {
    const path = join(folder(), 'file', 'a.db')
    writeFileSync(dirname(path), '')
    expect(() => openNode(path)).toThrow(
      new Fault(`The database ${path} could not be opened: check that its folder exists and may be written.`),
    )
  })
  it('says that it can only be read, where that is so', () => {
    const path = join(folder(), 'a.db')
    const writer = openNode(path)
    migrate(writer)
    const reader = openNode(path, { readOnly: true })
    expect(() => writeSetting(reader, 'a', 'b')).toThrow(new Fault(`The database ${path} is read-only.`))
    expect(readSetting(reader, 'a')).toBe(null)
  })
})

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
