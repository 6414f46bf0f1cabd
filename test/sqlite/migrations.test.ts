import { describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate, requireSchema, STEPS } from '../../src/sqlite/migrations.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { desk, diary, record } from '../make.ts'

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

/** Shortly before the desk of the test lives. */
const AT = Date.parse('2022-01-05T11:00:00Z')

describe('a store from before messages had formats', () => {
  it('is brought up to date with all that it holds, and its deliveries go on', async () => {
    const db = openNode(':memory:')
    migrate(db, STEPS.slice(0, 3))
    const columns = 'id, url, types, filter, leads, day_at, lang, leads_since, owner, state, token_hash, secret, created_at'
    const secret = `whsec_${btoa('a secret of more than twenty-four bytes')}`
    db.run(
      `INSERT INTO endpoint (${columns}) VALUES ('ep_1', 'https://hooks.example/', NULL, '', '["P1D"]', '09:00', 'de', 0, 'operator', 'active', '', ?, 0)`,
      secret,
    )
    for (const [id, lang] of [
      ['msg_1', 'en'],
      ['msg_1', 'de'],
      ['msg_2', 'de'],
    ] as const)
      db.run(
        'INSERT INTO message (id, lang, type, created_at, body) VALUES (?, ?, ?, ?, ?)',
        id,
        lang,
        'talk.updated',
        AT,
        `{"of":"${id} ${lang}"}`,
      )
    db.run("DELETE FROM message WHERE id = 'msg_1' AND lang = 'en'")
    db.run("INSERT INTO delivery (endpoint, message, state, due) VALUES (1, 2, 'delivered', 0), (1, 3, 'waiting', 0)")
    db.run('INSERT INTO turn (endpoint, due) VALUES (1, 0)')
    db.run("INSERT INTO tally (name, count) VALUES ('queued', 2), ('delivered', 1)")

    const sent: string[] = []
    const send = async ({ body }: { body: string | Uint8Array }) => {
      sent.push(typeof body === 'string' ? body : new TextDecoder().decode(body))
      return { status: 204, retryAfter: null, answer: '' }
    }
    migrate(db)
    expect(db.all('SELECT state, queued_at FROM delivery ORDER BY key')).toEqual([
      { state: 'delivered', queued_at: null },
      { state: 'waiting', queued_at: AT },
    ])
    const made = desk(diary([]), { db, options: { sending: { send, bounds: NODE_BOUNDS } } })
    await made.idle()
    expect(sent).toEqual(['{"of":"msg_2 de"}'])
    expect(made.health().deliveries).toMatchObject({ delivered: 2, waiting: 0, failed: 0 })
    expect(made.endpoints.find('ep_1')).toMatchObject({ format: 'standard', lang: 'de', leads: ['P1D'] })
    expect(db.all('SELECT key, id, format, lang FROM message')).toEqual([
      { key: 2, id: 'msg_1', format: 'standard', lang: 'de' },
      { key: 3, id: 'msg_2', format: 'standard', lang: 'de' },
    ])
    made.replace(diary([record()]))
    made.wake()
    await made.idle()
    // Numbers go on rising.
    expect(db.all('SELECT max(key) AS key FROM message')).toEqual([{ key: 4 }])
    expect(sent).toHaveLength(2)
  })
})
