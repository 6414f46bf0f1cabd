import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createShifts } from '../../src/runtime/alarm-budget.ts'
import { WORKER_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { desk, diary, record } from '../make.ts'

const ENDPOINTS = 100

describe('shifts', () => {
  it('of a sweep and an alarm that overlap send no more together than one may, and the next go on', async () => {
    const shifts = createShifts()
    let sent = 0
    const made = desk(diary([record()]), {
      options: {
        sending: {
          send: shifts.counted(async () => {
            sent++
            await after(20)
            return { status: 204, retryAfter: null, answer: '' }
          }),
          rests: shifts.rests,
          bounds: WORKER_BOUNDS,
        },
      },
    })
    const { owner, endpoints } = made
    for (let index = 0; index < ENDPOINTS; index++) {
      const done = await owner.register({ url: `https://hooks.example/${index}` }, 'operator')
      if (!done.ok) throw new Error(JSON.stringify(done))
    }
    for (const endpoint of endpoints.list(0, ENDPOINTS)) owner.test(endpoint)

    const alarm = shifts.work(made)
    await expect.poll(() => sent, { interval: 5 }).toBeGreaterThan(15)
    await Promise.all([alarm, shifts.work(made)])
    await made.idle()
    expect(sent).toBeLessThan(40)

    for (let left = 10; left > 0 && sent < ENDPOINTS; left--) await shifts.work(made)
    await made.idle()
    expect(sent).toBe(ENDPOINTS)
  })
})
