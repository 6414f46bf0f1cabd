import { env, runInDurableObject, SELF } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { DeskObject, type Env } from '../../src/worker.ts'

const { DESK } = env as unknown as Env
describe('the desk in a Durable Object', () => {
  it("serves the story's calendar, with validators that hold", async () => {
    const answer = await SELF.fetch('http://localhost:8787/calendar.ics')
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(text.match(/^SUMMARY:.*$/gm)?.map((line) => line.trim())).toEqual([
      'SUMMARY:United States – Russia talks [time TBC]',
      'SUMMARY:NATO – Russia talks [time TBC]',
      'SUMMARY:OSCE – Russia consultations [time TBC]',
    ])
    expect(text).toContain('UID:us-russia-1@localhost\r\n')
    const again = await SELF.fetch('http://localhost:8787/calendar.ics', { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  it('has the pages, the JSON, the health and the problems of the desk on Node', async () => {
    const statuses = async (...paths: string[]) =>
      Promise.all(paths.map(async (path) => (await SELF.fetch(`http://localhost:8787${path}`)).status))
    expect(await statuses('/', '/talks/us-russia-1', '/api/talks', '/healthz', '/talks/none.ics', '/calendar.ics?patry=us')).toEqual([
      200, 200, 200, 200, 404, 400,
    ])
  })

  it('has figures for whoever has the token, and for nobody by where they ask from', async () => {
    const ask = (headers: Record<string, string>) => SELF.fetch('http://localhost:8787/metrics', { headers })
    expect((await ask({})).status).toBe(401)
    const answer = await ask({ authorization: 'Bearer operator-of-the-tests' })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toMatch(/^parley_talks 3$/m)
  })

  it('writes nothing for a poll', async () => {
    const stub = DESK.get(DESK.idFromName('desk'))
    const written = () =>
      runInDurableObject(stub, (_, { storage }) => Number(storage.sql.exec('SELECT total_changes() AS count').one().count))
    const poll = async (headers: Record<string, string> = {}) =>
      (await stub.fetch('http://localhost:8787/calendar.ics?alarm=PT2H', { headers })).text()
    await poll()
    const before = await written()
    await poll()
    await poll({ 'if-none-match': '"another"' })
    expect(await written()).toBe(before)
  })

  it('refuses a store of a newer version, and says who can tell why', async () => {
    const stub = () => DESK.get(DESK.idFromName('newer'))
    expect((await stub().fetch('http://localhost:8787/readyz')).status).toBe(200)
    await runInDurableObject(stub(), (_, { storage }) => void storage.sql.exec('UPDATE schema_version SET version = 999'))
    await runInDurableObject(stub(), (_, state) => state.abort('it starts anew')).catch(() => {})
    const answer = await stub().fetch('http://localhost:8787/calendar.ics')
    expect([answer.status, await answer.json()]).toMatchObject([503, { detail: "The operator's log says why." }])
    const page = await stub().fetch('http://localhost:8787/', { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain('<h1>The desk cannot start</h1><p>The operator&#39;s log says why.</p>')
  })

  it('keeps its clock over a reset, where it lives at another time', async () => {
    const stub = DESK.get(DESK.idFromName('elsewhen')) as DurableObjectStub<DeskObject>
    const now = () =>
      runInDurableObject(stub, async (_, state) => {
        const object = new DeskObject(state, { ...(env as unknown as Env), CLOCK_FROM: '2022-01-05T09:00:00Z' })
        const health = (await (await object.fetch(new Request('http://localhost:8787/healthz'))).json()) as { now: string }
        return Date.parse(health.now)
      })
    const first = await now()
    expect(first - Date.parse('2022-01-05T09:00:00Z')).toBeLessThan(5000)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await now()) - first).toBeGreaterThanOrEqual(300)
  })

  it('says in its log, once, where nothing is cached, and answers there all the same', async () => {
    const lines: string[] = []
    const { log } = console
    console.log = (line: string) => lines.push(line)
    try {
      for (const url of ['http://localhost:8787', 'https://parley.someone.workers.dev', 'https://parley.someone.workers.dev'])
        expect([url, (await SELF.fetch(`${url}/calendar.ics`)).status]).toEqual([url, 200])
    } finally {
      console.log = log
    }
    const told = lines.map((line) => JSON.parse(line) as { event: string }).filter(({ event }) => event === 'edge.uncached')
    expect(told).toMatchObject([{ level: 'warn', message: expect.stringContaining('"routes" in wrangler.toml') }])
  })

  it('does not start with a setting that cannot be used, and logs which in words alone', async () => {
    const lines: string[] = []
    const stub = DESK.get(DESK.idFromName('misset')) as DurableObjectStub<DeskObject>
    const answer = await runInDurableObject(stub, async (_, state) => {
      const { log } = console
      console.log = (line: string) => lines.push(line)
      try {
        const object = new DeskObject(state, { ...(env as unknown as Env), ADMIN_TOKEN: 'short' })
        return await object.fetch(new Request('http://localhost:8787/')).then((response) => response.json())
      } finally {
        console.log = log
      }
    })
    expect(answer).toMatchObject({ status: 503, detail: "The operator's log says why." })
    const told = lines.map((line) => JSON.parse(line) as { event: string; message: string })
    expect(told).toMatchObject([
      { event: 'start.failed', message: expect.stringMatching(/^Settings that cannot be used:\n {2}ADMIN_TOKEN must be/) },
    ])
    expect(told[0]?.message).not.toMatch(/it is "short"|\n +at /)
  })

  it('says in a problem that it was reset while it answered', async () => {
    const waits = SELF.fetch('http://localhost:8787/api/changes?after=3&wait=20')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await runInDurableObject(DESK.get(DESK.idFromName('desk')), (_, state) => state.abort('it starts anew')).catch(() => {})
    const answer = await waits
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toMatchObject([
      503,
      '5',
      { title: 'The desk cannot be reached' },
    ])
  })

  it('publishes once, however often it wakes', async () => {
    const stub = DESK.get(DESK.idFromName('desk'))
    await stub.wake()
    await stub.wake()
    const { cursor } = (await (await SELF.fetch('http://localhost:8787/healthz')).json()) as { cursor: number }
    expect(cursor).toBe(3)
  })
})
