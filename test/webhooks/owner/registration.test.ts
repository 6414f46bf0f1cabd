// REGISTRATION=open: strangers get nothing until they have said that they want it, and are bounded in number and rate.
import { afterEach, describe, expect, it } from 'vitest'
import { exampleOf } from '../../../src/webhooks/messages/examples.ts'
import { record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const HOUR = 3_600_000
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const FIRST = record()
const SECOND = record({ id: 'second' })

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: [FIRST], open: true, ...given })
  open.push(office, receiver)
  return { office, receiver }
}

/** Each client has an address of its own; `from` is that of one. */
const join = (office: Office, url: string, more: object = {}, from = '203.0.113.1') =>
  office.ask('POST', '/api/endpoints', { url, ...more }, null, { 'cf-connecting-ip': from })
const codesOf = ({ received }: Receiver): string[] =>
  received
    .map(messageOf)
    .filter(({ type }) => type === 'endpoint.verification')
    .map(({ data }) => data.code)

/** Names of as many hosts as a test wants. */
const NAMES = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`host-${index}.example`, ['8.8.8.8']]))
let host = 0
const nextUrl = () => `https://host-${host++ % 300}.example/`

/** How many rows were read of the database since. */
function countRows({ db }: Office): () => number {
  let rows = 0
  const { all, first } = db
  db.all = (...given) => {
    const found = all(...given)
    rows += found.length
    return found as never
  }
  db.first = (...given) => {
    rows++
    return first(...given) as never
  }
  return () => rows
}

