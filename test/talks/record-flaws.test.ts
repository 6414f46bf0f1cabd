// Whatever can be wrong with records, once each: a code that nothing gives has no case here, and what has none does not
// compile.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDiary } from '../../src/talks/diary.ts'
import type { Problem } from '../../src/talks/problem.ts'
import { readApart } from '../../src/talks/read-apart.node.ts'
import { readRecords } from '../../src/talks/read-records.node.ts'
import type { RECORD_FLAWS } from '../../src/talks/record-flaws.ts'
import type { VALUE_FLAWS } from '../../src/talks/value-flaws.ts'
import { cited, file, REGISTER, read, SOURCES, talk } from './sample.ts'
import { problemsOf } from './spoilt.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-flaws-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ZONE = 'Europe/Zurich'
const WHO = { name: 'WHO', kind: 'organisation' }
const many = <T>(count: number, each: T): T[] => Array.from({ length: count }, () => each)
const party = (id: string) => ({ parties: [{ party: id }] })
const holding = (content: unknown) => read(content).problems

/** The problems of a path, which is made before. */
async function at(name: string, make: (path: string) => void): Promise<Problem[]> {
  const path = join(folder, name)
  make(path)
  return (await readRecords(path, REGISTER)).problems
}

/** The problems of a module that a process of its own reads. */
async function apart(name: string, content: string, deadline?: number): Promise<Problem[]> {
  const path = join(folder, name)
  writeFileSync(path, content)
  return (await readApart(path, { env: process.env, ...(deadline === undefined ? {} : { deadline }) })).diary.problems
}

type Code = keyof typeof VALUE_FLAWS | keyof typeof RECORD_FLAWS

