import { describe, expect, it } from 'vitest'
import { type Bounds, NODE_BOUNDS, WORKER_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import type { Reply } from '../../../src/webhooks/deliveries/retry.ts'
import { desk, diary, record } from '../../make.ts'

describe('a desk with six connections', () => {
  it('goes on with the living while three dead ones hang, and has never more than six under way', async () => {
    const hanging: ((reply: Reply) => void)[] = []
    const delivered: string[] = []
    let under = 0
    let most = 0
    const made = desk(diary([]), {
      options: {
        sending: {
          bounds: WORKER_BOUNDS,
          send: async ({ url }) => {
            most = Math.max(most, ++under)
            const reply = url.includes('dead')
              ? await new Promise<Reply>((resolve) => hanging.push(resolve))
              : await new Promise<Reply>((resolve) => setTimeout(() => resolve({ status: 204, retryAfter: null, answer: '' }), 5))
            under--
            if ('status' in reply) delivered.push(url)
            return reply
          },
        },
      },
    })
    const names = ['dead-1', 'dead-2', 'dead-3', ...Array.from({ length: 20 }, (_, index) => `live-${index}`)]
    for (const name of names) await made.owner.register({ url: `https://${name}.example/` }, 'operator')
    made.replace(diary([record(), record({ id: 'other' })]))
    made.wake()
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(40)
    expect(hanging.length).toBeGreaterThanOrEqual(3)
    expect(most).toBeLessThanOrEqual(6)
    for (const end of hanging) end({ error: 'timeout', detail: 'it hung' })
    await made.stop()
  })
})

describe('endpoints that hang, of which nothing is known yet', () => {
  const cases: [string, Bounds, number][] = [
    ['Node', NODE_BOUNDS, 800],
    ['Node, twice as many', NODE_BOUNDS, 1500],
    ['a Worker', WORKER_BOUNDS, 10],
  ]
  it.each(cases)('delay one that takes its message by two seconds at most: %s', async (_, bounds, hanging) => {
    let [under, most, ended] = [0, 0, 0]
    let delivered = 0
    const cancels = new Set<() => void>()
    const made = desk(diary([]), {
      options: {
        sending: {
          bounds,
          send: ({ url }, begun) => {
            most = Math.max(most, ++under)
            if (url.includes('live')) {
              under--
              delivered ||= Date.now()
              return Promise.resolve({ status: 204, retryAfter: null, answer: '' })
            }
            return new Promise((resolve) => {
              const cancel = () => {
                if (!cancels.delete(cancel)) return
                under--
                ended++
                resolve({ error: 'timeout', detail: '' })
              }
              cancels.add(cancel)
              begun?.(cancel)
            })
          },
        },
      },
    })
    for (let index = 0; index < hanging; index++) await made.owner.register({ url: `https://dead-${index}.example/` }, 'operator')
    await made.owner.register({ url: 'https://live.example/' }, 'operator')
    made.replace(diary([record()]))
    const began = Date.now()
    made.wake()
    await expect.poll(() => delivered, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(delivered - began).toBeLessThan(4000)
    expect(most).toBeLessThanOrEqual(bounds.quick + bounds.slow)
    // What made room was not tried: nothing is held against its endpoint.
    expect(ended).toBeGreaterThan(0)
    await expect.poll(() => made.health().deliveries).toMatchObject({ delivered: 1, failed: 0, waiting: hanging })
    expect(made.endpoints.list(0, 10_000).filter(({ failingSince }) => failingSince !== null)).toEqual([])
    await made.stop(0)
    for (const cancel of [...cancels]) cancel()
  })
})
