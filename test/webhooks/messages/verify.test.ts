import Ajv from 'ajv/dist/2020.js'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { descriptions } from '../../../src/web/api/descriptions.ts'
import { MESSAGE_TYPES } from '../../../src/webhooks/formats/message-types.ts'
import { diary, record, without } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Received, type Receiver } from '../receiver.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000]
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

/** Each throws where it refuses; what it accepted can then be read. */
const RECEIVERS = {
  standardwebhooks(secret: string, received: Received) {
    new Webhook(secret).verify(received.body, received.headers)
    return messageOf(received)
  },
  svix(secret: string, received: Received) {
    const { headers } = received
    new SvixWebhook(secret).verify(received.body, {
      'svix-id': headers['webhook-id'] ?? '',
      'svix-timestamp': headers['webhook-timestamp'] ?? '',
      'svix-signature': headers['webhook-signature'] ?? '',
    })
    return messageOf(received)
  },
}
const LIBRARIES = Object.entries(RECEIVERS)

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice(given)
  open.push(office, receiver)
  return { office, receiver }
}

/** A talk through everything that can happen to one: each step is one start of the desk. */
function story(soon: string): readonly (readonly TalkRecord[])[] {
  const other = record({ id: 'other' })
  const base = record({ id: 'talk', when: soon.slice(0, 7) })
  const timed: TalkRecord = { ...base, when: soon, zone: 'UTC' }
  const sourced = (change: Partial<TalkRecord>): TalkRecord[] => [other, { ...timed, ...change }]
  return [
    [other, base],
    [other, { ...base, title: 'Another title' }],
    sourced({}),
    sourced({ place: { city: 'Oslo', country: 'NO' } }),
    sourced({ place: { city: 'Oslo', country: 'NO' }, parties: [{ party: 'us' }] }),
    sourced({ place: { city: 'Oslo', country: 'NO' }, parties: [{ party: 'us' }], status: 'confirmed' }),
    [other, { ...without(timed, 'zone'), status: 'postponed', when: 'unknown' }],
    sourced({ when: soon.replace(/:\d\d$/, ':59') }),
    sourced({ status: 'cancelled' }),
    sourced({ when: '2030-01-01T10:00' }),
    sourced({ when: '2022-01-10T10:00' }),
    sourced({ status: 'held', when: '2022-01-10T10:00' }),
    [other, record({ id: 'near', when: soon, zone: 'UTC' })],
  ]
}

/** Every type of message that there is, as one endpoint of the operator and one of a stranger got them at this moment. */
async function everyMessage(): Promise<{ secrets: Map<string, string>; received: Received[]; office: Office }> {
  const now = Date.now()
  const { office, receiver } = await set({ at: now - 9 * DAY, open: true })
  const secrets = new Map<string, string>()
  const soon = new Date(now + 3 * 60_000).toISOString().slice(0, 16)
  // What fails for five days, and a reminder that nobody was awake for.
  const skipped = record({ id: 'skipped', when: new Date(now - DAY).toISOString().slice(0, 16), zone: 'UTC' })
  await office.restart([record({ id: 'other' }), skipped])
  receiver.answer = ({ path }) => (path === '/dead' ? 500 : 204)
  await office.register({ url: `${receiver.url}/dead`, types: ['talk.updated'], leads: ['PT1H'] })
  const operator = await office.register({
    url: `${receiver.url}/operator`,
    types: MESSAGE_TYPES.filter((type) => type !== 'endpoint.test' && type !== 'endpoint.verification'),
    leads: ['PT1H'],
  })
  secrets.set('/operator', operator.secret)
  await office.ask('POST', `/api/endpoints/${operator.id}/pause`, {}) // what is queued waits until the clock is right
  // Until shortly before that reminder.
  for (let hours = 0; hours < 8 * 24 - 2; hours++) {
    office.now = now - 9 * DAY + hours * HOUR
    if (hours % 24 === 0) office.desk.replace(diary([record({ id: 'other', title: `Day ${hours / 24}` }), skipped]))
    await office.run()
  }
  office.now = now
  await office.run()
  for (const step of story(soon)) await office.restart(step)
  const stranger = await office.ask('POST', '/api/endpoints', { url: `${receiver.url}/stranger` }, null)
  secrets.set('/stranger', stranger.body.secret)
  await office.ask('POST', `/api/endpoints/${operator.id}/enable`, {})
  await office.ask('POST', `/api/endpoints/${operator.id}/test`, {})
  await office.run()
  return { secrets, received: receiver.received.filter(({ path }) => secrets.has(path)), office }
}

