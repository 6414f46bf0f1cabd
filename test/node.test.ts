import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { readCalendar, record, recordsJson } from './make.ts'
import { folder, freePort, launchNpm, type Running, start, startToEnd } from './process.ts'

const running: Running[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')))
})

async function up(env: Record<string, string> = {}): Promise<Running> {
  const made = await start(env)
  running.push(made)
  return made
}

async function health(made: Running): Promise<Record<string, unknown>> {
  return (await (await fetch(`${made.url}/healthz`)).json()) as Record<string, unknown>
}

describe('the service', () => {
  it('says where its page and its calendar are, and serves them', async () => {
    const made = await up()
    expect(made.said().out).toMatch(
      /Parley is up, with 3 talks\.\n {2}Page {6}http:\/\/127\.0\.0\.1:\d+\/\n {2}Calendar {2}http:\/\/127\.0\.0\.1:\d+\/calendar\.ics\n/,
    )
    expect(made.said().err).toBe('')
    const events = readCalendar(await (await fetch(`${made.url}/calendar.ics`)).text())
    expect(events.map(({ uid, start: first, allDay, status, summary }) => [uid, first, allDay, status, summary])).toEqual([
      ['us-russia-1@parley.localhost', '2022-01-10', true, 'TENTATIVE', 'United States – Russia talks [time TBC]'],
      ['nato-russia-1@parley.localhost', '2022-01-12', true, 'TENTATIVE', 'NATO – Russia talks [time TBC]'],
      ['osce-russia-1@parley.localhost', '2022-01-13', true, 'TENTATIVE', 'OSCE – Russia consultations [time TBC]'],
    ])
    expect((await fetch(made.url)).status).toBe(200)
  })

  it('has figures for whoever asks from its own machine, unless somebody passed the request on', async () => {
    const made = await up({ ADMIN_TOKEN: 'the-token-of-the-operator' })
    const { port } = new URL(made.url)
    const statusOf = (lines: readonly string[]): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`))
        let text = ''
        socket.on('data', (chunk) => {
          text += chunk
        })
        socket.on('error', reject)
        socket.on('end', () => resolve(text.slice(9, 12)))
      })
    const GET = 'GET /metrics HTTP/1.1'
    expect(await statusOf([GET, `Host: 127.0.0.1:${port}`])).toBe('200')
    expect(await statusOf([GET, 'Host: localhost'])).toBe('200')
    expect(await statusOf([GET, 'Host: [::1]:8787'])).toBe('200')
    expect(await statusOf(['GET /metrics HTTP/1.0'])).toBe('200')
    expect(await statusOf(['GET /metrics HTTP/1.0', 'Host: localhost:8787'])).toBe('401')
    expect(await statusOf([GET, 'Host: LOCALHOST.'])).toBe('200')
    expect(await statusOf([GET, 'Host: diary.example'])).toBe('401')
    expect(await statusOf([GET, 'Host: localhost', 'X-Client-IP: 192.0.2.1'])).toBe('401')
    expect(await statusOf([GET, 'Host: localhost', 'X-Forwarded-Server: front'])).toBe('401')
    expect(await statusOf([GET, 'Host: localhost', 'X-Forwarded-For: 192.0.2.1'])).toBe('401')
    expect(await statusOf([GET, 'Host: localhost', 'Forwarded: for=127.0.0.1'])).toBe('401')
    const asked = await fetch(`${made.url}/metrics`, {
      headers: { 'x-forwarded-for': '192.0.2.1', authorization: 'Bearer the-token-of-the-operator' },
    })
    expect(await asked.text()).toMatch(/^parley_talks 3$/m)
  })

  it('serves the same bytes after two restarts, under another TZ and locale', async () => {
    const env = { DATABASE: join(folder(), 'parley.db'), PORT: await freePort(), PUBLIC_URL: 'https://parley.example' }
    const answers: string[] = []
    for (const more of [{}, { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' }, { TZ: 'America/Los_Angeles' }]) {
      const made = await start({ ...env, ...more })
      const response = await fetch(`${made.url}/calendar.ics`)
      answers.push([response.headers.get('etag'), response.headers.get('last-modified'), await response.text()].join('\n'))
      expect((await health(made)).cursor).toBe(3)
      await made.stop()
    }
    expect(new Set(answers).size).toBe(1)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with status 0 on %s, also while a connection is open', async (signal) => {
    const made = await start()
    await (await fetch(`${made.url}/calendar.ics`)).text()
    expect(await made.stop(signal)).toMatchObject({ status: 0, err: '' })
  })

  it.each([
    ['start', ['start']],
    ['run dev', ['run', 'dev']],
  ])('ends with npm %s, when npm gets SIGTERM', { timeout: 30_000 }, async (_, args) => {
    const port = await freePort()
    const { child, ended, said } = launchNpm(args, { PORT: port, DATABASE: ':memory:' })
    await expect.poll(() => said().out, { timeout: 15_000 }).toContain('Calendar')
    child.kill('SIGTERM')
    await ended
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/healthz`).then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 8000 },
      )
      .toBe('down')
    // What watches for changes starts nothing again.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
  })

  it('answers HTTP/1.0 without a host, and addresses that hold UTF-8 as it is', async () => {
    const made = await up({ KEEP_ALIVE: '2' })
    const { port } = new URL(made.url)
    const ask = (bytes: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes))
        let answer = ''
        socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
        socket.on('close', () => resolve(answer)).on('error', reject)
      })
    for (const path of ['/', '/healthz', '/calendar.ics', '/calendar.ics?party=us'])
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        expect([method, path, /^HTTP\/1\.1 20[04] /.test(await ask(`${method} ${path} HTTP/1.0\r\n\r\n`))]).toEqual([method, path, true])
    expect(await ask('GET / HTTP/1.1\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /) // RFC 9112, 3.2
    const host = 'host: x\r\nconnection: close\r\n\r\n'
    const moved = (address: string) => new RegExp(`^HTTP/1.1 308 Permanent Redirect\r\n(?:.+\r\n)*location: ${address}\r\n`)
    expect(await ask(`GET /parties/zürich.ics HTTP/1.1\r\n${host}`)).toMatch(moved('/parties/z%C3%BCrich.ics'))
    expect(await ask(`HEAD /?topic=ключ&lang=de HTTP/1.1\r\n${host}`)).toMatch(moved('/\\?topic=%D0%BA%D0%BB%D1%8E%D1%87&lang=de'))
    for (const wrong of [
      `POST /zürich HTTP/1.1\r\n${host}`,
      `GET //zürich HTTP/1.1\r\n${host}`,
      'nonsense\r\n\r\n',
      `GET / HTTP/9.9\r\n${host}`,
    ])
      expect(await ask(wrong)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(?:.|\r|\n)*"type": "urn:parley:problem:bad-request"/)
    expect(await ask(`GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n${host}`)).toMatch(/^HTTP\/1\.1 431 /)
    const kept = await fetch(`${made.url}/healthz`)
    expect(kept.headers.get('keep-alive')).toBe('timeout=2')
  })

  it('lives at another time with CLOCK_FROM, and says so on every page and in its health', async () => {
    const made = await up({ CLOCK_FROM: '2022-01-05T09:00:00+01:00' })
    expect(made.said().out).toContain('Its clock is set: it is 2022-01-05T08:00:0')
    expect(await health(made)).toMatchObject({
      clock: { from: '2022-01-05T09:00:00+01:00' },
      now: expect.stringMatching(/^2022-01-05T08:00:/),
    })
    for (const path of ['/', '/talks/us-russia-1', '/talks/none']) {
      expect(await (await fetch(made.url + path, { headers: { accept: 'text/html' } })).text()).toContain(
        'it is Wednesday 5 January 2022, 08:00 UTC here',
      )
    }
    expect(readCalendar(await (await fetch(`${made.url}/calendar.ics`)).text())[0]?.stamp).toMatch(/^2022-01-05T08:00:/)
  })

  it('publishes what was under an embargo when it ends, without anyone asking', async () => {
    const events = join(folder(), 'records.json')
    writeFileSync(events, recordsJson([record({ id: 'secret', embargoUntil: '2022-01-05T09:00:02Z' }), record()]))
    const made = await up({ EVENTS: events, CLOCK_FROM: '2022-01-05T09:00:00Z' })
    expect((await fetch(`${made.url}/talks/secret.ics`)).status).toBe(404)
    expect(await (await fetch(`${made.url}/api/talks`)).text()).not.toContain('secret')
    await expect.poll(async () => (await fetch(`${made.url}/talks/secret.ics`)).status, { timeout: 10_000 }).toBe(200)
  })
})