describe("a stranger's endpoint", () => {
  it('gets nothing but its code until its owner types that back', async () => {
    const { office, receiver } = await set()
    const { status, body } = await join(office, receiver.url, { leads: ['PT1H'] })
    expect([status, body.state, body.owner]).toEqual([201, 'unverified', 'anyone'])
    await office.restart([FIRST, SECOND])
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).type)).toEqual(['endpoint.verification'])
    for (const path of ['test', 'enable', 'pause'])
      expect([path, (await office.ask('POST', `/api/endpoints/${body.id}/${path}`, {}, body.token)).status]).toEqual([path, 409])
    expect((await office.ask('POST', `/api/endpoints/${body.id}/replay`, { after: 0 }, body.token)).status).toBe(409)

    const [code = ''] = codesOf(receiver)
    const verified = await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code: ` ${code.toLowerCase()} ` }, body.token)
    expect(verified).toMatchObject({ status: 200, body: { state: 'active' } })
    await office.restart([FIRST, SECOND, record({ id: 'third' })])
    await office.run()
    expect(receiver.received.slice(1).map((each) => messageOf(each).data.talk.id)).toEqual(['third'])
    expect((await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code }, body.token)).status).toBe(409)
  })

  it('is asked in the words that the catalogue gives as an example', async () => {
    const { office, receiver } = await set()
    const { body } = await join(office, receiver.url)
    await office.run()
    const [asked] = receiver.received.map((each) => messageOf(each).data)
    const example = exampleOf('endpoint.verification', { url: 'https://parley.example', domain: 'parley.example' }) as { data: object }
    expect({ ...example.data, endpoint: body.id, code: asked.code }).toEqual(asked)
  })

  it.each([
    ['alone', (code: string) => code],
    ['in JSON', (code: string) => JSON.stringify({ ok: code })],
    ['far down in a page', (code: string) => `<!doctype html>${'<p>Thank you.</p>\n'.repeat(700)}${code}`],
  ])('is active as soon as it echoes its code, %s', async (_, text) => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_asked, response) => response.end(text(messageOf(received).data.code))
    const { body } = await join(office, receiver.url)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${body.id}`, undefined, body.token)).body.state).toBe('active')
  })

  it.each([
    ['the code of another', (_: string, other: string) => other],
    ['nothing', () => ''],
    ['a part of the code', (code: string) => code.slice(0, -1)],
  ])('stays without messages where it answers with %s', async (_, answer) => {
    const { office, receiver } = await set()
    await join(office, `${receiver.url}/first`)
    await office.run()
    const [other = ''] = codesOf(receiver)
    receiver.answer = (received) => (_asked, response) => response.end(answer(messageOf(received).data.code, other))
    const { body } = await join(office, `${receiver.url}/second`)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${body.id}`, undefined, body.token)).body.state).toBe('unverified')
  })

  it('stays without messages where its code comes with a failure', async () => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_, response) => response.writeHead(400).end(received.body)
    const { body } = await join(office, receiver.url)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${body.id}`, undefined, body.token)).body.state).toBe('unverified')
  })

  it.each([
    ['', (body: string) => body],
    ['within an address', (body: string) => `/find?q=${encodeURIComponent(body)}`],
    ['cut off', (body: string) => body.slice(0, body.search(/[A-Z2-9]{5}-[A-Z2-9]{5}/) + 9)],
  ])('does not show its code to whoever registered it, even where its receiver repeats it %s', async (_, repeated) => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_asked, response) => response.writeHead(400).end(repeated(received.body))
    const { body } = await join(office, receiver.url)
    await office.run()
    const [code = ''] = codesOf(receiver)
    const { deliveries } = (await office.ask('GET', `/api/endpoints/${body.id}/deliveries`, undefined, body.token)).body
    const one = await office.ask('GET', `/api/deliveries/${deliveries[0].id}`, undefined, body.token)
    expect(one.body).toMatchObject({ type: 'endpoint.verification', attempts: [{ status: 400 }] })
    expect(JSON.parse(one.body.body).data).toMatchObject({ endpoint: body.id, code: '·····-·····' })
    expect(one.body.attempts[0].answer).toContain('·····-·····')
    expect(JSON.stringify([deliveries, one.body])).not.toContain(code.slice(0, 6))
  })

  it('takes five wrong codes, then only a new one, of which three are sent in an hour', async () => {
    const { office, receiver } = await set()
    const { body } = await join(office, receiver.url)
    await office.run()
    const verify = async (wish: object) => (await office.ask('POST', `/api/endpoints/${body.id}/verify`, wish, body.token)).status
    for (let count = 0; count < 5; count++) expect(await verify({ code: 'AAAAA-AAAAA' })).toBe(400)
    const [code = ''] = codesOf(receiver)
    expect(await verify({ code })).toBe(429)
    for (let count = 0; count < 3; count++) expect(await verify({})).toBe(202)
    expect(await verify({})).toBe(429)
    await office.run()
    expect(await verify({ code })).toBe(400)
    expect(new Set(codesOf(receiver)).size).toBe(4)
    expect(await verify({ code: codesOf(receiver).at(-1) })).toBe(200)
  })

  it('that moves to another address is unverified again, and what waited does not go there', async () => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_, response) => response.end(messageOf(received).data.code)
    const { body } = await join(office, `${receiver.url}/own`)
    await office.run()
    receiver.answer = () => 500
    await office.restart([FIRST, SECOND])
    await office.run()
    receiver.answer = () => 204
    receiver.received.length = 0
    const moved = await office.ask('PATCH', `/api/endpoints/${body.id}`, { url: `${receiver.url}/victim` }, body.token)
    expect(moved).toMatchObject({ status: 200, body: { state: 'unverified' } })
    for (let count = 0; count < 3; count++) {
      office.now += HOUR
      await office.run()
    }
    expect(receiver.received.map((each) => [each.path, messageOf(each).type])).toEqual([['/victim', 'endpoint.verification']])
    const [code] = codesOf(receiver)
    expect((await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code }, body.token)).status).toBe(200)
    expect((await office.ask('POST', `/api/endpoints/${body.id}/replay`, { after: 1 }, body.token)).body.queued).toBe(1)
  })

  it('that moves has a day to be verified again, however old it is', async () => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_, response) => response.end(messageOf(received).data.code)
    const { body } = await join(office, receiver.url)
    await office.run()
    receiver.answer = () => 204
    office.now += 48 * HOUR
    await office.ask('PATCH', `/api/endpoints/${body.id}`, { url: `${receiver.url}/new` }, body.token)
    const stateAfter = async (hours: number) => {
      office.now += hours * HOUR
      const other = await join(office, `${receiver.url}/other`)
      await office.ask('DELETE', `/api/endpoints/${other.body.id}`, undefined, other.body.token)
      return (await office.ask('GET', `/api/endpoints/${body.id}`)).body.state
    }
    expect([await stateAfter(0), await stateAfter(23), await stateAfter(2)]).toEqual(['unverified', 'unverified', undefined])
  })

  it('cannot be told what happens to other endpoints', async () => {
    const { office, receiver } = await set()
    for (const type of ['endpoint.failing', 'endpoint.disabled', 'reminder.skipped'])
      expect((await join(office, receiver.url, { types: [type] })).body.errors).toMatchObject([{ field: 'types' }])
    const { body } = await join(office, receiver.url)
    expect((await office.ask('PATCH', `/api/endpoints/${body.id}`, { types: ['endpoint.failing'] }, body.token)).status).toBe(400)
  })
})

describe('strangers', () => {
  it('may register ten endpoints at one host', async () => {
    const { office, receiver } = await set()
    for (let count = 0; count < 10; count++) expect((await join(office, `${receiver.url}/${count}`)).status).toBe(201)
    const refused = await join(office, `${receiver.url}/11`)
    expect([refused.status, refused.body.type, refused.headers.get('retry-after')]).toEqual([
      429,
      'urn:parley:problem:too-many-requests',
      '3600',
    ])
    await office.register({ url: `${receiver.url}/operator` })

    const elsewhere = await createReceiver()
    open.push(elsewhere)
    const { body } = await join(office, elsewhere.url)
    expect((await office.ask('PATCH', `/api/endpoints/${body.id}`, { url: `${receiver.url}/12` }, body.token)).status).toBe(429)
    expect((await office.ask('PATCH', `/api/endpoints/${body.id}`, { url: `${elsewhere.url}/2` }, body.token)).status).toBe(200)
  })

  it('may register more at a service that many share', async () => {
    const { office } = await set({ names: { 'discord.com': ['8.8.8.8'] }, allowed: '', deadline: 50 })
    for (let count = 0; count < 40; count++) {
      const url = `https://discord.com/api/webhooks/${'1'.repeat(18)}/${'a'.repeat(60)}${count}`
      const joined = await join(office, url, { format: 'discord' }, `192.0.2.${count}`)
      expect(joined.status, joined.text).toBe(201)
    }
  })

  it('may each register thirty endpoints in an hour, and keep no other from doing so', async () => {
    const { office } = await set({ names: NAMES, allowed: '', deadline: 50 })
    const some = async (count: number, from: string) => {
      const statuses: number[] = []
      for (let index = 0; index < count; index++) statuses.push((await join(office, nextUrl(), {}, from)).status)
      return [statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 429).length]
    }
    expect(await some(31, '203.0.113.1')).toEqual([30, 1])
    expect(await some(31, '2001:db8:1:2::1')).toEqual([30, 1])
    // Another address of the same network.
    expect(await some(1, '2001:db8:1:2:ffff::1')).toEqual([0, 1])
    expect(await some(1, '203.0.113.2')).toEqual([1, 0])
    office.now += HOUR - 1000
    const refused = await join(office, nextUrl(), {}, '203.0.113.1')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    office.now += 1000
    expect(await some(1, '203.0.113.1')).toEqual([1, 0])
  })

  it('leave a hundred endpoints unverified, of which the one that waits longest makes room', async () => {
    const { office, receiver } = await set({ names: NAMES, deadline: 50 })
    receiver.answer = (received) => (_, response) => response.end(messageOf(received).data.code)
    const verified = await join(office, receiver.url)
    await office.run()
    const ids: string[] = []
    for (let index = 0; index < 101; index++) {
      office.now += 1000
      ids.push((await join(office, nextUrl(), {}, `198.51.100.${index}`)).body.id)
    }
    const left = office.desk.endpoints.list(0, 1000).map(({ id }) => id)
    expect(left).toEqual([verified.body.id, ...ids.slice(1)])
    // Those that nobody verified within a day are forgotten.
    office.now += 25 * HOUR
    const last = await join(office, nextUrl())
    expect(office.desk.endpoints.list(0, 1000).map(({ id }) => id)).toEqual([verified.body.id, last.body.id])
  })

  it('make thirty registrations at one host in an hour, however many they are', async () => {
    const { office, receiver } = await set()
    const statuses: number[] = []
    for (let index = 0; index < 31; index++) {
      const { status, body } = await join(office, `${receiver.url}/${index}`, {}, `198.51.100.${index}`)
      statuses.push(status)
      if (status === 201) await office.ask('DELETE', `/api/endpoints/${body.id}`, undefined, body.token)
    }
    expect(statuses).toEqual([...Array(30).fill(201), 429])
  })

  it('are refused before anything is looked up', async () => {
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      return ['8.8.8.8']
    }
    const { office } = await set({ names: NAMES, allowed: '', resolve, deadline: 50 })
    for (let index = 0; index < 40; index++) await join(office, nextUrl())
    expect(asked).toHaveLength(30)
  })

  it('are told of a name no more than that it was not found in public, whatever it resolves to', async () => {
    const names = { 'inside.example': ['10.1.2.3'], 'both.example': ['8.8.8.8', '10.1.2.3'] }
    const { office } = await set({ names, allowed: '' })
    const details = []
    for (const host of ['inside.example', 'both.example', 'nowhere.example']) {
      const { status, body } = await join(office, `https://${host}/`)
      expect([status, body.errors[0].code]).toEqual([400, 'not-found-in-public'])
      details.push(body.detail.replaceAll(host, 'HOST'))
    }
    expect(new Set(details).size).toBe(1)
    expect(details[0]).not.toContain('10.1')
    const operator = await office.ask('POST', '/api/endpoints', { url: 'https://inside.example/' })
    expect(operator.body.errors[0]).toMatchObject({ code: 'resolves-to-private-address' })
  })

  it('are refused for the same cost however many endpoints the operator has', async () => {
    const { office } = await set({ names: NAMES, allowed: '', deadline: 50 })
    for (let index = 0; index < 31; index++) await join(office, nextUrl())
    const read = countRows(office)
    for (let index = 0; index < 5; index++) expect((await join(office, nextUrl())).status).toBe(429)
    expect(read()).toBe(0)
  })

  it('do not register where the desk is closed to them', async () => {
    const { office, receiver } = await set({ open: false })
    expect((await join(office, receiver.url)).status).toBe(401)
  })
})

