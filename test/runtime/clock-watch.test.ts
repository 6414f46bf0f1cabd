import { describe, expect, it } from 'vitest'
import { createClockWatch } from '../../src/runtime/clock-watch.ts'

function watched() {
  const clocks = { wall: 1_000_000, steady: 0 }
  const jumps: number[] = []
  const watch = createClockWatch(
    () => clocks.wall,
    () => clocks.steady,
    (millis) => jumps.push(millis),
  )
  return { clocks, jumps, watch }
}

describe('a watch on the clock', () => {
  it('says nothing while both clocks go on, and little drifts', () => {
    const { clocks, jumps, watch } = watched()
    for (let look = 0; look < 100; look++) {
      clocks.wall += 5010
      clocks.steady += 5000
      watch.look()
    }
    expect(jumps.length).toBe(0)
  })

  it.each([24 * 3_600_000, -24 * 3_600_000, 3000, -3000])('tells once of a jump by %d ms', (by) => {
    const { clocks, jumps, watch } = watched()
    clocks.wall += by
    for (let look = 0; look < 3; look++) watch.look()
    expect(jumps).toEqual([by])
  })
})
