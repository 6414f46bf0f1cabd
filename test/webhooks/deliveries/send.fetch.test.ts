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
