import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRate } from '../../src/runtime/rate.ts'

describe('a rate', () => {
  it('allows no more than so many in any span, and says when the next is allowed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }), (most, gaps) => {
        const rate = createRate(most, 1000)
        const taken: number[] = []
        let now = 1_000_000
        for (const gap of gaps) {
          now += gap
          const wait = rate.take('key', now)
          const within = taken.filter((at) => at > now - 1000)
          expect(wait === 0).toBe(within.length < most)
          if (wait === 0) taken.push(now)
          else {
            expect(taken.filter((at) => at > now + wait - 1 - 1000)).toHaveLength(most)
            expect(taken.filter((at) => at > now + wait - 1000).length).toBeLessThan(most)
          }
        }
      }),
    )
  })

  it('counts each key by itself', () => {
    const rate = createRate(1, 1000)
    expect([rate.take('a', 0), rate.take('b', 0), rate.take('a', 400)]).toEqual([0, 0, 600])
  })

  it('holds nobody by a clock that was ahead', () => {
    const rate = createRate(1, 1000)
    rate.take('a', 1_000_000)
    expect(rate.take('a', 5000)).toBe(0)
  })
})
