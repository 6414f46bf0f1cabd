// What names resolve to, at the moment of connecting: Node alone can look at it.
import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSend } from '../../../src/webhooks/deliveries/send.node.ts'
import { type Allowed, parseAllowed } from '../../../src/webhooks/endpoints/address.ts'
import { record } from '../../make.ts'
import { createOffice, lookupOf } from '../office.ts'
import { createReceiver } from '../receiver.ts'
import { FORBIDDEN } from './forbidden.ts'

const OWN = 'https://parley.example'
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const allowedBy = (text: string): Allowed => parseAllowed(text) as Allowed

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
  it('does not help a name that changes between check and connection', async () => {
    const receiver = await createReceiver()
    open.push(receiver)
    const { port } = new URL(receiver.url)
    const answers = [['8.8.8.8'], ['127.0.0.1']]
    const office = await createOffice({
      allowed: '',
      talks: [record()],
      lookup: (host, options, callback) => lookupOf({ [host]: answers.shift() ?? ['127.0.0.1'] })(host, options, callback),
    })
    open.push(office)
    const { id } = await office.register({ url: `https://rebound.example:${port}/` })
    await office.ask('POST', `/api/endpoints/${id}/replay`, { after: 0 })
    await office.run()
    const { body } = await office.ask('GET', `/api/endpoints/${id}/deliveries`)
    expect(body.deliveries[0].attempts[0].error).toBe('address: rebound.example resolves to 127.0.0.1, which is not a public address')
    expect(receiver.received).toEqual([])
  })

  it('a hundred names that nobody answers keeps no message waiting, and asks the system for none of them', async () => {
    const receiver = await createReceiver()
    open.push(receiver)
    const url = receiver.url.replace('127.0.0.1', 'hooks.internal')
    const asked: string[] = []
    const office = await createOffice({
      allowed: 'hooks.internal',
      open: true,
      lookup(host, options, callback) {
        asked.push(host)
        if (host === 'hooks.internal') lookupOf({ [host]: ['127.0.0.1'] })(host, options, callback)
      },
      resolve: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    })
    open.push(office)
    const { id } = await office.register({ url })
    const strangers = Array.from({ length: 100 }, (_, index) =>
      office.ask('POST', '/api/endpoints', { url: `https://dead-${index}.example/` }, null, {
        'cf-connecting-ip': `203.0.113.${index}`,
      }),
    )
    await office.ask('POST', `/api/endpoints/${id}/test`)
    await office.run()
    expect(receiver.received).toHaveLength(1)
    expect(new Set((await Promise.all(strangers)).map(({ status }) => status))).toEqual(new Set([400]))
    expect(new Set(asked)).toEqual(new Set(['hooks.internal']))
    expect(office.desk.endpoints.list(0, 10)).toHaveLength(1)
  })
})
