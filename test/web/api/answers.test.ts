// Every operation of the document is asked, and answers with each status that it is described with. What comes back is held
// against its description as it comes: see checked-app.ts.
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { createSetClock } from '../../../src/runtime/clock.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { SCHEMA_VERSION } from '../../../src/sqlite/migrations.ts'
import { readDiary } from '../../../src/talks/diary.ts'
import { descriptions } from '../../../src/web/api/descriptions.ts'
import { NODE_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import { parties } from '../../fixtures/parties.ts'
import story from '../../fixtures/story.ts'
import { desk, diary } from '../../make.ts'
import { check, createApp, DOCUMENT } from '../checked-app.ts'

const ADMIN = 'the-token-of-the-operator'
const HOOK = 'https://hooks.example/'
const STORY = readDiary([{ name: 'story.ts', content: story }], parties)
const assets = Object.fromEntries(
  Object.entries(descriptions()).map(([path, text]) => [
    `/${path}`,
    async () => ({ type: 'application/json; charset=utf-8', content: text }),
  ]),
)

interface World {
  made: Desk
  /** The bodies of messages. */
  sent: string[]
  /** Asks as the operator, where no other headers are given. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** A desk with an endpoint that was sent a test. */
async function world({ empty = false, open = true } = {}): Promise<World> {
  const sent: string[] = []
  const made = desk(empty ? diary([]) : STORY, {
    db: openNode(':memory:'),
    options: {
      clock: createSetClock(Date.parse('2022-01-08T12:00:00Z'), Date.now),
      sending: {
        send: async ({ body }) => {
          sent.push(typeof body === 'string' ? body : new TextDecoder().decode(body))
          return { status: 200, retryAfter: null, answer: 'thanks' }
        },
        bounds: NODE_BOUNDS,
        secretKey: 'a key of at least thirty-two characters',
        contact: open ? 'desk@diary.example' : null,
      },
    },
  })
  await made.unlock()
  const adminToken = open ? ADMIN : null
  const { hono } = createApp(made, { open, onError: () => {}, assets, adminToken })
  return {
    made,
    sent,
    ask: async (method, path, body, headers = { authorization: `Bearer ${ADMIN}` }) =>
      hono.request(`https://parley.example${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: body instanceof ReadableStream || typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      } as RequestInit),
  }
}

async function register({ ask, made }: World, token: string | null = ADMIN): Promise<{ id: string; token: string }> {
  const response = await ask('POST', '/api/endpoints', { url: HOOK }, token === null ? {} : { authorization: `Bearer ${token}` })
  expect(response.status).toBe(201)
  made.wake()
  await made.idle()
  return (await response.json()) as { id: string; token: string }
}

const SUBSCRIPTION = { endpoint: 'https://fcm.googleapis.com/fcm/send/x', keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) } }

interface Operation {
  method: string
  path: string
}
const FOR_SCOPES = ['/api/export', '/api/import', '/api/thaw', '/metrics']
const WITH_CURSOR = ['/api/changes', '/api/changes/stream', '/api/talks/{id}/changes']
const BODIES: Record<string, unknown> = {
  'POST /api/endpoints': { url: HOOK },
  'PATCH /api/endpoints/{id}': { lang: 'de', leads: ['PT1H'] },
  'POST /api/endpoints/{id}/verify': {},
  'POST /api/endpoints/{id}/rotate': { overlap: 'PT1H' },
  'POST /api/endpoints/{id}/replay': { after: 0 },
  'POST /api/follows': { subscription: SUBSCRIPTION, following: [{ talk: 'us-russia-1' }] },
}
const IDS: Record<string, string> = {
  '/talks': 'us-russia-1',
  '/parties': 'us',
  '/series': 'russia-january-2022',
  '/topics': 'ukraine',
  '/places': 'geneva-ch',
}

/** The address of an operation about what there is, which is made where it has to be. */
async function addressOf(at: World, { path }: Operation): Promise<string> {
  if (!path.includes('{id}')) return path.replace('{type}', 'talk.updated')
  const kind = /^(?:\/api)?(\/\w+)/.exec(path)?.[1] ?? ''
  return path.replace('{id}', IDS[kind] ?? (await madeFor(at, kind)))
}

async function madeFor(at: World, kind: string): Promise<string> {
  const { id } = await register(at)
  const tested = await at.ask('POST', `/api/endpoints/${id}/test`)
  at.made.wake()
  await at.made.idle()
  return kind === '/deliveries' ? ((await tested.json()) as { id: string }).id : id
}

/** Asks as the document has it. */
async function askRightly(at: World, operation: Operation, query = '', headers?: Record<string, string>): Promise<Response> {
  const address = await addressOf(at, operation)
  return at.ask(operation.method, `${address}${query}`, BODIES[`${operation.method} ${operation.path}`], headers)
}

/** An export that goes on for longer than any that is read: rows that are right, without an end. */
function endless(): ReadableStream<Uint8Array> {
  const heading = `{"parley":1,"schema":${SCHEMA_VERSION},"exportedAt":"2022-01-09T09:31:00Z","moved":true}\n`
  const row = `{"table":"setting","row":{"key":"a","value":"${'x'.repeat(1024 * 1024)}"}}\n`
  let isFirst = true
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(isFirst ? heading : row))
      isFirst = false
    },
  })
}

type Way = (operation: Operation) => Promise<Response>
/** What makes an operation answer with a status, by the status; and by the operation where it has a way of its own. */
const WAYS: Record<string, Way> = {
  304: async (operation) => askRightly(await world(), operation, '', { 'if-none-match': '*' }),
  400: async (operation) => askRightly(await world(), operation, '?nonsense=1'),
  401: async (operation) => askRightly(await world(), operation, '', { authorization: 'Bearer somebody' }),
  403: async (operation) => {
    if (!FOR_SCOPES.includes(operation.path)) return askRightly(await world({ open: false }), operation, '', {})
    const at = await world()
    const made = await at.made.tokens.make({ name: 'Anna', scopes: ['endpoints'], ends: null }, 'operator', Date.now())
    return askRightly(at, operation, '', { authorization: `Bearer ${made?.text}` })
  },
  404: async ({ method, path }) => (await world()).ask(method, path.replace(/\{\w+\}/, 'none'), BODIES[`${method} ${path}`]),
  409: async (operation) => {
    const at = await world()
    if (WITH_CURSOR.includes(operation.path)) return askRightly(at, operation, '?after=1000')
    const address = await addressOf(at, operation)
    await at.made.freeze()
    return at.ask(operation.method, address, BODIES[`${operation.method} ${operation.path}`])
  },
  412: async (operation) => askRightly(await world(), operation, '', { 'if-match': '"another"' }),
  413: async (operation) => {
    const at = await world()
    return at.ask(operation.method, await addressOf(at, operation), operation.path === '/api/import' ? endless() : 'x'.repeat(65 * 1024))
  },
  414: async (operation) => askRightly(await world(), operation, `?${'x'.repeat(2000)}`),
  415: async (operation) => askRightly(await world(), operation, '', { authorization: `Bearer ${ADMIN}`, 'content-type': 'text/plain' }),
  /** The operator may always: so its owner asks. */
  429: async (operation) => {
    const { method, path } = operation
    const at = await world()
    if (FOR_SCOPES.includes(path)) {
      const wrong = () => askRightly(at, operation, '', { authorization: 'Bearer somebody' })
      for (let asked = 0; asked < 60; asked++) await wrong()
      return wrong()
    }
    const { id, token } = await register(at)
    const by = { authorization: `Bearer ${token}` }
    const tested = (await (await at.ask('POST', `/api/endpoints/${id}/test`, undefined, by)).json()) as { id: string }
    const address = path.replace('{id}', path.startsWith('/api/deliveries') ? tested.id : id)
    for (let asked = 0; asked < 120; asked++) await at.ask(method, address, BODIES[`${method} ${path}`], by)
    return at.ask(method, address, BODIES[`${method} ${path}`], by)
  },

  'POST /api/follows 409': async (operation) => {
    const at = await world()
    await askRightly(at, operation)
    const subscription = { ...SUBSCRIPTION, keys: { ...SUBSCRIPTION.keys, auth: 'B'.repeat(22) } }
    return at.ask('POST', '/api/follows', { subscription, following: [] })
  },
  'POST /api/follows 429': async (operation) => {
    const at = await world()
    for (let asked = 0; asked < 60; asked++) await askRightly(at, operation)
    return askRightly(at, operation)
  },
  'POST /api/endpoints 429': async () => {
    const at = await world()
    for (let registered = 0; registered < 10; registered++) await register(at, null)
    return at.ask('POST', '/api/endpoints', { url: HOOK }, {})
  },
  'POST /api/endpoints/{id}/verify 200': async () => {
    const at = await world()
    const { id } = await register(at, null)
    const { code } = (JSON.parse(at.sent[0] ?? '') as { data: { code: string } }).data
    return at.ask('POST', `/api/endpoints/${id}/verify`, { code })
  },
  'POST /api/endpoints/{id}/verify 202': async () => {
    const at = await world()
    const { id } = await register(at, null)
    return at.ask('POST', `/api/endpoints/${id}/verify`)
  },
  'POST /api/endpoints/{id}/verify 429': async () => {
    const at = await world()
    const { id } = await register(at, null)
    for (let asked = 0; asked < 3; asked++) await at.ask('POST', `/api/endpoints/${id}/verify`)
    return at.ask('POST', `/api/endpoints/${id}/verify`)
  },
  'POST /api/import 200': async () => {
    const text = await exported()
    return (await world({ empty: true })).ask('POST', '/api/import', text)
  },
  'POST /api/import 409': async () => {
    const text = await exported()
    const at = await world()
    await register(at)
    return at.ask('POST', '/api/import', text)
  },
  'GET /readyz 503': async () => {
    const at = await world()
    await at.made.stop()
    return at.ask('GET', '/readyz')
  },
}

async function exported(): Promise<string> {
  const at = await world()
  await register(at)
  return (await at.ask('GET', '/api/export?move=yes')).text()
}

/** What any operation may answer where something is broken, or too many ask: those are asked for elsewhere, or below. */
const ANY_MAY = ['500', '503']
const isAboutRecords = ({ tags }: { tags: string[] }) => tags.includes('Records')
const ANSWERS = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { responses }]) =>
    Object.keys(responses)
      // Those about records by hand are asked in record-answers.test.ts.
      .filter(() => !isAboutRecords(operations[method] as unknown as { tags: string[] }))
      .filter((status) => !ANY_MAY.includes(status) || `${method} ${path} ${status}` === 'get /readyz 503')
      .map((status) => ({ method: method.toUpperCase(), path, status: Number(status) })),
  ),
)

describe('an operation of the document', () => {
  it.each(ANSWERS)('answers as it says: $method $path $status', async ({ method, path, status }) => {
    const way = WAYS[`${method} ${path} ${status}`] ?? WAYS[status] ?? (async (operation) => askRightly(await world(), operation))
    const response = await way({ method, path })
    await response.body?.cancel()
    expect(response.status).toBe(status)
  })

  it('answers as it says where something is broken', async () => {
    const { made } = await world()
    const health = () => {
      throw new Error('broken')
    }
    const { hono } = createApp(Object.create(made, { health: { value: health } }), { adminToken: null, open: false, onError: () => {} })
    expect((await hono.request('/healthz')).status).toBe(500)
  })
})

describe('what is held against the document', () => {
  const answered = (body: unknown, status = 200, type = 'application/json') =>
    check('GET', '/readyz', new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }))

  it('is refused for a status, a media type or a field that is not there, and for one that is missing or of another type', async () => {
    await answered({ ready: true })
    await expect(answered({ ready: true }, 201)).rejects.toThrow('answers 201, a status')
    await expect(answered({ ready: true }, 200, 'text/plain')).rejects.toThrow('as text/plain')
    await expect(answered({ ready: true, more: 1 })).rejects.toThrow('#/more')
    await expect(answered({})).rejects.toThrow('"ready"')
    await expect(answered({ ready: 'yes' })).rejects.toThrow('#/ready')
  })

  it('is refused for an address or a method that is not there, unless that is what it says', async () => {
    const answer = (status: number) => new Response(null, { status })
    await check('DELETE', '/readyz', answer(405))
    await check('GET', '/api/nothing', answer(404))
    const other = Response.json({ title: 'gone' }, { status: 404, headers: { 'content-type': 'application/problem+json' } })
    await expect(check('GET', '/api/nothing', other)).rejects.toThrow('"detail"')
    await expect(check('DELETE', '/readyz', answer(200))).rejects.toThrow('not in the document')
    await expect(check('GET', '/api/nothing', answer(200))).rejects.toThrow('not in the document')
  })
})
