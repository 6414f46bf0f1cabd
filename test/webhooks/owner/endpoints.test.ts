// An endpoint's life over HTTP: who may do what with it, and what each request does.
import { afterEach, describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../src/webhooks/endpoints/endpoint.ts'
import { record } from '../../make.ts'
import { ADMIN, createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const TALKS = [record(), record({ id: 'second', parties: [{ party: 'nato' }, { party: 'ru' }] })]

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: TALKS, ...given })
  open.push(office, receiver)
  return { office, receiver }
}

describe('an endpoint', () => {
  it('is registered once, read, altered and removed', async () => {
    const { office, receiver } = await set()
    const wish = { url: `${receiver.url}/a?b=c`, types: ['talk.updated'], filter: { party: ['nato'] }, leads: ['P1D'], description: 'mine' }
    const made = await office.ask('POST', '/api/endpoints', wish)
    const { id, secret, token } = made.body
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`https://parley.example/api/endpoints/${id}`)
    expect(made.body).toMatchObject({ ...wish, state: 'active', owner: 'operator', dayAt: '09:00', zone: null, lang: 'en' })
    expect([secret, token]).toEqual([expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/), expect.stringMatching(/^parley_[\w-]{43}$/)])

    const read = await office.ask('GET', `/api/endpoints/${id}`, undefined, token)
    expect(read.body).toMatchObject({ ...wish, follows: 1 })
    expect((await office.ask('GET', '/api/endpoints')).body.endpoints).toHaveLength(1)

    const altered = await office.ask('PATCH', `/api/endpoints/${id}`, { leads: ['PT60M'], filter: { topic: [] } }, token)
    expect(altered).toMatchObject({ status: 200, body: { leads: ['PT1H'], filter: {}, types: ['talk.updated'], description: 'mine' } })

    expect(await office.ask('DELETE', `/api/endpoints/${id}`, undefined, token)).toMatchObject({ status: 204, text: '' })
    expect((await office.ask('GET', `/api/endpoints/${id}`)).status).toBe(404)
    expect((await office.ask('GET', `/api/endpoints/${id}`, undefined, token)).status).toBe(401)
    expect((await office.ask('DELETE', `/api/endpoints/${id}`)).status).toBe(404)
  })

  it('is tested, and its delivery can be read', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    receiver.answer = () => (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('thank you')
    const test = await office.ask('POST', `/api/endpoints/${id}/test`, {}, token)
    expect(test).toMatchObject({ status: 202, body: { type: 'endpoint.test', state: 'waiting', attempts: [] } })
    await office.run()
    const { body } = await office.ask('GET', `/api/deliveries/${test.body.id}`, undefined, token)
    expect(body).toMatchObject({ state: 'delivered', nextAttemptAt: null, attempts: [{ status: 200, error: null, answer: 'thank you' }] })
    expect(receiver.received.map((each) => messageOf(each).data.endpoint)).toEqual([id])
  })

  it('that is paused keeps what is queued, and gets it when it is enabled', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    expect((await office.ask('POST', `/api/endpoints/${id}/pause`, {}, token)).body.state).toBe('paused')
    expect((await office.ask('POST', `/api/endpoints/${id}/pause`, {}, token)).body.state).toBe('paused')
    expect((await office.ask('POST', `/api/endpoints/${id}/test`, {}, token)).status).toBe(409)
    await office.restart([...TALKS, record({ id: 'third' })])
    await office.run()
    expect(receiver.received).toEqual([])
    expect((await office.ask('POST', `/api/endpoints/${id}/enable`, {}, token)).body).toMatchObject({ state: 'active', missed: null })
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).data.talk.id)).toEqual(['third'])
  })

  it('replays all since a cursor or an instant that it asks for, and says how much that is', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url, filter: { party: 'nato' } })
    const replay = async (from: object) => (await office.ask('POST', `/api/endpoints/${id}/replay`, from, token)).body
    expect(await replay({ after: 0 })).toEqual({ queued: 1, cursor: 2, more: false })
    expect(await replay({ after: 2 })).toEqual({ queued: 0, cursor: 2, more: false })
    expect(await replay({ since: '2022-01-05T12:00:00+01:00' })).toMatchObject({ queued: 1 })
    expect(await replay({ since: '2099-01-01T00:00:00Z' })).toMatchObject({ queued: 0 })
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).data.talk.id)).toEqual(['second'])
    expect(await replay({ after: 0 })).toMatchObject({ queued: 1 })
    await office.run()
    expect(new Set(receiver.received.map((each) => each.id + each.body)).size).toBe(1)
    expect(receiver.received).toHaveLength(2)
  })

  it('is not rotated twice while its last secret still signs, unless both are to end', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    expect((await office.ask('POST', `/api/endpoints/${id}/rotate`, { overlap: 'PT1H' })).status).toBe(200)
    const again = await office.ask('POST', `/api/endpoints/${id}/rotate`)
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('still signs until')])
    expect((await office.ask('POST', `/api/endpoints/${id}/rotate`, { overlap: 'PT0S' })).status).toBe(200)
    expect((await office.ask('POST', `/api/endpoints/${id}/rotate`)).status).toBe(200)
  })

  it('is told by name that a cursor is beyond the log', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    expect(await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 3 })).toMatchObject({
      status: 409,
      body: { type: 'urn:parley:problem:cursor-beyond-log' },
    })
  })

  it('that is removed while it is altered or rotated stays so, and that is said', async () => {
    const { office, receiver } = await set({ names: { 'hooks.example': ['8.8.8.8'] } })
    const { owner, endpoints } = office.desk
    for (const work of [
      (endpoint: Endpoint) => owner.alter(endpoint, { url: 'https://hooks.example/new' }, 'operator'),
      (endpoint: Endpoint) => owner.rotate(endpoint, null),
    ]) {
      const { id } = await office.register({ url: receiver.url })
      const endpoint = endpoints.find(id) as Endpoint
      const asked = work(endpoint)
      owner.remove(endpoint)
      expect(await asked).toEqual({ ok: false, conflict: 'It was removed meanwhile.' })
    }
    expect(office.db.all('SELECT 1 FROM endpoint')).toEqual([])
  })

  it('that is altered after a reminder fell due, and before the desk woke up, gets what it had asked for', async () => {
    const at = Date.parse('2022-01-10T08:00:00Z')
    const { office, receiver } = await set({ at, talks: [record({ when: '2022-01-10T10:00', zone: 'Europe/Zurich' })] })
    const { id, token } = await office.register({ url: receiver.url, leads: ['PT30M'], types: ['talk.reminder'] })
    office.now = Date.parse('2022-01-10T08:30:01Z')
    for (const leads of [['PT30M'], ['PT40M', 'PT10M']])
      expect((await office.ask('PATCH', `/api/endpoints/${id}`, { leads }, token)).status).toBe(200)
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).data.reminder.lead)).toEqual(['PT30M'])
  })

  it('pages through its deliveries, and refuses what it cannot be asked', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    for (let count = 0; count < 3; count++) await office.ask('POST', `/api/endpoints/${id}/test`, {}, token)
    await office.run()
    const list = (query: string) => office.ask('GET', `/api/endpoints/${id}/deliveries${query}`, undefined, token)
    const all = (await list('')).body.deliveries.map((each: { id: string }) => each.id)
    expect(all).toHaveLength(3)
    const first = (await list('?limit=2')).body.deliveries.map((each: { id: string }) => each.id)
    expect(first).toEqual(all.slice(0, 2))
    expect((await list(`?before=${first[1]}`)).body.deliveries).toHaveLength(1)
    expect((await list('?state=failed')).body.deliveries).toEqual([])
    for (const query of ['?limit=0', '?limit=x', '?before=7', '?before=dlv_0', '?state=lost', '?after=1', '?limit=1001'])
      expect([query, (await list(query)).status]).toEqual([query, 400])
  })

  it.each([410, 404])('that answered %i is refused with what ended it', async (status) => {
    const { office, receiver } = await set()
    const slack = status === 410 ? {} : { format: 'slack' }
    const { id } = await office.register({ url: receiver.url, ...slack })
    receiver.answer = () => status
    await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    const { body } = await office.ask('POST', `/api/endpoints/${id}/enable`)
    expect(body.detail).toBe(`It answered ${status}: it wants nothing more. That ends an endpoint for good. Register a new one.`)
  })

  it('that answered 410 cannot be enabled, tested, replayed or resent to', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    receiver.answer = () => 410
    const { body } = await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body).toMatchObject({ state: 'gone', ended: { reason: expect.any(String) } })
    for (const path of [`endpoints/${id}/enable`, `endpoints/${id}/test`, `endpoints/${id}/pause`, `deliveries/${body.id}/resend`])
      expect([path, (await office.ask('POST', `/api/${path}`)).status]).toEqual([path, 409])
    expect((await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 0 })).status).toBe(409)
  })
})

