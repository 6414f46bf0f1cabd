// Every format that people read, against a receiver as its maker documents it: registering, verifying, being told, and what
// the receiver's answers mean. What is secret is in no log and in no answer of the API.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FormatName } from '../../../src/webhooks/formats/formats.ts'
import { diary, record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, type Received, type Receiver } from '../receiver.ts'
import { type Seen, visible } from './reading.ts'
import { type Says, STAND_INS, type StandIn, TOKEN } from './stand-ins.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const START = Date.parse('2032-01-01T12:00:00Z')
const DAY = record({ id: 'a', title: 'A_talk <of> @all', when: '2032-01-10' })
const TIMED = { ...DAY, when: '2032-01-02T15:30', zone: 'Europe/Zurich' }
const HOSTS = Object.values(STAND_INS).flatMap(({ right, wrong }) => [...right, ...wrong].map((url) => new URL(url).hostname))
const PUBLIC = Object.fromEntries([...HOSTS, 'hooks.example'].map((host) => [host, ['8.8.8.8']]))

let office: Office
let receiver: Receiver
let seen: Seen[]
/** How it answers what it can read; what it cannot read is a failure of the test. */
let says: Says
let unread: string[]

beforeEach(async () => {
  office = await createOffice({ talks: [DAY], at: START, open: true, names: PUBLIC })
  receiver = await createReceiver()
  seen = []
  unread = []
  await office.run()
})
afterEach(async () => {
  await Promise.all([office.close(), receiver.close()])
  expect(unread).toEqual([])
})

function stand({ read, comesTo, path, delivered }: StandIn): void {
  says = delivered
  receiver.answer = (received) => {
    const wrong = problemOf(received)
    if (wrong !== null) unread.push(wrong)
    return (_, response) => {
      const { status, body, headers = {} } = says
      response.writeHead(status, headers).end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body))
    }
  }
  const problemOf = (received: Received): string | null => {
    try {
      if (received.method !== 'POST' || received.path !== (comesTo ?? path)) return `${received.method} ${received.path}`
      const read1 = read(received)
      seen.push(read1)
      return read1.strange.length > 0 ? read1.strange.join() : null
    } catch (error) {
      return String(error)
    }
  }
}

const later = async (millis: number) => {
  office.now += millis
  await office.run()
}

