import { describe, expect, it } from 'vitest'
import { subjectsOf } from '../../src/changes/subjects.ts'
import { calendar, desk, diary, record, request } from '../make.ts'

const SPELLINGS = ['GENEVA', 'Geneva', 'Genève'].map((city, index) => record({ id: `t${index}`, place: { city, country: 'CH' } }))

describe('subjectsOf', () => {
  it('names each subject once', () => {
    const { talks, register } = diary([record({ topics: ['ukraine'] }), record({ id: 'b', topics: ['ukraine'] })])
    expect(subjectsOf(talks, register).filter(({ kind }) => kind === 'topic')).toEqual([
      { kind: 'topic', id: 'ukraine', name: 'ukraine', names: null },
    ])
  })
  it('gives a place that is spelt in several ways the same name in any order of the records', async () => {
    const places = [SPELLINGS, SPELLINGS.toReversed()].map((talks) => {
      const { talks: resolved, register } = diary(talks)
      return subjectsOf(resolved, register)
        .filter(({ kind }) => kind === 'place')
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    })
    expect(places[0]).toEqual(places[1])
    const asked = request({ about: { kind: 'place', id: 'geneva-ch' } })
    expect(await calendar(desk(diary(SPELLINGS)), asked)).toBe(await calendar(desk(diary(SPELLINGS.toReversed())), asked))
  })
})
