// Secrets and tokens: shown once, found nowhere afterwards; and what SECRET_KEY does. The real process on a real file.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { record, recordsJson } from '../../make.ts'
import { folder, type Running, start, startToEnd } from '../../process.ts'
import { ADMIN } from '../office.ts'
import { createReceiver, type Receiver } from '../receiver.ts'

const KEY = 'a-key-of-thirty-two-characters-or-more'
const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})

interface Placed {
  place: string
  receiver: Receiver
  up(env?: Record<string, string>): Promise<Running>
  env: Record<string, string>
}

async function placed(): Promise<Placed> {
  const place = folder()
  const receiver = await createReceiver()
  open.push(() => receiver.close())
  const env = {
    DATABASE: join(place, 'parley.db'),
    EVENTS: join(place, 'events.json'),
    ADMIN_TOKEN: ADMIN,
    ALLOW_ADDRESSES: '127.0.0.1',
    CLOCK_FROM: '2022-01-05T12:00:00Z',
  }
  writeFileSync(env.EVENTS, recordsJson([record()]))
  return {
    place,
    receiver,
    env,
    async up(more = {}) {
      const desk = await start({ ...env, ...more })
      open.push(() => desk.stop('SIGKILL'))
      return desk
    },
  }
}

async function ask(desk: Running, method: string, path: string, body?: unknown) {
  const response = await fetch(`${desk.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

/** Everything that lies in the folder, byte by byte. */
function bytesIn(place: string): string {
  return readdirSync(place)
    .filter((name) => name.startsWith('parley.db'))
    .map((name) => readFileSync(join(place, name), 'latin1'))
    .join('')
}

const inner = (secret: string) => secret.slice('whsec_'.length)

const everyAnswer = (endpoint: string, delivery: string) =>
  [
    ['GET', `/api/endpoints/${endpoint}`],
    ['PATCH', `/api/endpoints/${endpoint}`, {}],
    ['POST', `/api/endpoints/${endpoint}/replay`, { after: 0 }],
    ['POST', `/api/endpoints/${endpoint}/pause`, {}],
    ['POST', `/api/endpoints/${endpoint}/enable`, {}],
    ['GET', `/api/endpoints/${endpoint}/deliveries`],
    ['GET', `/api/deliveries/${delivery}`],
    ['POST', `/api/deliveries/${delivery}/resend`, {}],
    ['GET', '/api/endpoints'],
    ['GET', '/healthz'],
  ] as const

describe('a secret', () => {
  it('and a token are shown once, and found in no answer, log or file afterwards', async () => {
    const { place, receiver, up } = await placed()
    const desk = await up({ SECRET_KEY: KEY })
    receiver.answer = ({ path }) => (path === '/bad' ? 500 : 204)
    const hidden: string[] = [ADMIN, KEY]
    const answers: string[] = []
    for (const path of ['/good', '/bad']) {
      const { body } = await ask(desk, 'POST', '/api/endpoints', { url: `${receiver.url}${path}` })
      const rotated = await ask(desk, 'POST', `/api/endpoints/${body.id}/rotate`, {})
      hidden.push(body.token, inner(body.secret), inner(rotated.body.secret))
      const test = await ask(desk, 'POST', `/api/endpoints/${body.id}/test`, {})
      await receiver.until((received) => received.some((each) => each.path === path))
      for (const [method, where, sent] of everyAnswer(body.id, test.body.id)) answers.push((await ask(desk, method, where, sent)).text)
    }
    const whileUp = bytesIn(place)
    const { out, err } = await desk.stop()
    const sent = receiver.received.map(({ body, headers }) => body + JSON.stringify(headers)).join('')
    for (const text of [answers.join(''), out, err, whileUp, bytesIn(place), sent])
      expect(hidden.filter((secret) => text.includes(secret))).toEqual([])
  })

  it('is sealed at the first start with a key, and leaves nothing readable in the file', async () => {
    const { place, receiver, up } = await placed()
    let desk = await up()
    const made = await ask(desk, 'POST', '/api/endpoints', { url: receiver.url })
    const { secret, id } = made.body
    await desk.stop()
    expect(bytesIn(place).includes(inner(secret))).toBe(true) // without a key it has to be

    desk = await up({ SECRET_KEY: KEY })
    await ask(desk, 'POST', `/api/endpoints/${id}/test`, {})
    await receiver.until((received) => received.length === 1)
    await desk.stop()
    expect(bytesIn(place).includes(inner(secret))).toBe(false)
    const { Webhook } = await import('standardwebhooks')
    const [told] = receiver.received
    expect(() => new Webhook(secret).verify(told?.body ?? '', told?.headers ?? {})).not.toThrow()
  })

  it('that is replaced at once leaves nothing readable in the file', async () => {
    const { place, receiver, up } = await placed()
    const desk = await up()
    const { body } = await ask(desk, 'POST', '/api/endpoints', { url: receiver.url })
    await ask(desk, 'POST', `/api/endpoints/${body.id}/rotate`, { overlap: 'PT0S' })
    await desk.stop()
    expect(bytesIn(place).includes(inner(body.secret))).toBe(false)
  })

  it('of which an endpoint was removed leaves nothing readable in the file', async () => {
    const { place, receiver, up } = await placed()
    const desk = await up()
    const { body } = await ask(desk, 'POST', '/api/endpoints', { url: receiver.url })
    await fetch(`${desk.url}/api/endpoints/${body.id}`, { method: 'DELETE', headers: { authorization: `Bearer ${ADMIN}` } })
    await desk.stop()
    expect(bytesIn(place).includes(inner(body.secret))).toBe(false)
  })
})

describe('SECRET_KEY', () => {
  it.each([
    ['is wrong', { SECRET_KEY: `${KEY}x` }, 'SECRET_KEY is not the one that the secrets of this database are encrypted with.\n'],
    ['is missing', {}, 'SECRET_KEY is not set, but the secrets of this database are encrypted with one. Set it.\n'],
  ])('that %s is refused at the start, in words', async (_, wrong, message) => {
    const { env, receiver, up } = await placed()
    const desk = await up({ SECRET_KEY: KEY })
    await ask(desk, 'POST', '/api/endpoints', { url: receiver.url })
    await desk.stop()
    expect(await startToEnd({ ...env, ...wrong })).toMatchObject({ status: 1, err: message })
    expect(receiver.received).toEqual([])
    const again = await up({ SECRET_KEY: KEY })
    expect((await ask(again, 'GET', '/api/endpoints')).body.endpoints).toHaveLength(1)
  })

  it('that is too short is refused, and not repeated', async () => {
    const { env } = await placed()
    const { status, err } = await startToEnd({ ...env, SECRET_KEY: 'my-own-short-key' })
    expect(status).toBe(1)
    expect(err).toContain('SECRET_KEY must be at least 32 characters')
    expect(err).not.toContain('my-own-short-key')
  })
})
