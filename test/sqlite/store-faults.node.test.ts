// What a desk notices of its database: a disk without room, a file that is gone, two desks on one file, a disk that is
// read-only after a crash.
import { chmodSync, existsSync, linkSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDiskProbe } from '../../src/sqlite/disk-probe.node.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { holdAlone } from '../../src/sqlite/lock.node.ts'
import { folder, launch } from '../process.ts'

const DATABASE_AND_FILES = ['', '-wal'] as const

function withTable() {
  const path = join(folder(), 'a.db')
  const db = openNode(path)
  db.run('CREATE TABLE t (x)')
  db.run('INSERT INTO t (x) VALUES (1)')
  return { path, db }
}

/** A database that a process left in the middle, with rows that are in its WAL file alone. */
async function left(): Promise<string> {
  const path = join(folder(), 'a.db')
  const script = `const db = new (require('node:sqlite').DatabaseSync)(process.env.FILE)
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)')
    process.kill(process.pid, 'SIGKILL')`
  await launch(['--eval', script], { FILE: path }).ended
  expect(existsSync(`${path}-wal`)).toBe(true)
  return path
}

/** What SQLite needs beside a WAL file can no longer be made, as on a disk that is read-only. */
function withoutIndex(path: string): void {
  rmSync(`${path}-shm`, { force: true })
  symlinkSync(join(path, 'nowhere'), `${path}-shm`)
}

describe('the disk beside a database', () => {
  it.each([
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EFBIG', 'full'],
    ['EROFS', 'read-only'],
    ['EIO', 'failing'],
    ['ENOENT', 'gone'],
    ['EACCES', undefined],
  ])('that refuses a file with %s is %s', (code, kind) => {
    const probe = createDiskProbe(
      'a.db',
      () => 0,
      () => {
        throw Object.assign(new Error(code), { code })
      },
    )
    expect(probe()?.kind).toBe(kind)
  })
  it('is asked once a second, however often somebody wants to know, and keeps nothing of it', () => {
    let [now, asked] = [0, 0]
    const probe = createDiskProbe(
      'a.db',
      () => now,
      () => {
        asked++
      },
    )
    for (now = 0; now < 3000; now += 10) expect(probe()).toBe(null)
    expect(asked).toBe(3)
    const { path, db } = withTable()
    expect(db.fault()).toBe(null)
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('probe'))).toEqual([])
  })
})

describe('the database file', () => {
  it.each(DATABASE_AND_FILES)('is not committed to once the file "%s" is deleted', (suffix) => {
    const { path, db } = withTable()
    rmSync(path + suffix)
    expect(() => db.run('INSERT INTO t (x) VALUES (2)')).toThrow('was deleted or replaced while the desk ran')
    expect(db.fault()?.kind).toBe('gone')
    expect(db.all('SELECT x FROM t')).toEqual([{ x: 1 }])
  })
  it('is not committed to once it is deleted in the middle of a transaction', () => {
    const { path, db } = withTable()
    const broken = () =>
      db.transaction(() => {
        db.run('INSERT INTO t (x) VALUES (2)')
        rmSync(path)
      })
    expect(broken).toThrow('was deleted or replaced')
    expect(db.all('SELECT x FROM t')).toEqual([{ x: 1 }])
  })
  it('is not committed to while another is in its place, and is again once it is back', () => {
    const { path, db } = withTable()
    renameSync(path, `${path}.away`)
    writeFileSync(path, '')
    expect(() => db.transaction(() => db.run('INSERT INTO t (x) VALUES (2)'))).toThrow('was deleted or replaced')
    renameSync(`${path}.away`, path)
    expect(db.transaction(() => db.run('INSERT INTO t (x) VALUES (2)'))).toBe(1)
    expect(db.fault()).toBe(null)
  })
  it('may be copied by another process meanwhile', async () => {
    const { path, db } = withTable()
    const letGo = holdAlone(path, db.files)
    const script = `const { DatabaseSync } = require('node:sqlite')
      const db = new DatabaseSync(process.env.FILE, { readOnly: true })
      db.prepare('VACUUM INTO ?').run(process.env.FILE + '.backup')`
    expect(await launch(['--eval', script], { FILE: path }).ended).toMatchObject({ status: 0 })
    expect(db.run('INSERT INTO t (x) VALUES (2)')).toBe(1)
    expect(openNode(`${path}.backup`, { readOnly: true }).all('SELECT x FROM t')).toEqual([{ x: 1 }])
    letGo()
  })
})

