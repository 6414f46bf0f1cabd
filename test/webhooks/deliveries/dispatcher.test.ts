// Delivery when receivers fail, hang, hold and end.
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { NODE_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import { diary, record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000]
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const FIRST = record()
const many = (count: number) => Array.from({ length: count }, (_, index) => record({ id: `talk-${index}` }))
const changesOf = ({ received }: Receiver, path: string) =>
  received.filter((each) => each.path === path).map((each) => messageOf(each).data.talk?.id)

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: [FIRST], ...given })
  open.push(office, receiver)
  return { office, receiver }
}

const view = async (office: Office, id: string) => (await office.ask('GET', `/api/endpoints/${id}`)).body
/** Whether anything that was sent has come to an end without an answer. */
const timedOut = (office: Office) => office.db.all("SELECT 1 FROM delivery WHERE error LIKE 'timeout%'").length

describe('dead endpoints', () => {
  /** How long each live endpoint waited for each change, with so many dead ones registered before them. */
  async function waits(dead: number, live: number, changes: number): Promise<{ median: number; timedOut: number }> {
    const { office, receiver } = await set({ deadline: 8000 })
    receiver.answer = ({ path }) => (path.startsWith('/dead') ? () => {} : 204)
    for (let index = 0; index < dead; index++) await office.register({ url: `${receiver.url}/dead/${index}` })
    for (let index = 0; index < live; index++) await office.register({ url: `${receiver.url}/live/${index}` })
    const began = Date.now()
    await office.restart([FIRST, ...many(changes)])
    const ofLive = () => receiver.received.filter(({ path }) => path.startsWith('/live'))
    await receiver.until(() => ofLive().length === live * changes)
    const sorted = ofLive()
      .map(({ at }) => at - began)
      .sort((a, b) => a - b)
    receiver.answer = () => 204
    const result = { median: sorted[Math.floor(sorted.length / 2)] ?? 0, timedOut: timedOut(office) }
    await receiver.close()
    return result
  }

  it('change nothing for a hundred live ones, where one hangs beside them', async () => {
    const without = await waits(0, 100, 10)
    const beside = await waits(1, 100, 10)
    // All that is live was told while the dead one still hung.
    expect(beside.timedOut).toBe(0)
    expect(beside.median).toBeLessThan(without.median * 3 + 200)
  })

  it('do not take all places with a burst, where a dozen of them hang', async () => {
    expect(await waits(14, 60, 40)).toMatchObject({ timedOut: 0 })
  })
})

describe('Retry-After', () => {
  const busy = (seconds: number) => () => (_: unknown, response: ServerResponse) =>
    response.writeHead(429, { 'retry-after': String(seconds) }).end()

  it('holds all that waits for its endpoint, and nothing of others', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: `${receiver.url}/a` })
    await office.register({ url: `${receiver.url}/b` })
    receiver.answer = ({ path }) => (path === '/a' ? busy(600)() : 204)
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    expect((await view(office, id)).heldUntil).not.toBeNull()
    receiver.answer = () => 204
    await office.restart([FIRST, record({ id: 'x' }), record({ id: 'y' })])
    await office.run()
    office.now += 590 * SECOND
    await office.run()
    expect([changesOf(receiver, '/a'), changesOf(receiver, '/b')]).toEqual([['x'], ['x', 'y']])
    office.now += 11 * SECOND
    await office.run()
    expect(changesOf(receiver, '/a').sort()).toEqual(['x', 'x', 'y'])
    expect(await view(office, id)).toMatchObject({ heldUntil: null, failingSince: null })
  })

  it('holds what is not on its way yet, at once', async () => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    receiver.answer = busy(600)
    await office.restart(many(100))
    await office.run()
    office.now += 60 * SECOND
    await office.run()
    expect(receiver.received.length).toBeLessThanOrEqual(NODE_BOUNDS.first)
    receiver.answer = () => 204
    office.now += DAY
    for (let count = 0; count < 3; count++) await office.run()
    expect(new Set(changesOf(receiver, '/')).size).toBe(101) // and the one that was withdrawn
  })
})

