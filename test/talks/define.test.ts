import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineTalks } from '../../src/talks/define.ts'
import { readDiary } from '../../src/talks/diary.ts'
import { REGISTER, SOURCES } from './sample.ts'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const TSC = pathOf('../../node_modules/typescript/bin/tsc')
const BASE = pathOf('../../src/tsconfig.base.json')
const DEFINE = pathOf('../../src/talks/define.ts')
const MARKED = pathOf('./fixtures/misspelt.ts')

/** Checks files with the project's own options; what it prints is empty if they are right. */
function compile(folder: string, ...files: string[]): { status: number | null; output: string } {
  const project = join(folder, 'tsconfig.json')
  writeFileSync(project, JSON.stringify({ extends: BASE, compilerOptions: { lib: ['esnext'], types: [] }, files }))
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSC, '-p', project, '--pretty', 'false'], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe('defineTalks', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-define-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What the compiler says of a file with one talk that has these fields. */
  function judge({ parties = '[]', sources = '[]', more = `status: 'planned'`, adds = '{}' }) {
    const file = join(folder, 'talks.mts')
    writeFileSync(
      file,
      `import { defineTalks, type RegisteredParty } from ${JSON.stringify(DEFINE)}
declare const registered: RegisteredParty
declare const itsField: \`parties.\${RegisteredParty}\`
export const records = defineTalks({
  parties: ${adds},
  sources: { story: { title: 'A story', publisher: null, url: null, published: '2022', official: false } },
  talks: [{ id: 'a', title: 'A', when: '2022', parties: ${parties}, sources: ${sources}, ${more} }],
})
`,
    )
    return compile(folder, file)
  }

  it('marks each misspelling as an error of its own', () => {
    // Every line of the fixture that is wrong bears @ts-expect-error, which is itself an error where nothing is wrong.
    expect(readFileSync(MARKED, 'utf8').match(/@ts-expect-error/g)?.length).toBeGreaterThan(10)
    expect(compile(folder, MARKED)).toEqual({ status: 0, output: '' })
  })

  it('has no objection to records that are right', () => {
    const asked = judge({
      parties: `[{ party: registered, attendance: 'expected' }, { party: 'who' }]`,
      sources: `[{ source: 'story', supports: ['when', 'parties.who', itsField], stance: 'denies' }]`,
      adds: `{ who: { name: 'WHO', kind: 'organisation' } }`,
    })
    expect(asked).toEqual({ status: 0, output: '' })
    expect(judge({})).toEqual({ status: 0, output: '' })
  })

  it.each([
    ['party', { parties: `[{ party: 'natoo' }]`, adds: `{ who: { name: 'WHO', kind: 'organisation' } }` }, '"natoo"'],
    ['source', { sources: `[{ source: 'stroy', supports: ['when'] }]` }, '"stroy"'],
    ['status', { more: `status: 'planed'` }, '"planed"'],
    ['field', { more: `status: 'planned', tiltle: 'x'` }, "'tiltle'"],
    ['supported field', { sources: `[{ source: 'story', supports: ['wen'] }]` }, '"wen"'],
    ['supported party', { sources: `[{ source: 'story', supports: ['parties.natoo'] }]` }, '"parties.natoo"'],
  ])('makes a misspelt %s an error that names it', (_, fields, misspelt) => {
    const { status, output } = judge(fields)
    expect(status).not.toBe(0)
    expect(output).toContain('talks.mts')
    expect(output).toContain(misspelt)
  })

  it('gives the file back as it was written', () => {
    const content = { sources: SOURCES, talks: [] }
    expect(defineTalks(content)).toBe(content)
  })

  it('gives what readDiary reads', () => {
    const content = defineTalks({
      parties: { who: { name: 'WHO', kind: 'organisation' } },
      sources: SOURCES,
      talks: [
        {
          id: 'a',
          title: 'A',
          when: '2022-01-10',
          status: 'confirmed',
          parties: [{ party: 'who' }],
          sources: [{ source: 'ministry', supports: ['when', 'status', 'parties'] }],
        },
      ],
    })
    const { talks, problems } = readDiary([{ name: 'a.ts', content }], REGISTER)
    expect(problems).toEqual([])
    expect(talks.map(({ id }) => id)).toEqual(['a'])
  })
})
