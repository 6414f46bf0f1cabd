import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { verify } from '../../src/webhooks/endpoints/signature.ts'
import { call, got, register, stub } from './asked.ts'

describe('webhooks from a Durable Object', () => {
  it('are sent by an alarm, signed', async () => {
    const { id, secret } = await register('/plain')
    await call('POST', `/api/endpoints/${id}/test`, undefined, 202)
    await call('POST', `/api/endpoints/${id}/replay`, { after: 0 }, 202)
    await expect.poll(async () => (await got('/plain')).length, { timeout: 10_000 }).toBe(4)
    for (const { headers, body } of await got('/plain'))
      expect(await verify(headers, body, secret, Math.floor(Date.now() / 1000))).toBe(true)
    const { deliveries } = await call<{ deliveries: { state: string; attempts: { status: number }[] }[] }>(
      'GET',
      `/api/endpoints/${id}/deliveries?state=delivered`,
    )
    expect(deliveries.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([[204], [204], [204], [204]])
  })

  it('follow no redirect, read no endless answer to its end, and end an endpoint that answers 410', async () => {
    const moved = await register('/status/307/webhooks')
    const endless = await register('/endless/webhooks')
    const gone = await register('/status/410/webhooks')
    for (const { id } of [moved, endless, gone]) await call('POST', `/api/endpoints/${id}/test`, undefined, 202)
    const last = async (id: string) =>
      (await call<{ deliveries: { state: string; attempts: { status: number | null }[] }[] }>('GET', `/api/endpoints/${id}/deliveries`))
        .deliveries[0]
    await expect.poll(async () => (await last(endless.id))?.state, { timeout: 10_000 }).toBe('delivered')
    await expect.poll(async () => (await last(moved.id))?.attempts[0]?.status, { timeout: 10_000 }).toBe(307)
    expect(await got('/elsewhere')).toEqual([])
    await expect.poll(async () => (await call('GET', `/api/endpoints/${gone.id}`)).state, { timeout: 10_000 }).toBe('gone')
    for (const { id } of [moved, endless, gone]) await call('DELETE', `/api/endpoints/${id}`, undefined, 204)
  })

  it('are sent again, with the same id and body, where the object was reset in the middle', async () => {
    const { id } = await register('/slow/evicted')
    await call('POST', `/api/endpoints/${id}/test`, undefined, 202)
    await expect.poll(async () => (await got('/slow/evicted')).length, { timeout: 10_000 }).toBe(1)
    await runInDurableObject(stub(), (_, state) => state.abort('the object is reset, with all that it remembers')).catch(() => {})
    await stub().wake()
    await expect.poll(async () => (await got('/slow/evicted')).length, { timeout: 10_000 }).toBe(2)
    const [first, second] = await got('/slow/evicted')
    expect([second?.headers['webhook-id'], second?.body]).toEqual([first?.headers['webhook-id'], first?.body])
    const delivered = async () =>
      (await call<{ deliveries: { state: string }[] }>('GET', `/api/endpoints/${id}/deliveries`)).deliveries[0]?.state
    await expect.poll(delivered, { timeout: 10_000 }).toBe('delivered')
    await call('DELETE', `/api/endpoints/${id}`, undefined, 204)
  })

  it('find what a lost alarm left at the next sweep', async () => {
    const { id } = await register('/swept')
    await runInDurableObject(stub(), async (_, state) => {
      await state.storage.deleteAlarm()
    })
    await call('POST', `/api/endpoints/${id}/test`, undefined, 202)
    await runInDurableObject(stub(), async (_, state) => {
      await state.storage.deleteAlarm()
    })
    await stub().wake()
    await expect.poll(async () => (await got('/swept')).length, { timeout: 10_000 }).toBe(1)
    expect(await runDurableObjectAlarm(stub())).toBeTypeOf('boolean')
  })
})
