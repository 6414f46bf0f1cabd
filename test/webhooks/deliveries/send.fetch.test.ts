import { afterEach, describe, expect, it } from 'vitest'
import { createFetchSend } from '../../../src/webhooks/deliveries/send.fetch.ts'
import { NOTHING_ALLOWED } from '../../../src/webhooks/endpoints/address.ts'

const platform = globalThis.fetch
afterEach(() => {
  globalThis.fetch = platform
})

const post = (deadline = 15_000, begun?: (cancel: () => void) => void) =>
  createFetchSend({ allowed: NOTHING_ALLOWED, ownUrl: 'https://parley.example', deadline })(
    { url: 'https://hooks.example/', headers: {}, body: '{}' },
    begun,
  )

/** A body that begins, and then does as it is told. */
const begins = (then: (controller: ReadableStreamDefaultController<Uint8Array>) => void) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('the beginning')),
    pull: then,
  })

/** A fetch that hangs until its request is given up. */
const hanging = (_: unknown, { signal }: RequestInit = {}) =>
  new Promise<Response>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

describe('a request where there is only fetch', () => {
  it('is sent by its method, and what some format asks about is brought back of the headers', async () => {
    let method: string | undefined
    globalThis.fetch = async (_: unknown, given: RequestInit = {}) => {
      method = given.method
      return new Response(null, { status: 204, headers: { 'WebHook-Allowed-Origin': '*', 'x-other': 'y' } })
    }
    const send = createFetchSend({ allowed: NOTHING_ALLOWED, ownUrl: 'https://parley.example' })
    const reply = await send({ url: 'https://hooks.example/', headers: {}, body: '', method: 'OPTIONS' })
    expect([method, reply]).toEqual(['OPTIONS', { status: 204, retryAfter: null, answer: '', headers: { 'webhook-allowed-origin': '*' } }])
  })
})

describe('a response where there is only fetch', () => {
  it.each([200, 500])('of %d that breaks off is read by its status, as far as it came', async (status) => {
    const body = begins((controller) => controller.error(new Error('lost')))
    globalThis.fetch = async () => new Response(body, { status })
    expect(await post()).toEqual({ status, retryAfter: null, answer: 'the beginning' })
  })

  it('that never comes ends at the deadline', async () => {
    globalThis.fetch = hanging
    expect(await post(100)).toEqual({ error: 'timeout', detail: 'no whole answer within 0.1 seconds' })
  })

  it('whose body never ends ends at the deadline', async () => {
    globalThis.fetch = async (_: unknown, { signal }: RequestInit = {}) => {
      const body = begins(
        (controller) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(controller.error(signal.reason)))),
      )
      return new Response(body)
    }
    expect(await post(100)).toMatchObject({ error: 'timeout' })
  })

  it('that is not waited for any more gives its connection free', async () => {
    globalThis.fetch = hanging
    const ended = await post(15_000, (cancel) => setTimeout(cancel, 20))
    expect(ended).toMatchObject({ error: 'timeout', detail: 'it was ended early' })
  })
})
