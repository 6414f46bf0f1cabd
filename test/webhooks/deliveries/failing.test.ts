// Endpoints that fail: how often they are asked, what is held meanwhile, and when they are given up.
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { NODE_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import { failedAgain, holdAfter } from '../../../src/webhooks/deliveries/failing.ts'
import type { Failing } from '../../../src/webhooks/endpoints/endpoint.ts'
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

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: [FIRST], ...given })
  open.push(office, receiver)
  return { office, receiver }
}

const view = async (office: Office, id: string) => (await office.ask('GET', `/api/endpoints/${id}`)).body
const busy = (retryAfter: string | null) => () => (_: unknown, response: ServerResponse) =>
  response.writeHead(503, retryAfter === null ? {} : { 'retry-after': retryAfter }).end()

/** Lets time pass in steps, doing after each what is due. */
async function pass(office: Office, millis: number, step: number): Promise<void> {
  for (let passed = 0; passed < millis; passed += step) {
    office.now += step
    await office.run()
  }
}

describe('a receiver that fails while much waits for it', () => {
  it.each([
    ['without Retry-After', null, 60 * SECOND, 5],
    ['with Retry-After: 0', '0', 60 * SECOND, 13],
    ['with Retry-After: 20', '20', 60 * SECOND, 4],
    ['with a Retry-After that cannot be read', 'soon', 60 * SECOND, 5],
  ])('is asked by one message at a time, %s', async (_, retryAfter, millis, most) => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    receiver.answer = busy(retryAfter)
    await office.restart([FIRST, ...many(300)])
    await office.run()
    const atOnce = receiver.received.length
    expect(atOnce).toBeLessThanOrEqual(NODE_BOUNDS.first)
    await pass(office, millis, SECOND)
    expect(receiver.received.length - atOnce).toBeLessThanOrEqual(most)
    expect(receiver.received.length - atOnce).toBeGreaterThan(0)
    const tries = office.db.first<{ tries: number; total: number }>('SELECT sum(tries) AS tries, sum(total) AS total FROM delivery')
    expect(tries).toEqual({ tries: receiver.received.length, total: receiver.received.length })
  })

  it('is asked after 5 s, then after twice as long, up to an hour; and gets all once it takes one', async () => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    receiver.answer = () => 503
    await office.restart([FIRST, ...many(50)])
    await office.run()
    const asked: number[] = []
    let seen = receiver.received.length
    const began = office.now
    while (office.now < began + 6 * HOUR) {
      office.now += 5 * SECOND
      await office.run()
      if (receiver.received.length > seen) asked.push((office.now - began) / SECOND)
      seen = receiver.received.length
    }
    const gaps = asked.map((at, index) => at - (asked[index - 1] ?? 0))
    expect(gaps.slice(0, 11)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600])
    expect(gaps.slice(11)).toEqual(gaps.slice(11).map(() => 3600))
    receiver.answer = () => 204
    await pass(office, 12 * HOUR, HOUR)
    expect(office.desk.health().deliveries).toMatchObject({ delivered: 50, waiting: 0, failed: 0 })
  })

  it('is sent a test and what its owner sends again meanwhile, and nothing else', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await office.restart([FIRST, record({ id: 'told' })])
    await office.run()
    receiver.answer = busy('86400')
    await office.restart([FIRST, record({ id: 'told' }), ...many(20)])
    await office.run()
    const before = receiver.received.length
    await office.ask('POST', `/api/endpoints/${id}/test`, {}, token)
    await office.run()
    expect(receiver.received.slice(before).map((each) => messageOf(each).type)).toEqual(['endpoint.test'])
    const list = (await office.ask('GET', `/api/endpoints/${id}/deliveries?state=delivered`, undefined, token)).body
    const resent = await office.ask('POST', `/api/deliveries/${list.deliveries[0].id}/resend`, {}, token)
    expect(resent.status).toBe(202)
    await office.run()
    expect(receiver.received.slice(before + 1).map((each) => messageOf(each).data.talk?.id)).toEqual(['told'])
    // What was sent can be read, to the byte.
    const shown = await office.ask('GET', `/api/deliveries/${list.deliveries[0].id}`, undefined, token)
    expect(shown.body.body).toBe(receiver.received.at(-1)?.body)
    expect(list.deliveries[0].body).toBeUndefined()
  })
})

