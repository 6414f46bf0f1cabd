// How often owners may have something done, and an endpoint that goes while its owner asks.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const TOKEN = 'the-token-of-the-operator'
let made: Desk
let hono: ReturnType<typeof createApp>['hono']
let count = 0

beforeEach(() => {
  made = desk(diary([record()]))
  const onError = (error: unknown) => {
    throw error
  }
  hono = createApp(made, { adminToken: TOKEN, open: true, onError, clientOf: ({ req }) => req.header('x-client') ?? '' }).hono
})
afterEach(() => made.stop())

const ask = (path: string, client: string, token: string | null, body: unknown = {}) =>
  hono.request(`/api/endpoints${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-client': client, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })

async function register(client: string): Promise<{ id: string; token: string }> {
  const answer = await ask('', client, null, { url: `https://hooks-${count++}.example/` })
  expect(answer.status).toBe(201)
  return (await answer.json()) as { id: string; token: string }
}

/** How often it was done before it was refused; the refusal says when it may be asked again. */
async function untilRefused(
  client: string,
  act: string,
  { id, token }: { id: string; token: string },
  body: unknown = {},
): Promise<number> {
  for (let done = 0; done < 1000; done++) {
    const answer = await ask(`/${id}/${act}`, client, token, body)
    if (answer.status !== 429) continue
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    return done
  }
  return Number.POSITIVE_INFINITY
}

describe('what an owner has done', () => {
  it('has a rate for each endpoint, codes that are tried among it', async () => {
    const own = await register('a')
    // After five wrong codes a new one has to be asked for, and three of them are sent in an hour.
    expect(await untilRefused('a', 'verify', own, { code: 'WRONG' })).toBe(5)
    for (let tries = 0; tries < 30; tries++) await ask(`/${own.id}/verify`, 'a', own.token, { code: 'WRONG' })
    const answer = await ask(`/${own.id}/verify`, 'a', own.token)
    expect([answer.status, await answer.json()]).toMatchObject([429, { detail: 'Its owner may do that 30 times in an hour.' }])
    expect(await untilRefused('a', 'pause', own)).toBe(60)
  })

  it('has one for each client, however many endpoints it has', async () => {
    const own = await Promise.all(Array.from({ length: 6 }, () => register('a')))
    let done = 0
    for (const each of own) done += await untilRefused('a', 'pause', each)
    expect(done).toBe(5 * 60)
    expect(await untilRefused('b', 'pause', await register('b'))).toBe(60)
  })

  it('has none for the operator', async () => {
    const { id } = await register('a')
    for (let tries = 0; tries < 70; tries++) expect((await ask(`/${id}/pause`, 'a', TOKEN)).status).not.toBe(429)
  })
})

describe('an endpoint that goes while its owner asks', () => {
  it('is not there, which is no fault', async () => {
    for (const act of ['test', 'verify', 'pause', 'rotate']) {
      const { id, token } = await register('a')
      const asked = ask(`/${id}/${act}`, 'a', token)
      made.owner.remove(made.endpoints.find(id) as never)
      expect([act, (await asked).status]).toEqual([act, 401])
    }
  })
})
