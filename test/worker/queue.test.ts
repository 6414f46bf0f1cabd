import { createExecutionContext, createMessageBatch, getQueueResult, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, inject, it } from 'vitest'
import type { Reply } from '../../src/webhooks/deliveries/retry.ts'
import { type Carried, createQueueSend, requestIn } from '../../src/webhooks/deliveries/send.queue.ts'
import worker, { type DeskObject, type Env } from '../../src/worker.ts'

const REQUEST = { url: 'https://hooks.example/', headers: { 'webhook-id': 'msg_1' }, body: '{}' }
const DELIVERED: Reply = { status: 204, retryAfter: null, answer: '' }
const never = () => Promise.reject(new Error('nothing is sent directly here'))

function carrier(options: Partial<Parameters<typeof createQueueSend>[0]> = {}) {
  const carried: Carried[][] = []
  const made = createQueueSend({
    put: async (batch) => void carried.push(batch),
    newTicket: () => crypto.randomUUID(),
    direct: never,
    ...options,
  })
  const first = async (): Promise<Carried> => {
    await expect.poll(() => carried[0]?.[0]).toBeDefined()
    return carried[0]?.[0] as Carried
  }
  return { ...made, carried, first }
}

describe('a queue', () => {
  it('carries a request once, however often it delivers it, and brings back what came of it', async () => {
    const { send, take, answer, first } = carrier()
    const reply = send(REQUEST)
    const { ticket, ...request } = await first()
    expect(request).toEqual(REQUEST)
    expect([take(ticket), take(ticket)]).toEqual([true, false])
    answer(ticket, DELIVERED)
    answer(ticket, { error: 'refused', detail: 'too late' })
    expect(await reply).toEqual(DELIVERED)
    expect([take(ticket), take('unknown')]).toEqual([false, false])
  })

  it('carries every body as it is: texts, and bytes that are none', async () => {
    const bodies: Uint8Array<ArrayBuffer>[] = [
      Uint8Array.from(new TextEncoder().encode('\ufeff{"a":"ä"}')),
      Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256),
      new Uint8Array(),
    ]
    for (const body of bodies) {
      const { send, first } = carrier()
      void send({ ...REQUEST, body })
      const given = requestIn(await first()).body
      expect(typeof given === 'string' ? new TextEncoder().encode(given) : given).toEqual(body)
    }
  })

  it('carries a request by its method', async () => {
    const { send, first } = carrier()
    void send({ ...REQUEST, method: 'OPTIONS' })
    expect(await first()).toMatchObject({ method: 'OPTIONS' })
  })

  it('fails what it loses, and does not let it be sent later', async () => {
    const { send, take, first } = carrier({ patience: 30 })
    const reply = send(REQUEST)
    const { ticket } = await first()
    expect(await reply).toMatchObject({ error: 'timeout' })
    expect(take(ticket)).toBe(false)
  })

  it('gives an exchange its own time once it began, and fails it when nothing comes back', async () => {
    const { send, take, answer, first } = carrier({ patience: 60, held: 5000 })
    const reply = send(REQUEST)
    const { ticket } = await first()
    expect(take(ticket)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 150))
    answer(ticket, DELIVERED)
    expect(await reply).toEqual(DELIVERED)
    const lost = carrier({ held: 30 })
    const none = lost.send(REQUEST)
    lost.take((await lost.first()).ticket)
    expect(await none).toEqual({ error: 'timeout', detail: 'nothing came back from the queue' })
  })

  it('fails what it does not take', async () => {
    const { send } = carrier({ put: () => Promise.reject(new Error('it is full')) })
    expect(await send(REQUEST)).toEqual({ error: 'unreachable', detail: 'the queue took nothing: it is full' })
  })

  it('gathers into batches within its limits, and leaves to the desk what is too large', async () => {
    const { send, carried, answer } = carrier({ direct: async () => ({ status: 200, retryAfter: null, answer: 'direct' }) })
    expect(await send({ ...REQUEST, body: 'x'.repeat(200_000) })).toMatchObject({ answer: 'direct' })
    const replies = Array.from({ length: 250 }, () => send(REQUEST))
    await expect.poll(() => carried.flat().length).toBe(250)
    expect(carried.map((batch) => batch.length)).toEqual([100, 100, 50])
    for (const { ticket } of carried.flat()) answer(ticket, DELIVERED)
    expect(await Promise.all(replies)).toHaveLength(250)
    const large = Array.from({ length: 5 }, () => send({ ...REQUEST, body: 'x'.repeat(90_000) }))
    await expect.poll(() => carried.slice(3).flat().length).toBe(5)
    expect(carried.slice(3).map((batch) => batch.length)).toEqual([2, 2, 1])
    for (const { ticket } of carried.flat()) answer(ticket, DELIVERED)
    await Promise.all(large)
  })

  it('does no harm where a batch comes twice, or with tickets that nobody knows', async () => {
    const { DESK } = env as unknown as Env
    const got = async () => ((await (await fetch(`${inject('receiver')}/twice`)).json()) as unknown[]).length
    const body: Carried = { ticket: 'nobody-knows', url: `${inject('receiver')}/twice`, headers: {}, body: '{}' }
    const messages = ['a', 'b'].map((id) => ({ id, timestamp: new Date(), attempts: 1, body }))
    for (let round = 0; round < 2; round++) {
      const batch = createMessageBatch<Carried>('parley-deliveries', messages)
      const context = createExecutionContext()
      await worker.queue(batch, env as unknown as Env)
      expect((await getQueueResult(batch, context)).outcome).toBe('ok')
    }
    expect(await got()).toBe(0)
    await runInDurableObject(DESK.get(DESK.idFromName('desk')) as DurableObjectStub<DeskObject>, (object) => {
      expect(object.take(['nobody-knows'])).toEqual([false])
    })
  })
})