describe('a token', () => {
  const EVERYTHING: [string, string, object | undefined][] = [
    ['GET', '', undefined],
    ['PATCH', '', { description: 'x' }],
    ['DELETE', '', undefined],
    ['POST', '/test', {}],
    ['POST', '/rotate', {}],
    ['POST', '/pause', {}],
    ['POST', '/enable', {}],
    ['POST', '/replay', { after: 0 }],
    ['POST', '/verify', {}],
    ['GET', '/deliveries', undefined],
  ]

  it.each(EVERYTHING)('is needed for %s …%s, and that of another endpoint is none', async (method, path, body) => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    const other = await office.register({ url: `${receiver.url}/other` })
    const before = (await office.ask('GET', `/api/endpoints/${id}`)).body
    for (const token of [null, 'wrong', other.token, `${ADMIN}x`, ADMIN.slice(1), '']) {
      const answer = await office.ask(method, `/api/endpoints/${id}${path}`, body, token)
      expect([token, answer.status, answer.headers.get('www-authenticate')]).toEqual([token, 401, 'Bearer realm="parley"'])
    }
    // Who has no right token cannot tell which endpoints there are.
    expect((await office.ask(method, `/api/endpoints/ep_none${path}`, body, other.token)).status).toBe(401)
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body).toEqual(before)
  })

  it('of an endpoint is none for its deliveries of another, for the list, or to register', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const other = await office.register({ url: `${receiver.url}/other` })
    const { body } = await office.ask('POST', `/api/endpoints/${id}/test`)
    for (const [method, path] of [
      ['GET', `/api/deliveries/${body.id}`],
      ['POST', `/api/deliveries/${body.id}/resend`],
      ['GET', '/api/endpoints'],
      ['POST', '/api/endpoints'],
    ] as const)
      expect([path, (await office.ask(method, path, undefined, other.token)).status]).toEqual([path, 401])
    expect((await office.ask('GET', `/api/deliveries/${body.id}`, undefined, token)).status).toBe(200)
    expect((await office.ask('GET', '/api/deliveries/dlv_99999')).status).toBe(404)
    expect((await office.ask('GET', '/api/deliveries/x')).status).toBe(404)
  })

  it('of an endpoint is not enough to be told of others, although the operator registered it', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const alter = async (types: string[], bearer: string) => (await office.ask('PATCH', `/api/endpoints/${id}`, { types }, bearer)).status
    expect(await alter(['talk.held', 'endpoint.failing'], token)).toBe(400)
    expect(await alter(['talk.held', 'endpoint.failing'], ADMIN)).toBe(200)
    // What the operator has asked for there may stay.
    expect(await alter(['endpoint.failing'], token)).toBe(200)
    expect(await alter(['endpoint.failing', 'endpoint.disabled'], token)).toBe(400)
  })

  it('of the operator may be long', async () => {
    const adminToken = 'x'.repeat(600)
    const { office } = await set({ adminToken })
    expect((await office.ask('GET', '/api/endpoints', undefined, adminToken)).status).toBe(200)
    expect((await office.ask('GET', '/api/endpoints', undefined, `${adminToken}x`)).status).toBe(401)
  })

  it('of the operator is not there: nobody registers, and that is said', async () => {
    const { office, receiver } = await set({ adminToken: null })
    expect(await office.ask('POST', '/api/endpoints', { url: receiver.url }, null)).toMatchObject({
      status: 403,
      body: { type: 'urn:parley:problem:registration-closed' },
    })
    expect((await office.ask('POST', '/api/endpoints', { url: receiver.url }, ADMIN)).status).toBe(401)
    expect((await office.ask('GET', '/api/endpoints', undefined, '')).status).toBe(401)
  })
})

