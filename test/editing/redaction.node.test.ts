// On a disk, what was redacted is not in the file any more, nor in what SQLite keeps beside it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { desk, diary, record, SOURCES } from '../make.ts'
import { folder } from '../process.ts'

const PHONE = '+41 79 555 01 23'

it('a text that was redacted is in no file of the database', async () => {
  const place = folder()
  const db = openNode(join(place, 'parley.db'))
  const made = desk(diary([]), { db })
  const talk = record({ id: 'by-hand', contact: { name: 'Press office', phone: PHONE, public: true } })
  made.editor.put('by-hand', { talk, sources: SOURCES }, { none: true }, { by: 'Anna', dryRun: false, spellingOnly: false })
  const isOnDisk = () => readdirSync(place).some((name) => readFileSync(join(place, name)).includes(PHONE))
  expect(isOnDisk()).toBe(true)
  await made.redact('by-hand', PHONE, 'Anna')
  expect(isOnDisk()).toBe(false)
  db.close()
  expect(isOnDisk()).toBe(false)
})

it('says where the file could not be cleaned, since another process is reading it', async () => {
  const path = join(folder(), 'parley.db')
  const db = openNode(path)
  const made = desk(diary([]), { db })
  const talk = record({ id: 'by-hand', contact: { name: 'Press office', phone: PHONE, public: true } })
  made.editor.put('by-hand', { talk, sources: SOURCES }, { none: true }, { by: 'Anna', dryRun: false, spellingOnly: false })
  const other = new DatabaseSync(path)
  other.exec('BEGIN')
  other.prepare('SELECT count(*) FROM change').get()
  expect(await made.redact('by-hand', PHONE, 'Anna')).toMatchObject({ changes: 1, isClean: false })
  other.close()
  expect(desk(diary([]), { db }).health().status).toBe('ok')
})