describe.each(Object.entries(STAND_INS) as [FormatName, StandIn][])('the format %s', (format, standIn) => {
  const { path, credentials, right, wrong, gone, refused, passing, limited } = standIn
  const asked = (more: object = {}) => ({ url: `${receiver.url}${path}`, format, ...(credentials ? { credentials } : {}), ...more })
  const of = (url: string) => ({ url, format, ...(credentials ? { credentials } : {}) })
  const test = async (id: string) => {
    const { body } = await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    return body.id as string
  }
  const deliveryOf = async (id: string) => (await office.ask('GET', `/api/deliveries/${id}`)).body
  const endpointOf = async (id: string) => (await office.ask('GET', `/api/endpoints/${id}`)).body

  beforeEach(() => stand(standIn))

  it.each(right)('takes messages at %s', async (url) => {
    expect((await office.register(of(url))).id).toMatch(/^ep_/)
  })

  it.each(wrong)('takes none at %s', async (url) => {
    const { status, body } = await office.ask('POST', '/api/endpoints', of(url))
    expect([status, body.errors]).toEqual([
      400,
      [{ field: 'url', message: expect.stringContaining(format), code: 'url-of-another-format' }],
    ])
  })

  it('is taken up and given up by alteration, where the address fits', async () => {
    const { id } = await office.register({ url: 'https://hooks.example/two/parts' })
    const turned = await office.ask('PATCH', `/api/endpoints/${id}`, { ...of(right[0] ?? '') })
    expect(turned.body).toMatchObject({ format, credentials: Object.keys(credentials ?? {}).sort() })
    const back = await office.ask('PATCH', `/api/endpoints/${id}`, { url: 'https://hooks.example/two/parts', format: 'standard' })
    expect(back.body).toMatchObject({ format: 'standard', credentials: [] })
    const refusal = await office.ask('PATCH', `/api/endpoints/${id}`, of(wrong[0] ?? ''))
    expect(refusal.body.errors).toMatchObject([{ code: 'url-of-another-format' }])
  })

  it('brings the code where anyone may register, in the language that was asked for', async () => {
    const { body } = await office.ask('POST', '/api/endpoints', asked({ lang: 'de' }), null)
    expect(body.state).toBe('unverified')
    await office.run()
    const text = visible(seen[0]?.text ?? '')
    expect(text).toContain('Parley')
    const code = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec(text)?.[0]
    const verified = await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code }, body.token)
    expect(verified.body.state).toBe('active')
  })

  it('tells of a change with what is not known, who says so and where to read on', async () => {
    await office.register(asked())
    office.desk.replace(diary([{ ...DAY, when: '2032-01-11' }]))
    await later(0)
    await later(MINUTE)
    expect(seen).toHaveLength(1)
    const text = visible(seen[0]?.text ?? '')
    expect(text).toContain('A_talk <of> @all')
    expect(text).toContain('Moved from 10 January to 11 January 2032.')
    expect(text).toContain('Official: A ministry')
    expect(text).toMatch(/time.*not known/i)
    expect(seen[0]?.links).toEqual(['https://parley.example/talks/a'])
  })

  it('reminds of a talk, and sends a test', async () => {
    const { id } = await office.register(asked({ leads: ['PT1H'], types: ['talk.reminder'], lang: 'fr' }))
    office.desk.replace(diary([TIMED]))
    await later(0)
    await later(Date.parse('2032-01-02T13:30:00Z') - office.now)
    await test(id)
    expect(seen).toHaveLength(2)
    expect(visible(seen[0]?.text ?? '')).toContain('A_talk <of> @all')
    expect(seen[1]?.links).toEqual([])
  })

  it.each(gone.map((each) => [JSON.stringify(each), each]))('is over once the receiver is gone: %s', async (_, answer) => {
    const { id } = await office.register(asked())
    says = answer as Says
    await test(id)
    expect(await endpointOf(id)).toMatchObject({ state: 'gone' })
  })

  it.each(refused.map((each) => [JSON.stringify(each), each]))('does not send a message again that is refused: %s', async (_, answer) => {
    const { id } = await office.register(asked())
    says = answer as Says
    const delivery = await test(id)
    expect([await endpointOf(id), await deliveryOf(delivery)]).toMatchObject([
      { state: 'active' },
      { state: 'failed', nextAttemptAt: null },
    ])
  })

  it.each(passing.map((each) => [JSON.stringify(each), each]))('tries again what may pass: %s', async (_, answer) => {
    const { id } = await office.register(asked())
    says = answer as Says
    const delivery = await test(id)
    expect([await endpointOf(id), await deliveryOf(delivery)]).toMatchObject([{ state: 'active' }, { state: 'waiting' }])
    says = standIn.delivered
    await later(10 * SECOND)
    expect(await deliveryOf(delivery)).toMatchObject({ state: 'delivered' })
  })

  it('waits for as long as the receiver asks', async () => {
    const { id } = await office.register(asked())
    const { seconds = 0, ...answer } = limited ?? {}
    says = answer as Says
    office.desk.replace(diary([{ ...DAY, when: '2032-01-11' }]))
    await later(0)
    await later(MINUTE)
    says = standIn.delivered
    const until = office.now + seconds * SECOND
    expect(Date.parse((await endpointOf(id)).heldUntil)).toBe(until)
    await later(seconds * SECOND - 1)
    expect(receiver.received).toHaveLength(1)
    await later(2 * SECOND)
    expect(receiver.received).toHaveLength(2)
  })

  it('leaves others alone meanwhile where the service counts them together, and only there', async () => {
    const [first, second] = [await office.register(asked()), await office.register(asked())]
    const { seconds = 0, ...answer } = limited ?? {}
    says = answer as Says
    await test(first.id)
    says = standIn.delivered
    await test(second.id)
    const together = format === 'telegram' || format === 'discord'
    expect(receiver.received).toHaveLength(together ? 1 : 2)
    await later(seconds * SECOND - 1)
    expect(receiver.received.length).toBeLessThanOrEqual(together ? 1 : 3)
    if (together) expect(office.desk.wake()).toBe(office.now + 1)
    await later(1)
    await later(10 * SECOND)
    expect(receiver.received).toHaveLength(3)
  })

  it('keeps what is secret out of logs and answers', async () => {
    const { id, token } = await office.register(asked())
    says = { status: 500, body: `no such thing: /bot${TOKEN}/sendMessage` }
    const delivery = await test(id)
    await receiver.close()
    await later(10 * SECOND)
    const paths = [
      `/api/endpoints/${id}`,
      `/api/endpoints/${id}/deliveries`,
      `/api/deliveries/${delivery}`,
      '/api/endpoints',
      '/metrics',
      '/readyz',
    ]
    const answers = await Promise.all(paths.map((each) => office.ask('GET', each)))
    expect(answers[2]?.body.attempts).toHaveLength(2)
    const refusal = await office.ask('PATCH', `/api/endpoints/${id}`, { credentials: { token: `${TOKEN} `, chat: '-1' } })
    const all = [...office.lines, ...[...answers, refusal].map(({ text }) => text)].join('\n')
    if (credentials) for (const secret of Object.values(credentials)) expect(all).not.toContain(secret)
    expect(all).not.toContain(token)
    // What is secret of an address is in it, and that is shown to its owner and the operator, never logged.
    expect(office.lines.join('\n')).not.toContain('secret')
  })
})

