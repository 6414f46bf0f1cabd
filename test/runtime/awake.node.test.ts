import { describe, expect, it } from 'vitest'
import { createAwake } from '../../src/runtime/awake.node.ts'
import { createClock } from '../../src/runtime/clock.ts'

describe('a desk that is kept awake', () => {
  it('is woken when the clock of the machine jumps, and goes on by the right one', async () => {
    let wall = Date.now()
    const events: string[] = []
    const awake = createAwake({
      log: (_level, event) => events.push(event),
      wall: () => wall,
      steady: () => performance.now(),
      lookEvery: 5,
    })
    let wakes = 0
    awake.start({
      clock: createClock(() => wall, null),
      wake: () => {
        wakes++
        return wall + 3_600_000
      },
      idle: async () => {},
    })
    expect(wakes).toBe(1)
    wall += 24 * 3_600_000
    await expect.poll(() => wakes).toBe(2)
    wall -= 24 * 3_600_000
    await expect.poll(() => wakes).toBe(3)
    expect(events).toEqual(['clock.jumped', 'clock.jumped'])
    awake.stop()
  })
})