const CASES: Record<Code, () => Problem[] | Promise<Problem[]>> = {
  'no-such-zone': () => problemsOf({ zone: 'Europe/Geneva' }),
  'not-a-date': () => problemsOf({ when: 'early January' }),
  'not-a-date-without-time': () => problemsOf({ access: { deadline: '5 January' } }),
  'not-a-time': () => problemsOf({ when: '2022-01-10T9:30', zone: ZONE }),
  'time-without-zone': () => problemsOf({ when: '2022-01-10T09:30' }),
  'no-such-time': () => problemsOf({ when: '2022-01-10T24:00', zone: ZONE }),
  'skipped-local-time': () => problemsOf({ when: '2022-03-27T02:30', zone: ZONE }),
  'end-before-start': () => problemsOf({ when: '2022-01-10T12:00/2022-01-10T09:30', zone: ZONE }),
  'later-day-first': () => problemsOf({ when: '[2022-01-12..2022-01-10]' }),
  'span-of-one-day': () => problemsOf({ when: '2022-01-10/2022-01-10' }),
  'window-without-limit': () => problemsOf({ when: '[..]' }),
  'not-a-span-of-days': () => problemsOf({ when: '2022-01/2022-02' }),
  'no-such-day': () => problemsOf({ when: '2022-02-29' }),
  'too-long': () => problemsOf({ title: 'a'.repeat(301) }),
  empty: () => problemsOf({ title: ' ' }),
  'surrounding-white-space': () => problemsOf({ title: 'x ' }),
  'lone-surrogate': () => problemsOf({ title: 'a\ud800b' }),
  'nothing-visible': () => problemsOf({ title: '\u200b' }),
  'control-character-in-line': () => problemsOf({ title: 'a\nb' }),
  'control-character': () => problemsOf({ summary: 'a\u0007b' }),
  'reordering-character': () => problemsOf({ summary: 'a\u202eb' }),

  missing: () => problemsOf({ title: undefined }),
  'wrong-type': () => problemsOf({ title: 5 }),
  'unknown-field': () => problemsOf({ tiltle: 'x' }),
  'not-a-choice': () => problemsOf({ status: 'called off' }),
  'too-many-characters': () => problemsOf({ topics: ['a'.repeat(65)] }),
  'too-many-parties': () => problemsOf({ parties: many(201, { party: 'us' }) }),
  'too-many-topics': () => problemsOf({ topics: many(51, 'ukraine') }),
  'too-many-links': () => problemsOf({ links: many(51, { url: 'https://a.example', title: 'A' }) }),
  'too-many-sources': () => problemsOf({ sources: many(201, talk().sources[0]) }),
  'not-an-id': () => problemsOf({ topics: ['Security guarantees'] }),
  'no-such-country': () => problemsOf({ place: { country: 'ch' } }),
  'not-an-instant': () => problemsOf({ embargoUntil: '2022-01-05' }),
  'not-an-https-url': () => problemsOf({ links: [{ url: 'http://a.example', title: 'A' }] }),
  'not-a-language': () => problemsOf({ languages: { DE: { title: 'x' } } }),
  'not-by-language': () => problemsOf({ languages: JSON.parse('{"__proto__":{"title":"x"}}') }),
  'not-a-wikidata-item': () => holding(file([], { parties: { who: { ...WHO, wikidata: 'P31' } } })),
  'not-an-email-address': () => problemsOf({ contact: { name: 'A', email: 'a@b', public: true } }),
  'not-an-angle': () => problemsOf({ place: { geo: { lat: 90.1, lon: 0 } } }),
  'neither-true-nor-url': () => problemsOf({ place: { online: false } }),
  'empty-place': () => problemsOf({ place: {} }),
  'supports-nothing': () => problemsOf({ sources: [...talk().sources, ...cited([])] }),
  'time-in-place-of-day': () => problemsOf({ access: { deadline: '2022-01-05T10:00' } }),

  'unknown-party': () => problemsOf(party('usa')),
  'no-party-defined': () => readDiary([{ name: 'file-1.json', content: file([talk()]) }], {}).problems,
  'unknown-source': () => problemsOf({ sources: [{ source: 'stroy', supports: ['when', 'parties'] }] }),
  'no-source-defined': () => holding({ sources: {}, talks: [talk()] }),
  'unknown-party-in-several': () =>
    holding(file([talk({ id: 'a', parties: [{ party: 'acme' }] }), talk({ id: 'b', parties: [{ party: 'acme' }] })])),
  'no-party-defined-for-several': () => readDiary([{ name: 'a.json', content: file([talk({ id: 'a' }), talk({ id: 'b' })]) }], {}).problems,
  'unknown-source-in-several': () => holding(file([talk({ id: 'a' }), talk({ id: 'b' })], { sources: { other: SOURCES.story } })),
  'no-source-defined-for-several': () => holding(file([talk({ id: 'a' }), talk({ id: 'b' })], { sources: {} })),
  'unsupportable-field': () => problemsOf({ sources: [...talk().sources, ...cited(['date'])] }),
  'repeated-party': () => problemsOf({ parties: many(2, { party: 'us' }) }),
  'repeated-topic': () => problemsOf({ topics: many(2, 'ukraine') }),
  'unsupported-by-a-source': () => problemsOf({ sources: cited(['parties']) }),
  'not-an-official-source': () => problemsOf({ status: 'confirmed' }),
  'postponed-with-a-date': () => problemsOf({ status: 'postponed' }),

  'nothing-in-file': () => holding(undefined),
  'not-a-records-file': () => holding('talks'),
  'unknown-part-of-file': () => holding(file([], { seires: {} })),
  'parties-not-an-object': () => holding({ parties: 5 }),
  'no-sources': () => holding({ talks: [] }),
  'no-list-of-talks': () => holding({ sources: SOURCES }),
  'not-a-party-id': () => holding(file([], { parties: { 'W H O': WHO } })),
  'not-a-source-id': () => holding({ sources: { 'a b': SOURCES.story }, talks: [] }),
  'defined-twice': () => read(file([], { parties: { who: WHO } }), file([], { parties: { who: { ...WHO, name: 'Who' } } })).problems,
  'repeated-id': () => holding(file([talk(), talk()])),
  'second-title': () => read(...['A', 'B'].map((title) => file([], { series: { id: 's', title } }))).problems,

  'unreadable-path': () => at('nowhere', () => {}),
  'no-json-file': () => at('empty', (path) => mkdirSync(path)),
  'neither-module-nor-json': () => at('talks.yaml', (path) => writeFileSync(path, 'talks: []')),
  'too-many-bytes': () =>
    at('large.json', (path) => {
      writeFileSync(path, '')
      truncateSync(path, 256 * 1024 * 1024 + 1)
    }),
  'unreadable-json': () => at('broken.json', (path) => writeFileSync(path, '{')),
  'not-read-in-time': () => apart('endless.mjs', 'while (true);', 400),
  'not-read-to-the-end': () => apart('ending.mjs', 'process.exit(3)'),
  'not-in-index': () =>
    at('passed-over', (path) => {
      mkdirSync(path)
      writeFileSync(join(path, 'index.mjs'), 'export default {}')
      writeFileSync(join(path, 'more.mjs'), 'export default { sources: {}, talks: [] }')
    }),
  'unloadable-module': () => at('broken.mjs', (path) => writeFileSync(path, "throw new Error('no network')")),
}

describe('what is wrong with records', () => {
  it.each(Object.entries(CASES))('has the code %s', async (code, problems) => {
    const found = await problems()
    expect(found.map((problem) => problem.code)).toContain(code)
    for (const { values, message, expected } of found) {
      expect(Object.values(values)).not.toContain(undefined)
      expect(`${message}${expected}`).not.toMatch(/\{\w+\}|undefined/)
    }
  })
})
