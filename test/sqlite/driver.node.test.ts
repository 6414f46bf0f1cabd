// The store as a file: a disk that is full, a folder that cannot be made, a database that can only be read.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate } from '../../src/sqlite/migrations.ts'
import { readSetting, writeSetting } from '../../src/sqlite/settings.ts'
import { folder, launch } from '../process.ts'

describe('the driver of Node', () => {
  it('says in words that the disk is full, and keeps what was committed', () => {
    const db = openNode(':memory:')
    db.run('CREATE TABLE t (x)')
    db.run('INSERT INTO t (x) VALUES (1)')
    db.first('PRAGMA max_page_count = 3')
    expect(() => db.transaction(() => db.run('INSERT INTO t (x) VALUES (zeroblob(1000000))'))).toThrow(
      'The database :memory: could not be written: the disk is full.',
    )
    expect(db.all('SELECT x FROM t')).toEqual([{ x: 1 }])
  })
  it('says in words that the folder of a new database cannot be made', () => {
    const path = join(folder(), 'file', 'a.db')
    writeFileSync(dirname(path), '')
    expect(() => openNode(path)).toThrow(`The database ${path} could not be opened: check that its folder exists and may be written.`)
  })
  it('says that it can only be read, where that is so', () => {
    const path = join(folder(), 'a.db')
    const writer = openNode(path)
    migrate(writer)
    const reader = openNode(path, { readOnly: true })
    expect(() => writeSetting(reader, 'a', 'b')).toThrow(`The database ${path} is read-only.`)
    expect(readSetting(reader, 'a')).toBe(null)
  })
  it('waits while another process holds a lock for a moment, as what replicates the file does', async () => {
    const path = join(folder(), 'a.db')
    const db = openNode(path)
    db.run('CREATE TABLE t (x)')
    const other = `const db = new (require('node:sqlite').DatabaseSync)(process.env.FILE)
      db.exec('PRAGMA wal_checkpoint(TRUNCATE); BEGIN IMMEDIATE')
      console.log('locked')
      setTimeout(() => db.exec('ROLLBACK'), 300)`
    const { said, ended } = launch(['--eval', other], { FILE: path })
    await expect.poll(() => said().out, { timeout: 10_000 }).toBe('locked\n')
    db.transaction(() => db.run('INSERT INTO t (x) VALUES (1)'))
    expect(db.all('SELECT x FROM t')).toEqual([{ x: 1 }])
    expect(await ended).toMatchObject({ status: 0, err: '' })
    db.close()
  })
})
