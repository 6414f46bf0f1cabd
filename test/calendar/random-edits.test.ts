import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FEEDS, follow } from './follow.ts'
import { type Step, steps } from './random-edits.ts'

it('shows and dates every feed as the design says, whatever is edited and however days go by', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(steps, async (made: Step[]) => {
      await follow(made)
      taken += made.length
    }),
    { numRuns: 30, seed: 20220110 },
  )
  expect(Object.keys(FEEDS).length).toBeGreaterThanOrEqual(15)
  expect(taken).toBeGreaterThan(300)
}, 60_000)
