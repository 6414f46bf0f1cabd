// What people are told of changes: a minute after the last one, as one change from how the talk stood before.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { diary, record } from '../../make.ts'
import { ADMIN, createOffice, type Office } from '../office.ts'
import { createReceiver, type Receiver } from '../receiver.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const A = record({ id: 'a', when: '2032-01-10' })
const B = record({ id: 'b', when: '2032-01-12' })
const MOVED = { ...A, when: '2032-01-11' }
const OFF: TalkRecord = { ...A, status: 'cancelled' }

let office: Office
let people: Receiver
let programs: Receiver
beforeEach(async () => {
  people = await createReceiver()
  programs = await createReceiver()
  office = await createOffice({ talks: [A, B], at: Date.parse('2032-01-01T12:00:00Z') })
  await office.run()
  await office.register({ url: people.url, format: 'slack' })
  await office.register({ url: programs.url })
})
afterEach(async () => {
  await Promise.all([office.close(), people.close(), programs.close()])
})

const told = () => people.received.map(({ body }) => JSON.parse(body).text as string)

/** So many milliseconds later these talks are in the diary. */
async function later(millis: number, ...talks: readonly TalkRecord[]): Promise<void> {
  office.now += millis
  if (talks.length > 0) office.desk.replace(diary(talks))
  await office.run()
}

describe('people', () => {
  it('are told of a change a minute later, and programs at once', async () => {
    await later(0, MOVED, B)
    expect([programs.received.length, people.received.length]).toEqual([1, 0])
    expect(office.desk.next()).toBe(office.now + MINUTE)
    await later(MINUTE - 1)
    expect(told()).toEqual([])
    await later(1)
    expect(told()).toEqual([expect.stringContaining('Moved from 10 January to 11 January 2032.')])
    await later(10 * MINUTE)
    expect(told()).toHaveLength(1)
  })

  it('are told nothing of a slip that is taken back within the minute, and programs of both', async () => {
    await later(0, MOVED, B)
    await later(30 * SECOND, A, B)
    await later(10 * MINUTE)
    expect([programs.received.length, told()]).toEqual([2, []])
  })

  it.each([
    ['moved and called off', [MOVED, OFF], 'Called off'],
    ['moved twice', [MOVED, { ...A, when: '2032-01-14' }], 'Moved from 10 January to 14 January 2032.'],
    ['called off and back on another day', [OFF, MOVED], 'Moved from 10 January to 11 January 2032.'],
  ])('are told once of a talk that was %s', async (_, edits, said) => {
    for (const edit of edits as TalkRecord[]) await later(30 * SECOND, edit, B)
    await later(MINUTE)
    expect(told()).toEqual([expect.stringContaining(said)])
  })

  it('are told of a talk that was announced and moved as announced with its latest date, and nothing of one withdrawn again', async () => {
    const c = record({ id: 'c', title: 'Third', when: '2032-02-01' })
    await later(0, A, B, c, record({ id: 'd' }))
    await later(SECOND, A, B, { ...c, when: '2032-02-02' })
    await later(MINUTE)
    expect(told()).toEqual([expect.stringMatching(/^Third: Announced for .*2 February 2032/)])
  })

  it('hear of a talk that does not come to rest after five minutes', async () => {
    for (let edit = 0; edit < 12; edit++) await later(30 * SECOND, { ...A, when: `2032-01-${11 + edit}` }, B)
    expect(told()).toHaveLength(1)
  })

  it('are told after a restart in between, and where the clock was ahead', async () => {
    await later(0, MOVED, B)
    await office.restart([MOVED, B])
    await later(MINUTE)
    expect(told()).toHaveLength(1)
    office.now += 86_400_000
    await later(0, A, B)
    office.now -= 86_400_000
    await later(0)
    expect(told()).toHaveLength(2)
  })

  it('are told of all that happened within the minute also where somebody replays meanwhile', async () => {
    const stranger = await createReceiver()
    const { id } = await office.register({ url: stranger.url, format: 'slack' })
    await later(0, MOVED, B)
    await later(20 * SECOND, { ...MOVED, summary: 'A word mended.' }, B)
    expect((await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 0 })).body.queued).toBe(2)
    await later(MINUTE)
    expect(told()).toEqual([expect.stringContaining('Moved from 10 January to 11 January 2032')])
    await stranger.close()
  })

  it('are told by the desk that takes over within the minute', async () => {
    await later(0, MOVED, B)
    const headers = { authorization: `Bearer ${ADMIN}` }
    const text = await (await office.app.hono.request('https://parley.example/api/export?move=yes', { headers })).text()
    const next = await createOffice({ at: office.now + MINUTE })
    expect((await next.ask('POST', '/api/import', text, ADMIN, { 'content-type': 'application/x-ndjson' })).status).toBe(200)
    await next.restart([MOVED, B])
    await next.run()
    expect(told()).toHaveLength(1)
    await next.close()
  })

  it('hear in the end how each talk stands, whatever is edited and when', async () => {
    const versions = [A, MOVED, OFF, { ...A, place: { city: 'Geneva', country: 'CH' } }, null]
    const edits = fc.array(fc.tuple(fc.nat(versions.length - 1), fc.integer({ min: 0, max: 90 })), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(edits, async (some) => {
        const before = JSON.stringify(office.desk.histories.latest('a'))
        people.received.length = 0
        for (const [version, seconds] of some) {
          const talk = versions[version]
          await later(seconds * SECOND, ...(talk ? [talk, B] : [B]))
        }
        await later(10 * MINUTE)
        const now = office.desk.histories.latest('a')
        const revised = JSON.stringify(now) !== before
        if (!revised) expect(told()).toEqual([])
        expect(told().length).toBeLessThanOrEqual(some.length)
      }),
      { numRuns: 25 },
    )
  })
})
