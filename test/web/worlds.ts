// Desks that are moved: each in a store of its own, asked as the operator.
import { expect } from 'vitest'
import type { Desk } from '../../src/desk.ts'
import { createSetClock, type SetClock } from '../../src/runtime/clock.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { desk, diary, record } from '../make.ts'
import { createApp } from './checked-app.ts'

export const TOKEN = 'the-token-of-the-operator'
export const KEY = 'a key of at least thirty-two characters'
export const RECORDS = diary([record({ when: '2022-01-10T10:00', zone: 'Europe/Zurich' })])
export const BODY = { url: 'https://hooks.example/', leads: ['P1D', 'PT1H'] }

export interface World {
  db: Sqlite
  made: Desk
  clock: SetClock
  /** What was sent, by its id. */
  sent: string[]
  request(method: string, path: string, body?: string | ReadableStream<Uint8Array>): Promise<Response>
}

/** A desk in a new store, at an instant; what it sends fails while `down`. */
export async function world(
  at: string,
  { secretKey = KEY, down = false, domain = null as string | null, empty = false } = {},
): Promise<World> {
  const sent: string[] = []
  const clock = createSetClock(Date.parse(at), Date.now)
  const db = openNode(':memory:')
  const made = desk(empty ? diary([]) : RECORDS, {
    db,
    options: {
      clock,
      domain: { wanted: domain, otherwise: 'parley.example' },
      sending: {
        send: async ({ headers }) => {
          sent.push(headers['webhook-id'] ?? '')
          return down ? { error: 'refused', detail: 'it is down' } : { status: 204, retryAfter: null, answer: '' }
        },
        bounds: NODE_BOUNDS,
        secretKey,
      },
    },
  })
  await made.unlock()
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { adminToken: TOKEN, open: false, onError })
  return {
    db,
    made,
    clock,
    sent,
    request: async (method, path, body) =>
      hono.request(path, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      }),
  }
}

export async function register({ request, made }: World): Promise<{ id: string }> {
  const response = await request('POST', '/api/endpoints', JSON.stringify(BODY))
  expect(response.status).toBe(201)
  made.wake()
  await made.idle()
  return (await response.json()) as { id: string }
}

/** The same store, with the desk made anew, as an entry does after an import. */
export async function anew({ db }: World, at: string, records = RECORDS): Promise<World> {
  const sent: string[] = []
  const clock = createSetClock(Date.parse(at), Date.now)
  const again = desk(records, {
    db,
    options: {
      clock,
      sending: {
        send: async ({ headers }) => {
          sent.push(headers['webhook-id'] ?? '')
          return { status: 204, retryAfter: null, answer: '' }
        },
        bounds: NODE_BOUNDS,
        secretKey: KEY,
      },
    },
  })
  await again.unlock()
  again.wake()
  await again.idle()
  return { db, made: again, clock, sent, request: () => Promise.reject(new Error('not asked')) }
}

/** An export whose last line has neither a count nor a hash, as earlier versions wrote it: it may be altered. */
export function unsigned(text: string): string {
  return text.replace(/\{"end":true.*\}/, '{"end":true}')
}
