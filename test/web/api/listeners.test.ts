import { describe, expect, it } from 'vitest'
import { createListeners } from '../../../src/web/api/listeners.ts'

describe('listeners', () => {
  it('of one client give way to others, the oldest first, until each has as many', () => {
    const { listen } = createListeners(6)
    const theirs = Array.from({ length: 6 }, () => listen('many'))
    expect(theirs.every((each) => each !== null)).toBe(true)
    expect(listen('many')).toBeNull()
    const others = [listen('few'), listen('few'), listen('few')]
    expect(others.every((each) => each !== null)).toBe(true)
    expect(theirs.map((each) => each?.signal.aborted)).toEqual([true, true, true, false, false, false])
    expect([listen('few'), listen('many')]).toEqual([null, null])
  })

  it('leave once, whether they were ended or went', () => {
    const { listen } = createListeners(2)
    const [first, second] = [listen('a'), listen('a')]
    const other = listen('b')
    expect(first?.signal.aborted).toBe(true)
    first?.done()
    expect(listen('c')).toBeNull()
    second?.done()
    second?.done()
    expect(listen('c')).not.toBeNull()
    expect(listen('d')).toBeNull()
    other?.done()
  })
})
