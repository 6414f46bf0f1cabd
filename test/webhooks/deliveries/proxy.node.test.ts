// Sending through a forward proxy: a real one, with a receiver behind it that nobody else reaches.
import { createServer, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSend } from '../../../src/webhooks/deliveries/send.node.ts'
import { type Allowed, NOTHING_ALLOWED, parseAllowed } from '../../../src/webhooks/endpoints/address.ts'
import { lookupOf } from '../office.ts'
import { createReceiver } from '../receiver.ts'
import { CERTIFICATE, KEY } from './certificate.node.ts'

const known = getCACertificates()
beforeAll(() => setDefaultCACertificates([...known, CERTIFICATE]))
afterAll(() => setDefaultCACertificates(known))
const closing: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return portOf(server)
}

interface Behind {
  /** Targets and credentials of each CONNECT. */
  asked: [target: string, credentials: string | undefined][]
  received: string[]
  proxy: URL
}

/** A proxy that leads every name to one receiver, or does as it is told with a CONNECT. */
async function behind(refuse?: number): Promise<Behind> {
  const received: string[] = []
  const receiver = createHttps({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    request.resume().on('end', () => {
      received.push(`${request.headers.host}${request.url}`)
      response.writeHead(204).end()
    })
  })
  const target = await listen(receiver)
  const asked: Behind['asked'] = []
  const server = createServer((_, response) => void response.writeHead(500).end())
  server.on('connect', (request, socket) => {
    asked.push([request.url ?? '', request.headers['proxy-authorization']])
    socket.on('error', () => {})
    if (refuse !== undefined) return socket.end(`HTTP/1.1 ${refuse} X\r\ncontent-length: 0\r\n\r\n`)
    const onward = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    closing.push(() => onward.destroy())
  })
  return { asked, received, proxy: new URL(`http://127.0.0.1:${await listen(server)}`) }
}

/** The receiver's name resolves for nobody here. */
function sender(proxy: URL, allowed: Allowed = NOTHING_ALLOWED) {
  const made = createSend({ allowed, ownUrl: () => 'https://parley.example', lookup: lookupOf({}), deadline: 3000, proxy })
  closing.push(() => made.close())
  return (url: string) => made.send({ url, headers: { 'content-type': 'application/json' }, body: '{}' })
}

describe('a forward proxy', () => {
  it('carries messages to receivers whose names only it knows, with TLS to the receiver', async () => {
    const { asked, received, proxy } = await behind()
    const send = sender(proxy)
    expect(await send('https://hooks.example/a?b=c')).toMatchObject({ status: 204 })
    expect(await send('https://other.example:8443/d')).toMatchObject({ status: 204 })
    expect(asked).toEqual([
      ['hooks.example:443', undefined],
      ['other.example:8443', undefined],
    ])
    expect(received).toEqual(['hooks.example/a?b=c', 'other.example:8443/d'])
  })

  it('is told the user and the password that stand in its address', async () => {
    const { asked, proxy } = await behind()
    proxy.username = 'par:ley'.replace(':', '%3A')
    proxy.password = 'p%40ss'
    expect(await sender(proxy)('https://hooks.example/')).toMatchObject({ status: 204 })
    expect(asked).toEqual([['hooks.example:443', `Basic ${btoa('par:ley:p@ss')}`]])
  })

  it('does not make a receiver trusted that shows the certificate of another', async () => {
    const { proxy } = await behind()
    expect(await sender(proxy)('https://third.example/')).toMatchObject({ error: 'tls' })
  })

  it.each(['https://10.0.0.1/', 'https://[::1]/', 'https://localhost/', 'http://hooks.example/', 'https://169.254.169.254/'])(
    'is not asked for %s, which can be judged without it',
    async (url) => {
      const { asked, proxy } = await behind()
      expect(await sender(proxy)(url)).toMatchObject({ error: 'address' })
      expect(asked).toEqual([])
    },
  )

  it('is passed by for what the operator excepted', async () => {
    const receiver = await createReceiver()
    closing.push(() => receiver.close())
    const { asked, proxy } = await behind()
    const reply = await sender(proxy, parseAllowed('127.0.0.1') as Allowed)(`${receiver.url}/x`)
    expect([reply, asked, receiver.received.length]).toMatchObject([{ status: 204 }, [], 1])
  })

  it.each([403, 407, 502])('that answers %d is why nothing was sent, and its address stays out of it', async (status) => {
    const { proxy } = await behind(status)
    expect(await sender(proxy)('https://hooks.example/')).toEqual({
      error: 'unreachable',
      detail: `the outgoing proxy refused the connection with ${status}`,
    })
  })

  it('that is not there is named as the reason', async () => {
    const gone = createServer()
    const port = await listen(gone)
    await new Promise((resolve) => gone.close(resolve))
    const reply = await sender(new URL(`http://127.0.0.1:${port}`))('https://hooks.example/')
    expect(reply).toEqual({ error: 'unreachable', detail: 'the outgoing proxy cannot be reached (ECONNREFUSED)' })
  })

  it('that hangs ends at the deadline', async () => {
    const silent = createServer()
    silent.on('connect', (_, socket) => void closing.push(() => socket.destroy()))
    const port = await listen(silent)
    expect(await sender(new URL(`http://127.0.0.1:${port}`))('https://hooks.example/')).toMatchObject({ error: 'timeout' })
  })
})
