import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type Reply, verdictOn } from '../../../src/webhooks/deliveries/retry.ts'
import { createSend } from '../../../src/webhooks/deliveries/send.node.ts'
import { MOST_READ } from '../../../src/webhooks/deliveries/send.ts'
import { type Allowed, parseAllowed } from '../../../src/webhooks/endpoints/address.ts'
import { lookupOf } from '../office.ts'
import { createReceiver } from '../receiver.ts'

const LOOPBACK = parseAllowed('127.0.0.1') as Allowed
const MOMENT = 400
const closing: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

interface Raw {
  url: string
  /** Connections that it was asked on. */
  asked: number
  written: number
}

/** A server of bytes: `talk` says what comes back once a request is there. */
async function raw(talk: (socket: Socket, raw: Raw) => void): Promise<Raw> {
  const sockets = new Set<Socket>()
  const made: Raw = { url: '', asked: 0, written: 0 }
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // whoever asked went away: that is what is tested
    socket.once('data', () => {
      made.asked++
      talk(socket, made)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return made
}

async function post(url: string, deadline = 15_000): Promise<Reply> {
  const sender = createSend({ allowed: LOOPBACK, ownUrl: () => 'https://parley.example', deadline })
  closing.push(() => sender.close())
  return sender.send({ url, headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' }, body: '{}' })
}

const answering = async (text: string): Promise<Reply> => post((await raw((socket) => socket.end(text))).url)

const compressed = async (encoding: string, body: Uint8Array): Promise<Reply> => {
  const { url } = await raw((socket) => {
    socket.write(`HTTP/1.1 400 X\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`)
    socket.end(body)
  })
  return post(url)
}

/** Writes a piece every few milliseconds for as long as somebody listens. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20)
  socket.on('close', () => clearInterval(timer))
}

describe('an answer', () => {
  it.each([
    ['200 with a body', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', { status: 200, retryAfter: null, answer: 'ok' }],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, retryAfter: null, answer: '' }],
    ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n', { status: 304, retryAfter: null, answer: '' }],
    ['410', 'HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n', { status: 410, retryAfter: null, answer: '' }],
    ['103 first', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n', { status: 202 }],
    ['429 with Retry-After', 'HTTP/1.1 429 X\r\nretry-after: 30\r\ncontent-length: 0\r\n\r\n', { status: 429, retryAfter: '30' }],
    ['a body that steers a terminal', 'HTTP/1.1 500 X\r\ncontent-length: 5\r\n\r\n\x1b[2J\n', { answer: '\uFFFD[2J\n' }],
    ['a body that is not UTF-8', 'HTTP/1.1 500 X\r\ncontent-length: 2\r\n\r\n\xc3(', { status: 500 }],
  ])('of %s is read', async (_, text, reply) => {
    expect(await answering(text)).toMatchObject(reply)
  })

  it.each([
    ['without HTTP', 'hello\r\n\r\n'],
    ['with invalid header bytes', 'HTTP/1.1 200 OK\r\nx-\0: a\x01b\r\n\r\n'],
    ['with a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['with huge headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`],
    ['with two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['with a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['of nothing', ''],
    ['that breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    ['of a switch to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
  ])('%s is a failure, not a fault', async (_, text) => {
    expect(await answering(text)).toMatchObject({ error: 'protocol' })
  })

  it('whose headers drip ends at the deadline', async () => {
    const { url } = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      drip(socket, 'x-more: y\r\n')
    })
    expect(await post(url, MOMENT)).toEqual({ error: 'timeout', detail: 'no whole answer within 0.4 seconds' })
  })

  it('whose body drips ends at the deadline', async () => {
    const { url } = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      drip(socket, '1\r\nx\r\n')
    })
    expect(await post(url, MOMENT)).toMatchObject({ error: 'timeout' })
  })

  it('that never comes ends at the deadline', async () => {
    const { url } = await raw(() => {})
    expect(await post(url, MOMENT)).toMatchObject({ error: 'timeout' })
  })

  it('of 10 GB is read for 16 KiB, and counts by its status', async () => {
    const block = Buffer.alloc(64 * 1024, 'x')
    const made = await raw((socket, counted) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${10 * 1024 ** 3}\r\n\r\n`)
      const more = () => {
        while (!socket.destroyed && counted.written < 10 * 1024 ** 3) {
          counted.written += block.length
          if (!socket.write(block)) return void socket.once('drain', more)
        }
      }
      more()
    })
    const reply = await post(made.url)
    expect(reply).toEqual({ status: 200, retryAfter: null, answer: 'x'.repeat(MOST_READ) })
    // What lies in the buffers of two sockets, and no more.
    expect(made.written).toBeLessThan(32 * 1024 * 1024)
  })

  it.each([
    ['gzip', 'gzip', gzipSync],
    ['gzip by its older name', 'X-GZIP', gzipSync],
    ['deflate', 'deflate', deflateSync],
    ['Brotli', 'br', brotliCompressSync],
    ['Zstandard', 'zstd', zstdCompressSync],
    ['Brotli over gzip', 'gzip, identity, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ])('compressed with %s is read as text', async (_, encoding, compress) => {
    const text = '{"error":"Die Unterschrift stimmt nicht: geprüft wird v1"}'
    expect(await compressed(encoding, compress(text))).toEqual({ status: 400, retryAfter: null, answer: text })
  })

  it.each([
    ['of an unknown coding', 'secret'],
    ['that is not compressed after all', 'gzip'],
    ['of an unknown coding over a known one', 'gzip, secret'],
    ['of many codings', Array.from({ length: 500 }, () => 'gzip').join(',')],
    ['of codings that are none', ', ,'],
  ])('%s is kept as it came', async (_, encoding) => {
    expect(await compressed(encoding, Buffer.from('it is plain'))).toEqual({ status: 400, retryAfter: null, answer: 'it is plain' })
  })

  it('of which only the beginning is read is decompressed as far as it was', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `${index} ${Math.sin(index)}`).join('\n')
    const { answer } = (await compressed('gzip', gzipSync(lines))) as { answer: string }
    expect(answer.length).toBe(MOST_READ)
    expect(lines.startsWith(answer)).toBe(true)
  })

  it('that is a gzip bomb is unpacked for 16 KiB', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
    const before = process.memoryUsage().arrayBuffers
    const { url } = await raw((socket) => {
      socket.write(`HTTP/1.1 500 X\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.end(bomb)
    })
    const reply = await post(url)
    expect(reply).toMatchObject({ status: 500 })
    expect((reply as { answer: string }).answer.length).toBe(MOST_READ)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024)
  })

  it('that is a reset after the connection was accepted is a failure', async () => {
    const { url } = await raw((socket) => socket.resetAndDestroy())
    expect(await post(url)).toMatchObject({ error: 'protocol' })
  })

  it('does not come where nobody listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ error: 'refused' })
  })

  it.each([301, 302, 303, 307, 308])('of %d to a forbidden address is not followed', async (status) => {
    const target = await createReceiver()
    closing.push(() => target.close())
    for (const location of [target.url, 'http://169.254.169.254/', 'http://[::1]/', '//10.0.0.1', '/elsewhere']) {
      const made = await raw((socket) => socket.end(`HTTP/1.1 ${status} X\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`))
      const reply = await post(made.url)
      expect(reply).toMatchObject({ status })
      expect(made.asked).toBe(1)
      expect(verdictOn(reply, 'change', 1, 0, 0)).toMatchObject({ kind: 'retry' })
    }
    expect(target.received).toEqual([])
  })

  it('by a server that does not speak TLS is a failure of TLS', async () => {
    const { url } = await raw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    expect(await post(url.replace('http:', 'https:'))).toMatchObject({ error: 'tls' })
  })

  it.each(['hooks.example', 'hooks.example.'])('by a server with TLS: %s is named to it without a dot at its end', async (host) => {
    const hello = Promise.withResolvers<Buffer>()
    const server = createServer((socket) =>
      socket.once('data', (bytes: Buffer) => {
        hello.resolve(bytes)
        socket.destroy()
      }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    const sender = createSend({ allowed: LOOPBACK, ownUrl: () => 'https://parley.example', lookup: lookupOf({ [host]: ['127.0.0.1'] }) })
    closing.push(() => sender.close())
    await sender.send({ url: `https://${host}:${(server.address() as AddressInfo).port}/`, headers: {}, body: '{}' })
    // A name in a list of names comes after its length, in two bytes.
    const named = Buffer.from('\0\x0dhooks.example')
    expect((await hello.promise).includes(named)).toBe(true)
  })

  it('by a server without a certificate is a failure of TLS', async () => {
    const server = createHttps({})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    expect(await post(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)).toMatchObject({ error: 'tls' })
  })
})
