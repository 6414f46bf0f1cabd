import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Allowed, checkUrl, isPublic, mayConnect, NOTHING_ALLOWED, parseAllowed } from '../../src/webhooks/address.ts'
import { createSend } from '../../src/webhooks/send.node.ts'
import { record } from '../make.ts'
import { createOffice, lookupOf, type Office } from './office.ts'
import { createReceiver } from './receiver.ts'

const OWN = 'https://parley.example'
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const allowedBy = (text: string): Allowed => parseAllowed(text) as Allowed
const accepts = (url: string, allowed = NOTHING_ALLOWED): boolean => checkUrl(url, { allowed, ownUrl: OWN }).ok

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['a private address', 'https://10.0.0.1/'],
  ['a private address of 172.16/12', 'https://172.31.255.255/'],
  ['a private address of 192.168/16', 'https://192.168.1.1/'],
  ['loopback', 'https://127.0.0.1/'],
  ['loopback in IPv6', 'https://[::1]/'],
  ['loopback by name', 'https://localhost/'],
  ['a name below localhost', 'https://a.localhost/'],
  ['link-local, where clouds keep their secrets', 'https://169.254.169.254/latest/meta-data'],
  ['link-local in IPv6', 'https://[fe80::1]/'],
  ['unique local in IPv6', 'https://[fd00:ec2::254]/'],
  ['multicast', 'https://224.0.0.1/'],
  ['multicast in IPv6', 'https://[ff02::1]/'],
  ['broadcast', 'https://255.255.255.255/'],
  ['the unspecified address', 'https://0.0.0.0/'],
  ['the unspecified address in IPv6', 'https://[::]/'],
  ['this network', 'https://0.1.2.3/'],
  ['a reserved address', 'https://240.0.0.1/'],
  ['a documentation address', 'https://192.0.2.1/'],
  ['a documentation address in IPv6', 'https://[2001:db8::1]/'],
  ['a benchmarking address', 'https://198.18.0.1/'],
  ['CGNAT', 'https://100.64.0.1/'],
  ['a mapped address', 'https://[::ffff:127.0.0.1]/'],
  ['a mapped private address in hex', 'https://[::ffff:a00:1]/'],
  ['a compatible address', 'https://[::127.0.0.1]/'],
  ['a compatible private address', 'https://[::10.0.0.1]/'],
  ['a translated address', 'https://[::ffff:0:127.0.0.1]/'],
  ['NAT64', 'https://[64:ff9b::7f00:1]/'],
  ['NAT64 of a local prefix', 'https://[64:ff9b:1::a00:1]/'],
  ['6to4', 'https://[2002:7f00:1::]/'],
  ['Teredo', 'https://[2001:0:7f00:1::1]/'],
  ['a site-local address', 'https://[fec0::1]/'],
  ['the discard prefix', 'https://[100::1]/'],
  ['an address outside what is given to anyone', 'https://[4000::1]/'],
  ['loopback in decimal', 'https://2130706433/'],
  ['loopback in octal', 'https://0177.0.0.1/'],
  ['loopback in one octal number', 'https://017700000001/'],
  ['loopback in hex', 'https://0x7f.0.0.1/'],
  ['loopback in one hex number', 'https://0x7f000001/'],
  ['loopback in two parts', 'https://127.1/'],
  ['loopback in three parts', 'https://127.0.1/'],
  ['zero', 'https://0/'],
  ['loopback with a trailing dot', 'https://127.0.0.1./'],
  ['localhost with a trailing dot', 'https://localhost./'],
  ['loopback in full-width digits', 'https://１２７.0.0.1/'],
  ['loopback with ideographic full stops', 'https://127。0。0。1/'],
  ['localhost in circled letters', 'https://ⓛocalhost/'],
  ['loopback percent-encoded', 'https://%31%32%37.0.0.1/'],
  ['a name without a dot', 'https://intranet/'],
  ['a name with an empty part', 'https://a..example/'],
  ['a name of the local link', 'https://printer.local/'],
  ['an internal name', 'https://db.internal/'],
  ['a cloud metadata name', 'https://metadata.google.internal/'],
  ['a home name', 'https://nas.home.arpa/'],
  ['an onion name', 'https://abc.onion/'],
  ['http to a public name', 'http://hooks.example/'],
  ['another protocol', 'ftp://hooks.example/'],
  ['a file', 'file:///etc/passwd'],
  ['a script', 'javascript:alert(1)'],
  ['no URL', 'hooks.example'],
  ['nothing', ''],
  ['a user name', 'https://user@hooks.example/'],
  ['a user name and password', 'https://user:secret@hooks.example/'],
  ['an empty user name', 'https://@hooks.example/'],
  ['a user name with a back slash before', 'https:\\\\user@hooks.example/'],
  ['a fragment', 'https://hooks.example/#x'],
  ['a blank', 'https://hooks.example/a b'],
  ['a line break', 'https://hooks.example/\r\nx: y'],
  ['a tab in the host', 'https://hooks.\texample/'],
  ['a port that there is not', 'https://hooks.example:99999/'],
  ['2,001 characters', `https://hooks.example/${'x'.repeat(1979)}`],
  ['our own name', 'https://parley.example/'],
  ['our own name with another port', 'https://parley.example:8443/'],
  ['our own name with a trailing dot', 'https://parley.example./'],
  ['our own name in capitals', 'https://PARLEY.EXAMPLE/x'],
]

