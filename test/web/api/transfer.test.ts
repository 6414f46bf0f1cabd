import { describe, expect, it } from 'vitest'
import { readExport } from '../../../src/sqlite/import.ts'
import { calendar, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'
import { anew, BODY, register, TOKEN, unsigned, type World, world } from '../worlds.ts'

function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + size))
      else controller.close()
      at += size
    },
  })
}

describe('moving a desk', () => {
  it('takes feeds byte for byte, endpoints with their secrets, and what is still to be sent', async () => {
    const source = await world('2022-01-09T09:30:00Z', { down: true })
    const { id } = await register(source)
    source.made.owner.replay(source.made.endpoints.find(id) as never, { after: 0 })
    source.made.wake()
    await source.made.idle()
    const before = await calendar(source.made)
    const sealed = source.made.endpoints.sealed(1)
    const text = await (await source.request('GET', '/api/export?move=yes')).text()
    expect(source.made.health()).toMatchObject({ status: 'degraded', faults: [expect.stringContaining('This desk was moved')] })

    const target = await world('2022-01-09T09:31:00Z', { empty: true })
    const answer = await target.request('POST', '/api/import', text)
    expect([answer.status, await answer.json()]).toMatchObject([200, { imported: text.trim().split('\n').length - 2 }])
    const after = await anew(target, '2022-01-09T09:31:00Z')
    expect(await calendar(after.made)).toBe(before)
    expect(after.made.endpoints.sealed(1)).toEqual(sealed)
    expect(after.made.health()).toMatchObject({ status: 'ok', cursor: 1, deliveries: { waiting: 1 } })
    // What had failed once waits for its retry; it is the same message.
    after.db.run('UPDATE delivery SET due = 0')
    after.db.run('UPDATE endpoint SET held_until = NULL')
    expect((await anew(target, '2022-01-09T09:31:00Z')).sent).toEqual([source.sent[0]])
  })

  it('fires the next reminder once, and none that had fired', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    await register(source)
    source.clock.set(Date.parse('2022-01-09T09:00:00Z'))
    source.made.wake()
    await source.made.idle()
    expect(source.sent).toHaveLength(1)
    const text = await (await source.request('GET', '/api/export?move=yes')).text()
    source.clock.set(Date.parse('2022-01-10T08:00:00Z'))
    expect(source.made.wake()).toBe(null)
    expect(source.sent).toHaveLength(1)

    const target = await world('2022-01-09T10:00:00Z')
    expect((await target.request('POST', '/api/import', text)).status).toBe(200)
    expect((await anew(target, '2022-01-10T07:59:00Z')).sent).toEqual([])
    expect((await anew(target, '2022-01-10T08:00:00Z')).sent).toEqual([expect.stringContaining('_PT1H')])
    expect((await anew(target, '2022-01-10T08:01:00Z')).sent).toEqual([])
  })

  it('reminds by UTC whoever named a zone that only the machine before knew, and the others as they asked', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    for (const zone of ['Asia/Kathmandu', 'Europe/Zurich'])
      await source.request('POST', '/api/endpoints', JSON.stringify({ ...BODY, leads: ['P1D'], zone }))
    const text = await (await source.request('GET', '/api/export?move=yes')).text()

    const target = await world('2022-01-08T12:00:00Z', { empty: true })
    expect((await target.request('POST', '/api/import', unsigned(text).replaceAll('Asia/Kathmandu', 'Moon/Base'))).status).toBe(200)
    expect((await anew(target, '2022-01-09T08:59:00Z')).sent).toEqual([])
    expect((await anew(target, '2022-01-09T09:00:00Z')).sent).toEqual([expect.stringContaining('_P1D'), expect.stringContaining('_P1D')])
  })

  it('forgets deliveries whose message was swept while the export was read', async () => {
    const source = await world('2022-01-09T09:30:00Z')
    const { id } = await register(source)
    source.made.owner.replay(source.made.endpoints.find(id) as never, { after: 0 })
    source.made.wake()
    await source.made.idle()
    const lines = unsigned(await (await source.request('GET', '/api/export?move=yes')).text()).split('\n')
    const torn = lines.filter((line) => !line.startsWith('{"table":"message"'))
    expect(lines.length - torn.length).toBe(1)

    const target = await world('2022-01-09T09:31:00Z', { empty: true })
    expect((await target.request('POST', '/api/import', torn.join('\n'))).status).toBe(200)
    const after = await anew(target, '2022-01-09T09:31:00Z')
    const { db } = after
    expect([db.all('SELECT * FROM delivery'), db.all('SELECT * FROM attempt')]).toEqual([[], []])
    expect(after.made.health()).toMatchObject({ status: 'ok', deliveries: { waiting: 0 } })
  })

  it('takes an export in whatever pieces it comes, and says where it is not UTF-8', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    const records = diary([record({ title: 'Gespräche – 協議 👩‍👩‍👧', when: '2022-01-10T10:00', zone: 'Europe/Zurich' })])
    source.made.replace(records)
    source.made.wake()
    const bytes = new Uint8Array(await (await source.request('GET', '/api/export?move=yes')).arrayBuffer())
    for (const size of [1, 7, 100_000]) {
      const target = await world('2022-01-08T12:00:00Z', { empty: true })
      expect(await (await target.request('POST', '/api/import', inPieces(bytes, size))).json()).toMatchObject({
        imported: expect.any(Number),
      })
      expect(await calendar((await anew(target, '2022-01-08T12:00:00Z', records)).made)).toBe(await calendar(source.made))
    }
    const target = await world('2022-01-08T12:00:00Z', { empty: true })
    const answer = await target.request('POST', '/api/import', inPieces(bytes.fill(0xff, 200, 201), 1000))
    expect([answer.status, await answer.json()]).toMatchObject([400, { detail: 'Of the export, it is not UTF-8.' }])
  })

  it('exports the state of one moment, however long it takes to be read', async () => {
    const { made } = await world('2022-01-08T12:00:00Z')
    const blocks = made.exportState()
    made.replace(diary([record({ title: 'Another title' })]))
    made.wake()
    expect(made.histories.cursor).toBe(2)
    const text = Buffer.concat([...blocks]).toString()
    expect(text.match(/"table":"change"/g)).toHaveLength(1)
    expect(text).toContain('"table":"talk","row":{"id":"us-russia-1","origin":"events","cursor":1,"taken_from":null}')
  })

  it('into a desk where an endpoint is registered meanwhile is refused, and the endpoint stays', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    const blocks = [...source.made.exportState()]
    const target = await world('2022-01-08T12:00:00Z')
    const { made, db } = target
    const exported = readExport(blocks)
    if ('wrong' in exported) throw new Error(exported.wrong)
    const restored = made.importState(exported)
    db.run(
      "INSERT INTO endpoint (id, url, filter, leads, day_at, lang, leads_since, owner, state, token_hash, secret, created_at) VALUES ('ep_1', 'https://hooks.example/', '', '[]', '09:00', 'en', 0, 'operator', 'active', '', '', 0)",
    )
    expect(await restored).toContain('has endpoints or changes of its own')
    expect(db.all('SELECT id FROM endpoint')).toHaveLength(1)
  })

  it.each<[string, (text: string) => string, string]>([
    ['nothing', () => '', 'line 1 is not the heading'],
    ['another file', () => '{"talks":[]}\n', 'line 1 is not the heading'],
    ['one that was cut short', (text) => text.slice(0, -20), 'it was cut short'],
    ['another schema', (text) => text.replace(/"schema":\d+/, '"schema":99'), 'it was written with schema 99'],
    ['a table that is none', (text) => text.replace('"table":"talk"', '"table":"sqlite_schema"'), 'is not a row of this schema'],
    ['a column that is none', (text) => text.replace('"row":{"key"', '"row":{"key); DROP TABLE talk; --"'), 'is not a row of this schema'],
    ['one whose desk goes on', (text) => text.replace('"moved":true', '"moved":false'), 'Export it with move=yes'],
  ])('refuses %s', async (_name, spoil, message) => {
    const source = await world('2022-01-08T12:00:00Z')
    const text = await (await source.request('GET', '/api/export?move=yes')).text()
    const target = await world('2022-01-08T12:00:00Z')
    const answer = await target.request('POST', '/api/import', spoil(unsigned(text)))
    expect([answer.status, await answer.json()]).toMatchObject([400, { detail: expect.stringContaining(message) }])
    expect(target.made.health()).toMatchObject({ status: 'ok', cursor: 1 })
  })

  it('refuses to replace a desk that has endpoints, and one with another key or domain, and changes nothing', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    await register(source)
    const text = await (await source.request('GET', '/api/export?move=yes')).text()
    const refused = async (target: World) => {
      const answer = await target.request('POST', '/api/import', text)
      expect(answer.status).toBe(409)
      return ((await answer.json()) as { detail: string }).detail
    }
    const used = await world('2022-01-08T12:00:00Z')
    await register(used)
    expect(await refused(used)).toContain('has endpoints or changes of its own')
    expect(await refused(await world('2022-01-08T12:00:00Z', { secretKey: 'another key of at least thirty-two characters' }))).toContain(
      'SECRET_KEY is not the one',
    )
    expect(await refused(await world('2022-01-08T12:00:00Z', { domain: 'other.example' }))).toContain('DOMAIN is other.example')
    const broken = await world('2022-01-08T12:00:00Z')
    const answer = await broken.request(
      'POST',
      '/api/import',
      unsigned(text).replace('"row":{"id":"us-russia-1"', '"row":{"idea":"us-russia-1"'),
    )
    expect(answer.status).toBe(409)
    expect(broken.made.health()).toMatchObject({ status: 'ok', cursor: 1 })
  })

  it('is for the operator', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    const { hono } = createApp(source.made, { adminToken: TOKEN, open: true, onError: () => {} })
    for (const [method, path] of [
      ['GET', '/api/export'],
      ['POST', '/api/import'],
      ['POST', '/api/thaw'],
    ] as const) {
      expect((await hono.request(path, { method, headers: { authorization: 'Bearer somebody' } })).status).toBe(401)
    }
  })
})