describe('a receiver that is not ours', () => {
  it('accepts every type of message, by both libraries, and refuses it with one byte changed', async () => {
    const { secrets, received } = await everyMessage()
    expect([...new Set(received.map((each) => messageOf(each).type))].sort()).toEqual([...MESSAGE_TYPES].sort())
    for (const each of received) {
      const secret = secrets.get(each.path) ?? ''
      const at = Math.floor(each.body.length / 2)
      const changed = { ...each, body: `${each.body.slice(0, at)}${each.body[at] === 'x' ? 'y' : 'x'}${each.body.slice(at + 1)}` }
      const renamed = { ...each, headers: { ...each.headers, 'webhook-id': `${each.id}x` } }
      for (const [, verify] of LIBRARIES) {
        expect(() => verify(secret, each)).not.toThrow()
        expect(() => verify(secret, changed)).toThrow()
        expect(() => verify(secret, renamed)).toThrow()
        expect(() => verify('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', each)).toThrow()
      }
    }
  })

  it('finds every message to be as its published schema says, and so is each example', async () => {
    const { received } = await everyMessage()
    const published = descriptions()
    for (const type of MESSAGE_TYPES) {
      const schema = JSON.parse(published[`schemas/${type}.json`] ?? '')
      const check = new Ajv.default({ strict: false }).compile(schema)
      const own = received.map(messageOf).filter((message) => message.type === type)
      for (const message of [...own, ...schema.examples]) expect([type, check(message), check.errors]).toEqual([type, true, null])
    }
  })

  it.each(LIBRARIES)('refuses a message whose timestamp is older than five minutes (%s)', async (_, verify) => {
    const { office, receiver } = await set()
    const { id, secret } = await office.register({ url: receiver.url })
    for (const age of [4 * 60_000, 6 * 60_000]) {
      office.now = Date.now() - age
      await office.ask('POST', `/api/endpoints/${id}/test`)
      await office.run()
    }
    const [young, old] = receiver.received as [Received, Received]
    expect(verify(secret, young)).toMatchObject({ type: 'endpoint.test' })
    expect(() => verify(secret, old)).toThrow(/timestamp/i)
  })

  it.each(LIBRARIES)('accepts both secrets while they overlap, and only the new one after (%s)', async (_, verify) => {
    const { office, receiver } = await set()
    const { id, secret: old } = await office.register({ url: receiver.url })
    office.now = Date.now() - 60 * 60_000
    const rotated = await office.ask('POST', `/api/endpoints/${id}/rotate`, { overlap: 'PT60M' })
    const fresh: string = rotated.body.secret
    expect(rotated.status).toBe(200)
    office.now += 60 * 60_000 - 1000
    await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    office.now += 1000
    await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    const [during, after] = receiver.received as [Received, Received]
    expect(during.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    expect(verify(old, during)).toMatchObject({ type: 'endpoint.test' })
    expect(verify(fresh, during)).toMatchObject({ type: 'endpoint.test' })
    expect(verify(fresh, after)).toMatchObject({ type: 'endpoint.test' })
    expect(() => verify(old, after)).toThrow()
  })

  it.each(LIBRARIES)('refuses the old secret at once where the rotation has no overlap (%s)', async (_, verify) => {
    const { office, receiver } = await set()
    const { id, secret: old } = await office.register({ url: receiver.url })
    const { body } = await office.ask('POST', `/api/endpoints/${id}/rotate`, { overlap: 'PT0S' })
    await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    const [told] = receiver.received as [Received]
    expect(verify(body.secret, told)).toMatchObject({ type: 'endpoint.test' })
    expect(() => verify(old, told)).toThrow()
  })

  it('gets the same body and another signature where a message is sent again', async () => {
    const { office, receiver } = await set({ talks: [record()] })
    const { id } = await office.register({ url: receiver.url })
    await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 0 })
    await office.run()
    office.now += 60_000
    const { body } = await office.ask('GET', `/api/endpoints/${id}/deliveries`)
    expect((await office.ask('POST', `/api/deliveries/${body.deliveries[0].id}/resend`)).status).toBe(202)
    await office.run()
    const [first, second] = receiver.received as [Received, Received]
    expect([second.id, second.body]).toEqual([first.id, first.body])
    expect(second.headers['webhook-signature']).not.toBe(first.headers['webhook-signature'])
  })
})