describe('the credentials of telegram', () => {
  it.each([
    ['-1001234567890', { chat_id: '-1001234567890' }],
    ['-1001234567890/45', { chat_id: '-1001234567890', message_thread_id: 45 }],
    ['@newsroom/7', { chat_id: '@newsroom', message_thread_id: 7 }],
    // The topic that every group begins with has no number of its own in requests.
    ['-1001234567890/1', { chat_id: '-1001234567890' }],
  ])('name a chat, or a topic of it: %s', async (chat, sent) => {
    stand(STAND_INS.telegram)
    const { id } = await office.register({ url: receiver.url, format: 'telegram', credentials: { token: TOKEN, chat } })
    await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    const { chat_id, message_thread_id } = JSON.parse(receiver.received[0]?.body ?? '')
    expect({ chat_id, ...(message_thread_id === undefined ? {} : { message_thread_id }) }).toEqual(sent)
  })

  it.each<[object | null, string, string]>([
    [null, 'credentials', 'missing-credential'],
    [{ token: TOKEN }, 'credentials', 'missing-credential'],
    [{ token: 'secret', chat: '1' }, 'credentials.token', 'not-a-credential'],
    [{ token: TOKEN, chat: 'a chat' }, 'credentials.chat', 'not-a-credential'],
    [{ token: TOKEN, chat: '@ab' }, 'credentials.chat', 'not-a-credential'],
    [{ token: TOKEN, chat: '-1/0' }, 'credentials.chat', 'not-a-credential'],
    [{ token: TOKEN, chat: '-1/' }, 'credentials.chat', 'not-a-credential'],
    [{ token: TOKEN, chat: '1', user: 'x' }, 'credentials', 'no-such-credential'],
  ])('are asked for: %j', async (credentials, field, code) => {
    const { status, body, text } = await office.ask('POST', '/api/endpoints', {
      url: 'https://api.telegram.org',
      format: 'telegram',
      credentials,
    })
    expect(status).toBe(400)
    expect(body.errors).toContainEqual({ field, message: expect.any(String), code })
    expect(text).not.toContain('secret')
  })

  it('go with the format, and with the address', async () => {
    const { id } = await office.register({ url: 'https://api.telegram.org', format: 'telegram', credentials: { token: TOKEN, chat: '1' } })
    const moved = await office.ask('PATCH', `/api/endpoints/${id}`, { url: 'https://bots.example/' })
    expect(moved.body.errors).toMatchObject([{ code: 'missing-credential' }, { code: 'missing-credential' }])
    const other = await office.ask('PATCH', `/api/endpoints/${id}`, { format: 'standard' })
    expect(other.status).toBe(200)
    expect(other.body).toMatchObject({ format: 'standard', credentials: [] })
  })
})
