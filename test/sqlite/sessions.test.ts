import { beforeEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../src/runtime/random.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate } from '../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { createSessions, type Sessions } from '../../src/sqlite/sessions.ts'

const NOW = Date.parse('2022-01-05T12:00:00Z')
const HOUR = 3_600_000

let db: Sqlite
let sessions: Sessions
beforeEach(() => {
  db = openNode(':memory:')
  migrate(db)
  sessions = createSessions(db, systemRandom)
})

const count = (table: string) => db.first<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count

describe('sessions', () => {
  it('know who began them, and with which secret', () => {
    const id = sessions.begin('somebody', 'a secret', NOW)
    const found = sessions.find(id, NOW)
    expect([found?.holder, found?.isOf('a secret'), found?.isOf('another')]).toEqual(['somebody', true, false])
  })

  it('of one holder are fifty at most: those that are older end', () => {
    const other = sessions.begin('another', 'x', NOW)
    const ids = Array.from({ length: 53 }, (_, index) => sessions.begin('somebody', 'x', NOW + index))
    expect(ids.map((id) => sessions.find(id, NOW + 60) !== null)).toEqual([...Array(3).fill(false), ...Array(50).fill(true)])
    expect(sessions.find(other, NOW + 60)).not.toBeNull()
  })

  it('that ended are deleted when another begins', () => {
    sessions.begin('somebody', 'x', NOW)
    sessions.begin('somebody', 'x', NOW + HOUR)
    expect(count('session')).toBe(1)
  })

  it('that were begun at an instant yet to come are none, since the clock was set back', () => {
    const id = sessions.begin('somebody', 'x', NOW)
    expect(sessions.find(id, NOW - HOUR)).toBeNull()
  })

  it('note that they are used once a minute', () => {
    const id = sessions.begin('somebody', 'x', NOW)
    const writes = () => {
      const before = db.run
      let written = 0
      db.run = (...given) => {
        written++
        return before(...given)
      }
      return () => written
    }
    const written = writes()
    for (let at = 0; at <= 120; at++) sessions.find(id, NOW + at * 1000)
    expect(written()).toBe(2)
  })
})

describe('a form', () => {
  it('does once what it does, but for what was refused or failed, and is forgotten after a day', async () => {
    const form = sessions.newForm()
    const done = async () => ({ ok: true })
    await expect(sessions.once(form, NOW, () => Promise.reject(new Error('a fault')))).rejects.toThrow('a fault')
    expect(await sessions.once(form, NOW, async () => ({ ok: false }))).toEqual({ ok: false })
    expect(await sessions.once(form, NOW, done)).toEqual({ ok: true })
    expect(await sessions.once(form, NOW, done)).toBeNull()
    expect(await sessions.once('made up', NOW, done)).toBeNull()
    sessions.begin('somebody', 'x', NOW + 24 * HOUR)
    expect(count('spent_form')).toBe(0)
  })
})
