import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cited, file, good, read, SOURCES, talk } from './sample.ts'
import { expectHelpful, LONG, problemsOf } from './spoilt.ts'

const CONTROLS = ['\u0000', '\u0007', '\b', '\n', '\r', '\t', '\u001b', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029']
const REORDERING = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']

describe('text', () => {
  const lines: [string, (text: string) => object][] = [
    ['title', (text) => ({ title: text })],
    ['said', (text) => ({ said: text })],
    ['statusReason', (text) => ({ statusReason: text })],
    ['place.name', (text) => ({ place: { name: text } })],
    ['place.city', (text) => ({ place: { city: text } })],
    ['languages.de.title', (text) => ({ languages: { de: { title: text } } })],
    ['links.0.title', (text) => ({ links: [{ url: 'https://a.example', title: text }] })],
    ['contact.name', (text) => ({ contact: { name: text, public: true } })],
    ['contact.organisation', (text) => ({ contact: { name: 'A', organisation: text, public: false } })],
    ['contact.phone', (text) => ({ contact: { name: 'A', phone: text, public: true } })],
    ['access.note', (text) => ({ access: { note: text } })],
    ['sources.1.says', (text) => ({ sources: [...talk().sources, ...cited(['when'], { says: text })] })],
    ['sources.1.derived', (text) => ({ sources: [...talk().sources, ...cited(['when'], { derived: text })] })],
    ['sources.1.attributedTo', (text) => ({ sources: [...talk().sources, ...cited(['when'], { attributedTo: text })] })],
  ]
  const texts: [string, (text: string) => object][] = [
    ['summary', (text) => ({ summary: text })],
    ['languages.de.summary', (text) => ({ languages: { de: { summary: text } } })],
  ]

  it.each([...lines, ...texts])('of %s may not be a megabyte long', (field, fields) => {
    const problems = problemsOf(fields(LONG))
    expect(problems).toEqual([expect.objectContaining({ field, message: expect.stringContaining('1,000,000 characters') })])
    expectHelpful(problems)
  })

  it.each(lines)('of %s may hold no control character or line break', (field, fields) => {
    for (const char of CONTROLS) {
      const problems = problemsOf(fields(`a${char}b`))
      expect(problems).toEqual([expect.objectContaining({ field, message: expect.stringContaining('U+') })])
      expectHelpful(problems)
    }
  })

  it.each(texts)('of %s may hold line feeds and tabs, and no other control character', (field, fields) => {
    expect(problemsOf(fields('a\n\n\tb'))).toEqual([])
    for (const char of CONTROLS.filter((char) => char !== '\n' && char !== '\t'))
      expect(problemsOf(fields(`a${char}b`))).toEqual([expect.objectContaining({ field })])
  })

  it.each([...lines, ...texts])('of %s may not reorder what stands after it', (field, fields) => {
    for (const char of REORDERING) {
      const problems = problemsOf(fields(`a${char}b`))
      expect(problems).toEqual([expect.objectContaining({ field, message: expect.stringContaining('reorders') })])
      expectHelpful(problems)
    }
  })

  it('of parties, sources and series is held to the same', () => {
    for (const bad of [LONG, 'a\u0000b', 'a\nb', 'a\u202eb', 'a\u2068b', '', ' a']) {
      const spoilt: [string, Record<string, unknown>][] = [
        ['parties.x.name', { parties: { x: { name: bad, kind: 'state' } } }],
        ['parties.x.languages.de', { parties: { x: { name: 'X', kind: 'state', languages: { de: bad } } } }],
        ['sources.x.title', { sources: { ...SOURCES, x: { ...SOURCES.story, title: bad } } }],
        ['sources.x.publisher', { sources: { ...SOURCES, x: { ...SOURCES.story, publisher: bad } } }],
        ['series.title', { series: { id: 's', title: bad } }],
      ]
      for (const [field, rest] of spoilt) {
        const { problems } = read(file([], rest))
        expect(problems.map(({ field }) => field)).toContain(field)
        expectHelpful(problems)
      }
    }
  })

  it.each(['a\u0000b', 'a\nb', '\u202estory', LONG])('of the id of a source is held to the same (%#)', (id) => {
    const { problems } = read(
      file([talk({ sources: [{ source: id, supports: ['when', 'parties'] }] })], { sources: { [id]: SOURCES.story } }),
    )
    expect(problems.length).toBeGreaterThan(0)
  })

  it.each([
    ['Arabic', 'محادثات بين الولايات المتحدة وروسيا'],
    ['Hebrew', 'שיחות בין ארצות הברית לרוסיה'],
    ['Persian with a zero-width non-joiner', 'گفت‌وگوها'],
    ['marks of direction', 'a \u200fשלום\u200e b \u061c ג'],
    ['a mark at either end', '\u200fשלום\u200e'],
    ['emoji joined into one', '👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭'],
    ['combining accents', 'Ge\u0301ne\u0300ve'],
    ['characters beyond the first plane', '𝒯𝒶𝓁𝓀𝓈 𠮷'],
    ['Devanagari', 'वार्ता'],
    ['punctuation of all kinds', `"quotes" 'and' <tags> & ; , \\ / – — … « »`],
  ])('in %s comes out unchanged', (_, text) => {
    const record = talk({ title: text, said: text, summary: text, languages: { ar: { title: text } }, place: { city: text } })
    expect(good(record)).toMatchObject({
      title: text,
      said: text,
      summary: text,
      languages: { ar: { title: text } },
      place: { city: text },
    })
  })

  it('is accepted unchanged or refused, never mended', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const { talks, problems } = read(file([{ ...talk(), title: text, summary: text }]))
        if (problems.length === 0) expect(talks[0]).toMatchObject({ title: text, summary: text })
        else expect(talks).toEqual([])
      }),
    )
  })

  it('at the limit is accepted, and one character more is not', () => {
    expect(problemsOf({ title: 'a'.repeat(300) })).toEqual([])
    expect(problemsOf({ title: 'a'.repeat(301) })).toHaveLength(1)
    expect(problemsOf({ summary: 'a'.repeat(10_000) })).toEqual([])
    expect(problemsOf({ summary: 'a'.repeat(10_001) })).toHaveLength(1)
  })
})
