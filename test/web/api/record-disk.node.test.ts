// Edits while the disk is full: each is refused whole, and done once there is room.
import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { calendar, record, SOURCES } from '../../make.ts'
import { ANY, FILES, NEW, type RecordDesk, recordDesk, resource } from './record-desk.ts'

const BY_HAND = '/api/records/by-hand'
const LONG = 'x'.repeat(9000)

/** A desk with a record and a party by hand, whose disk has no page left. */
async function fullDesk(): Promise<RecordDesk> {
  const db = openNode(':memory:')
  const world = await recordDesk({ db })
  await world.ask('PUT', BY_HAND, resource(), NEW)
  await world.ask('PUT', '/api/parties/chad', { name: 'Chad', kind: 'state' }, NEW)
  db.first(`PRAGMA max_page_count = ${db.first<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0}`)
  return world
}

const tables = ({ db }: RecordDesk) =>
  ['record', 'act', 'change', 'talk', 'subject', 'token', 'draft', 'message', 'delivery'].map((table) => db.all(`SELECT * FROM ${table}`))

describe('an edit while the disk is full', () => {
  it.each<[string, string, string, unknown, Record<string, string>]>([
    ['a new record', 'PUT', '/api/records/new', resource({ id: 'new', summary: LONG }), NEW],
    ['an altered one', 'PATCH', BY_HAND, { talk: { summary: LONG } }, ANY],
    [
      'a record with a party of its own',
      'PUT',
      '/api/records/new',
      { ...resource({ id: 'new', summary: LONG, parties: [{ party: 'mali' }] }), parties: { mali: { name: 'Mali', kind: 'state' } } },
      NEW,
    ],
    [
      'a file of many',
      'POST',
      '/api/records',
      { sources: SOURCES, talks: Array.from({ length: 40 }, (_, index) => record({ id: `t${index}`, summary: LONG })) },
      {},
    ],
  ])('is refused with 503, and nothing of it is done: %s', async (_name, method, path, body, headers) => {
    const world = await fullDesk()
    const { ask, made, db } = world
    const [before, public_, record_] = [tables(world), await calendar(made), made.editor.get('by-hand')]
    for (let again = 0; again < 3; again++)
      expect(await ask(method, path, body, headers)).toMatchObject({
        status: 503,
        body: { type: 'urn:parley:problem:store-unavailable', detail: expect.stringContaining('the disk is full') },
      })
    expect(tables(world)).toEqual(before)
    expect(await calendar(made)).toBe(public_)
    expect(made.editor.get('by-hand')).toEqual(record_)
    expect(made.editor.list().map(({ id }) => id)).toEqual(['by-hand'])
    expect(made.editor.register().has('mali')).toBe(false)
    expect((await ask('GET', BY_HAND)).etag).toBe(record_?.etag)
    expect(made.health()).toMatchObject({ status: 'degraded', cursor: 2 })

    db.first('PRAGMA max_page_count = 100000')
    const done = await ask(method, path, body, headers)
    expect([done.status, done.body.changes?.length]).toEqual([method === 'PUT' ? 201 : 200, path === '/api/records' ? 40 : 1])
    expect(made.health()).toMatchObject({ status: 'ok', faults: [] })
    const again = await recordDesk({ db, files: FILES })
    expect(again.made.histories.cursor).toBe(made.histories.cursor)
    expect(again.made.editor.list()).toEqual(made.editor.list())
  })

  it('can be tried out no more than be done', async () => {
    const { ask, made } = await fullDesk()
    const many = { sources: SOURCES, talks: Array.from({ length: 40 }, (_, index) => record({ id: `t${index}`, summary: LONG })) }
    expect((await ask('POST', '/api/records?dryRun=yes', many)).status).toBe(503)
    expect(made.editor.list()).toHaveLength(1)
  })

  it('is refused for tokens, too', async () => {
    const world = await fullDesk()
    const { ask, made } = world
    let answer = { status: 201 }
    for (let made_ = 0; answer.status === 201 && made_ < 200; made_++)
      answer = await ask('POST', '/api/tokens', { name: `${made_} ${'x'.repeat(50)}`, scopes: ['write'] })
    expect(answer.status).toBe(503)
    expect(made.acts(10_000, 1000).filter(({ what }) => what === 'token.made')).toHaveLength(made.tokens.list().length)
  })
})