describe('what is held for an endpoint', () => {
  const held = async () => {
    const made = await set()
    const { id, token } = await made.office.register({ url: `${made.receiver.url}/old`, headers: { authorization: 'Bearer x' } })
    made.receiver.answer = busy('86400')
    await made.office.restart([FIRST, record({ id: 'x' })])
    await made.office.run()
    made.receiver.answer = () => 204
    made.office.now += MINUTE
    return { ...made, id, token }
  }

  it('is sent at once where its owner asks for a replay', async () => {
    const { office, receiver, id, token } = await held()
    expect((await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 2 }, token)).status).toBe(202)
    await office.run()
    await pass(office, 20 * SECOND, SECOND)
    expect((await view(office, id)).heldUntil).toBeNull()
    office.desk.replace(diary([FIRST, record({ id: 'x' }), record({ id: 'y' })]))
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).data.talk?.id)).toContain('y')
  })

  it('is sent at once to another address, and what was meant for the old one is not told to another host', async () => {
    const { office, receiver, id, token } = await held()
    const other = await createReceiver()
    open.push(other)
    expect((await office.ask('PATCH', `/api/endpoints/${id}`, { url: `${receiver.url}/new` }, token)).body.headers).toEqual([
      'authorization',
    ])
    office.desk.replace(diary([FIRST, record({ id: 'x' }), record({ id: 'y' })]))
    await office.run()
    expect(receiver.received.filter(({ path }) => path === '/new').map(({ headers }) => headers.authorization)).toEqual(['Bearer x'])
    expect((await office.ask('PATCH', `/api/endpoints/${id}`, { url: other.url }, token)).body.headers).toEqual([])
    await office.ask('POST', `/api/endpoints/${id}/test`, {}, token)
    await office.run()
    expect(other.received.map(({ headers }) => headers.authorization)).toEqual([undefined])
    await office.ask('PATCH', `/api/endpoints/${id}`, { url: receiver.url, headers: { authorization: 'Bearer y' } }, token)
    await office.ask('POST', `/api/endpoints/${id}/test`, {}, token)
    await office.run()
    expect(receiver.received.at(-1)?.headers.authorization).toBe('Bearer y')
  })
})

describe('a delivery that is sent again while it is still under way', () => {
  it('is not settled by what the old address answers', async () => {
    const { office, receiver } = await set({ open: true })
    const other = await createReceiver()
    open.push(other)
    const echo: Receiver['answer'] = (received) => (_, response) => void response.end(received.body)
    receiver.answer = echo
    other.answer = echo
    const { id, token } = (await office.ask('POST', '/api/endpoints', { url: receiver.url }, null)).body
    await office.run()
    const late: (() => void)[] = []
    receiver.answer = () => (_, response) => void late.push(() => response.writeHead(204).end())
    office.desk.replace(diary([FIRST, record({ id: 'x' })]))
    office.desk.wake()
    await receiver.until((received) => received.length === 2)
    await office.ask('PATCH', `/api/endpoints/${id}`, { url: other.url }, token)
    office.desk.wake()
    await other.until((received) => received.length === 1)
    await expect.poll(async () => (await view(office, id)).state).toBe('active')
    const { deliveries } = (await office.ask('GET', `/api/endpoints/${id}/deliveries?state=failed`, undefined, token)).body
    expect((await office.ask('POST', `/api/deliveries/${deliveries[0].id}/resend`, {}, token)).status).toBe(202)
    for (const end of late) end()
    await office.run()
    expect(other.received.map((each) => messageOf(each).data.talk?.id).filter((talk) => talk !== undefined)).toEqual(['x'])
    expect(office.desk.health().deliveries).toMatchObject({ waiting: 0 })
  })
})

describe('Retry-After', () => {
  const AT = Date.parse('2022-01-10T05:00:00Z')

  it.each(['3600', '86400', '999999'])(
    'of %s seconds holds changes until then, and a reminder for ten minutes at most',
    async (seconds) => {
      // The reminder is due a quarter of an hour from now, and the talk is half an hour after it.
      const soon = record({ id: 'soon', when: '2022-01-10T05:45', zone: 'UTC' })
      const { office, receiver } = await set({ at: AT, talks: [FIRST, soon] })
      await office.register({ url: receiver.url, leads: ['PT30M'] })
      receiver.answer = busy(seconds)
      await office.restart([FIRST, soon, record({ id: 'x' })])
      await office.run()
      expect(receiver.received).toHaveLength(1)
      receiver.answer = () => 204
      // Another refusal, a minute before the reminder, holds it from there.
      await pass(office, 16 * MINUTE, MINUTE)
      expect(receiver.received.map((each) => messageOf(each).type)).toEqual(['talk.announced', 'talk.reminder'])
      await pass(office, DAY + MINUTE, 10 * MINUTE)
      expect(office.desk.health().deliveries).toMatchObject({ waiting: 0, failed: 0 })
    },
  )

  it('of a receiver that goes on refusing still has a reminder tried every ten minutes until its talk begins', async () => {
    const soon = record({ id: 'soon', when: '2022-01-10T06:05', zone: 'UTC' })
    const { office, receiver } = await set({ at: AT, talks: [FIRST, soon] })
    await office.register({ url: receiver.url, leads: ['PT1H'] })
    receiver.answer = busy('3600')
    await office.restart([FIRST, soon, record({ id: 'x' })])
    await office.run()
    await pass(office, 80 * MINUTE, 30 * SECOND)
    const reminders = receiver.received.filter((each) => messageOf(each).type === 'talk.reminder')
    expect(reminders.length).toBeGreaterThanOrEqual(5)
    expect(reminders.length).toBeLessThanOrEqual(7)
    expect(office.desk.health().deliveries).toMatchObject({ expired: 1 })
  })
})

