// One mistake is one problem, whatever else it breaks; and what a problem advises is right.
import { describe, expect, it } from 'vitest'
import { type Problem, problemLine } from '../../src/talks/problem.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { cited, FULL, file, read, SOURCES, talk } from './sample.ts'

const lines = (problems: readonly Problem[]) => problems.map(problemLine)
/** A field under another name. */
const renamed = (record: object, from: string, to: string) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]))

describe('one mistake is one problem', () => {
  const TWO = [talk({ id: 'a' }), talk({ id: 'b' })]
  const spoilt: [string, unknown][] = [
    [
      'a source that is misspelt where it is defined',
      file(TWO, { sources: { ...SOURCES, story: renamed(SOURCES.story, 'publisher', 'publsher') } }),
    ],
    [
      'a source with a wrong date, which two talks cite',
      file(TWO, { sources: { ...SOURCES, story: { ...SOURCES.story, published: '30 December' } } }),
    ],
    [
      'an official source with a wrong field',
      file([FULL], { sources: { ...SOURCES, ministry: { ...SOURCES.ministry, official: 'yes' } } }),
    ],
    [
      'a source that a confirmed talk misspells',
      file([{ ...FULL, sources: FULL.sources.map((each) => ({ ...each, source: each.source.replace('ministry', 'minstry') })) }]),
    ],
    ['a source that was renamed, which two talks cite', file(TWO, { sources: renamed(SOURCES, 'story', 'storey') })],
    [
      'a party that was renamed, which two talks name',
      file([talk({ id: 'a', parties: [{ party: 'acme' }] }), talk({ id: 'b', parties: [{ party: 'acme' }] })]),
    ],
    ['three talks with one id', file([talk({ id: 'a' }), talk({ id: 'a' }), talk({ id: 'a' })])],
    ['sources that are no object', file(TWO, { sources: 'story' })],
    ['no sources at all', { talks: TWO }],
    ['a party with a wrong kind, which two talks name', file(TWO, { parties: { us: { name: 'USA', kind: 'empire' } } })],
    [
      'a party that is misspelt, and supported by that name',
      file([talk({ parties: [{ party: 'usa' }], sources: cited(['when', 'parties.usa']) })]),
    ],
    [
      'a party that is misspelt in what a source supports',
      file([talk({ parties: [{ party: 'us' }], sources: cited(['when', 'parties.usa']) })]),
    ],
    ['a field that is misspelt in what a source supports', file([talk({ sources: cited(['whne', 'parties']) })])],
    ...(['id', 'title', 'when', 'status', 'parties', 'sources'] as const).map((key): [string, unknown] => [
      `"${key}" misspelt`,
      file([renamed(talk(), key, `${key}x`)]),
    ]),
    ...Object.keys(FULL).map((key): [string, unknown] => [`"${key}" of a full record misspelt`, file([renamed(FULL, key, `${key}x`)])]),
    ['a zone that is none', file([{ ...FULL, zone: 'Europe/Geneva' }])],
    ['no zone with a time', file([{ ...FULL, zone: undefined }].map(({ zone: _, ...rest }) => rest))],
    ['a date that does not exist', file([{ ...FULL, when: '2022-02-30' }])],
    ['a status that is none', file([{ ...FULL, status: 'called off' }])],
    ['a series without a title, of two talks', file(TWO, { series: { id: 's' } })],
    ['"sources" of a file misspelt', renamed(file(TWO), 'sources', 'sourcesx')],
    ['"talks" of a file misspelt', renamed(file(TWO), 'talks', 'talksx')],
    [
      'a date that no source of a confirmed talk supports',
      file([
        {
          ...FULL,
          sources: FULL.sources
            .map((each) => ({ ...each, supports: each.supports.filter((field) => field !== 'when') }))
            .filter(({ supports }) => supports.length > 0),
        },
      ]),
    ],
    [
      'a date that is misspelt in what the source of a confirmed talk supports',
      file([
        {
          ...FULL,
          sources: FULL.sources
            .slice(0, 1)
            .map((each) => ({ ...each, supports: each.supports.map((field) => field.replace('when', 'wen')) })),
        },
      ]),
    ],
    ['talks that are no list', file(TWO, { talks: { a: 1 } })],
  ]
  it.each(spoilt)('%s', (_, content) => {
    const { problems, talks } = read(content)
    expect(lines(problems)).toHaveLength(1)
    expect(talks).toEqual([])
  })

  it('and two are two', () => {
    const { problems } = read(file([talk({ id: 'a', sources: cited(['parties']) }), { ...talk({ id: 'b' }), titel: 'x', status: 'lost' }]))
    expect(lines(problems)).toHaveLength(3)
  })

  it('not hidden by another: fields without support beside one that is misspelt', () => {
    const { problems } = read(file([talk({ topics: ['ukraine'], level: 'experts', sources: cited(['whne', 'parties']) })]))
    expect(lines(problems)).toHaveLength(4)
  })
})

describe('what a problem advises', () => {
  const formsIn = (text: string) => text.match(/(?:\[[^\]]*\]|\d[\dT:/-]*|\bunknown\b)/g) ?? []
  const without = (record: TalkRecord, fields: Partial<TalkRecord>) => ({ ...record, zone: 'Europe/Zurich', ...fields })
  const places: [string, (value: string) => unknown][] = [
    ['"when"', (when) => file([without(talk(), { when })])],
    ['"published"', (published) => file([talk()], { sources: { ...SOURCES, story: { ...SOURCES.story, published } } })],
    ['"access.deadline"', (deadline) => file([without(talk(), { access: { deadline } })])],
  ]
  it.each(places)('for %s is accepted there', (_, spoil) => {
    for (const wrong of ['10 January 2022', '2022-01-10T9', '2022-01-10T25:00']) {
      const [problem, ...more] = read(spoil(wrong)).problems
      expect(more).toEqual([])
      const forms = formsIn(problem?.expected ?? '').filter((form) => /^\d{4}|^\[|^unknown/.test(form))
      for (const form of forms) expect([form, ...lines(read(spoil(form)).problems)]).toEqual([form])
      if (wrong === '10 January 2022') expect(forms.length).toBeGreaterThan(8)
    }
  })
})
