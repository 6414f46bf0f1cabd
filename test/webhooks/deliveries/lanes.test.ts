import { describe, expect, it } from 'vitest'
import { WORKER_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
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
