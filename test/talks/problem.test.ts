// Problems quote what they are about without harm, and none hides another.
import { describe, expect, it } from 'vitest'
import type { Diary } from '../../src/talks/diary.ts'
import { cited, file, read, SOURCES, talk } from './sample.ts'
import { expectHelpful, fieldsOf, LONG, problemsOf } from './spoilt.ts'

describe('a problem', () => {
  const hostile: [string, string][] = [
    ['steers a terminal', `\u001b[2J\u202e\r\n${'x'.repeat(100)}`],
    ['is a megabyte long', LONG],
  ]
  const spoilt: [string, (text: string) => object][] = [
    ['id', (text) => ({ id: text })],
    ['title', (text) => ({ title: text })],
    ['when', (text) => ({ when: text })],
    ['when with a T', (text) => ({ when: `${text}T` })],
    ['when with a stroke', (text) => ({ when: `${text}/` })],
    ['zone', (text) => ({ zone: text })],
    ['status', (text) => ({ status: text })],
    ['country', (text) => ({ place: { country: text } })],
    ['party', (text) => ({ parties: [{ party: text }] })],
    ['party that nothing supports', (text) => ({ parties: [{ party: text }], sources: cited(['when']) })],
    ['party that stands twice', (text) => ({ parties: [{ party: text }, { party: text }] })],
    ['field of a party', (text) => ({ parties: [{ party: 'us', [text]: 1 }] })],
    ['topic', (text) => ({ topics: [text] })],
    ['language', (text) => ({ languages: { [text]: { title: 'x' } } })],
    ['embargo', (text) => ({ embargoUntil: text })],
    ['link', (text) => ({ links: [{ url: text, title: text }] })],
    ['e-mail address', (text) => ({ contact: { name: 'A', email: text, public: false } })],
    ['deadline', (text) => ({ access: { deadline: text } })],
    ['supported field', (text) => ({ sources: cited([text]) })],
    ['source', (text) => ({ sources: [{ source: text, supports: ['when', 'parties'] }] })],
    ['unknown field', (text) => ({ [text]: 1 })],
  ]
  const spoiltFiles: [string, (text: string) => Record<string, unknown>][] = [
    ['id of a good party', (text) => ({ parties: { [text]: { name: 'A', kind: 'state' } } })],
    ['id of a bad party', (text) => ({ parties: { [text]: 5 } })],
    ['id of a bad source', (text) => ({ sources: { ...SOURCES, [text]: 5 } })],
    ['series', (text) => ({ series: { id: text, title: text } })],
    ['unknown field of the file', (text) => ({ [text]: 5 })],
  ]

  describe.each(hostile)('quotes shortly and harmlessly what %s', (_, text) => {
    it.each(spoilt)('as %s', (_, fields) => {
      const problems = problemsOf(fields(text))
      expect(problems.length).toBeGreaterThan(0)
      expectHelpful(problems)
    })

    it.each(spoiltFiles)('as %s', (_, rest) => {
      const { problems } = read(file([talk()], rest(text)))
      expect(problems.length).toBeGreaterThan(0)
      expectHelpful(problems)
    })
  })

  it('hides no other problem of the same talk', () => {
    const problems = problemsOf({
      title: '',
      when: '2022-02-29',
      level: 'kings',
      tiltle: 'x',
      place: { country: 'ch' },
      parties: [{ party: 'usa' }, { party: 'ru' }],
      topics: ['A b'],
      sources: [...cited(['topics']), { source: 'stroy', supports: ['date'] }],
      embargoUntil: 'soon',
    })
    expect(new Set(problems.map(({ field }) => field))).toEqual(
      new Set([
        'title',
        'when',
        'level',
        null,
        'place.country',
        'parties.0.party',
        'topics.0',
        'embargoUntil',
        'sources.1.source',
        'sources.1.supports',
        'place',
        'parties.usa',
        'parties.ru',
      ]),
    )
  })

  it('of the zone does not hide one of the day', () => {
    expect(new Set(fieldsOf(read(file([talk({ when: '2022-02-29', zone: 'Europe/Geneva' })]))))).toEqual(new Set(['when', 'zone']))
  })

  it('of the day does not hide that no official source confirms the talk', () => {
    expect(fieldsOf(read(file([talk({ when: '2022-02-29', status: 'confirmed' })]))).sort()).toEqual(['status', 'when'])
  })

  it('of a topic does not hide a party that stands there twice', () => {
    expect(fieldsOf(read(file([talk({ topics: ['A b'], parties: [{ party: 'us' }, { party: 'us' }] })]))).sort()).toEqual([
      'parties',
      'topics.0',
    ])
  })

  it('of each of two talks with one id does not hide that there are two', () => {
    const { problems } = read(file([talk(), talk({ when: '2022-02-29' })]))
    expect(fieldsOf({ problems } as Diary).sort()).toEqual(['id', 'when'])
  })
})
