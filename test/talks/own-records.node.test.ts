// The project's own records in TypeScript: what is broken is named with its line, once; what else stands stays published; and
// what is edited while a desk runs is published.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { folder, freePort, launch } from '../process.ts'
import { type Copy, copyProject, removeCopies } from '../project-copy.ts'

const ended: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
  removeCopies()
})

/** A second series, whose talk has an id of its own. */
const series = (id: string, title = id) => `import { defineTalks } from '../src/talks/define.ts'
export default defineTalks({
  sources: { note: { title: 'Note', publisher: null, url: null, published: '2022-01-03', official: false } },
  talks: [{ id: '${id}', title: '${title}', when: '2022-01-20', status: 'planned', parties: [{ party: 'us' }],
    sources: [{ source: 'note', supports: ['when', 'parties'] }] }],
})
`
function withSeries(id = 'second'): Copy {
  const project = copyProject()
  project.write('second.ts', series(id))
  project.insert('index.ts', "import second from './second.ts'", "import { parties } from './parties.ts'")
  project.insert('index.ts', "  'second.ts': second,", 'export default {')
  return project
}

describe('check', () => {
  const BROKEN: [string, (project: Copy) => void, string][] = [
    [
      'a comma that is missing in one series',
      (project) => project.replace('second.ts', "title: 'second',", "title: 'second'"),
      "second.ts: cannot be loaded: Expected ',', got 'ident', in line 4",
    ],
    [
      'a comma that is missing in the register',
      (project) => project.replace('parties.ts', "kind: 'state',", "kind: 'state'"),
      "parties.ts: cannot be loaded: Expected ',', got 'ident', in line",
    ],
    [
      'a name that is none',
      (project) => project.replace('second.ts', "'2022-01-20'", 'DAY'),
      'second.ts: cannot be loaded: DAY is not defined, in line 4',
    ],
    [
      'an import of what is not there',
      (project) => project.insert('second.ts', "import x from './nothing.ts'", "import { defineTalks } from '../src/talks/define.ts'"),
      'second.ts: cannot be loaded: Cannot find module',
    ],
    ['a series that is gone', (project) => project.remove('second.ts'), 'index.ts: cannot be loaded: Cannot find module'],
    [
      'a grammar that is not stripped',
      (project) => project.insert('second.ts', 'enum Level { one }', "import { defineTalks } from '../src/talks/define.ts'"),
      'second.ts: cannot be loaded: TypeScript enum is not supported in strip-only mode, in line 2',
    ],
    [
      'a mistake in the index itself',
      (project) => project.replace('index.ts', "'second.ts': second,", "'second.ts': second"),
      'index.ts: cannot be loaded: Expected',
    ],
    [
      'a party of the register that is misspelt',
      (project) => project.replace('parties.ts', "kind: 'state',", "kind: 'stat',"),
      'parties.ts › parties.us.kind: is "stat"',
    ],
    [
      'a series that the index does not name',
      (project) => project.write('third.ts', series('third')),
      'third.ts: is not named in index.ts, so nothing of it is read. Expected: its import and its entry in index.ts, or no such file',
    ],
    [
      'a series that is imported and not listed',
      (project) => project.replace('index.ts', "  'second.ts': second,\n", ''),
      'second.ts: is not named in index.ts',
    ],
  ]
  it.each(BROKEN)('names %s, once', async (_, spoil, says) => {
    const project = withSeries()
    spoil(project)
    const { status, out, err } = await project.run('check')
    expect([status, err]).toEqual([1, ''])
    expect(out).toContain(says)
    expect(out).toMatch(/^1 problem; \d talks? without one\.$/m)
  })

  it('has nothing against files beside the index that hold no records, or that another file imports', async () => {
    const project = withSeries()
    project.write('notes.ts', '// Which talks are to come.\nexport default 5\n')
    project.write(
      'shared.ts',
      "export const note = { title: 'Note', publisher: null, url: null, published: '2022-01-03', official: false }\n",
    )
    project.write('part.ts', 'export default { talks: [] }\n')
    project.insert('second.ts', "import part from './part.ts'", "import { defineTalks } from '../src/talks/define.ts'")
    project.replace('second.ts', 'talks: [', 'talks: [...part.talks, ')
    expect(await project.run('check')).toMatchObject({ status: 0, out: '4 talks, no problem.\n' })
  })

  it.each([
    ['ends the process', 'process.exit(0)', 'a module ended the reading with status 0'],
    ['never comes to an end by itself', 'await new Promise(() => {})', 'unsettled top-level await'],
    [
      'throws an error that cannot be read',
      "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('y') } })",
      'second.ts: cannot be loaded: x',
    ],
    ['throws what has no text', 'throw Object.create(null)', 'cannot be loaded: it throws something that is no error'],
  ])('names a module that %s, and fails', async (_, line, says) => {
    const project = withSeries()
    project.insert('second.ts', line, "import { defineTalks } from '../src/talks/define.ts'")
    const { status, out, err } = await project.run('check')
    expect([status, err]).toEqual([1, ''])
    expect(out).toContain(says)
  })

  it('is not kept from an end by what a module leaves running', async () => {
    const project = withSeries()
    project.insert('second.ts', 'setInterval(() => {}, 1000)', "import { defineTalks } from '../src/talks/define.ts'")
    expect(await project.run('check')).toMatchObject({ status: 0, out: '4 talks, no problem.\n' })
  })

  it('does not run a file that nothing names', async () => {
    const project = withSeries()
    project.write('third.ts', `${series('third')}\nprocess.exit(7)\n`)
    expect(await project.run('check')).toMatchObject({ status: 1, out: expect.stringContaining('third.ts: is not named') })
  })
})