describe('an owner', () => {
  const ACTS: [act: string, most: number, method: string, path: string, body: object | undefined][] = [
    ['tests', 60, 'POST', '/test', undefined],
    ['replays', 12, 'POST', '/replay', { after: 0 }],
    ['rotates', 20, 'POST', '/rotate', { overlap: 'PT0S' }],
    ['alters', 120, 'PATCH', '', { description: 'x' }],
    ['pauses', 60, 'POST', '/pause', undefined],
    ['enables', 60, 'POST', '/enable', undefined],
  ]
  it.each(ACTS)('%s %i times in an hour, and the operator more often', async (_, most, method, path, body) => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const act = (by?: string) => office.ask(method, `/api/endpoints/${id}${path}`, body, by)
    for (let count = 0; count < most; count++) expect((await act(token)).status).toBeLessThan(300)
    const refused = await act(token)
    expect([refused.status, refused.body.type, refused.headers.get('retry-after')]).toEqual([
      429,
      'urn:parley:problem:too-many-requests',
      '3600',
    ])
    expect((await act()).status).toBeLessThan(300)
    const other = await office.register({ url: `${receiver.url}/other` })
    expect((await office.ask(method, `/api/endpoints/${other.id}${path}`, body, other.token)).status).toBeLessThan(300)
    office.now += HOUR
    expect((await act(token)).status).toBeLessThan(300)
  })

  it('sends a delivery again 120 times in an hour', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const { body } = await office.ask('POST', `/api/endpoints/${id}/test`, undefined, token)
    const resend = async (by?: string) => (await office.ask('POST', `/api/deliveries/${body.id}/resend`, undefined, by)).status
    for (let count = 0; count < 120; count++) expect(await resend(token)).toBe(202)
    expect([await resend(token), await resend()]).toEqual([429, 202])
  })
})
