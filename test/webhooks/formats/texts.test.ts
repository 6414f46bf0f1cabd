// Whatever a message says, a receiver takes it, and its readers see just that: no markup, link, mention or picture that the
// desk did not mean.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Brief, Completed } from '../../../src/webhooks/formats/format.ts'
import { FORMATS } from '../../../src/webhooks/formats/formats.ts'
import { escapedHtml } from '../../../src/webhooks/formats/markup.ts'
import { MESSAGE_TYPES } from '../../../src/webhooks/formats/message-types.ts'
import { fitted, shortened } from '../../../src/webhooks/formats/shortened.ts'
import type { Received } from '../receiver.ts'
import { visible } from './reading.ts'
import { STAND_INS } from './stand-ins.ts'

const URL = 'https://parley.example/talks/a-talk'
const FAMILY = '👨‍👩‍👧‍👦'
const HOSTILE = [
  ...['@everyone', '@here', '<!channel>', '<!here|here>', '<@U123ABC>', '<@123>', '<@&456>', '<#789>', '<t:1:F>', '@[x](y)'],
  ...['[a](https://evil.example)', '<https://evil.example|here>', 'https://evil.example/x', 'www.evil.example', 'evil.example', '![p](q)'],
  ...['*bold*', '_italic_', '__under__', '**strong**', '~~struck~~', '`code`', '```', '||spoiler||', '# heading', '> quote', '- item'],
  ...['1. one', '+ more', '-# small', ':smile:', '<:smile:123>', '$USD', '/start', '#tag', '~channel', '---', '===', '| a | b |'],
  ...['<b>bold</b>', '<a href="https://evil.example">', '&lt;b&gt;', '&amp;', '&', '<', '>', '"', "'", '\\', '\\*', '\\_'],
  ...['{{DATE(2030-01-01T00:00:00Z)}}', '{{TIME(x)}}', '${x}', '@{x}', '<tg-time unix="1">', '<!-- x -->', '<!date^1^{time}|x>'],
  ...['\u202eright to left\u202c', '\u200f', '\u2067', 'עברית', 'Ελλάδα', 'é', '🇨🇭', FAMILY, 'x'.repeat(300), '字'.repeat(300)],
]
const words = (maxLength: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...HOSTILE) },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 9 }) },
      ),
      {
        minLength: 1,
        maxLength,
      },
    )
    .map(
      (parts) =>
        parts
          .join(' ')
          .replaceAll(/\p{Cc}/gu, ' ')
          .trim() || 'x',
    )
const long = fc.oneof(
  words(6),
  words(60),
  fc.constantFrom(...HOSTILE).map((piece) => piece.repeat(Math.ceil(10_000 / piece.length))),
)
const briefs = (texts: fc.Arbitrary<string>): fc.Arbitrary<Brief> =>
  fc.record({
    type: fc.constantFrom(...MESSAGE_TYPES),
    title: texts,
    sentence: texts,
    when: fc.option(fc.record({ words: texts, start: fc.option(fc.integer({ min: 0, max: 4e12 })) })),
    unknown: fc.array(texts, { maxLength: 3 }),
    sources: fc.array(texts, { maxLength: 3 }),
    link: fc.option(fc.constant({ url: URL, words: 'Open the talk' })),
    talk: fc.option(fc.constant('a-talk')),
    lang: fc.constantFrom('en', 'de', 'fr'),
  })

describe.each(Object.keys(STAND_INS) as (keyof typeof STAND_INS)[])('a message for %s', (name) => {
  const { path, credentials = {}, read } = STAND_INS[name]
  const { body, complete, contentType } = FORMATS[name]
  const seen = (brief: Brief) => {
    const identity = { id: 'msg_x', talk: brief.talk, desk: 'https://parley.example' }
    const frozen = body({ type: brief.type, timestamp: '2030-01-01T00:00:00Z', data: {}, brief: () => brief }, identity)
    const sending = { ...identity, type: brief.type, expires: null, now: 0, timestamp: 0, signature: '', authorization: async () => '' }
    const completed = complete?.({ url: `https://there.example${path}`, credentials }, frozen, sending) as Completed | undefined
    const sent = completed?.body ?? frozen
    return read({
      method: 'POST',
      path: '',
      id: '',
      headers: { 'content-type': contentType },
      body: String(sent),
      bytes: new TextEncoder().encode(String(sent)),
      at: 0,
    } satisfies Received)
  }

  it('is one that it takes, and has no markup and no link but its own, whatever it says and however long', () => {
    fc.assert(
      fc.property(briefs(long), (brief) => {
        const { links, strange, text } = seen(brief)
        expect(strange).toEqual([])
        expect(links).toEqual(brief.link ? [URL] : [])
        // A family is there as a whole, or not at all.
        expect(text.replaceAll(FAMILY, '').replaceAll(/[^\u200d]/gu, '')).toBe('')
      }),
      { numRuns: 300, examples: HOSTILE.map((each) => [sample(each)]) },
    )
  })

  it('says all that it is to say where there is room', () => {
    fc.assert(
      fc.property(briefs(words(1).filter(({ length }) => length < 40)), (brief) => {
        const text = visible(seen(brief).text)
        for (const part of [
          brief.title,
          brief.sentence,
          ...brief.unknown,
          ...brief.sources,
          ...(brief.when?.start === null ? [brief.when.words] : []),
        ])
          expect(text).toContain(visible(part))
      }),
      { numRuns: 300, examples: HOSTILE.filter(({ length }) => length < 40).map((each) => [sample(each)]) },
    )
  })
})

describe('a text that is cut', () => {
  it('ends between characters, at most where it may, wherever that is', () => {
    const families = (count: number) => (count === 0 ? '…' : `${FAMILY.repeat(count)}…`)
    for (let most = 1; most < 8 * FAMILY.length; most++) {
      const expected = families(Math.floor((most - 1) / FAMILY.length))
      expect(shortened(FAMILY.repeat(9), most)).toBe(expected)
      expect(fitted(FAMILY.repeat(9), most, (text) => text)).toBe(expected)
    }
  })

  it('is cut before it is escaped', () => {
    expect(fitted('&&&&', 12, escapedHtml)).toBe('&amp;&amp;…')
    expect(fitted('&&', 10, escapedHtml)).toBe('&amp;&amp;')
  })
})

function sample(text: string): Brief {
  const of = { title: text, sentence: text, when: { words: text, start: null }, unknown: [text], sources: [text] }
  return { type: 'talk.updated', ...of, link: { url: URL, words: 'Open the talk' }, talk: 'a-talk', lang: 'en' }
}