describe('records that cannot be read', () => {
  it('leave the last good diary published, and are shown', async () => {
    const path = folder()
    const env = { DATABASE: join(path, 'parley.db'), EVENTS: join(path, 'records.json') }
    const write = (talks: unknown[]) => writeFileSync(env.EVENTS, recordsJson(talks))
    write([record(), record({ id: 'b' }), record({ id: 'c' })])
    await (await start(env)).stop()

    write([record({ title: 'New title' }), { ...record({ id: 'b' }), when: '2022-02-30' }])
    const made = await up(env)
    expect(JSON.parse(made.said().err)).toMatchObject({
      level: 'error',
      event: 'record.problem',
      message: expect.stringContaining('records.json › b › when: "2022-02-30" is not a day that exists'),
    })
    expect(await health(made)).toMatchObject({ status: 'degraded', problems: 1, kept: ['b'], talks: 2 })
    const talks = (await (await fetch(`${made.url}/api/talks`)).json()) as { talks: { id: string; title: string; when: string }[] }
    expect(talks.talks.map(({ id, title, when }) => [id, title, when])).toEqual([
      ['b', 'United States – Russia talks', '2022-01-10'],
      ['us-russia-1', 'New title', '2022-01-10'],
    ])
    await made.stop()

    writeFileSync(env.EVENTS, '{ "talks": [')
    const broken = await up(env)
    expect(broken.said().err).toContain('is not JSON that can be read')
    expect(await health(broken)).toMatchObject({ status: 'degraded', talks: 2, cursor: 5 })
  })

  it('are not published as empty unless the operator says so', async () => {
    const path = folder()
    const env = { DATABASE: join(path, 'parley.db'), EVENTS: join(path, 'records.json') }
    writeFileSync(env.EVENTS, recordsJson([record()]))
    await (await start(env)).stop()
    writeFileSync(env.EVENTS, recordsJson([]))
    const kept = await start(env)
    expect(kept.said().err).toContain('start with EMPTY_DIARY=publish to withdraw them all')
    expect(await health(kept)).toMatchObject({ status: 'degraded', talks: 1 })
    await kept.stop()
    expect(await health(await up({ ...env, EMPTY_DIARY: 'publish' }))).toMatchObject({ status: 'ok', talks: 0 })
  })
})

