import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import type { SetClock } from '../../../src/runtime/clock.ts'
import { createSetClock } from '../../../src/runtime/clock.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

type Json = Record<string, unknown>
interface Page {
  cursor: number
  more: boolean
  changes: { cursor: number; talk: string; types: string[]; sentence: string; before: Json | null; after: Json | null; revision: number }[]
}

const GENEVA = record({ id: 'geneva', parties: [{ party: 'us' }, { party: 'ru' }] })
const NATO = record({ id: 'nato', when: '2022-01-12', parties: [{ party: 'nato' }, { party: 'ru' }] })
let clock: SetClock
let made: Desk
let hono: ReturnType<typeof createApp>['hono']

beforeEach(() => {
  clock = createSetClock(Date.parse('2022-01-05T12:00:00Z'), Date.now)
  made = desk(diary([GENEVA, NATO]), { options: { clock } })
  const onError = (error: unknown) => {
    throw error
  }
  hono = createApp(made, { adminToken: null, open: false, onError }).hono
})
afterEach(() => made.stop())

/** The records as they are from an instant on. */
function publish(at: string, ...talks: Parameters<typeof diary>[0]): void {
  clock.set(Date.parse(at))
  made.replace(diary(talks))
  made.wake()
}

async function get<T = Page>(path: string, status = 200): Promise<T> {
  const response = await hono.request(`https://parley.example${path}`)
  expect([path, response.status]).toEqual([path, status])
  return (await response.json()) as T
}

describe('/api/changes', () => {
  it('tells each change in one sentence, with before and after', async () => {
    publish('2022-01-06T12:00:00Z', { ...GENEVA, when: '2022-01-17T09:30', zone: 'Europe/Zurich' }, NATO)
    const { changes, cursor, more } = await get('/api/changes?after=2')
    expect({ cursor, more }).toEqual({ cursor: 3, more: false })
    expect(changes).toMatchObject([
      {
        cursor: 3,
        talk: 'geneva',
        revision: 2,
        types: ['talk.rescheduled'],
        at: '2022-01-06T12:00:00Z',
        before: { when: '2022-01-10' },
        after: { when: '2022-01-17T09:30' },
        sentence: 'United States – Russia talks: moved from 10 January to 17 January 2022, 09:30 (Europe/Zurich); time now known.',
      },
    ])
    expect((await get('/api/changes?after=2&lang=de')).changes[0]?.sentence).toContain('talks“ – verlegt')
  })

  it('goes through the log in pages, each where the last one ended', async () => {
    const first = await get('/api/changes?limit=1')
    expect(first).toMatchObject({ cursor: 1, more: true })
    expect(await get(`/api/changes?limit=1&after=${first.cursor}`)).toMatchObject({ cursor: 2, more: false })
    expect(await get('/api/changes?after=2')).toEqual({ cursor: 2, more: false, changes: [] })
  })

  it('filters as the diary does, and moves its cursor past what does not fit', async () => {
    const page = await get('/api/changes?party=us')
    expect(page.changes.map(({ talk }) => talk)).toEqual(['geneva'])
    expect(page.cursor).toBe(2)
    expect((await get('/api/changes?party=us&party=ru&match=all')).changes).toHaveLength(1)
    expect((await get('/api/changes?since=2022-01-11')).changes.map(({ talk }) => talk)).toEqual(['nato'])
  })

  it('tells who followed a talk that it left', async () => {
    publish('2022-01-06T12:00:00Z', { ...GENEVA, parties: [{ party: 'ru' }] }, NATO)
    publish('2022-01-07T12:00:00Z', { ...GENEVA, parties: [{ party: 'ru' }], title: 'Renamed' }, NATO)
    expect((await get('/api/changes?party=us')).changes.map(({ types }) => types[0])).toEqual(['talk.announced', 'talk.parties_changed'])
  })

  it('says that a talk was withdrawn, with what it was', async () => {
    publish('2022-01-06T12:00:00Z', NATO)
    expect((await get('/api/changes?after=2')).changes).toMatchObject([
      { types: ['talk.withdrawn'], before: { id: 'geneva' }, after: null },
    ])
  })

  it('waits for a change, and answers as soon as there is one', async () => {
    const waiting = get('/api/changes?after=2&wait=30')
    await new Promise((resolve) => setTimeout(resolve, 20))
    publish('2022-01-06T12:00:00Z', { ...GENEVA, title: 'Renamed' }, NATO)
    expect((await waiting).changes.map(({ sentence }) => sentence)).toEqual(['Renamed: renamed from “United States – Russia talks”.'])
  })

  it('goes on waiting where a change does not fit, and answers empty after the time', async () => {
    const started = performance.now()
    const waiting = get('/api/changes?after=2&wait=1&party=nato')
    await new Promise((resolve) => setTimeout(resolve, 20))
    publish('2022-01-06T12:00:00Z', { ...GENEVA, title: 'Renamed' }, NATO)
    expect(await waiting).toEqual({ cursor: 3, more: false, changes: [] })
    expect(performance.now() - started).toBeGreaterThan(900)
  })

  it('refuses a cursor beyond the log by name, also where it would wait', async () => {
    for (const path of [
      '/api/changes?after=3',
      '/api/changes?after=3&wait=30',
      '/api/changes/stream?after=3',
      '/api/talks/nato/changes?after=3',
    ]) {
      expect(await get<Json>(path, 409)).toMatchObject({
        type: 'urn:parley:problem:cursor-beyond-log',
        detail: expect.stringContaining('ends at 2'),
      })
    }
  })

  it.each([
    'after=-1',
    'after=x',
    'after=1.5',
    'after=1&after=2',
    'limit=0',
    'limit=1001',
    'wait=31',
    'wait=-1',
    'lang=xx',
    'party=nobody',
    'since=soon',
  ])('refuses %s', async (query) => {
    expect(await get<Json>(`/api/changes?${query}`, 400)).toMatchObject({ type: 'urn:parley:problem:invalid-parameter' })
  })
  it.each(['/api/changes?aftr=1', '/api/changes/stream?wait=1', '/api/talks/nato/changes?party=us', '/api/talks/nato?since=2022-01-01'])(
    'refuses the unknown parameter of %s',
    async (path) => {
      expect(await get<Json>(path, 400)).toMatchObject({ type: 'urn:parley:problem:unknown-parameter' })
    },
  )
})