describe('a parameter', () => {
  it.each([
    ['GET', '/api/endpoints?after=ID&after=ID', 'invalid-parameter'],
    ['GET', '/api/endpoints/ID/deliveries?state=failed&state=waiting', 'invalid-parameter'],
    ['GET', '/api/endpoints/ID/deliveries?before=dlv_1&before=dlv_2', 'invalid-parameter'],
    ['GET', '/api/export?move=yes&move=yes', 'invalid-parameter'],
    ['POST', '/api/import?copy=no', 'invalid-parameter'],
    ['POST', '/api/endpoints?party=nato', 'unknown-parameter'],
    ['GET', '/api/endpoints/ID?limit=1', 'unknown-parameter'],
    ['DELETE', '/api/endpoints/ID?dry=yes', 'unknown-parameter'],
    ['POST', '/api/endpoints/ID/replay?after=0', 'unknown-parameter'],
    ['POST', '/api/deliveries/DELIVERY/resend?since=2022-01-01', 'unknown-parameter'],
    ['POST', '/api/thaw?now=yes', 'unknown-parameter'],
    ['GET', '/schemas/?type=talk.held', 'unknown-parameter'],
  ])('of %s %s is refused by name, and nothing is done', async (method, path, type) => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    const { body } = await office.ask('POST', `/api/endpoints/${id}/test`)
    const address = path.replaceAll('ID', id).replace('DELIVERY', body.id)
    const before = (await office.ask('GET', `/api/endpoints/${id}`)).body
    expect(await office.ask(method, address)).toMatchObject({ status: 400, body: { type: `urn:parley:problem:${type}` } })
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body).toEqual(before)
    expect(office.desk.frozenSince).toBeNull()
  })
})

describe('ten thousand endpoints', () => {
  it('get exactly one message each of one change', { timeout: 60_000 }, async () => {
    const { office, receiver } = await set()
    const { owner } = office.desk
    for (let index = 0; index < 10_000; index++) await owner.register({ url: `${receiver.url}/${index}` }, 'operator')
    await office.restart([...TALKS, record({ id: 'third' })])
    await office.run()
    const by = Map.groupBy(receiver.received, ({ path }) => path)
    expect([by.size, receiver.received.length]).toEqual([10_000, 10_000])
    expect(new Set(receiver.received.map(({ id, body }) => id + body)).size).toBe(1)
    expect(office.desk.health().deliveries).toMatchObject({ delivered: 10_000, waiting: 0, failed: 0 })
  })
})
