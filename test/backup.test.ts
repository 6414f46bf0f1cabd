// Backups while a desk runs, their return, and what becomes of a file that was copied by hand.
import { copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { record, recordsJson } from './make.ts'
import { folder, parley, type Running, start, startToEnd } from './process.ts'

const running: Running[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')))
})

interface Place {
  env: { DATABASE: string; EVENTS: string }
  file: (name: string) => string
  /** What the records say from the next start on. */
  write(count: number, title?: string): void
  up(): Promise<Running>
}

function place(): Place {
  const path = folder()
  const file = (name: string) => join(path, name)
  const env = { DATABASE: file('parley.db'), EVENTS: file('events.json') }
  return {
    env,
    file,
    write: (count, title = 'Talks') =>
      writeFileSync(
        env.EVENTS,
        recordsJson(Array.from({ length: count }, (_, index) => record({ id: `talk-${index}`, title: `${title} ${index}` }))),
      ),
    async up() {
      const desk = await start(env)
      running.push(desk)
      return desk
    },
  }
}

const json = async (desk: Running, path: string) => {
  const response = await fetch(`${desk.url}${path}`)
  return { status: response.status, body: (await response.json()) as Record<string, never> }
}

describe('a backup', () => {
  it('is made while the desk runs, and takes its place again; lost cursors are told of, and none is given out twice', {
    timeout: 30_000,
  }, async () => {
    const { env, file, write, up } = place()
    write(3)
    const first = await up()
    const log = (await json(first, '/api/changes')).body
    const made = await parley(['backup', file('backup.db')], env)
    expect(made).toMatchObject({ status: 0, err: '', out: expect.stringMatching(/backup\.db: [\d,]+ bytes, up to cursor 3\.\n$/) })
    expect(statSync(file('backup.db')).mode & 0o077).toBe(0)
    expect(await parley(['backup', file('backup.db')], env)).toMatchObject({ status: 1, err: expect.stringContaining('is there already') })
    expect(await parley(['restore', file('backup.db')], env)).toMatchObject({
      status: 1,
      err: expect.stringContaining('is in use by another Parley'),
    })
    await first.stop()

    write(3, 'Renamed')
    const second = await up()
    expect((await json(second, '/healthz')).body.cursor).toBe(6)
    await second.stop()

    const restored = await parley(['restore', file('backup.db')], env)
    expect(restored).toMatchObject({ status: 0, err: '', out: expect.stringContaining('is as of cursor 3; the next change has cursor 7.') })
    const kept = readdirSync(dirname(env.DATABASE)).find((name) => name.startsWith(`${basename(env.DATABASE)}.replaced-`))
    expect(kept && new DatabaseSync(file(kept)).prepare('SELECT max(cursor) AS cursor FROM change').get()).toEqual({ cursor: 6 })
    write(3)
    const third = await up()
    expect((await json(third, '/api/changes')).body).toEqual(log)
    for (const path of ['/api/changes?after=5', '/api/changes/stream?after=4', '/api/talks/talk-1/changes?after=6']) {
      const { status, body } = await json(third, path)
      expect([path, status, body.type, body.detail]).toEqual([
        path,
        409,
        'urn:parley:problem:cursor-of-another-log',
        expect.stringContaining('Ask after 3'),
      ])
    }
    expect((await json(third, '/api/changes?after=7')).body.type).toBe('urn:parley:problem:cursor-beyond-log')
    expect(await json(third, '/api/changes?after=3')).toMatchObject({ status: 200, body: { changes: [] } })
    await third.stop()
    write(3, 'Renamed once more')
    const fourth = await up()
    const { body } = await json(fourth, '/api/changes?after=3')
    expect((body.changes as unknown as { cursor: number }[]).map(({ cursor }) => cursor)).toEqual([7, 8, 9])
    expect((await json(fourth, '/api/changes?after=5')).status).toBe(409)
    expect((await json(fourth, '/healthz')).body.status).toBe('ok')
  })

  it('leaves room where nobody knows how far the lost log went', async () => {
    const { env, file, write, up } = place()
    write(1)
    await (await up()).stop()
    await parley(['backup', file('backup.db')], env)
    writeFileSync(env.DATABASE, 'not a database at all, but long enough to be taken for one'.repeat(100))
    for (const suffix of ['-wal', '-shm']) rmSync(env.DATABASE + suffix, { force: true })
    expect((await parley(['restore', file('backup.db')], env)).out).toContain('the next change has cursor 1000002.')
    const desk = await up()
    expect((await json(desk, '/healthz')).body).toMatchObject({ status: 'ok', cursor: 1 })
  })

  it('that is damaged, not ours, or not there replaces nothing', async () => {
    const { env, file, write, up } = place()
    write(50)
    await (await up()).stop()
    await parley(['backup', file('backup.db')], env)
    const size = statSync(env.DATABASE).size
    new DatabaseSync(file('other.db')).exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)')
    writeFileSync(file('text.db'), 'hello')
    copyFileSync(file('backup.db'), file('torn.db'))
    const bytes = Buffer.alloc(statSync(file('torn.db')).size / 2, 0x55)
    writeFileSync(file('torn.db'), bytes, { flag: 'r+', flush: true } as never)
    for (const [name, words] of [
      ['other.db', 'is not a database of Parley'],
      ['text.db', 'is not an SQLite database'],
      ['torn.db', 'is not an SQLite database'],
      ['missing.db', 'There is no backup at'],
    ] as const) {
      expect([name, await parley(['restore', file(name)], env)]).toMatchObject([name, { status: 1, err: expect.stringContaining(words) }])
      expect(statSync(env.DATABASE).size).toBe(size)
      expect(existsSync(`${env.DATABASE}.restored`)).toBe(false)
    }
    expect(await parley(['restore'], env)).toMatchObject({ status: 2, err: expect.stringContaining('One file is to be named.') })
  })
})

describe('a backup that was copied over a database beside a WAL of another', () => {
  it('is named at the start, and not served', { timeout: 30_000 }, async () => {
    const { env, file, write, up } = place()
    write(300)
    const first = await up()
    await parley(['backup', file('backup.db')], env)
    await first.stop()
    write(300, 'Renamed, so that the file has other pages than before')
    const second = await up()
    await second.stop('SIGKILL')
    expect(statSync(`${env.DATABASE}-wal`).size).toBeGreaterThan(0)
    copyFileSync(file('backup.db'), env.DATABASE)
    const started = await startToEnd(env)
    expect(started).toMatchObject({ status: 1, err: expect.stringMatching(/is damaged.*"npm run -s parley -- restore FILE"/) })
    expect((await parley(['restore', file('backup.db')], env)).status).toBe(0)
    const desk = await up()
    expect((await json(desk, '/healthz')).body.status).toBe('ok')
  })
})