/** A desk of a copy of the project, or of records elsewhere. */
async function desk(project: Copy, env: Record<string, string> = {}) {
  const port = await freePort()
  const { child, said, ended: end } = launch(['src/node.ts'], { PORT: port, DATABASE: ':memory:', ...env }, project.path)
  ended.push(() => {
    child.kill()
    return end
  })
  await expect.poll(() => said().out + said().err, { timeout: 15_000 }).toContain('Calendar')
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json() as Promise<Record<string, unknown>>
  return {
    said,
    kill: () => child.kill('SIGKILL'),
    titles: async () => ((await get('/api/talks')).talks as { title: string }[]).map(({ title }) => title).sort(),
    problems: async () => (await get('/healthz')).problems as number,
  }
}

const STORY = ['NATO – Russia talks', 'OSCE – Russia consultations', 'United States – Russia talks']
const SOON = { timeout: 15_000, interval: 100 }

describe('npm run dev', () => {
  it('starts again at each save of a source file by renaming', { timeout: 60_000 }, async () => {
    const project = copyProject()
    const { child, said, ended: end } = launch(['run', 'dev'], { PORT: '0', DATABASE: ':memory:' }, project.path, 'npm')
    ended.push(() => {
      child.kill()
      return end
    })
    const starts = () => said().out.match(/Calendar/g)?.length ?? 0
    await expect.poll(starts, SOON).toBe(1)
    const file = join(project.path, 'src/metrics.ts')
    for (const time of [2, 3, 4]) {
      writeFileSync(`${file}~`, `${readFileSync(file, 'utf8')}// ${time}\n`)
      renameSync(`${file}~`, file)
      await expect.poll(starts, SOON).toBeGreaterThanOrEqual(time)
    }
  })
})

