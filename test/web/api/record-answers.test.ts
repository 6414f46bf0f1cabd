// Every operation about records by hand is asked, and answers with each status that it is described with.
import { describe, expect, it } from 'vitest'
import { createSetClock } from '../../../src/runtime/clock.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { NODE_BOUNDS } from '../../../src/webhooks/deliveries/bounds.ts'
import { desk, diary, record, SOURCES } from '../../make.ts'
import { createApp, DOCUMENT } from '../checked-app.ts'

const ADMIN = 'the-token-of-the-operator'
const AS_ADMIN = { authorization: `Bearer ${ADMIN}` }
const SUDAN = { name: 'Sudan', kind: 'state' }
const RESOURCE = { talk: record({ id: 'by-hand' }), sources: SOURCES }
const FILE = { sources: SOURCES, talks: [record({ id: 'one' }), record({ id: 'two' })] }

interface World {
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** A desk with a talk of a file, a record by hand, a party by hand that no talk names, and a token. */
async function world({ full = true } = {}): Promise<World & { token: string; change: string; db: ReturnType<typeof openNode> }> {
  const db = openNode(':memory:')
  const made = desk(diary([record()]), {
    db,
    options: {
      clock: createSetClock(Date.parse('2022-01-08T12:00:00Z'), Date.now),
      sending: { send: null, bounds: NODE_BOUNDS, secretKey: 'a key of at least thirty-two characters' },
    },
  })
  await made.unlock()
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { open: false, onError, adminToken: ADMIN })
  const ask: World['ask'] = async (method, path, body, headers = AS_ADMIN) =>
    hono.request(`https://parley.example${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  let change = ''
  if (full) {
    const put = await ask('PUT', '/api/records/by-hand', RESOURCE, { ...AS_ADMIN, 'if-none-match': '*' })
    change = ((await put.json()) as { changes: { id: string }[] }).changes[0]?.id ?? ''
    await ask('PUT', '/api/parties/sudan', SUDAN, { ...AS_ADMIN, 'if-none-match': '*' })
  }
  const token = await made.tokens.make({ name: 'Anna', scopes: ['endpoints'], ends: null }, 'operator', Date.now())
  return { ask, db, change, token: token?.text ?? '' }
}

interface Operation {
  method: string
  path: string
}

const BODIES: Record<string, unknown> = {
  'PUT /api/records/{id}': { ...RESOURCE, talk: record({ id: 'by-hand', title: 'Another title' }) },
  'PATCH /api/records/{id}': { talk: { title: 'Another title' } },
  'POST /api/records': FILE,
  'POST /api/records/{id}/merge': { into: 'us-russia-1' },
  'PUT /api/parties/{id}': { ...SUDAN, name: 'The Sudan' },
  'POST /api/records/{id}/redact': { text: 'United States' },
  'POST /api/tokens': { name: 'Ben', scopes: ['write'], ends: '2100-01-01T00:00:00Z' },
}

async function idFor({ path }: Operation, at: Awaited<ReturnType<typeof world>>): Promise<string> {
  if (path.endsWith('/undo')) return at.change
  if (path.endsWith('/take')) return 'us-russia-1'
  if (path.startsWith('/api/parties')) return 'sudan'
  if (path.startsWith('/api/tokens')) {
    const { tokens } = (await (await at.ask('GET', '/api/tokens')).json()) as { tokens: { id: string }[] }
    return tokens[0]?.id ?? ''
  }
  if (path.endsWith('/give-back')) await at.ask('POST', '/api/records/us-russia-1/take')
  return path.endsWith('/give-back') ? 'us-russia-1' : 'by-hand'
}

async function askRightly(
  operation: Operation,
  { headers = {}, query = '', body }: { headers?: Record<string, string>; query?: string; body?: unknown } = {},
) {
  const at = await world()
  const { method, path } = operation
  const address = path.replace('{id}', await idFor(operation, at))
  return at.ask(method, `${address}${query}`, body ?? BODIES[`${method} ${path}`], { ...AS_ADMIN, 'if-match': '*', ...headers })
}

type Way = (operation: Operation) => Promise<Response>
const edited: Way = async ({ method, path }) => {
  const at = await world()
  const address = path.replace('{id}', path.startsWith('/api/parties') ? 'sudan' : 'by-hand')
  return at.ask(method, address, BODIES[`${method} ${path}`], { ...AS_ADMIN, 'if-match': '"another"' })
}
const WAYS: Record<string, Way> = {
  400: (operation) => askRightly(operation, { query: '?nonsense=1' }),
  401: (operation) => askRightly(operation, { headers: { authorization: 'Bearer somebody' } }),
  403: async (operation) => {
    const at = await world()
    const { method, path } = operation
    return at.ask(method, path.replace('{id}', 'by-hand'), BODIES[`${method} ${path}`], {
      authorization: `Bearer ${at.token}`,
      'if-match': '*',
    })
  },
  404: async ({ method, path }) =>
    (await world()).ask(method, path.replace('{id}', 'none'), BODIES[`${method} ${path}`], { ...AS_ADMIN, 'if-match': '*' }),
  409: async ({ method, path }) => {
    const at = await world()
    const other = path.startsWith('/api/parties') ? 'us' : 'us-russia-1'
    if (path.endsWith('/take')) return at.ask(method, path.replace('{id}', 'by-hand'))
    if (path.endsWith('/give-back')) return at.ask(method, path.replace('{id}', 'by-hand'))
    if (path.endsWith('/merge')) return at.ask(method, path.replace('{id}', 'by-hand'), { into: 'by-hand' })
    if (path.endsWith('/redact')) return at.ask(method, path.replace('{id}', 'by-hand'), { text: 'nowhere at all' })
    if (path.endsWith('/undo')) {
      await at.ask('PATCH', '/api/records/by-hand', { talk: { title: 'New' } }, { ...AS_ADMIN, 'if-match': '*' })
      return at.ask(method, path.replace('{id}', at.change))
    }
    if (path === '/api/records') return at.ask(method, path, { ...FILE, talks: [record()] })
    if (path === '/api/tokens') return at.ask(method, path, { name: 'Anna', scopes: ['read'] })
    if (`${method} ${path}` === 'DELETE /api/parties/{id}') {
      await at.ask('PATCH', '/api/records/by-hand', { talk: { parties: [{ party: 'sudan' }] } }, { ...AS_ADMIN, 'if-match': '*' })
      return at.ask(method, '/api/parties/sudan', undefined, { ...AS_ADMIN, 'if-match': '*' })
    }
    return at.ask(method, path.replace('{id}', other), BODIES[`${method} ${path}`], { ...AS_ADMIN, 'if-match': '*' })
  },
  412: edited,
  413: (operation) => askRightly(operation, { body: `{"talk":{"title":"${'x'.repeat(17 * 1024 * 1024)}"}}` }),
  415: (operation) => askRightly(operation, { headers: { 'content-type': 'text/plain' } }),
  422: async (operation) => {
    const { method, path } = operation
    if (path.endsWith('/undo')) {
      const at = await world()
      // An embargo that had ended would be put back on a talk that is public.
      at.db.run("UPDATE record SET body = json_set(body, '$.talk.embargoUntil', '2030-01-01T00:00:00Z') WHERE id = 'by-hand'")
      const patched = await at.ask(
        'PATCH',
        '/api/records/by-hand',
        { talk: { embargoUntil: null, title: 'New' } },
        { ...AS_ADMIN, 'if-match': '*' },
      )
      const { changes } = (await patched.json()) as { changes: { id: string }[] }
      return at.ask(method, path.replace('{id}', changes[0]?.id ?? ''))
    }
    const wrong = { talk: { when: 'soon' } }
    const bodies: Record<string, unknown> = {
      'PUT /api/records/{id}': { ...RESOURCE, talk: record({ id: 'by-hand', when: 'soon' }) },
      'POST /api/records': { ...FILE, talks: [record({ id: 'one', when: 'soon' })] },
      'PUT /api/parties/{id}': { name: 'Sudan' },
    }
    return askRightly(operation, { body: bodies[`${method} ${path}`] ?? wrong })
  },
  428: async ({ method, path }) => {
    const at = await world()
    return at.ask(method, path.replace('{id}', path.startsWith('/api/parties') ? 'sudan' : 'by-hand'), BODIES[`${method} ${path}`])
  },
  429: async ({ method, path }) => {
    const at = await world()
    const ask = () => at.ask(method, path.replace('{id}', 'x'), undefined, { authorization: 'Bearer somebody' })
    for (let asked = 0; asked < 60; asked++) await ask()
    return ask()
  },
  201: async ({ method, path }) => {
    const at = await world({ full: false })
    const bodies: Record<string, unknown> = { ...BODIES, 'PUT /api/records/{id}': RESOURCE }
    const body = bodies[`${method} ${path}`]
    return at.ask(method, path.replace('{id}', path.startsWith('/api/parties') ? 'sudan' : 'by-hand'), body, {
      ...AS_ADMIN,
      'if-none-match': '*',
    })
  },
  'POST /api/tokens 400': (operation) => askRightly(operation, { body: { name: 'Anna' } }),
}

const ANSWERS = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
  Object.entries(operations)
    .filter(([, operation]) => (operation as unknown as { tags: string[] }).tags.includes('Records'))
    .flatMap(([method, { responses }]) =>
      Object.keys(responses)
        .filter((status) => !['500', '503'].includes(status))
        .map((status) => ({ method: method.toUpperCase(), path, status: Number(status) })),
    ),
)

describe('an operation about records by hand', () => {
  it.each(ANSWERS)('answers as it says: $method $path $status', async ({ method, path, status }) => {
    const way = WAYS[`${method} ${path} ${status}`] ?? WAYS[status] ?? ((operation) => askRightly(operation))
    const response = await way({ method, path })
    const said = response.status === status ? '' : await response.text()
    expect([response.status, said]).toEqual([status, ''])
  })

  it('takes in a party that comes with a record', async () => {
    const at = await world()
    const body = {
      talk: record({ id: 'new', parties: [{ party: 'chad' }] }),
      sources: SOURCES,
      parties: { chad: { name: 'Chad', kind: 'state' } },
    }
    expect((await at.ask('PUT', '/api/records/new', body, { ...AS_ADMIN, 'if-none-match': '*' })).status).toBe(201)
    expect(await (await at.ask('GET', '/api/records/new')).json()).toEqual({ ...body, sources: SOURCES })
  })
})

describe('what is done with endpoints', () => {
  it('is noted with who did it, and nothing of what was refused', async () => {
    const at = await world({ full: false })
    const by = { authorization: `Bearer ${at.token}` }
    const made = (await (await at.ask('POST', '/api/endpoints', { url: 'https://hooks.example/' }, by)).json()) as { id: string }
    await at.ask('PATCH', `/api/endpoints/${made.id}`, { lang: 'de' }, by)
    await at.ask('PATCH', `/api/endpoints/${made.id}`, { lang: 'la' }, by)
    await at.ask('POST', `/api/endpoints/${made.id}/pause`, undefined, by)
    await at.ask('DELETE', `/api/endpoints/${made.id}`, undefined, by)
    const { acts } = (await (await at.ask('GET', '/api/acts')).json()) as {
      acts: { what: string; by: string; subject: string; detail: string | null }[]
    }
    expect(acts.filter(({ by: who }) => who === 'Anna').map(({ what, subject, detail }) => [what, subject, detail])).toEqual([
      ['endpoint.removed', made.id, null],
      ['endpoint.altered', made.id, 'pause'],
      ['endpoint.altered', made.id, null],
      ['endpoint.registered', made.id, null],
    ])
  })
})
