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
    ['of nothing', ''],
    ['that breaks off in its first line', 'HTTP/1.1 200'],
    ['with a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['of nothing but interim ones', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n'],
    ['that says 200 after something else', 'hello\r\nHTTP/1.1 200 OK\r\n\r\n'],
    ['of a switch to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
  ])('%s is a failure, not a fault', async (_, text) => {
    expect(await answering(text)).toMatchObject({ error: 'protocol' })
  })

  const OK = 'content-length: 2\r\n\r\nok'
  // The status of each is what curl 8 reads of it; curl takes no `HTTP/1.2`, and no blank lines before a response.
  it.each([
    ['after an unasked 100', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${OK}`],
    ['after several', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nx: y\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 200 OK\r\n${OK}`],
    ['in lines that end without CR', 'HTTP/1.1 200 OK\ncontent-length: 2\n\nok'],
    ['that is shorter than it says', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nok'],
    ['with a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    ['with one length twice', `HTTP/1.1 200 OK\r\ncontent-length: 2\r\n${OK}`],
    ['with two lengths', `HTTP/1.1 200 OK\r\ncontent-length: 3\r\n${OK}`],
    ['with two lengths in one line', 'HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok'],
    ['with a length in words', 'HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\nok'],
    ['with a space before a colon', `HTTP/1.1 200 OK\r\nx : y\r\n${OK}`],
    ['with a header over two lines', `HTTP/1.1 200 OK\r\nx: y\r\n z\r\n${OK}`],
    ['with a space in the name of a header', `HTTP/1.1 200 OK\r\nx y: z\r\n${OK}`],
    ['with a header without a colon', `HTTP/1.1 200 OK\r\nnonsense\r\n${OK}`],
    ['with a header without a name', `HTTP/1.1 200 OK\r\n: x\r\n${OK}`],
    ['with invalid header bytes', `HTTP/1.1 200 OK\r\nx-\0: a\x01b\r\n${OK}`],
    ['with a header of 30 kB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(30_000)}\r\n${OK}`],
    ['with 3,000 headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(3000)}${OK}`],
    ['of chunks that break off', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n'],
    ['of chunks that are none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok'],
    ['of chunks without CR', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\nok\n0\n\n'],
    ['of an encoding that nobody uses', 'HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\ncontent-length: 2\r\n\r\nok'],
    ['in small letters', `http/1.1 200 OK\r\n${OK}`],
    ['of HTTP/2 in text', `HTTP/2 200\r\n${OK}`],
    ['without a reason', `HTTP/1.1 200\r\n${OK}`],
    ['of HTTP/1.0 without a length', 'HTTP/1.0 200 OK\r\n\r\nok'],
    ['with more than it says', `HTTP/1.1 200 OK\r\n${OK} and more`],
    ['that breaks off in its head', 'HTTP/1.1 200 OK\r\nx: y\r\n'],
  ])('%s is read by its status', async (_, text) => {
    expect(await answering(text)).toMatchObject({ status: 200 })
    // What is wrong is as readable for an error, with what it says of when to come back.
    const busy = text.replace(/(HTTP\/\S+) 200( OK)?/i, '$1 503 Busy').replace(/Busy\r?\n/, 'Busy\r\nRetry-After: 30\r\n')
    expect(await answering(busy)).toMatchObject({ status: 503, retryAfter: '30' })
  })

  it('that is reset in the middle of its body is read by its status', async () => {
    const { url } = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nok')
      setTimeout(() => socket.resetAndDestroy(), 50)
    })
    expect(await post(url)).toEqual({ status: 200, retryAfter: null, answer: 'ok' })
  })

  it('that is wrong is that of its request alone: those after it on other connections are their own', async () => {
    const { url } = await raw((socket, { asked }) => {
      socket.on('data', () => {})
      socket.end(asked % 2 === 1 ? `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 X\r\n${OK}` : 'nonsense')
    })
    const sender = createSend({ allowed: LOOPBACK, ownUrl: () => 'https://parley.example' })
    closing.push(() => sender.close())
    const replies: Reply[] = []
    for (let count = 0; count < 4; count++) replies.push(await sender.send({ url, headers: {}, body: '{}' }))
    expect(replies.map((reply) => ('status' in reply ? reply.status : reply.error))).toEqual([500, 'protocol', 500, 'protocol'])
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
