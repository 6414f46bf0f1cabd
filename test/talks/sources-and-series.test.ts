import { describe, expect, it } from 'vitest'
import { file, read, SOURCES, talk } from './sample.ts'
import { expectHelpful } from './spoilt.ts'

describe('sources and series', () => {
  it.each<[string, unknown, string]>([
    ['no title', { ...SOURCES.story, title: undefined }, 'sources.story.title'],
    ['no publisher at all', { title: 'T', url: null, published: '2022', official: false }, 'sources.story.publisher'],
    ['an address that is none', { ...SOURCES.story, url: 'paper.example' }, 'sources.story.url'],
    ['a time of publication', { ...SOURCES.story, published: '2022-01-01T10:00' }, 'sources.story.published'],
    ['an impossible day of publication', { ...SOURCES.story, published: '2022-02-29' }, 'sources.story.published'],
    ['official as a text', { ...SOURCES.story, official: 'yes' }, 'sources.story.official'],
    ['an unknown field', { ...SOURCES.story, author: 'x' }, 'sources.story'],
    ['nothing', null, 'sources.story'],
  ])('with %s are named, and so are the talks that need them', (_, raw, field) => {
    const other = talk({ id: 'other', sources: [{ source: 'ministry', supports: ['when', 'parties'] }] })
    const { problems, talks, broken } = read(file([talk(), other], { sources: { ...SOURCES, story: raw } }))
    expect(problems.map(({ field }) => field)).toContain(field)
    expectHelpful(problems)
    expect(talks.map(({ id }) => id)).toEqual(['other'])
    expect([...broken.ids]).toEqual(['us-russia-1'])
  })

  it.each(['2022-01-01', '2022-01-01~', '2022-01', '2022', '[2021-12-23..2022-01-09]', 'unknown'])('may be published %s', (published) => {
    expect(read(file([talk()], { sources: { story: { ...SOURCES.story, published } } })).problems).toEqual([])
  })

  it('of another file are not known', () => {
    const { problems } = read(file([talk({ id: 'a' })]), { sources: {}, talks: [talk({ id: 'b' })] })
    expect(problems).toEqual([expect.objectContaining({ file: 'file-2.json', talk: 'b', field: 'sources.0.source' })])
  })

  it('with a wrong series break the talks of its file, and of no other', () => {
    const { problems, talks, broken } = read(
      file([talk({ id: 'a' }), talk({ id: 'b' })], { series: { id: 'A b', title: 'x' } }),
      file([talk({ id: 'c' })]),
    )
    expect(problems).toEqual([expect.objectContaining({ file: 'file-1.json', talk: null, field: 'series.id' })])
    expect(talks.map(({ id }) => id)).toEqual(['c'])
    expect(broken).toEqual({ ids: new Set(['a', 'b']), unreadable: false })
  })
})

describe('a series', () => {
  it('has one title, however many files name it', () => {
    const titled = (id: string, title: string) => file([talk({ id })], { series: { id: 'one', title } })
    expect(read(titled('a', 'Title'), titled('b', 'Title')).problems).toEqual([])
    const { problems, talks } = read(titled('a', 'Title'), titled('b', 'Other'))
    expect(problems).toEqual([
      {
        file: 'file-2.json',
        talk: null,
        field: 'series.title',
        code: 'second-title',
        values: { file: 'file-1.json', id: 'one', title: 'Title' },
        message: 'file-1.json calls the series "one" "Title"',
        expected: 'one title for each series',
      },
    ])
    expect(talks).toHaveLength(2)
  })
})
