// Records by hand as files, by the command line: what is read of them is what was by hand, and the compiler takes them.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { recordFiles } from '../../src/editing/record-files.ts'
import { identifiersOf, moduleOf } from '../../src/editing/record-module.ts'
import { type NodeSqlite, openNode } from '../../src/sqlite/driver.node.ts'
import type { Party, TalkRecord } from '../../src/talks/record.ts'
import { anyRecords } from '../editing/any-records.ts'
import { desk, diary, record, SOURCES } from '../make.ts'
import { folder, parley } from '../process.ts'
import { copyProject, removeCopies } from '../project-copy.ts'

afterEach(removeCopies)

const BY = { by: 'Anna', dryRun: false, spellingOnly: false }
const KENYA: Party = { name: 'Kenya', kind: 'state', languages: { fr: "l'État du Kenya" } }
const SERIES = { id: 'geneva-talks', title: 'Geneva – “it’s” talks' }
const SECRET = { name: 'The desk officer', phone: '+41 22 000 00 00', public: false }

/** A database with records by hand: two of a series, one of them secret, and one of none with a party by hand. */
function database(): { path: string; db: NodeSqlite } {
  const path = join(folder(), 'parley.db')
  const db = openNode(path)
  const { editor } = desk(diary([record()]), { db, at: '2022-01-05T12:00:00Z' })
  const put = (id: string, more: Partial<TalkRecord>, rest: object) =>
    editor.put(id, { talk: record({ id, ...more }), sources: SOURCES, ...rest }, { none: true }, BY)
  put('geneva-2', { embargoUntil: '2022-01-09T12:00:00Z', summary: 'One line.\nAnother: \\ \' " `x`.' }, { series: SERIES })
  put('geneva-1', { title: "The “first” one's" }, { series: SERIES })
  put('nairobi-1', { parties: [{ party: 'kenya', role: 'host' }] }, { parties: { kenya: KENYA } })
  editor.putParty('chad', { name: 'Chad', kind: 'state' }, { none: true }, BY)
  return { path, db }
}

/** What was written, file by file. */
const contents = (path: string) => Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]))