describe('what an operator did wrong is said in one message', () => {
  it('for a port in use', async () => {
    const server = createServer()
    const port = await new Promise<string>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve(String((server.address() as { port: number }).port))),
    )
    expect(await startToEnd({ PORT: port })).toEqual({
      status: 1,
      out: '',
      err: `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set PORT to another one (0 takes any free one).\n`,
    })
    server.close()
  })
  it('for a database that is none', async () => {
    const path = join(folder(), 'text.db')
    writeFileSync(path, 'This is a text, and not a database at all.\n'.repeat(100))
    expect(await startToEnd({ DATABASE: path })).toMatchObject({
      status: 1,
      err: `The database ${path} is not an SQLite database; name another file, or move this one away.\n`,
    })
  })
  it('for a folder as a database', async () => {
    const path = folder()
    expect(await startToEnd({ DATABASE: path })).toMatchObject({
      status: 1,
      err: `The database ${path} could not be opened: check that its folder exists and may be written.\n`,
    })
  })
  it('for a database of a newer version', async () => {
    const path = join(folder(), 'parley.db')
    await (await start({ DATABASE: path })).stop()
    const db = new DatabaseSync(path)
    db.exec('UPDATE schema_version SET version = 999')
    db.close()
    expect(await startToEnd({ DATABASE: path })).toMatchObject({
      status: 1,
      err: expect.stringMatching(
        /^The database was written by a newer Parley \(schema 999; this one knows \d+\)\. Start that version, or use another database\.\n$/,
      ),
    })
  })
  it('for the database of another program', async () => {
    const path = join(folder(), 'other.db')
    const db = new DatabaseSync(path)
    db.exec('CREATE TABLE bookmarks (url TEXT)')
    db.close()
    expect(await startToEnd({ DATABASE: path })).toMatchObject({
      status: 1,
      err: 'The database holds a table "bookmarks" that is not Parley\'s. Name another DATABASE.\n',
    })
  })
  it('for a domain that would change every UID', async () => {
    const path = join(folder(), 'parley.db')
    await (await start({ DATABASE: path, DOMAIN: 'one.example' })).stop()
    expect(await startToEnd({ DATABASE: path, DOMAIN: 'two.example' })).toMatchObject({
      status: 1,
      err: expect.stringContaining('Set DOMAIN=one.example or leave it out'),
    })
    const made = await up({ DATABASE: path })
    expect(await (await fetch(`${made.url}/calendar.ics`)).text()).toContain('UID:us-russia-1@one.example')
  })
  it('for settings that cannot be used, all at once', async () => {
    const { status, err } = await startToEnd({ PORT: '99999', PUBLIC_URL: 'parley.example/', CLOCK_FROM: 'yesterday', DOMAIN: 'A b' })
    expect(status).toBe(1)
    for (const name of ['PORT', 'PUBLIC_URL', 'CLOCK_FROM', 'DOMAIN']) expect(err).toMatch(new RegExp(`^  ${name} must be `, 'm'))
  })
})

