// Headers that an owner has sent with every message: sent, kept like secrets, and shown by name alone.
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../../make.ts'
import { ADMIN, createOffice, type Office } from '../office.ts'
import { createReceiver, type Receiver } from '../receiver.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ open: true, ...given })
  open.push(office, receiver)
  return { office, receiver }
}

const BEARER = 'Bearer a-token-of-the-receiver'
const BASIC = `Basic ${btoa('user:a password: with=signs')}`
const KEY = 'a-key-of-thirty-two-characters-or-more'
const storeOf = (office: Office) => JSON.stringify(office.db.all('SELECT * FROM endpoint'))

describe('the headers of an endpoint', () => {
  it.each([null, KEY])('are sent with every message, and shown nowhere but by name (SECRET_KEY %s)', async (secretKey) => {
    const { office, receiver } = await set({ secretKey })
    const { id, ...registered } = await office.register({ url: receiver.url, headers: { Authorization: BEARER, 'X-Api-Key': '42' } })
    await office.ask('POST', `/api/endpoints/${id}/test`, {})
    await office.restart([record({ id: 'x' })])
    await office.run()
    expect(receiver.received.map(({ headers }) => [headers.authorization, headers['x-api-key']])).toEqual([
      [BEARER, '42'],
      [BEARER, '42'],
    ])
    const shown = [registered, (await office.ask('GET', `/api/endpoints/${id}`)).text, (await office.ask('GET', '/api/endpoints')).text]
    const seen = JSON.stringify([...shown, (await office.ask('GET', `/api/endpoints/${id}/deliveries`)).text, office.lines])
    expect(seen).not.toContain('a-token-of')
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body.headers).toEqual(['authorization', 'x-api-key'])
    expect(storeOf(office).includes('a-token-of')).toBe(secretKey === null)
  })

  it('are sealed with the secrets at the first start with a SECRET_KEY', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url, headers: { authorization: BASIC } })
    expect(storeOf(office)).toContain(BASIC)
    const sealed = await createOffice({ db: office.db, secretKey: KEY })
    open.push(sealed)
    expect(storeOf(sealed)).not.toContain(BASIC)
    await sealed.ask('POST', `/api/endpoints/${id}/test`, {})
    await sealed.run()
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([BASIC])
  })

  it('are replaced as a whole, stay where nothing is said of them, and are taken away', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url, headers: { a: '1', b: '2' } })
    for (const change of [{ headers: { c: '3' } }, { description: 'Other' }, { headers: null }, { headers: {} }]) {
      expect((await office.ask('PATCH', `/api/endpoints/${id}`, change)).status).toBe(200)
      await office.ask('POST', `/api/endpoints/${id}/test`, {})
      await office.run()
    }
    expect(receiver.received.map(({ headers: { a, b, c } }) => [a, b, c])).toEqual([
      [undefined, undefined, '3'],
      [undefined, undefined, '3'],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
    ])
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body.headers).toEqual([])
  })

  it('of a stranger go with the question whether messages are wanted, and are moved with the desk', async () => {
    const { office, receiver } = await set()
    await office.ask('POST', '/api/endpoints', { url: receiver.url, headers: { authorization: BEARER } }, null)
    await office.run()
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([BEARER])
    const asked = { headers: { authorization: `Bearer ${ADMIN}` } }
    expect(await (await office.app.hono.request('https://parley.example/api/export', asked)).text()).toContain('a-token-of')
  })

  it.each<[string, unknown, string]>([
    ['no object', 'authorization: x', 'headers'],
    ['a list', ['authorization'], 'headers'],
    ['a value that is no text', { authorization: 7 }, 'headers.authorization'],
    ['Host', { Host: 'other.example' }, 'headers'],
    ['Content-Length', { 'content-length': '2' }, 'headers'],
    ['a type of its own', { 'Content-Type': 'text/plain' }, 'headers'],
    ['Transfer-Encoding', { 'transfer-encoding': 'chunked' }, 'headers'],
    ['one of ours', { 'Webhook-Signature': 'v1,x' }, 'headers'],
    ['User-Agent', { 'user-agent': 'curl' }, 'headers'],
    ['one for a proxy', { 'proxy-authorization': 'x' }, 'headers'],
    ['no name', { '': 'x' }, 'headers'],
    ['a name with a blank', { 'x y': 'z' }, 'headers'],
    ['a name with a colon', { 'x:': 'z' }, 'headers'],
    ['a name in another script', { 'x-ключ': 'z' }, 'headers'],
    ['a name of 101 characters', { ['x'.repeat(101)]: 'z' }, 'headers'],
    ['one name twice', { Authorization: 'x', authorization: 'y' }, 'headers'],
    ['no value', { authorization: '' }, 'headers'],
    ['a line break', { authorization: 'secret\r\nx-injected: y' }, 'headers'],
    ['a line break alone', { authorization: 'secret\n' }, 'headers'],
    ['a NUL', { authorization: 'secret\0' }, 'headers'],
    ['a value in another script', { authorization: 'secret ключ' }, 'headers'],
    ['a blank around a value', { authorization: ' secret' }, 'headers'],
    ['too many', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`x-${index}`, 'y'])), 'headers'],
    ['too much', { authorization: 'secret'.repeat(1000) }, 'headers'],
  ])('are refused with %s, and what is said of it holds no value', async (_, headers, field) => {
    const { office, receiver } = await set()
    const { status, body, text } = await office.ask('POST', '/api/endpoints', { url: receiver.url, headers })
    expect([status, body.errors?.[0]?.field]).toEqual([400, field])
    expect(text).not.toContain('secret')
    expect(office.desk.endpoints.list(0, 10)).toEqual([])
  })
})
