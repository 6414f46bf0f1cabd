// REGISTRATION=open: strangers are bounded in number and rate, and so is what owners have done.
import { describe, expect, it } from 'vitest'
import { createReceiver, messageOf } from '../receiver.ts'
import { countRows, join, NAMES, nextUrl, open, set } from './open-desk.ts'

const HOUR = 3_600_000

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