describe('the address rules', () => {
  it.each(FORBIDDEN)('refuse %s', (_, url) => {
    expect(accepts(url)).toBe(false)
  })

  it.each([
    ['a name', 'https://hooks.example/parley'],
    ['a name with a port and a query', 'https://hooks.example:8443/a?b=c'],
    ['a name with a trailing dot', 'https://hooks.example./'],
    ['a name in another script, as the wire has it', 'https://xn--bcher-kva.example/'],
    ['a public address', 'https://8.8.8.8/'],
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

describe('a connection', () => {
  async function sent(url: string, allowed: string, lookup: LookupFunction) {
    const sender = createSend({ allowed: allowedBy(allowed), ownUrl: () => OWN, lookup, deadline: 2000 })
    open.push(sender)
    return sender.send({ url, headers: {}, body: '{}' })
  }

  it.each([
    ['a private address', ['10.0.0.1']],
    ['a public and a private one', ['8.8.8.8', '10.0.0.1']],
    ['a private one in IPv6 behind a public one', ['2606:4700::1111', '::1']],
    ['a mapped one', ['::ffff:169.254.169.254']],
    ['NAT64', ['64:ff9b::a9fe:a9fe']],
  ])('is not made to a name that resolves to %s', async (_, addresses) => {
    const reply = await sent('https://hooks.example/', '', lookupOf({ 'hooks.example': addresses }))
    expect(reply).toMatchObject({ error: 'address', detail: expect.stringMatching(/^hooks\.example resolves to .*not a public address$/) })
  })

  it('is not made to a literal that is forbidden, whatever the store says', async () => {
    for (const [, url] of FORBIDDEN) expect(await sent(url, '', lookupOf({}))).toMatchObject({ error: 'address' })
  })

  it('is made to a named host on loopback', async () => {
    const receiver = await createReceiver()
    open.push(receiver)
    const url = receiver.url.replace('127.0.0.1', 'hooks.internal')
    expect(await sent(url, 'hooks.internal', lookupOf({ 'hooks.internal': ['127.0.0.1'] }))).toMatchObject({ status: 204 })
    expect(receiver.received[0]?.headers.host).toBe(new URL(url).host)
  })

  it('to a name that nobody knows is a failure to reach it', async () => {
    expect(await sent('https://hooks.example/', '', lookupOf({}))).toMatchObject({ error: 'unreachable' })
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
    expect(office.desk.courier.endpoints.list(0, 10)).toEqual([])
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
        { field: 'url', message: `"${host}" resolves to ${address}; it would be a host with public addresses only` },
      ])
    }
    expect((await office.ask('POST', '/api/endpoints', { url: 'https://public.example/' })).status).toBe(201)
    expect((await office.ask('POST', '/api/endpoints', { url: 'https://unknown.example/' })).status).toBe(201)
  })

  it('does not help a name that changes between check and connection', async () => {
    const receiver = await createReceiver()
    open.push(receiver)
    const { port } = new URL(receiver.url)
    const answers = [['8.8.8.8'], ['127.0.0.1']]
    const office = await set({
      talks: [record()],
      lookup: (host, options, callback) => lookupOf({ [host]: answers.shift() ?? ['127.0.0.1'] })(host, options, callback),
    })
    const { id } = await office.register({ url: `https://rebound.example:${port}/` })
    await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 0 })
    await office.run()
    const { body } = await office.ask('GET', `/api/endpoints/${id}/deliveries`)
    expect(body.deliveries[0].attempts[0].error).toBe('address: rebound.example resolves to 127.0.0.1, which is not a public address')
    expect(receiver.received).toEqual([])
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