describe('parley export-records', () => {
  it('writes modules as events/ has them, and says how they are named there', async () => {
    const { path, db } = database()
    db.close()
    const out = join(folder(), 'out')
    expect(await parley(['export-records', out], { DATABASE: path })).toEqual({
      status: 0,
      err: '',
      out: `${out}/by-hand.ts: 1 talk.
${out}/geneva-talks.ts: 2 talks.

To have them in events/, move them there, and name them in events/index.ts, with the imports

import byHand from './by-hand.ts'
import genevaTalks from './geneva-talks.ts'

and in the list

  'by-hand.ts': byHand,
  'geneva-talks.ts': genevaTalks,
`,
    })
    const { 'by-hand.ts': byHand, 'geneva-talks.ts': geneva } = contents(out)
    expect(byHand).toBe(`// Talks of no series, written by hand.
import { defineTalks } from '../src/talks/define.ts'

export default defineTalks({
  parties: {
    chad: { name: 'Chad', kind: 'state' },
    kenya: { name: 'Kenya', kind: 'state', languages: { fr: "l'État du Kenya" } },
  },
  sources: {
    ministry: {
      title: 'A note',
      publisher: 'A ministry',
      url: null,
      published: '2022-01-04',
      official: true,
    },
    wire: {
      title: 'A wire story',
      publisher: 'A wire',
      url: 'https://wire.example/1',
      published: '2022-01-03',
      official: false,
    },
  },
  talks: [
    {
      id: 'nairobi-1',
      title: 'United States – Russia talks',
      when: '2022-01-10',
      status: 'planned',
      parties: [{ party: 'kenya', role: 'host' }],
      sources: [
        {
          source: 'ministry',
          supports: ['when', 'status', 'place', 'parties', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access'],
        },
      ],
    },
  ],
})
`)
    expect(geneva?.indexOf("id: 'geneva-1'")).toBeLessThan(geneva?.indexOf("id: 'geneva-2'") ?? 0)
    expect(statSync(join(out, 'geneva-talks.ts')).mode & 0o777).toBe(0o600)
    expect(statSync(join(out, 'by-hand.ts')).mode & 0o777).toBe(0o666 & ~process.umask())
  })

  it('keeps what is not public to the owner of the file, and loses none of it', async () => {
    const { path, db } = database()
    const { editor } = desk(diary([record()]), { db })
    editor.patch('nairobi-1', { talk: { contact: SECRET } }, { match: 'any' }, BY)
    db.close()
    const out = folder()
    await parley(['export-records', out, '--json'], { DATABASE: path })
    const read = JSON.parse(readFileSync(join(out, 'by-hand.json'), 'utf8')) as { talks: TalkRecord[] }
    expect(read.talks[0]?.contact).toEqual(SECRET)
    expect(statSync(join(out, 'by-hand.json')).mode & 0o777).toBe(0o600)
    expect(await parley(['check', out])).toEqual({ status: 0, out: '3 talks, no problem.\n', err: '' })
  })

  it('overwrites no file, and then writes none', async () => {
    const { path } = database()
    const out = folder()
    writeFileSync(join(out, 'geneva-talks.ts'), 'mine')
    const { status, err } = await parley(['export-records', out], { DATABASE: path })
    expect([status, err]).toEqual([1, `${out}/geneva-talks.ts: there already, and nothing was written. Name another folder.\n`])
    expect(contents(out)).toEqual({ 'geneva-talks.ts': 'mine' })
  })

  it('says what was taken over, and where there is nothing', async () => {
    const path = join(folder(), 'parley.db')
    const db = openNode(path)
    const made = desk(diary([record()]), { db })
    expect((await parley(['export-records', folder()], { DATABASE: path })).out).toBe('There are no records by hand.\n')
    made.editor.take('us-russia-1', BY)
    const { out } = await parley(['export-records', folder()], { DATABASE: path })
    expect(out).toContain('us-russia-1 was taken over from events: where that has a record of it still, take that out.')
    const missing = join(folder(), 'none.db')
    expect(await parley(['export-records'], { DATABASE: missing })).toMatchObject({
      status: 1,
      err: `There is no database at ${missing}. Name one with DATABASE.\n`,
    })
    expect(existsSync(missing)).toBe(false)
    expect((await parley(['export-records', 'a', 'b'])).status).toBe(2)
  })

  it('writes what the compiler takes in events/, and what gives the same talks there', { timeout: 90_000 }, async () => {
    const { path, db } = database()
    db.close()
    const project = copyProject()
    await parley(['export-records', join(project.path, 'events')], { DATABASE: path })
    project.insert(
      'index.ts',
      "import byHand from './by-hand.ts'\nimport genevaTalks from './geneva-talks.ts'",
      "import { parties } from './parties.ts'",
    )
    project.insert('index.ts', "  'by-hand.ts': byHand,\n  'geneva-talks.ts': genevaTalks,", 'export default {')
    expect((await project.run('check')).out).toBe('6 talks, no problem.\n')
    expect(compile(project.path)).toEqual({ status: 0, output: '' })
    // The compiler does look.
    project.replace('by-hand.ts', "party: 'kenya'", "party: 'kenja'")
    expect(compile(project.path).output).toContain('"kenja"')
  })
})

function compile(project: string): { status: number | null; output: string } {
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ extends: './src/tsconfig.base.json', compilerOptions: { lib: ['esnext'], types: [] }, files: ['events/index.ts'] }),
  )
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project, '--pretty', 'false'], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe('a module of records', () => {
  it('holds what the file holds, whatever that is', () => {
    fc.assert(
      fc.property(anyRecords, (given) => {
        const parties = new Map(given.flatMap(({ parties = {} }) => Object.entries(parties)))
        const records = given.map(({ talk, sources, series }) => ({ talk, sources, ...(series ? { series } : {}) }))
        for (const { content } of recordFiles({ records, parties, partyOf: () => null })) {
          const text = moduleOf(content, 'Talks.')
          const literal = /defineTalks\(([\s\S]*)\)\n$/.exec(text)?.[1]
          expect(new Function(`'use strict'; return (${literal})`)()).toEqual(content)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('has an identifier that JavaScript takes, and of its own', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}$/)
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(name, fc.constantFrom('new', 'class', 'a-1-2', 'a-12', 'talks-of-new', '2022'))), (names) => {
        const identifiers = [...identifiersOf(names).values()]
        expect(new Set(identifiers).size).toBe(names.length)
        for (const identifier of identifiers) new Function(`'use strict'; const ${identifier} = 1`)
      }),
    )
  })
})
