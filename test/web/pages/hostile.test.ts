import { describe, expect, it } from 'vitest'
import { readDiary } from '../../../src/talks/diary.ts'
import type { RecordsFile, TalkRecord } from '../../../src/talks/record.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const FULL: TalkRecord = record({
  said: 'a',
  statusReason: 'a',
  place: { name: 'a', city: 'a', country: 'CH' },
  summary: 'a',
  languages: { de: { title: 'a', summary: 'a' } },
  links: [{ url: 'https://x.example/', title: 'a' }],
  contact: { name: 'a', organisation: 'a', phone: '1', public: true },
  access: { note: 'a' },
  parties: [{ party: 'x' }],
  sources: [
    {
      source: 'ministry',
      supports: ['when', 'status', 'place', 'parties', 'summary', 'links', 'contact', 'access'],
      says: 'a',
      derived: 'a',
      attributedTo: 'a',
    },
  ],
})
const FILE: RecordsFile = {
  parties: { x: { name: 'a', kind: 'state', languages: { de: 'a' } } },
  series: { id: 's', title: 'a' },
  sources: { ministry: { title: 'a', publisher: 'a', url: null, published: '2022', official: true } },
  talks: [FULL],
}
/** Every text of a file of records that an editor is free to write as they like. */
const TEXTS = [
  ...['title', 'said', 'statusReason', 'place.name', 'place.city', 'summary', 'languages.de.title', 'languages.de.summary'],
  ...['links.0.title', 'contact.name', 'contact.organisation', 'contact.phone', 'access.note'],
  ...['sources.0.says', 'sources.0.derived', 'sources.0.attributedTo'],
].map((path) => `talks.0.${path}`)
const OF_THE_FILE = ['parties.x.name', 'parties.x.languages.de', 'series.title', 'sources.ministry.title', 'sources.ministry.publisher']

/** A copy of the file that has something else at a path. */
function spoilt(path: string, text: string): unknown {
  const copy = structuredClone(FILE) as unknown as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let at: Record<string, unknown> = copy
  for (const key of keys) at = at[key] as Record<string, unknown>
  expect(at[last]).toBeTypeOf('string')
  at[last] = text
  return copy
}

describe('the door of records', () => {
  it('lets in a file with every text', () => {
    expect(readDiary([{ name: 'x.json', content: FILE }], {}).problems).toEqual([])
  })

  it.each([...TEXTS, ...OF_THE_FILE])('refuses characters that reorder what stands after them, and says so: %s', (path) => {
    for (const character of ['\u202a', '\u202e', '\u2066', '\u2069']) {
      const { problems, talks } = readDiary([{ name: 'x.json', content: spoilt(path, `a${character}b`) }], {})
      expect(talks).toEqual([])
      expect(problems).toMatchObject([{ code: 'reordering-character' }])
      expect(problems[0]?.message).toContain(`U+${character.charCodeAt(0).toString(16).toUpperCase()}`)
      // The character itself would reorder the message.
      expect(JSON.stringify(problems)).not.toContain(character)
    }
  })

  it.each([...TEXTS, ...OF_THE_FILE])('lets in single marks of direction, and what looks like markup: %s', (path) => {
    const { problems } = readDiary([{ name: 'x.json', content: spoilt(path, '\u200f<b a="1">&amp;\u061c') }], {})
    expect(problems).toEqual([])
  })
})

describe('what a stranger puts into headers', () => {
  const setUp = () => {
    const onError = (error: unknown) => {
      throw error
    }
    const { hono } = createApp(desk(diary([record()])), { adminToken: null, open: false, onError })
    return async (headers: Record<string, string>, path = '/') =>
      hono.request(`https://parley.example${path}`, { headers: { accept: 'text/html', ...headers } })
  }

  it.each(['accept-language', 'if-none-match', 'if-modified-since', 'x-forwarded-host'])(
    'neither breaks a page nor stands on it: %s',
    async (name) => {
      const ask = setUp()
      const plain = await (await ask({})).text()
      for (const text of [`"><script>ran=1</script>`, `W/"`, '"', ',,,;q=;;', 'de'.repeat(5000), '\u00ff\u00fe', '%00']) {
        const response = await ask({ [name]: text })
        expect([response.status, await response.text()]).toEqual([200, plain])
      }
    },
  )

  it.each([
    ['a wrong path', '/%E0%A4%A', [400, 404]],
    ['a null byte', '/talks/%00', [404]],
    ['a path of many parts', `/${'a/'.repeat(500)}`, [404]],
    ['dots', '/talks/..%2f..%2fetc', [404]],
    ['a lone surrogate', '/?q=%ED%A0%80', [200]],
    ['a character that reorders', '/?q=a%E2%80%AEb', [200]],
    ['too many words', `/?q=${'a+'.repeat(100)}`, [200]],
    ['a search that is too long', `/?q=${'a'.repeat(201)}`, [400]],
    ['a parameter without a name', '/?=1', [400]],
    ['a parameter that every object has', '/?__proto__=1&constructor=2', [400]],
    ['a value that every object has', '/?party=__proto__', [400]],
    ['a month that every object has', '/month/constructor', [404]],
    ['a party that every object has', '/parties/__proto__', [404]],
  ] as const)('is refused or taken, and never breaks the desk: %s', async (_, path, statuses) => {
    const response = await setUp()({}, path)
    expect(statuses).toContain(response.status)
    const page = await response.text()
    expect(page).toContain('<!doctype html>')
    expect(page).not.toContain('<script>')
    expect(page.isWellFormed()).toBe(true)
  })
})
