// A full disk, and a backup that is put back.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { record } from '../../make.ts'
import { folder } from '../../process.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const MINUTE = 60_000
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const FIRST = record()
const many = (count: number) => Array.from({ length: count }, (_, index) => record({ id: `talk-${index}` }))

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: [FIRST], ...given })
  open.push(office, receiver)
  return { office, receiver }
}

function fill({ db }: Office): void {
  db.first(`PRAGMA max_page_count = ${db.first<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0}`)
}

const makeRoom = ({ db }: Office) => db.first('PRAGMA max_page_count = 1000000')
const talksOf = ({ received }: Receiver) => received.map((each) => messageOf(each).data.talk?.id)

describe('a full disk', () => {
  it('loses nothing of what was answered while it was full, and sends nothing twice', async () => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    let filled = false
    receiver.answer = () => (_, response) => {
      if (!filled) fill(office)
      filled = true
      response.end('x'.repeat(1000)) // what is kept of it needs room
    }
    await office.restart([FIRST, ...many(300)])
    const settled = () => office.desk.health().deliveries.delivered === 300
    while (office.desk.health().faults.length === 0) await new Promise(setImmediate)
    expect(office.desk.health()).toMatchObject({
      status: 'degraded',
      ready: false,
      faults: ['The database :memory: could not be written: the disk is full.'],
    })
    makeRoom(office)
    while (!settled()) await office.run()
    expect(office.desk.health()).toMatchObject({ status: 'ok', ready: true, faults: [], deliveries: { waiting: 0, inFlight: 0 } })
    expect(talksOf(receiver).sort()).toEqual(
      many(300)
        .map(({ id }) => id)
        .sort(),
    )
    expect(office.lines.filter((line) => line.includes('store.failed'))).toHaveLength(1)
    expect(office.lines.filter((line) => line.includes('store.recovered'))).toHaveLength(1)
  })

  it('publishes and tells nothing of a change that could not be written, and all of it when there is room', async () => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    fill(office)
    await office.restart([FIRST, ...many(100)])
    await office.run()
    expect([receiver.received.length, office.desk.histories.cursor]).toEqual([0, 1])
    makeRoom(office)
    await office.run()
    expect([new Set(talksOf(receiver)).size, receiver.received.length, office.desk.histories.cursor]).toEqual([100, 100, 101])
  })
})

describe('a backup that is put back', () => {
  it('tells again with the same ids and bodies, and names cursors that are beyond its log', async () => {
    const place = folder()
    const [path, copy] = [join(place, 'parley.db'), join(place, 'backup.db')]
    const receiver = await createReceiver()
    open.push(receiver)
    const at = Date.now()
    let db = openNode(path)
    let office = await createOffice({ db, at, talks: [FIRST] })
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 500
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    await office.close()
    db.close()
    copyFileSync(path, copy)

    receiver.answer = () => 204
    db = openNode(path)
    office = await createOffice({ db, at: at + MINUTE, talks: [FIRST, record({ id: 'x' })] })
    await office.run()
    await office.restart([FIRST, record({ id: 'x' }), record({ id: 'y' })])
    await office.run()
    expect((await office.ask('GET', '/api/changes?after=3')).body).toMatchObject({ cursor: 3, changes: [] })
    await office.close()
    db.close()
    copyFileSync(copy, path)

    db = openNode(path)
    office = await createOffice({ db, at: at + 2 * MINUTE, talks: [FIRST, record({ id: 'x' })] })
    open.push(office)
    await office.run()
    expect(talksOf(receiver)).toEqual(['x', 'x', 'y', 'x'])
    const ofX = receiver.received.filter((each) => messageOf(each).data.talk.id === 'x')
    expect(new Set(ofX.map((each) => each.id + each.body)).size).toBe(1)
    for (const [method, where, body] of [
      ['GET', '/api/changes?after=3', undefined],
      ['GET', '/api/changes?after=3&wait=30', undefined],
      ['GET', '/api/changes/stream?after=3', undefined],
      ['GET', '/api/talks/x/changes?after=3', undefined],
      ['POST', `/api/endpoints/${id}/replay`, { after: 3 }],
    ] as const)
      expect([where, await office.ask(method, where, body)]).toMatchObject([
        where,
        { status: 409, body: { type: 'urn:parley:problem:cursor-beyond-log' } },
      ])
  })
})
