import { describe, expect, it } from 'vitest'
import type { Party } from '../../src/talks/record.ts'
import { file, REGISTER, read, reversed, talk } from './sample.ts'
import { expectHelpful } from './spoilt.ts'

describe('parties', () => {
  const who: Party = { name: 'World Health Organization', kind: 'organisation', wikidata: 'Q7817' }

  it('that a file adds can be named in every file, before it or after it', () => {
    const { talks, problems } = read(
      file([talk({ id: 'a', parties: [{ party: 'who' }] })]),
      file([talk({ id: 'b', parties: [{ party: 'who' }] })], { parties: { who } }),
    )
    expect(problems).toEqual([])
    expect(talks.map(({ parties }) => parties[0]?.name)).toEqual([who.name, who.name])
  })

  it('that a file renames have the new name in every talk', () => {
    const { talks, problems, register } = read(file([talk()]), file([], { parties: { us: { ...REGISTER.us, name: 'USA' } } }))
    expect(problems).toEqual([])
    expect(talks[0]?.parties[0]).toMatchObject({ party: 'us', name: 'USA' })
    expect(register.get('us')?.name).toBe('USA')
    expect(REGISTER.us?.name).toBe('United States')
  })

  it('that everyone knows and a file spoils are named, and their talks are not used', () => {
    const { problems, broken } = read(file([talk()]), file([], { parties: { us: { name: 'USA' } } }))
    expect(problems.map(({ field }) => field)).toEqual(['parties.us.kind'])
    expect([...broken.ids]).toEqual(['us-russia-1'])
  })

  it('that two files define alike are no problem', () => {
    expect(read(file([], { parties: { who } }), file([], { parties: { who: { ...who } } })).problems).toEqual([])
  })

  it('that two files define alike, with their fields in another order, are no problem', () => {
    expect(read(file([], { parties: { who } }), file([], { parties: { who: reversed(who) } })).problems).toEqual([])
  })

  it('that two files define differently are named', () => {
    const { problems } = read(file([], { parties: { who } }), file([], { parties: { who: { ...who, name: 'WHO' } } }))
    expect(problems).toEqual([
      expect.objectContaining({ file: 'file-2.json', talk: null, field: 'parties.who', expected: expect.any(String) }),
    ])
  })

  it.each<[string, unknown, string]>([
    ['no kind', { name: 'X' }, 'parties.x.kind'],
    ['an unknown kind', { name: 'X', kind: 'empire' }, 'parties.x.kind'],
    ['a country that is none', { name: 'X', kind: 'state', country: 'Xx' }, 'parties.x.country'],
    ['a wrong Wikidata item', { name: 'X', kind: 'state', wikidata: 'P31' }, 'parties.x.wikidata'],
    ['an unknown field', { name: 'X', kind: 'state', flag: 'x' }, 'parties.x'],
    ['a language that is none', { name: 'X', kind: 'state', languages: { q: 'X' } }, 'parties.x.languages.q'],
    ['nothing', null, 'parties.x'],
  ])('that have %s are named once, and their talks are not used', (_, raw, field) => {
    const { problems, talks, broken } = read(
      file([talk({ id: 'a', parties: [{ party: 'x' }] }), talk({ id: 'b' })], { parties: { x: raw } }),
    )
    expect(problems.map(({ field }) => field)).toEqual([field])
    expectHelpful(problems)
    expect(talks.map(({ id }) => id)).toEqual(['b'])
    expect([...broken.ids]).toEqual(['a'])
  })
})
