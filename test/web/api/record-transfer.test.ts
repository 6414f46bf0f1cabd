// A desk that is moved takes its records by hand with it: versions, acts, tokens, drafts; what is spoilt of them is refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { migrate, STEPS } from '../../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../../src/sqlite/port.ts'
import { calendar, desk, diary } from '../../make.ts'
import { unsigned } from '../worlds.ts'
import { ANY, FILES, NEW, type RecordDesk, recordDesk, resource } from './record-desk.ts'

type Row = Record<string, unknown>
interface Line {
  table: string
  row: Row
}

const TABLES = ['record', 'act', 'token', 'draft', 'change', 'talk'] as const
const BY_HAND = '/api/records/by-hand'
const EMPTY = diary([])

const dump = (db: Sqlite) => Object.fromEntries(TABLES.map((table) => [table, db.all(`SELECT * FROM ${table}`)]))

/** A desk with a bit of everything by hand, and its export. */
async function moved(): Promise<{ source: RecordDesk; text: string; anna: string; change: string }> {
  const source = await recordDesk()
  const { ask, made } = source
  const anna = await source.token('Anna', ['write'])
  await ask('PUT', '/api/parties/chad', { name: 'Chad', kind: 'state' }, NEW, anna)
  await ask('PUT', BY_HAND, resource({ parties: [{ party: 'chad' }] }), NEW, anna)
  const { changes = [] } = (await ask('PATCH', BY_HAND, { talk: { title: 'Other' } }, ANY, anna)).body
  await ask('PUT', '/api/records/secret', resource({ id: 'secret', embargoUntil: '2022-01-06T12:00:00Z' }), NEW)
  await ask('PUT', '/api/records/gone', resource({ id: 'gone' }), NEW)
  await ask('DELETE', '/api/records/gone', undefined, ANY)
  await ask('POST', '/api/records/us-russia-1/take')
  made.drafts.keep(null, [['title', 'Begun – “협의”']], 'Anna', Date.parse('2022-01-05T12:00:00Z'))
  await made.freeze()
  return { source, text: new TextDecoder().decode(Buffer.concat([...made.exportState()])), anna, change: changes[0]?.id ?? '' }
}