describe('two desks on one database', () => {
  it('are refused: the second says so and ends', async () => {
    const path = join(folder(), 'parley.db')
    const made = await up({ DATABASE: path })
    expect(await startToEnd({ DATABASE: path })).toMatchObject({
      status: 1,
      err: `The database ${path} is in use by another Parley. Stop that one, or name another DATABASE.\n`,
    })
    expect((await fetch(`${made.url}/readyz`)).status).toBe(200)
    await made.stop('SIGKILL')
    await (await start({ DATABASE: path })).stop()
  })
})

describe('what the service writes', () => {
  it('is for its owner alone, and it says where that is not so', async () => {
    const path = join(folder(), 'deep', 'parley.db')
    const first = await start({ DATABASE: path })
    for (const each of [dirname(path), path, `${path}-wal`]) expect([each, statSync(each).mode & 0o077]).toEqual([each, 0])
    expect(first.said().err).toBe('')
    await first.stop()
    chmodSync(path, 0o644)
    const second = await start({ DATABASE: path })
    expect(JSON.parse(second.said().err)).toMatchObject({
      level: 'warn',
      event: 'database.open',
      message: expect.stringContaining('chmod 600'),
    })
    await second.stop()
  })
})

describe('a desk that was moved', () => {
  it('says so when it is started again', async () => {
    const env = { DATABASE: join(folder(), 'parley.db'), ADMIN_TOKEN: 'the-token-of-the-operator' }
    const first = await start(env)
    await fetch(`${first.url}/api/export?move=yes`, { headers: { authorization: `Bearer ${env.ADMIN_TOKEN}` } }).then((answer) =>
      answer.text(),
    )
    await first.stop()
    const again = await start(env)
    expect(again.said().out).toMatch(
      /Parley is up, but was moved at \d{4}-.*Z: it publishes, fires and sends nothing\. POST \/api\/thaw takes that back\./,
    )
    expect(await health(again)).toMatchObject({ status: 'degraded' })
    await again.stop()
  })
})