describe('a desk', () => {
  it('starts although a series cannot be loaded, names it with its line, and has the others', async () => {
    const project = withSeries()
    project.replace('second.ts', "title: 'second',", "title: 'second'")
    const made = await desk(project)
    expect(made.said().err).toContain("second.ts: cannot be loaded: Expected ',', got 'ident', in line 4")
    expect(made.said().err).not.toContain('    at ')
    expect(await made.titles()).toEqual(STORY)
    expect(await made.problems()).toBe(1)
  })

  it('notices that a module is mended that ended the reading as it started, or that was not there', { timeout: 40_000 }, async () => {
    const project = withSeries()
    project.insert('second.ts', 'process.exit(3)', "import { defineTalks } from '../src/talks/define.ts'")
    const made = await desk(project)
    expect(await made.problems()).toBe(1)
    project.replace('second.ts', 'process.exit(3)', "import '../more/late.ts'")
    await expect.poll(() => made.said().err, SOON).toContain('Cannot find module')
    mkdirSync(join(project.path, 'more'))
    writeFileSync(join(project.path, 'more/late.ts'), '')
    await expect.poll(made.titles, SOON).toEqual([...STORY, 'second'])
  })

  it('is not ended by a module that speaks to it, and leaves no reader behind when it is killed', { timeout: 40_000 }, async () => {
    const project = withSeries()
    project.insert('second.ts', "process.send?.('junk')", "import { defineTalks } from '../src/talks/define.ts'")
    const made = await desk(project)
    expect(await made.titles()).toEqual([...STORY, 'second'])
    const readers = () =>
      spawnSync('pgrep', ['-f', `records-reader.node.ts ${join(project.path, 'events')}`], { encoding: 'utf8' }).stdout.trim()
    project.replace('second.ts', "process.send?.('junk')", 'while (true);')
    await expect.poll(readers, SOON).not.toBe('')
    made.kill()
    await expect.poll(readers, SOON).toBe('')
  })

  it('starts although the register cannot be loaded', async () => {
    const project = withSeries()
    project.replace('parties.ts', "kind: 'state',", "kind: 'state'")
    const made = await desk(project)
    expect(made.said().err).toContain('parties.ts: cannot be loaded')
    expect(await made.titles()).toEqual([])
  })

  it('publishes what is edited in a module, in its register and in its index while it runs', { timeout: 60_000 }, async () => {
    const project = withSeries()
    const made = await desk(project)
    expect(await made.titles()).toEqual([...STORY, 'second'])
    project.replace('second.ts', "title: 'second'", "title: 'Altered'")
    await expect.poll(made.titles, SOON).toContain('Altered')

    project.replace('second.ts', "title: 'Altered',", "title: 'Broken'")
    await expect.poll(made.problems, SOON).toBe(1)
    expect(made.said().err).toContain('second.ts: cannot be loaded')
    expect(await made.titles()).toContain('Altered')

    project.replace('second.ts', "title: 'Broken'", "title: 'Mended',")
    await expect.poll(made.titles, SOON).toContain('Mended')
    expect(await made.problems()).toBe(0)

    project.write('third.ts', series('third').replace("'us'", "'ch'"))
    project.insert('index.ts', "import third from './third.ts'", "import { parties } from './parties.ts'")
    project.insert('index.ts', "  'third.ts': third,", 'export default {')
    project.insert('parties.ts', "  ch: { name: 'Switzerland', kind: 'state', country: 'CH' },", 'defineParties({')
    await expect.poll(made.titles, SOON).toContain('third')
    expect(made.said().out).toContain('records.read')
  })

  it('publishes what is saved by renaming, in a folder of JSON', { timeout: 40_000 }, async () => {
    const records = folder()
    const content = (title: string) =>
      JSON.stringify({
        sources: { note: { title: 'Note', publisher: null, url: null, published: '2022-01-03', official: false } },
        talks: [
          {
            id: 'a',
            title,
            when: '2022-01-20',
            status: 'planned',
            parties: [{ party: 'us' }],
            sources: [{ source: 'note', supports: ['when', 'parties'] }],
          },
        ],
      })
    writeFileSync(join(records, 'a.json'), content('First'))
    const made = await desk(copyProject(), { EVENTS: records })
    expect(await made.titles()).toEqual(['First'])
    writeFileSync(join(records, '.a.json.tmp'), content('Second'))
    renameSync(join(records, '.a.json.tmp'), join(records, 'a.json'))
    await expect.poll(made.titles, SOON).toEqual(['Second'])
    writeFileSync(join(records, 'b.json'), content('Third').replace('"a"', '"b"'))
    await expect.poll(made.titles, SOON).toEqual(['Second', 'Third'])
    // It stays for a minute.
    rmSync(join(records, 'b.json'))
    writeFileSync(join(records, 'a.json'), content('Fourth'))
    await expect.poll(made.titles, SOON).toEqual(['Fourth', 'Third'])
  })
})