describe('moving a desk with records by hand', () => {
  it('takes every version, who made it, tokens and drafts, and editing goes on', async () => {
    const { source, text, anna, change } = await moved()
    // An object has one store: what follows takes its place.
    const before = await calendar(source.made)
    const { act: acts, ...others } = dump(source.db) as Record<string, Row[]>
    const [listed, drafts] = [source.made.editor.list(), source.made.drafts.list()]
    const target = await recordDesk({ files: EMPTY })
    expect((await target.ask('POST', '/api/import', text)).status).toBe(200)
    const after = await recordDesk({ db: target.db, files: FILES })
    const { act, ...rest } = dump(after.db) as Record<string, Row[]>
    expect(rest).toEqual(others)
    // That it was taken in is the last act.
    expect(act?.slice(0, -1)).toEqual(acts)
    expect(act?.at(-1)).toMatchObject({ what: 'state.imported', by: 'operator' })
    expect(await calendar(after.made)).toBe(before)
    expect(after.made.health()).toMatchObject({ status: 'ok', problems: 0 })
    expect(after.made.editor.list()).toEqual(listed)
    expect(after.made.editor.takenFrom('us-russia-1')).toBe('events')
    expect(after.made.drafts.list()).toEqual(drafts)

    // The same token, the same versions, the same secrets.
    expect((await after.ask('POST', `/api/changes/${change}/undo`, undefined, {}, anna)).status).toBe(200)
    expect(after.made.editor.get('by-hand')?.resource.talk.title).toBe('United States – Russia talks')
    expect((await after.ask('POST', '/api/records/us-russia-1/give-back', undefined, {}, anna)).status).toBe(200)
    after.clock.set(Date.parse('2022-01-06T12:00:00Z'))
    after.made.wake()
    expect(after.made.histories.latest('secret')).toMatchObject({ revision: 1 })
  })

  it('is refused where the other desk has records of its own', async () => {
    const { text } = await moved()
    const target = await recordDesk()
    await target.ask('PUT', BY_HAND, resource(), NEW)
    const before = dump(target.db)
    expect((await target.ask('POST', '/api/import', text)).status).toBe(409)
    expect(dump(target.db)).toEqual(before)
  })

  it.each<[string, (typeof TABLES)[number], (row: Row) => void, RegExp]>([
    ['a body that is no JSON', 'record', (row) => Object.assign(row, { body: '{' }), /a row of "record": "body"/],
    ['a body without a talk', 'record', (row) => Object.assign(row, { kind: 'talk', body: '{"sources":{}}' }), /a row of "record": "body"/],
    ['a kind that is none', 'record', (row) => Object.assign(row, { kind: 'series' }), /a row of "record": "kind"/],
    ['a version that is missing', 'record', (row) => Object.assign(row, { version: 7 }), /are not counted from 1/],
    ['a record of an act that is not there', 'record', (row) => Object.assign(row, { act: 99 }), /a row of "record": it does not go with/],
    ['a change of an act that is not there', 'change', (row) => Object.assign(row, { act: 99 }), /was made by an act that is not there/],
    ['an act that is none', 'act', (row) => Object.assign(row, { what: 'record.lost' }), /a row of "act": "what"/],
    ['an act without a name', 'act', (row) => Object.assign(row, { by: '' }), /a row of "act": "by"/],
    ['a scope that is none', 'token', (row) => Object.assign(row, { scopes: 'write root' }), /a row of "token": "scopes"/],
    ['an end that is no instant', 'token', (row) => Object.assign(row, { ends: 'soon' }), /a row of "token": "ends"/],
    ['a draft that is no form', 'draft', (row) => Object.assign(row, { form: '[' }), /a row of "draft": "form"/],
    [
      'a draft without fields',
      'draft',
      (row) => Object.assign(row, { form: '{"fields":1}' }),
      /a row of "draft": "form" .* \(its fields\)/,
    ],
  ])('refuses %s, and nothing changes', async (_name, table, spoil, message) => {
    const { text } = await moved()
    const lines = unsigned(text).split('\n')
    const index = lines.findLastIndex((line) => line.startsWith(`{"table":"${table}"`))
    const line = JSON.parse(lines[index] as string) as Line
    spoil(line.row)
    lines[index] = JSON.stringify(line)
    const target = await recordDesk({ files: EMPTY })
    const before = dump(target.db)
    const { status, body } = await target.ask('POST', '/api/import', lines.join('\n'))
    expect([status, body.detail]).toEqual([409, expect.stringMatching(message)])
    expect(dump(target.db)).toEqual(before)
  })

  it('is refused, or works, whatever is spoilt of a row', async () => {
    const { text } = await moved()
    const lines = unsigned(text).split('\n')
    const places = lines.flatMap((line, index) =>
      TABLES.slice(0, 4).some((table) => line.startsWith(`{"table":"${table}"`)) ? [index] : [],
    )
    const value = fc.constantFrom<unknown>(
      null,
      '',
      'x',
      '0',
      'null',
      '{}',
      '[]',
      '{"fields":1}',
      '{"talk":{},"sources":{}}',
      0,
      1,
      -1,
      2 ** 52,
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.nat(10), value, async (index, cell, given) => {
        const line = JSON.parse(lines[index] as string) as Line
        const name = Object.keys(line.row)[cell % Object.keys(line.row).length] as string
        line.row[name] = given
        const target = await recordDesk({ files: EMPTY })
        const before = dump(target.db)
        const answer = await target.ask('POST', '/api/import', lines.with(index, JSON.stringify(line)).join('\n'))
        const why = `${line.table}.${name} = ${JSON.stringify(given)}`
        if (answer.status !== 200) {
          expect([why, answer.status >= 400 && answer.status < 500]).toEqual([why, true])
          expect(dump(target.db)).toEqual(before)
          return
        }
        const { ask, made } = await recordDesk({ db: target.db, files: FILES })
        expect([why, made.health().faults]).toEqual([why, []])
        for (const path of ['/api/records', '/api/acts', '/api/tokens', BY_HAND, `${BY_HAND}/versions`, '/api/parties/chad', '/api/export'])
          expect([why, path, (await read(ask, path)) < 500]).toEqual([why, path, true])
        for (const { form } of made.drafts.list()) expect(new Map(form).size).toBe(1)
        const edited = await ask('PUT', '/api/records/new', resource({ id: 'new' }), NEW)
        expect([why, edited.status]).toEqual([why, 201])
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })
})

/** An export is no JSON. */
async function read(ask: RecordDesk['ask'], path: string): Promise<number> {
  try {
    return (await ask('GET', path)).status
  } catch (error) {
    if (error instanceof SyntaxError) return 200
    throw error
  }
}

describe('a database from before there were records by hand', () => {
  it('is brought up to date with all that it holds, and takes records', async () => {
    const row = changeOf(FILES)
    const db = openNode(':memory:')
    migrate(db, STEPS.slice(0, 9))
    const columns = 'id, origin, talk, revision, types, at, talk_json, standing'
    db.run(`INSERT INTO change (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ...(columns.split(', ').map((name) => row[name]) as string[]))
    db.run("INSERT INTO talk (id, origin, cursor) VALUES ('us-russia-1', 'events', 1)")
    const { made, ask } = await recordDesk({ db })
    expect(made.histories.latest('us-russia-1')).toMatchObject({ revision: 1, withdrawn: false })
    expect(made.histories.cursor).toBe(1)
    expect(made.health()).toMatchObject({ status: 'ok', faults: [], talks: 1 })
    expect((await ask('PUT', BY_HAND, resource(), NEW)).status).toBe(201)
    expect((await ask('POST', '/api/records/us-russia-1/take')).status).toBe(200)
    expect(made.editor.authors(made.changes(0, 10).map(({ id }) => id)).size).toBe(1)
    expect((await ask('GET', '/api/acts')).body.acts).toHaveLength(2)
  })
})

/** The row of the one change that a diary is published with. */
function changeOf(files: typeof FILES): Row {
  const db = openNode(':memory:')
  desk(files, { db })
  return db.first<Row>('SELECT * FROM change') ?? {}
}
