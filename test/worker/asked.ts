// The desk of the Worker, asked over HTTP as the operator, and what its receiver got.
import { SELF } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, inject } from 'vitest'
import type { DeskObject, Env } from '../../src/worker.ts'
import { check } from '../web/checked-app.ts'

const { DESK } = env as unknown as Env
const OPERATOR = { authorization: 'Bearer operator-of-the-tests', 'content-type': 'application/json' }
export const stub = () => DESK.get(DESK.idFromName('desk')) as DurableObjectStub<DeskObject>

export interface Got {
  headers: { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string }
  body: string
}

export async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const response = await SELF.fetch(`http://localhost:8787${path}`, {
    method,
    headers: OPERATOR,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  await check(method, new URL(response.url).pathname, response)
  expect([path, response.status]).toEqual([path, status])
  return (status === 204 ? null : await response.json()) as T
}

export async function got(path: string): Promise<Got[]> {
  return (await (await fetch(`${inject('receiver')}${path}`)).json()) as Got[]
}

export async function register(path: string, more: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  return call('POST', '/api/endpoints', { url: `${inject('receiver')}${path}`, ...more }, 201)
}
