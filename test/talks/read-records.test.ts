import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Diary } from '../../src/talks/diary.ts'
import { problemLine } from '../../src/talks/problem.ts'
import { readRecords } from '../../src/talks/read-records.node.ts'
import { parties } from '../fixtures/parties.ts'
import { file, REGISTER, talk } from './sample.ts'

const json = (...ids: string[]) => JSON.stringify(file(ids.map((id) => talk({ id }))))
const idsOf = ({ talks }: Diary) => talks.map(({ id }) => id)

/** Nothing was published, nothing may be withdrawn, and the one problem names the file, what is wrong and what would be right. */
function expectUnreadable({ talks, problems, broken }: Diary, name: string, message: RegExp): void {
  expect(talks).toEqual([])
  expect(problems).toEqual([
    expect.objectContaining({
      file: name,
      talk: null,
      field: null,
      message: expect.stringMatching(message),
      expected: expect.stringMatching(/./),
    }),
  ])
  expect(broken).toEqual({ ids: new Set(), unreadable: true })
  for (const problem of problems) {
    expect(problemLine(problem).length).toBeLessThan(1000)
    expect(problemLine(problem)).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
  }
}

describe('readRecords', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-read-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function put(name: string, content: string | Uint8Array): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  it('reads a JSON file', async () => {
    const diary = await readRecords(put('talks.json', json('a', 'b')), REGISTER)
    expect(diary.problems).toEqual([])
    expect(idsOf(diary)).toEqual(['a', 'b'])
  })

  it('reads a folder of JSON files, in the order of their names, and nothing else in it', async () => {
    put('b.json', json('b'))
    put('a.json', json('a'))
    put('README.md', '# Records')
    put('notes.txt', 'x')
    mkdirSync(join(folder, 'more'))
    put('more/c.json', json('c'))
    const diary = await readRecords(folder, REGISTER)
    expect(diary.problems).toEqual([])
    expect(idsOf(diary)).toEqual(['a', 'b'])
  })

  it('reads a file of parties beside files of talks', async () => {
    put('parties.json', JSON.stringify({ parties: { who: { name: 'WHO', kind: 'organisation' } } }))
    put('talks.json', JSON.stringify(file([talk({ parties: [{ party: 'who' }] })])))
    const diary = await readRecords(folder, REGISTER)
    expect(diary.problems).toEqual([])
    expect(diary.talks[0]?.parties[0]?.name).toBe('WHO')
  })

  it.each(['talks.mjs', 'talks.js', 'talks.ts'])('reads the module %s that exports one file', async (name) => {
    const annotation = name.endsWith('.ts') ? ': object' : ''
    put('package.json', '{"type":"module"}')
    const diary = await readRecords(put(name, `const records${annotation} = ${json('a')}\nexport default records\n`), REGISTER)
    expect(diary.problems).toEqual([])
    expect(idsOf(diary)).toEqual(['a'])
  })

  it('reads a module that exports a list of files, and names each by its place', async () => {
    const path = put('talks.mjs', `export default [${json('a')}, ${json('b')}, 5]`)
    const diary = await readRecords(path, REGISTER)
    expect(idsOf(diary)).toEqual(['a', 'b'])
    expect(diary.problems.map(({ file }) => file)).toEqual(['talks.mjs[2]'])
  })

  it('reads a module that exports files by their names, and names them so', async () => {
    const path = put('talks.mjs', `export default { 'one.ts': ${json('a')}, 'two.ts': ${json('b')}, 'three.ts': null }`)
    const diary = await readRecords(path, REGISTER)
    expect(idsOf(diary)).toEqual(['a', 'b'])
    expect(diary.problems.map(({ file }) => file)).toEqual(['three.ts'])
  })

  it.each(['index.ts', 'index.js', 'index.mjs'])('reads a folder by its %s alone', async (name) => {
    put('package.json', '{"type":"module"}')
    put('other.json', 'not read')
    put('series.mjs', `export default ${json('a')}`)
    put(name, `import series from './series.mjs'\nexport default { 'series.mjs': series }\n`)
    const diary = await readRecords(folder, REGISTER)
    expect(diary.problems).toEqual([])
    expect(idsOf(diary)).toEqual(['a'])
  })

  it('names a file that is empty, not the index that imports from it', async () => {
    put('package.json', '{"type":"module"}')
    put('one.mjs', `export default ${json('a')}`)
    put('two.mjs', '')
    put('index.mjs', `import one from './one.mjs'\nimport two from './two.mjs'\nexport default { 'one.mjs': one, 'two.mjs': two }\n`)
    const diary = await readRecords(folder, REGISTER)
    expect(diary.problems.map(({ file, code }) => [file, code])).toEqual([['two.mjs', 'nothing-in-file']])
    expect(idsOf(diary)).toEqual(['a'])
  })

  it('reads a folder of TypeScript such as the project has', async () => {
    const diary = await readRecords(fileURLToPath(new URL('../fixtures', import.meta.url)), parties)
    expect(diary.problems).toEqual([])
    expect(idsOf(diary)).toEqual(['us-russia-1', 'nato-russia-1', 'osce-russia-1'])
  })

  it('reads a path that is relative to the working directory', async () => {
    const diary = await readRecords('test/fixtures/index.ts', parties)
    expect(diary.problems).toEqual([])
    expect(diary.talks).toHaveLength(3)
  })

  it('skips a byte order mark', async () => {
    const diary = await readRecords(put('bom.json', `\ufeff${json('a')}`), REGISTER)
    expect(diary.problems).toEqual([])
    expect(idsOf(diary)).toEqual(['a'])
  })

  it('names a path at which there is nothing', async () => {
    const path = join(folder, 'nowhere')
    expectUnreadable(await readRecords(path, REGISTER), path, /ENOENT/)
    expectUnreadable(await readRecords(`${path}.json`, REGISTER), `${path}.json`, /ENOENT/)
    expectUnreadable(await readRecords(`${path}/index.ts`, REGISTER), `${path}/index.ts`, /ENOENT/)
  })

  it('names a path that cannot be one', async () => {
    for (const path of ['', 'a\u0000b', 'x'.repeat(10_000)]) {
      const { problems, broken } = await readRecords(path, REGISTER)
      expect(problems).toHaveLength(1)
      expect(broken.unreadable).toBe(true)
    }
  })

  it('names a folder that may not be read', async () => {
    chmodSync(folder, 0o755)
    const locked = join(folder, 'locked')
    mkdirSync(locked, 0o000)
    // The superuser may read everything, so for a moment it is nobody.
    const superuser = process.getuid?.() === 0
    if (superuser) process.seteuid?.(65_534)
    try {
      expectUnreadable(await readRecords(locked, REGISTER), locked, /^cannot be read: .*EACCES/)
    } finally {
      if (superuser) process.seteuid?.(0)
    }
  })

  it('names an empty folder, so that it does not pass for a diary without talks', async () => {
    expectUnreadable(await readRecords(folder, REGISTER), folder, /no \.json file/)
  })

  it('names a folder in which nothing is a record', async () => {
    put('README.md', '# Records')
    expectUnreadable(await readRecords(folder, REGISTER), folder, /no \.json file/)
  })

  it('names a file that is neither a module nor JSON', async () => {
    const path = put('talks.yaml', 'talks: []')
    expectUnreadable(await readRecords(path, REGISTER), path, /neither a module nor JSON/)
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['white space', ' \n'],
    ['half a file', json('a').slice(0, -10)],
    ['two files', json('a') + json('b')],
    ['a comma too many', '{"sources":{},"talks":[],}'],
    ['a comment', '// talks\n{"sources":{},"talks":[]}'],
    ['words', '\u001b[2J\u202enot JSON'],
  ])('names a JSON file that holds %s', async (_, content) => {
    const path = put('broken.json', content)
    expectUnreadable(await readRecords(path, REGISTER), path, /not JSON that can be read/)
  })

  it('names JSON that is not in UTF-8', async () => {
    const latin = put('latin.json', Buffer.from(JSON.stringify(file([talk({ title: 'Genève' })])), 'latin1'))
    expectUnreadable(await readRecords(latin, REGISTER), latin, /not JSON that can be read/)
    const wide = put('wide.json', Buffer.from(`\ufeff${json('a')}`, 'utf16le'))
    expectUnreadable(await readRecords(wide, REGISTER), wide, /not JSON that can be read/)
  })

  it('keeps the talks of other files beside one that is broken, and says that something could not be read', async () => {
    put('a.json', json('a'))
    put('b.json', '{')
    put('c.json', JSON.stringify(file([talk({ id: 'c', when: '2022-02-29' }), talk({ id: 'd' })])))
    const diary = await readRecords(folder, REGISTER)
    expect(idsOf(diary)).toEqual(['a', 'd'])
    expect(diary.broken).toEqual({ ids: new Set(['c']), unreadable: true })
    expect(diary.problems.map(({ file, talk }) => `${file} ${talk}`)).toEqual(['b.json null', 'c.json c'])
  })

  it('names a directory that is called like a file', async () => {
    mkdirSync(join(folder, 'x.json'))
    put('a.json', json('a'))
    const diary = await readRecords(folder, REGISTER)
    expect(idsOf(diary)).toEqual(['a'])
    expect(diary.problems).toEqual([expect.objectContaining({ file: 'x.json', message: expect.stringContaining('EISDIR') })])
    expect(diary.broken.unreadable).toBe(true)
  })

  it('reads a folder whatever it is called', async () => {
    mkdirSync(join(folder, 'x.json'))
    put('x.json/a.json', json('a'))
    expect(idsOf(await readRecords(join(folder, 'x.json'), REGISTER))).toEqual(['a'])
  })

  it('names a module that is called index and is a folder', async () => {
    mkdirSync(join(folder, 'index.mjs'))
    expectUnreadable(await readRecords(folder, REGISTER), join(folder, 'index.mjs'), /cannot be loaded/)
  })

  it.each<[string, string, RegExp]>([
    ['throws', `throw new Error('no network\\nsecond line')`, /cannot be loaded: no network/],
    ['throws something else than an error', `throw 'no\\u001b[2J'`, /cannot be loaded: no/],
    ['has a wrong grammar', 'export default {\n a: 1\n b: 2 }', /cannot be loaded/],
    ['imports what is not there', `import x from './nowhere.mjs'\nexport default x`, /cannot be loaded/],
    ['exports nothing at all', 'export const records = 5', /is nothing/],
    ['exports null', 'export default null', /is "null"/],
    ['exports a text', `export default 'talks'`, /is "talks"/],
    ['exports a function', 'export default () => []', /is /],
  ])('names a module that %s', async (_, content, message) => {
    const path = put('bad.mjs', content)
    expectUnreadable(await readRecords(path, REGISTER), path, message)
  })

  it('names what is nested very deeply, wherever it stands', async () => {
    const depth = 200_000
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    const deeper = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    const places = (nested: string) => [
      nested,
      `{"sources":${nested},"talks":[]}`,
      `{"sources":{"x":${nested}},"talks":[]}`,
      `{"sources":{},"talks":[],"series":${nested}}`,
      `{"sources":{},"talks":[],"parties":{"x":${nested}}}`,
      `{"sources":{},"talks":[${nested}]}`,
      ...Object.keys(talk()).map((key) => json('a').replace(`"${key}":`, `"${key}":${nested},"x-${key}":`)),
    ]
    for (const content of [...places(deep), ...places(deeper)]) {
      const { talks, problems } = await readRecords(put('deep.json', content), REGISTER)
      expect(talks).toEqual([])
      expect(problems.length).toBeGreaterThan(0)
      for (const problem of problems) expect(problemLine(problem).length).toBeLessThan(1000)
    }
  })

  it('keeps keys such as __proto__ out of everything', async () => {
    const content = json('a').replace('"title"', '"__proto__":{"polluted":true},"title"')
    const { problems, talks } = await readRecords(put('proto.json', content), REGISTER)
    expect(talks).toEqual([])
    expect(problems.map(problemLine).join()).toContain('__proto__')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('reads the same again, byte for byte', async () => {
    put('a.json', json('a'))
    put('b.json', json('b'))
    const [one, other] = [await readRecords(folder, REGISTER), await readRecords(folder, REGISTER)]
    expect(JSON.stringify(other)).toBe(JSON.stringify(one))
  })
})
