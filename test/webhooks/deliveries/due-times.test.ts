import { describe, expect, it } from 'vitest'
import type { Sqlite } from '../../../src/sqlite/port.ts'
import { createDueTimes } from '../../../src/webhooks/deliveries/due-times.ts'

/** A store in which these endpoints are due, and which fails as often as it is told to first. */
function store(rows: { endpoint: number; due: number; format?: string }[], fails = 0): Sqlite {
  let left = fails
  const all = () => {
    if (left-- > 0) throw new Error('the disk answered with an error')
    return rows.map((row) => ({ format: 'standard', ...row }))
  }
  return { all } as unknown as Sqlite
}

describe('when endpoints are due', () => {
  it('is read again where reading failed, or a transaction', () => {
    const due = createDueTimes(store([{ endpoint: 1, due: 5 }], 1))
    expect(() => due.earliest()).toThrow()
    expect(due.earliest()).toBe(5)
    due.next(1, null)
    expect(due.earliest()).toBeNull()
    due.forget()
    expect(due.earliest()).toBe(5)
  })

  it('gives turns in the order in which they came due, and whoever had one goes to the end', () => {
    const due = createDueTimes(
      store([
        { endpoint: 1, due: 5 },
        { endpoint: 2, due: 3 },
        { endpoint: 3, due: 100 },
      ]),
    )
    expect(due.turns(10, new Set(), 10)).toEqual([2, 1])
    due.next(2, 3)
    expect(due.turns(10, new Set(), 10)).toEqual([1, 2])
    expect(due.turns(10, new Set([1]), 10)).toEqual([2])
    expect(due.turns(10, new Set(), 1)).toEqual([1])
    due.bring([3], 7)
    expect(due.turns(10, new Set(), 10)).toEqual([1, 2, 3])
    due.next(1, 50)
    expect([due.turns(10, new Set(), 10), due.earliest(), due.earliest(new Set([2, 3]))]).toEqual([[2, 3], 3, 50])
  })

  it('gives turns to programs before people, read from the store or queued', () => {
    const due = createDueTimes(
      store([
        { endpoint: 1, due: 1, format: 'slack' },
        { endpoint: 2, due: 2 },
      ]),
    )
    expect(due.turns(10, new Set(), 10)).toEqual([2, 1])
    due.queued([3], 'change', 10, 'people')
    due.queued([4], 'change', 11, 'programs')
    expect(due.turns(20, new Set(), 10)).toEqual([2, 4, 1, 3])
    expect(due.turns(20, new Set(), 3)).toEqual([2, 4, 1])
    due.next(3, null)
    due.queued([3], 'change', 20, 'programs')
    expect(due.turns(20, new Set([2]), 10)).toEqual([4, 3, 1])
  })

  it('is never later than what was brought', () => {
    const due = createDueTimes(store([]))
    expect(due.earliest()).toBeNull()
    due.bring([1], 20)
    due.bring([1], 30)
    expect(due.earliest()).toBe(20)
    due.bring([1], 10)
    expect(due.earliest()).toBe(10)
  })

  it('is the end of a hold for what is queued meanwhile, until anything may have changed', () => {
    const due = createDueTimes(store([]))
    expect(due.earliest()).toBeNull()
    due.hold(1, { change: 100, reminder: 50 })
    due.queued([1], 'change', 10, 'programs')
    expect(due.earliest()).toBe(100)
    due.queued([1], 'reminder', 10, 'programs')
    expect(due.earliest()).toBe(50)
    due.queued([1], 'verification', 10, 'programs')
    expect(due.earliest()).toBe(10)
    due.next(1, null)
    due.bring([1], 60)
    due.queued([1], 'change', 20, 'programs')
    expect(due.earliest()).toBe(20)
  })
})