describe('an endpoint', () => {
  it('that answers 410 has ended: nothing more is sent, and nothing waits', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 410
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    receiver.answer = () => 204
    await office.restart([FIRST, record({ id: 'x' }), record({ id: 'y' })])
    office.now += 2 * DAY
    await office.run()
    expect(changesOf(receiver, '/')).toEqual(['x'])
    expect((await view(office, id)).state).toBe('gone')
    expect(office.desk.health().deliveries).toMatchObject({ waiting: 0, failed: 1 })
  })

  it("that fails for a day is reported once, to operators' endpoints that ask for it and to nobody else", async () => {
    const { office, receiver } = await set({ open: true })
    receiver.answer = (received) => {
      if (received.path === '/bad') return 500
      return messageOf(received).data.code ? (_, response) => response.end(received.body) : 204
    }
    const bad = await office.register({ url: `${receiver.url}/bad` })
    await office.register({ url: `${receiver.url}/told`, types: ['endpoint.failing', 'endpoint.disabled'] })
    await office.register({ url: `${receiver.url}/all` })
    await office.ask('POST', '/api/endpoints', { url: `${receiver.url}/stranger` }, null)
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    for (let hours = 0; hours < 48; hours++) {
      office.now += HOUR
      await office.run()
    }
    const operational = receiver.received.filter((each) => messageOf(each).type.startsWith('endpoint.f'))
    expect(operational.map((each) => [each.path, messageOf(each).data.endpoint])).toEqual([['/told', bad.id]])
    // A URL may itself be a secret.
    expect(office.lines.filter((line) => line.includes('endpoint.failing') && line.includes(bad.id))).toHaveLength(1)
    expect(office.lines.filter((line) => line.includes('/bad'))).toEqual([])
    expect(await view(office, bad.id)).toMatchObject({ state: 'active', failingSince: expect.any(String) })
  })

  it('that fails for five days is disabled, told so when it is enabled, and gets what it missed by replay', async () => {
    const { office, receiver } = await set()
    receiver.answer = ({ path }) => (path === '/bad' ? 500 : 204)
    const bad = await office.register({ url: `${receiver.url}/bad` })
    await office.register({ url: `${receiver.url}/told`, types: ['endpoint.disabled'] })
    const talks = [FIRST]
    for (let hours = 0; hours < 8 * 24; hours++) {
      if (hours % 24 === 0) {
        talks.push(record({ id: `day-${hours / 24}` }))
        office.desk.replace(diary(talks))
      }
      await office.run()
      office.now += HOUR
    }
    const ended = await view(office, bad.id)
    expect(ended).toMatchObject({ state: 'disabled', ended: { reason: expect.stringMatching(/^No message has reached it since /) } })
    expect(receiver.received.filter(({ path }) => path === '/told').map((each) => messageOf(each).data.endpoint)).toEqual([bad.id])
    const before = receiver.received.length
    office.now += DAY
    await office.run()
    expect(receiver.received.length).toBe(before)

    receiver.answer = () => 204
    const enabled = await office.ask('POST', `/api/endpoints/${bad.id}/enable`, {}, bad.token)
    expect(enabled.body).toMatchObject({ state: 'active', failingSince: null, missed: { reason: expect.any(String) } })
    receiver.received.length = 0
    await office.ask('POST', `/api/endpoints/${bad.id}/replay`, enabled.body.missed.replay, bad.token)
    await office.run()
    expect(changesOf(receiver, '/bad').sort()).toEqual(Array.from({ length: 8 }, (_, day) => `day-${day}`))
  })

  it('that is reached once in five days is not disabled', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 500
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    for (let days = 0; days < 3; days++) {
      office.now += DAY
      await office.run()
    }
    receiver.answer = () => 204
    office.now += DAY
    await office.run()
    expect(await view(office, id)).toMatchObject({ state: 'active', failingSince: null })
    receiver.answer = () => 500
    await office.restart([FIRST, record({ id: 'x' }), record({ id: 'y' })])
    for (let days = 0; days < 4; days++) {
      await office.run()
      office.now += DAY
    }
    expect((await view(office, id)).state).toBe('active')
  })

  it('that was paused is not reminded of a talk that has begun', async () => {
    const at = Date.parse('2022-01-10T05:00:00Z')
    const soon = record({ when: '2022-01-10T06:30', zone: 'UTC' })
    const { office, receiver } = await set({ at, talks: [soon] })
    const { id } = await office.register({ url: receiver.url, leads: ['PT1H'] })
    await office.ask('POST', `/api/endpoints/${id}/pause`)
    office.now = at + 31 * MINUTE
    await office.run()
    expect(office.desk.health().deliveries.waiting).toBe(1)
    office.now = at + 91 * MINUTE
    await office.run()
    await office.ask('POST', `/api/endpoints/${id}/enable`)
    await office.run()
    expect(receiver.received).toEqual([])
    expect(office.desk.health().deliveries).toMatchObject({ waiting: 0, expired: 1 })
  })

  it('that cannot be reached for a reminder is tried until the talk begins', async () => {
    const at = Date.parse('2022-01-10T05:00:00Z')
    const { office, receiver } = await set({ at, talks: [record({ when: '2022-01-10T06:30', zone: 'UTC' })] })
    await office.register({ url: receiver.url, leads: ['PT1H'] })
    receiver.answer = () => 503
    for (let minutes = 0; minutes < 120; minutes++) {
      office.now += MINUTE
      await office.run()
    }
    expect(receiver.received.length).toBeGreaterThan(6)
    expect(receiver.received.length).toBeLessThan(14)
    expect(new Set(receiver.received.map(({ id, body }) => id + body)).size).toBe(1)
    expect(office.desk.health().deliveries).toMatchObject({ waiting: 0, expired: 1 })
  })
})
