import { afterEach, describe, expect, it } from 'vitest'
import { createFetchSend } from '../../../src/webhooks/deliveries/send.fetch.ts'
import { type Allowed, checkUrl, isPublic, mayConnect, NOTHING_ALLOWED, parseAllowed } from '../../../src/webhooks/endpoints/address.ts'
import { createOffice, type Office } from '../office.ts'
import { FORBIDDEN } from './forbidden.ts'

const OWN = 'https://parley.example'
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const allowedBy = (text: string): Allowed => parseAllowed(text) as Allowed
const accepts = (url: string, allowed = NOTHING_ALLOWED): boolean => checkUrl(url, { allowed, ownUrl: OWN }).ok

describe('the address rules', () => {
  it.each(FORBIDDEN)('refuse %s', (_, url) => {
    expect(accepts(url)).toBe(false)
  })

  it.each([
    ['a name', 'https://hooks.example/parley'],
    ['a name with a port and a query', 'https://hooks.example:8443/a?b=c'],
    ['a name with a trailing dot', 'https://hooks.example./'],
    ['a name in another script, as the wire has it', 'https://xn--bcher-kva.example/'],
    ['a name in another script', 'https://bücher.example/päth'],
    ['a public address', 'https://8.8.8.8/'],
    ['a public address that NAT64 carries', 'https://[64:ff9b::808:808]/'],
    ['a public address in IPv6', 'https://[2606:4700::1111]/'],
    ['an at sign after the host', 'https://hooks.example/@a?b=c@d'],
    ['a name that has our own in it', 'https://parley.example.other.example/'],
    ['2,000 characters', `https://hooks.example/${'x'.repeat(1978)}`],
  ])('accept %s', (_, url) => {
    expect(accepts(url)).toBe(true)
  })

  it('have a public address refused by nobody, and what is none by everybody', () => {
    expect(['1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'].map(isPublic)).toEqual([true, true, true])
    expect(['', 'x', '127.1', '127.0.0.1', '::1', 'fe80::1%eth0', '256.1.1.1'].map(isPublic)).toEqual(Array(7).fill(false))
  })
})

describe('ALLOW_ADDRESSES', () => {
  it.each([
    ['a name', 'hooks.internal', ['http://hooks.internal/', 'https://hooks.internal./'], ['https://other.internal/']],
    ['a name without a dot', 'receiver', ['http://receiver:8080/'], ['http://receivers/']],
    ['a name in capitals', 'Hooks.INTERNAL.', ['http://hooks.internal/'], []],
    ['an address', '127.0.0.1', ['http://127.0.0.1:1/', 'http://2130706433/', 'http://[::ffff:127.0.0.1]/'], ['http://127.0.0.2/']],
    ['an address in IPv6', '::1', ['http://[::1]/', 'http://[0:0::1]/'], ['http://[::2]/', 'http://127.0.0.1/']],
    ['an address in brackets', '[fd00::1]', ['http://[fd00::1]/'], ['http://[fd00::2]/']],
    ['a network', '10.0.0.0/8', ['http://10.255.0.1/'], ['http://11.0.0.1/', 'https://192.168.0.1/']],
    ['a network in IPv6', 'fd00::/8', ['http://[fd12::1]/'], ['http://[fc00::1]/', 'http://10.0.0.1/']],
    ['several', '127.0.0.1, ::1\thooks.internal', ['http://127.0.0.1/', 'http://[::1]/', 'http://hooks.internal/'], []],
  ])('takes %s', (_, text, allowed, forbidden) => {
    const parsed = parseAllowed(text)
    expect(parsed).not.toHaveProperty('wrong')
    expect(allowed.filter((url) => !accepts(url, parsed as Allowed))).toEqual([])
    expect(forbidden.filter((url) => accepts(url, parsed as Allowed))).toEqual([])
  })

  it.each(['10.0.0.0/33', '10.0.0', '10.0.0.0/', '::/129', '1.2.3.4.5', 'https://x.example', 'a b/8', '*.internal', '10.0.0.256', 'x/8'])(
    'refuses %j',
    (text) => {
      expect(parseAllowed(text)).toMatchObject({ wrong: expect.any(String) })
    },
  )

  it('goes for the addresses of a name that it names, and for no other name', () => {
    expect(mayConnect('hooks.internal', '10.0.0.1', allowedBy('hooks.internal'))).toBe(true)
    expect(mayConnect('other.example', '10.0.0.1', allowedBy('hooks.internal'))).toBe(false)
    expect(mayConnect('other.example', '10.0.0.1', allowedBy('10.0.0.0/8'))).toBe(true)
  })

  it('does not except a user name, nor the desk itself', () => {
    const allowed = allowedBy('127.0.0.1')
    expect(accepts('http://user@127.0.0.1/', allowed)).toBe(false)
    const own = (url: string) => checkUrl(url, { allowed, ownUrl: 'http://127.0.0.1:8787' }).ok
    expect([own('http://127.0.0.1:8787/x'), own('http://127.0.0.1:8788/x')]).toEqual([false, true])
  })
})

describe('a connection where there is only fetch', () => {
  it('is not made to a literal that is forbidden, whatever the store says', async () => {
    const send = createFetchSend({ allowed: NOTHING_ALLOWED, ownUrl: OWN, deadline: 2000 })
    for (const [, url] of FORBIDDEN) expect(await send({ url, headers: {}, body: '{}' })).toMatchObject({ error: 'address' })
  })
})

describe('registering', () => {
  const NAMES = { 'public.example': ['8.8.8.8'], 'private.example': ['192.168.0.1'], 'both.example': ['8.8.8.8', '10.0.0.1'] }

  async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<Office> {
    const office = await createOffice({ allowed: '', names: NAMES, ...given })
    open.push(office)
    return office
  }

  it('is refused for each forbidden address, by name of the field', async () => {
    const office = await set()
    for (const [what, url] of FORBIDDEN) {
      const { status, body } = await office.ask('POST', '/api/endpoints', { url })
      expect([what, status, body.type, body.errors?.[0]?.field]).toEqual([what, 400, 'urn:parley:problem:invalid-body', 'url'])
    }
    expect(office.desk.endpoints.list(0, 10)).toEqual([])
  })

  it('is refused for a name that resolves to a private address, alone or beside a public one', async () => {
    const office = await set()
    for (const [host, address] of [
      ['private.example', '192.168.0.1'],
      ['both.example', '10.0.0.1'],
    ]) {
      const { status, body } = await office.ask('POST', '/api/endpoints', { url: `https://${host}/` })
      expect(status).toBe(400)
      expect(body.errors).toEqual([
        {
          field: 'url',
          message: `"${host}" resolves to ${address}; it would be a host with public addresses only`,
          code: 'resolves-to-private-address',
        },
      ])
    }
    expect((await office.ask('POST', '/api/endpoints', { url: 'https://public.example/' })).status).toBe(201)
    expect((await office.ask('POST', '/api/endpoints', { url: 'https://unknown.example/' })).status).toBe(201)
  })

  it('is refused anew where an endpoint is to move to a forbidden address', async () => {
    const office = await set()
    const { id } = await office.register({ url: 'https://public.example/' })
    for (const url of ['http://127.0.0.1/', 'https://both.example/', 'https://parley.example/'])
      expect(await office.ask('PATCH', `/api/endpoints/${id}`, { url })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'url' }] },
      })
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body.url).toBe('https://public.example/')
  })
})
