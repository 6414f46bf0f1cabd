import { describe, expect, it } from 'vitest'
import { readDiary } from '../../src/talks/diary.ts'
import { STATUSES } from '../../src/talks/record.ts'
import { PRECISIONS, whenOf } from '../../src/talks/when.ts'
import { manyTalks } from './many-talks.ts'

const read = (count: number, edition?: 1 | 2) =>
  readDiary(
    Object.entries(manyTalks(count, edition)).map(([name, content]) => ({ name, content })),
    {},
  )

describe('the made-up diary', () => {
  it.each([3, 300, 10_000])('has no problem with %d talks, in either edition', (count) => {
    for (const edition of [1, 2] as const) expect(read(count, edition).problems).toEqual([])
    expect(read(count).talks).toHaveLength(count)
  })

  it('is the same every time, and begins with the same talks whatever its size', () => {
    expect(manyTalks(300)).toEqual(manyTalks(300))
    const few = read(20).talks
    expect(read(300).talks.filter(({ id }) => few.some((talk) => talk.id === id))).toEqual(few)
  })

  it('has something of everything', () => {
    const { talks } = read(300)
    expect(new Set(talks.map(({ when, zone }) => whenOf({ when, zone }).precision))).toEqual(new Set(PRECISIONS))
    expect(new Set(talks.map(({ status }) => status))).toEqual(new Set(STATUSES))
    for (const has of [
      talks.some(({ series }) => series),
      talks.some(({ sources }) => sources.some(({ stance }) => stance === 'denies')),
      talks.some(({ sources }) => sources.every(({ official }) => !official)),
      talks.some(({ place }) => place?.online && place.city),
      talks.some(({ parties }) => parties.some(({ role }) => role === 'host')),
    ])
      expect(has).toBe(true)
  })
})
