import { describe, expect, it } from 'vitest'
import { file, read, talk } from './sample.ts'
import { expectHelpful, LONG } from './spoilt.ts'

describe('an id', () => {
  it('that two talks of one file have is named, and breaks both', () => {
    const { problems, talks, broken } = read(file([talk(), talk({ id: 'other' }), talk({ title: 'Another' })]))
    expect(problems).toEqual([expect.objectContaining({ talk: 'us-russia-1', field: 'id', message: expect.stringContaining('two talks') })])
    expectHelpful(problems)
    expect(talks.map(({ id }) => id)).toEqual(['other'])
    expect(broken).toEqual({ ids: new Set(['us-russia-1']), unreadable: false })
  })

  it('that talks of two files have is named, and breaks both', () => {
    const { problems, talks, broken } = read(file([talk()]), file([talk(), talk({ id: 'other' })]))
    expect(problems).toEqual([expect.objectContaining({ file: 'file-2.json', talk: 'us-russia-1', field: 'id' })])
    expect(talks.map(({ id }) => id)).toEqual(['other'])
    expect([...broken.ids]).toEqual(['us-russia-1'])
  })

  it.each(['', 'US-Russia', 'us russia', 'us_russia', 'ü', 'a.b', '__proto__', LONG, 'a\n', 'a'.repeat(65)])(
    'that cannot be one (%#) leaves it unknown which talk is broken',
    (id) => {
      const { problems, talks, broken } = read(file([{ ...talk(), id }]))
      expect(talks).toEqual([])
      expect(problems).toEqual([expect.objectContaining({ talk: 'talk 1', field: 'id' })])
      expect(broken).toEqual({ ids: new Set(), unreadable: true })
    },
  )

  it.each(['us--russia-1', '-us-russia-1', 'us-russia-1-', '-'])(
    'that no talk can ever have had (%s) does not say which one is broken',
    (id) => {
      expect(read(file([talk({ id })])).broken.unreadable).toBe(true)
    },
  )

  it.each(['a', '1', 'a'.repeat(64), 'constructor', 'prototype', 'tostring', 'null'])('may be %s', (id) => {
    const { talks, problems } = read(file([talk({ id })]))
    expect(problems).toEqual([])
    expect(talks[0]?.id).toBe(id)
  })
})