describe('/api/talks/:id/changes', () => {
  it('has those of one talk', async () => {
    publish('2022-01-06T12:00:00Z', { ...GENEVA, status: 'cancelled' }, NATO)
    const { changes } = await get('/api/talks/geneva/changes')
    expect(changes.map(({ revision, types }) => [revision, types])).toEqual([
      [1, ['talk.announced']],
      [2, ['talk.cancelled']],
    ])
    expect(await get('/api/talks/geneva/changes?limit=1')).toMatchObject({ cursor: 1, more: true })
    expect(await get<Json>('/api/talks/none/changes', 404)).toMatchObject({ type: 'urn:parley:problem:not-found' })
  })
})

describe('/api/changes/stream', () => {
  /** Reads until the text holds what is waited for. */
  async function read(response: Response, ...until: string[]): Promise<string> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    let text = ''
    while (!until.every((part) => text.includes(part))) {
      const { value, done } = await reader.read()
      if (done) break
      text += new TextDecoder().decode(value)
    }
    await reader.cancel()
    return text
  }

  it('streams what comes from now on, with the cursor as the id', async () => {
    const response = await hono.request('/api/changes/stream')
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const reading = read(response, 'talk.cancelled')
    await new Promise((resolve) => setTimeout(resolve, 20))
    publish('2022-01-06T12:00:00Z', { ...GENEVA, status: 'cancelled' }, NATO)
    const text = await reading
    expect(text).toMatch(/^retry: 3000\nid: 2\n\nid: 3\nevent: talk\.cancelled\ndata: \{"cursor":3,/)
    expect(text).not.toContain('talk.announced')
  })

  it('goes on after the last event that a client has seen, whatever its address says', async () => {
    const response = await hono.request('/api/changes/stream?after=2', { headers: { 'last-event-id': '1' } })
    expect(await read(response, 'id: 2')).toContain('id: 2\nevent: talk.announced')
  })

  it('moves the id past what does not fit the filter', async () => {
    const text = await read(await hono.request('/api/changes/stream?after=0&party=us'), 'id: 2')
    expect(text.match(/^event:/gm)).toHaveLength(1)
    expect(text.endsWith('id: 2\n\n')).toBe(true)
  })

  it('refuses a last event that is no cursor', async () => {
    const response = await hono.request('/api/changes/stream', { headers: { 'last-event-id': 'x' } })
    expect([response.status, await response.json()]).toMatchObject([400, { detail: expect.stringContaining('Last-Event-ID') }])
  })

  it('takes a thousand listeners and refuses one more, until one has gone', async () => {
    const streams = await Promise.all(Array.from({ length: 1000 }, () => hono.request('/api/changes/stream')))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
    for (const path of ['/api/changes/stream', '/api/changes?after=2&wait=30']) {
      const response = await hono.request(path)
      expect([response.status, response.headers.get('retry-after'), await response.json()]).toMatchObject([
        503,
        '30',
        { type: 'urn:parley:problem:too-many-listeners' },
      ])
    }
    await streams[0]?.body?.cancel()
    streams[0] = await hono.request('/api/changes/stream')
    expect(streams[0].status).toBe(200)
    await Promise.all(streams.map(({ body }) => body?.cancel()))
  })

  it('counts no listener where only the headers were asked for', async () => {
    for (let asked = 0; asked < 1001; asked++) await hono.request('/api/changes/stream', { method: 'HEAD' })
    const head = await hono.request('/api/changes/stream', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type'), head.body]).toEqual([200, 'text/event-stream; charset=utf-8', null])
    const response = await hono.request('/api/changes/stream')
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })

  it('gives a place to who has none where one client has them all', async () => {
    const clientOf = ({ req }: { req: { header(name: string): string | undefined } }) => req.header('x-client') ?? ''
    const app = createApp(made, { adminToken: null, open: false, onError: () => {}, clientOf })
    const listen = (client: string) => app.hono.request('/api/changes/stream', { headers: { 'x-client': client } })
    const theirs = await Promise.all(Array.from({ length: 1000 }, () => listen('many')))
    expect([(await listen('many')).status, (await listen('another')).status]).toEqual([503, 200])
    await expect((theirs[0] as Response).text()).rejects.toThrow('the stream is over')
    await Promise.all(theirs.slice(1).map(({ body }) => body?.cancel()))
  })

  it('makes each change once for all who read it', async () => {
    const asked: string[] = []
    const change: Desk['change'] = (talk, revision) => {
      asked.push(talk)
      return made.change(talk, revision)
    }
    const app = createApp({ ...made, change }, { adminToken: null, open: false, onError: () => {} })
    for (let count = 0; count < 3; count++) {
      expect(await read(await app.hono.request('/api/changes/stream?after=0'), 'id: 2')).toContain('event: talk.announced')
      expect(((await (await app.hono.request('/api/changes')).json()) as Page).changes).toHaveLength(2)
    }
    expect(asked).toEqual(['geneva', 'nato'])
  })

  it('holds no place where the log cannot be read', async () => {
    const change: Desk['change'] = () => {
      throw new Error('the log cannot be read')
    }
    const app = createApp({ ...made, change }, { adminToken: null, open: false, onError: () => {} })
    for (let count = 0; count < 1001; count++) {
      const response = await app.hono.request('/api/changes/stream?after=0')
      expect(response.status).toBe(200)
      await expect(response.text()).rejects.toThrow()
    }
  })

  it('ends when the desk stops', async () => {
    const reading = read(await hono.request('/api/changes/stream'), 'never')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await made.stop()
    expect(await reading).toContain('retry: 3000')
  })
})

describe('asOf', () => {
  beforeEach(() => {
    publish('2022-01-06T12:00:00Z', { ...GENEVA, when: '2022-01-17' }, NATO)
    publish('2022-01-08T12:00:00Z', NATO)
    clock.set(Date.parse('2022-01-09T12:00:00Z'))
  })

  it.each([
    ['2022-01-05', '2022-01-10', 1, false],
    ['2022-01-06T11:59:59Z', '2022-01-10', 1, false],
    ['2022-01-06T11:59:59.999Z', '2022-01-10', 1, false],
    ['2022-01-06T12:00:00.000Z', '2022-01-17', 2, false],
    ['2022-01-06T13:00:00%2B01:00', '2022-01-17', 2, false],
    ['2022-01-06', '2022-01-17', 2, false],
    ['2022-01-09', '2022-01-17', 3, true],
  ])('answers a talk as it was known at %s', async (asOf, when, revision, withdrawn) => {
    expect(await get<Json>(`/api/talks/geneva?asOf=${asOf}`)).toMatchObject({ when, revision, withdrawn })
  })

  it('answers the diary as it was known, filtered by what held then', async () => {
    const ids = async (query: string) =>
      (await get<{ talks: { id: string; when: string }[] }>(`/api/talks?${query}`)).talks.map(({ id, when }) => [id, when])
    expect(await ids('asOf=2022-01-05')).toEqual([
      ['geneva', '2022-01-10'],
      ['nato', '2022-01-12'],
    ])
    expect(await ids('asOf=2022-01-07')).toEqual([
      ['nato', '2022-01-12'],
      ['geneva', '2022-01-17'],
    ])
    expect(await ids('asOf=2022-01-05&until=2022-01-11')).toEqual([['geneva', '2022-01-10']])
    expect(await ids('asOf=2022-01-08')).toEqual([['nato', '2022-01-12']])
    expect(await ids('asOf=2022-01-04')).toEqual([])
  })

  it('says that a talk was not known yet', async () => {
    expect(await get<Json>('/api/talks/geneva?asOf=2022-01-04', 404)).toMatchObject({
      type: 'urn:parley:problem:not-yet-known',
      detail: expect.stringContaining('2022-01-05T12:00:00Z'),
    })
  })

  it.each(['2022-01-10', '2022-01-09T12:00:01Z', '9999-12-31T23:59:59-12:00', '2022-02-30', 'yesterday', '2022-01-05T09:00', ''])(
    'refuses %s',
    async (asOf) => {
      expect(await get<Json>(`/api/talks/geneva?asOf=${asOf}`, 400)).toMatchObject({ type: 'urn:parley:problem:invalid-parameter' })
      expect(await get<Json>(`/api/talks?asOf=${asOf}`, 400)).toMatchObject({ type: 'urn:parley:problem:invalid-parameter' })
    },
  )
})
