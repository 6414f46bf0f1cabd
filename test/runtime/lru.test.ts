import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLru } from '../../src/runtime/lru.ts'

interface Item {
  key: string
  size: number
}

/** What a list of at most ten in all holds after another item. */
function added(list: readonly Item[], item: Item): Item[] {
  const rest = list.filter(({ key }) => key !== item.key)
  return item.size > 10 ? rest : within([...rest, item])
}

function within(list: Item[]): Item[] {
  return list.reduce((sum, { size }) => sum + size, 0) > 10 ? within(list.slice(1)) : list
}

describe('what is kept of what was used last', () => {
  it('is the same as in a list that is looked through', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), size: fc.option(fc.integer({ min: 1, max: 12 })) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const lru = createLru<string, number>(10, (size) => size)
        let list: Item[] = []
        for (const { key, size } of steps) {
          const found = list.find((item) => item.key === key)
          if (size === null) {
            expect(lru.get(key)).toBe(found?.size)
            if (found) list = added(list, found)
          } else {
            lru.set(key, size)
            list = added(list, { key, size })
          }
        }
      }),
    )
  })

  it('is so many where nothing says how large they are', () => {
    const lru = createLru<string, string>(2)
    for (const key of ['a', 'b', 'c']) lru.set(key, key)
    expect(['a', 'b', 'c'].map((key) => lru.get(key))).toEqual([undefined, 'b', 'c'])
  })
})
