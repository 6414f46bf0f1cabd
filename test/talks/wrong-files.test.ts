// What a file may be instead of records: it is named, and never makes the reading throw.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemLine } from '../../src/talks/problem.ts'
import { FULL, file, read, SOURCES, talk } from './sample.ts'
import { expectHelpful } from './spoilt.ts'

describe('a problem', () => {
  it.each([null, undefined, 5, 'us-russia-1', true, [], [[]], {}, 10n])('names a talk that is %o by its position', (raw) => {
    const { problems, broken, talks } = read(file([talk(), raw]))
    expect(talks.map(({ id }) => id)).toEqual(['us-russia-1'])
    expect(problems.length).toBeGreaterThan(0)
    expect(new Set(problems.map(({ talk }) => talk))).toEqual(new Set(['talk 2']))
    expect(broken).toEqual({ ids: new Set(), unreadable: true })
    expectHelpful(problems)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'talks'],
    ['a number', 5],
    ['a big integer', 10n],
    ['a list', [talk()]],
    ['an empty object', {}],
    ['an object without talks', { sources: SOURCES }],
    ['an object without sources', { talks: [talk()] }],
    ['talks that are no list', { sources: SOURCES, talks: { a: talk() } }],
    ['talks that are null', { sources: SOURCES, talks: null }],
    ['sources that are a list', { sources: [SOURCES.story], talks: [] }],
    ['an unknown field', { sources: SOURCES, talks: [], talk: [] }],
    ['parties that are a list', { sources: SOURCES, talks: [], parties: [] }],
    ['only parties, which are a number', { parties: 5 }],
    ['only parties, which are null', { parties: null }],
    ['only parties, which are a list', { parties: [] }],
    ['a series that is null', { sources: SOURCES, talks: [talk()], series: null }],
  ])('names a file that holds %s', (_, content) => {
    const { problems, talks, broken } = read(content)
    expect(talks).toEqual([])
    expect(problems.length).toBeGreaterThan(0)
    expect(broken.unreadable || broken.ids.size > 0).toBe(true)
    expectHelpful(problems)
  })

  it('names a file that holds itself', () => {
    const circle: unknown[] = []
    circle.push(circle)
    const { problems, broken } = read(circle)
    expect(problems).toHaveLength(1)
    expect(broken.unreadable).toBe(true)
  })

  it('names every wrong thing at the top of a file, and those of its talks too', () => {
    const { problems } = read({ sources: SOURCES, talks: [talk({ when: '2022-02-29' })], seires: {}, parties: 5 })
    const lines = problems.map(problemLine).join('\n')
    expect(lines).toContain('"seires"')
    expect(lines).toContain('parties')
    expect(lines).toContain('2022-02-29')
  })

  it('names file and talk of each of many, in one reading', () => {
    const bad = (id: string, fields: object) => ({ ...talk({ id }), ...fields })
    const { problems, talks, broken } = read(
      file([bad('a', { when: '2022-02-29' }), talk({ id: 'b' }), bad('c', { status: 'lost' }), bad('d', { titel: 'x' })]),
      file([bad('e', { parties: [{ party: 'usa' }] }), talk({ id: 'f' })]),
      'no object',
      file([talk({ id: 'g' })], { parties: { x: { name: '', kind: 'state' } } }),
    )
    expect(talks.map(({ id }) => id)).toEqual(['b', 'f', 'g'])
    expect(broken).toEqual({ ids: new Set(['a', 'c', 'd', 'e']), unreadable: true })
    expect(problems.map(({ file, talk }) => `${file} ${talk}`).sort()).toEqual([
      'file-1.json a',
      'file-1.json c',
      'file-1.json d',
      'file-2.json e',
      'file-3.json null',
      'file-4.json null',
    ])
  })

  it('never makes the reading throw, whatever the files hold', () => {
    const odd = fc.anything({ withBigInt: true, withNullPrototype: true, withObjectString: true, withMap: true, withSparseArray: true })
    const keys = fc.constantFrom(...Object.keys(FULL), '__proto__', 'x')
    const spoilt = fc.dictionary(keys, odd).map((fields) => ({ ...talk(), ...fields }))
    const content = fc.oneof(
      odd,
      fc.array(fc.oneof(odd, spoilt)).map((talks) => file(talks)),
      fc.tuple(odd, odd, odd).map(([parties, sources, series]) => ({ parties, sources, series, talks: [talk()] })),
    )
    fc.assert(
      fc.property(fc.array(content, { maxLength: 3 }), (contents) => {
        const { talks, problems, broken } = read(...contents)
        for (const { id } of talks) expect(broken.ids.has(id)).toBe(false)
        if (broken.unreadable || broken.ids.size > 0) expect(problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})