describe('giving an endpoint up', () => {
  it('does not follow from two short outages six days apart', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 503
    await office.ask('POST', `/api/endpoints/${id}/test`, {})
    await pass(office, 2 * MINUTE, 5 * SECOND) // all tries of the test
    receiver.answer = () => 204
    await pass(office, 6 * DAY, 6 * HOUR)
    receiver.answer = () => 503
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    expect(await view(office, id)).toMatchObject({ state: 'active' })
    expect(office.desk.health().deliveries.waiting).toBe(1)
    receiver.answer = () => 204
    await pass(office, 10 * SECOND, 5 * SECOND)
    expect(office.desk.health().deliveries.waiting).toBe(0)
  })

  it('does not follow from six days in which the desk was off, or ran for a minute a day', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 503
    const talks = [FIRST]
    for (let days = 0; days < 20; days++) {
      talks.push(record({ id: `day-${days}` }))
      await office.restart([...talks])
      await pass(office, MINUTE, 5 * SECOND)
      await office.desk.stop()
      office.now += DAY
    }
    expect(await view(office, id)).toMatchObject({ state: 'active' })
  })

  it('does not follow from one message that nobody takes, however long', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 400
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    await pass(office, 10 * DAY, HOUR)
    expect(await view(office, id)).toMatchObject({ state: 'active' })
    expect(office.desk.health().deliveries).toMatchObject({ failed: 1, waiting: 0 })
  })

  it('does not follow while it is paused', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 503
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    await office.ask('POST', `/api/endpoints/${id}/pause`, {})
    await pass(office, 7 * DAY, DAY)
    await office.ask('POST', `/api/endpoints/${id}/enable`, {})
    office.desk.replace(diary([FIRST, record({ id: 'x' }), record({ id: 'y' })]))
    await pass(office, HOUR, 5 * MINUTE)
    expect(await view(office, id)).toMatchObject({ state: 'active' })
  })
})

describe('for how long an endpoint has failed', () => {
  const of = { delivery: 1, endpoint: 1, message: 1, id: '', type: 'talk.updated' as const, format: 'standard' as const }
  const claim = { ...of, queuedAt: 0, createdAt: 0, tries: 0, total: 0 }
  const at = (now: number, began = now) => ({ claim, attempt: { at: began, took: 0, status: 503, error: null, answer: null } })
  const again = (before: Failing | null, now: number, began = now, runsSince: number | null = null) =>
    failedAgain(
      before,
      { ...at(now, began), state: 'waiting', response: null, due: 0, gone: false, retryAfter: null },
      { since: 0, runsSince, now },
    )

  it('counts of each gap what was planned to pass', () => {
    const first = again(null, 0)
    const second = again({ ...first, wait: MINUTE }, 50 * SECOND)
    expect(second.millis).toBe(50 * SECOND)
    expect(again({ ...second, wait: MINUTE }, DAY).millis).toBe(50 * SECOND + MINUTE)
    expect(again({ ...second, wait: 0 }, DAY).millis).toBe(50 * SECOND)
    expect(again({ ...second, wait: DAY }, DAY, DAY, DAY - SECOND).millis).toBe(51 * SECOND)
  })

  it('takes requests that were in flight together as one failure, and a clock that went back as no time', () => {
    const first = again(null, SECOND)
    expect(again(first, 2 * SECOND, 0).times).toBe(1)
    expect(again({ ...first, wait: SECOND }, 7 * SECOND).times).toBe(2)
    expect(again({ ...first, times: 9, wait: 0 }, 7 * SECOND).times).toBe(1)
    expect(again({ ...first, wait: MINUTE }, 0).millis).toBe(0)
  })

  it('makes no hold shorter that stands', () => {
    const failing = { ...again(null, 0), times: 3 }
    expect(holdAfter({ heldUntil: HOUR, remindersHeldUntil: 5 * MINUTE }, failing, null, 0)).toEqual({
      heldUntil: HOUR,
      remindersHeldUntil: 5 * MINUTE,
    })
    expect(holdAfter({ heldUntil: null, remindersHeldUntil: null }, { ...failing, times: 1000 }, null, 0)).toEqual({
      heldUntil: HOUR,
      remindersHeldUntil: 10 * MINUTE,
    })
    expect(holdAfter({ heldUntil: null, remindersHeldUntil: null }, failing, 1e15, 0)).toEqual({
      heldUntil: DAY,
      remindersHeldUntil: 10 * MINUTE,
    })
  })
})
