// Where the object sends by itself: one invocation may make 50 requests on the free plan.
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { DeskObject } from '../../src/worker.ts'
import { call, got, register, stub } from './asked.ts'

describe('webhooks to more endpoints than one invocation has requests', () => {
  it('are sent at the first try, by one alarm after the other', async () => {
    const { fetch } = globalThis
    const { wake } = DeskObject.prototype
    const sent: number[] = []
    const hanging = await Promise.all([register('/hang/many/1'), register('/hang/many/2')])
    const endpoints = await Promise.all(Array.from({ length: 100 }, (_, index) => register(`/many/${index}`)))
    try {
      globalThis.fetch = (...request: Parameters<typeof fetch>) => {
        sent[sent.length - 1] = (sent.at(-1) ?? 0) + 1
        return fetch(...request)
      }
      DeskObject.prototype.wake = function () {
        sent.push(0)
        return wake.call(this)
      }
      await runInDurableObject(stub(), async (object) => {
        for (const { id } of [...hanging, ...endpoints])
          await object.fetch(
            new Request(`http://localhost:8787/api/endpoints/${id}/test`, {
              method: 'POST',
              headers: { authorization: 'Bearer operator-of-the-tests' },
            }),
          )
      })
      const states = async () => {
        const { deliveries } = await call<{ deliveries: { delivered: number; failed: number } }>('GET', '/healthz')
        return deliveries
      }
      await expect.poll(states, { timeout: 10_000, interval: 200 }).toMatchObject({ delivered: 100 })
    } finally {
      globalThis.fetch = fetch
      DeskObject.prototype.wake = wake
    }
    expect(Math.max(...sent)).toBeLessThan(50)
    for (const { id } of endpoints) {
      const { deliveries } = await call<{ deliveries: { attempts: unknown[] }[] }>('GET', `/api/endpoints/${id}/deliveries`)
      expect(deliveries.map(({ attempts }) => attempts.length)).toEqual([1])
      await call('DELETE', `/api/endpoints/${id}`, undefined, 204)
    }
    for (const { id } of hanging) await call('DELETE', `/api/endpoints/${id}`, undefined, 204)
    expect((await got('/many/99')).length).toBe(1)
  })
})