describe('a second desk', () => {
  it('is refused on a symbolic link to the database of the first', () => {
    const { path } = withTable()
    const link = join(folder(), 'link.db')
    symlinkSync(path, link)
    const letGo = holdAlone(path)
    expect(() => holdAlone(link)).toThrow('is in use by another Parley')
    letGo()
    holdAlone(link)()
  })
  it('is refused on a hard link, whoever runs', () => {
    const { path, db } = withTable()
    linkSync(path, `${path}.other`)
    expect(() => openNode(`${path}.other`)).toThrow('has 2 names (hard links)')
    rmSync(`${path}.other`)
    expect(db.run('INSERT INTO t (x) VALUES (2)')).toBe(1)
  })
  it('may start once the lock of the first is deleted, which then writes nothing more', () => {
    const { path, db } = withTable()
    holdAlone(path, db.files)
    rmSync(`${path}.lock`)
    expect(db.fault()?.kind).toBe('shared')
    const second = openNode(path)
    holdAlone(path, second.files)
    expect(second.run('INSERT INTO t (x) VALUES (2)')).toBe(1)
    expect(() => db.run('INSERT INTO t (x) VALUES (3)')).toThrow('another desk may use the database')
  })
})

describe('a disk that is read-only after a crash', () => {
  it('has all of the database read, of a copy that leaves nothing behind', async () => {
    const path = await left()
    withoutIndex(path)
    const before = readdirSync(tmpdir()).length
    const db = openNode(path)
    expect([db.readOnly, db.isCopy]).toEqual([true, true])
    expect(db.all('SELECT x FROM t')).toEqual([{ x: 1 }])
    expect(() => db.run('INSERT INTO t (x) VALUES (2)')).toThrow('is read-only')
    expect(readdirSync(tmpdir()).length).toBeLessThanOrEqual(before)
    db.close()
  })
  it('is found to be so, although all that SQLite needs lies beside the database', async () => {
    const path = await left()
    for (const suffix of ['', '-wal', '-shm']) chmodSync(path + suffix, 0o444)
    chmodSync(dirname(path), 0o555)
    // Nothing is read-only to root.
    const script = `import('${new URL('../../src/sqlite/driver.node.ts', import.meta.url)}').then(({ openNode }) => {
      if (process.getuid() === 0) process.setuid(65534)
      const db = openNode(process.env.FILE)
      console.log(db.readOnly, db.isCopy, db.all('SELECT x FROM t').length)
    })`
    expect(await launch(['--eval', script], { FILE: path }).ended).toMatchObject({ out: 'true false 1\n' })
    chmodSync(dirname(path), 0o700)
  })
  it('is said in one line where there is no room for a copy', async () => {
    const path = await left()
    withoutIndex(path)
    const nowhere = join(folder(), 'nowhere')
    const script = `import('${new URL('../../src/sqlite/driver.node.ts', import.meta.url)}').then(({ openNode }) => {
      try { openNode(process.env.FILE) } catch (error) { console.log(error.name, error.message) } })`
    const { out } = await launch(['--eval', script], { FILE: path, TMPDIR: nowhere, TEMP: nowhere, TMP: nowhere }).ended
    expect(out).toContain(`Fault The database ${path} can only be read, and for what is in its -wal file a copy of it is needed`)
    expect(out.trim().split('\n')).toHaveLength(1)
  })
})
