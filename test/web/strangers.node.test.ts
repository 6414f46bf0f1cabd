// Clients that ask and read nothing, of a service as it is started and of its parts with less patience.
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Networks, parseNetworks } from '../../src/web/client-address.ts'
import { boundConnections } from '../../src/web/connections.node.ts'
import { createUnread, type Unread } from '../../src/web/unread-answers.node.ts'
import { record, recordsJson } from '../make.ts'
import { folder, freePort, start } from '../process.ts'
import { createReceiver } from '../webhooks/receiver.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})

/** Asks, and reads nothing of the answer; resolves when it is connected. */
function mute(port: number, path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      resolve(socket)
    })
    socket.pause().on('error', reject)
    open.push(() => socket.destroy())
  })
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.resume().once('close', () => resolve()))
/** More than the system holds for a connection. */
const LARGE = 32 * 1024 * 1024

async function serve(unread: Unread, answer: () => Uint8Array | string | null): Promise<{ server: Server; port: number }> {
  const server = createServer({ ServerResponse: unread.ServerResponse }, (_, outgoing) => {
    const body = answer()
    if (body !== null) outgoing.end(body)
  })
  unread.watch(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

describe('an answer that is not read', () => {
  it('is held once, however many are sent the same body, and is forgotten with the last of them', async () => {
    const unread = createUnread()
    const body = new Uint8Array(LARGE)
    const { port } = await serve(unread, () => body)
    const sockets = await Promise.all(Array.from({ length: 20 }, () => mute(port, '/')))
    await expect.poll(() => unread.bytes).toBe(LARGE)
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => unread.bytes).toBe(0)
  })

  it.each([
    ['bytes', () => new Uint8Array(LARGE)],
    ['a text', () => 'x'.repeat(LARGE)],
  ])('gives way to later ones where all of them are too much, as %s', async (_, answer) => {
    const unread = createUnread({ mostBytes: 2.5 * LARGE })
    const { port } = await serve(unread, answer)
    const first = await mute(port, '/')
    await expect.poll(() => unread.bytes).toBe(LARGE)
    const second = await mute(port, '/')
    await expect.poll(() => unread.bytes).toBe(2 * LARGE)
    await mute(port, '/')
    await closed(first)
    expect(unread.bytes).toBe(2 * LARGE)
    expect(second.destroyed).toBe(false)
  })

  it('ends with its connection where nothing of it is taken for a while, and is forgotten', async () => {
    const unread = createUnread({ patience: 300 })
    const { port } = await serve(unread, () => new Uint8Array(LARGE))
    const socket = await mute(port, '/')
    const { server } = { server: socket }
    await new Promise<void>((resolve) => {
      const look = setInterval(() => server.write(' '), 50)
      server
        .on('error', () => {})
        .once('close', () => {
          clearInterval(look)
          resolve()
        })
    })
  })

  it('goes on where it is taken slowly, and so does a client that waits for an answer', async () => {
    const { port } = await serve(createUnread({ patience: 700 }), () => new Uint8Array(LARGE))
    const slow = await mute(port, '/')
    let taken = 0
    const began = performance.now()
    await new Promise<void>((resolve) => {
      const take = setInterval(() => {
        for (let count = 0; count < 5; count++) taken += slow.read()?.length ?? 0
        if (taken < LARGE && !slow.destroyed) return
        clearInterval(take)
        resolve()
      }, 20)
    })
    expect(performance.now() - began).toBeGreaterThan(1400)
    expect(taken).toBeGreaterThanOrEqual(LARGE)
    const waiting = await serve(createUnread({ patience: 100 }), () => null)
    const patient = await mute(waiting.port, '/')
    const first = await Promise.race([closed(patient), new Promise((resolve) => setTimeout(() => resolve('open'), 600))])
    expect(first).toBe('open')
  })
})

describe('connections', () => {
  const bounded = async (bounds: (address: string, trusted: Networks) => boolean) => {
    const unread = createUnread()
    const made = await serve(unread, () => 'ok')
    boundConnections(made.server, parseNetworks('10.0.0.0/8') as Networks, { most: 6, fromOne: 3, bounds })
    return made
  }
  const asks = (port: number) =>
    fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } }).then(
      ({ status }) => status,
      () => 0,
    )

  it('from one address are bounded, and free again when they end', async () => {
    const { port } = await bounded(() => true)
    const held = [await mute(port, '/'), await mute(port, '/'), await mute(port, '/')]
    expect(await asks(port)).toBe(0)
    held[0]?.destroy()
    await expect.poll(() => asks(port)).toBe(200)
  })

  it('that are idle make room where there are as many as there may be', async () => {
    const { port } = await bounded(() => false)
    for (let count = 0; count < 6; count++) await mute(port, '/')
    await expect.poll(() => asks(port)).toBe(200)
  })
})

describe('a service', () => {
  it('holds little for a thousand clients that read nothing of a large diary, and serves the others', { timeout: 120_000 }, async () => {
    const summary = 'What they will talk about. '.repeat(75).trim()
    const talks = Array.from({ length: 1000 }, (_, index) => record({ id: `talk-${index}`, summary }))
    const path = join(folder(), 'events.json')
    writeFileSync(path, recordsJson(talks))
    const made = await start({ EVENTS: path })
    open.push(() => made.stop('SIGKILL'))
    const port = Number(new URL(made.url).port)
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${made.child.pid}/status`, 'utf8'))?.[1]) / 1024
    expect((await (await fetch(`${made.url}/api/talks`)).bytes()).length).toBeGreaterThan(2_000_000)
    const before = rss()
    for (const asked of ['/api/talks', '/api/changes/stream?after=0&limit=1000']) {
      for (let count = 0; count < 500; count++) await mute(port, asked)
      for (let count = 0; count < 5; count++) expect((await fetch(`${made.url}/calendar.ics`)).status).toBe(200)
    }
    expect(rss() - before).toBeLessThan(300)
  })

  it('tells a healthy endpoint at once beside two hundred strangers, whom it counts by what a named proxy says', async () => {
    const receiver = await createReceiver()
    open.push(() => receiver.close())
    const made = await start({
      ADMIN_TOKEN: 'the-token-of-the-operator',
      REGISTRATION: 'open',
      ALLOW_ADDRESSES: '127.0.0.1',
      TRUSTED_PROXIES: '127.0.0.1',
    })
    open.push(() => made.stop('SIGKILL'))
    const ask = (path: string, body: object, headers: Record<string, string>) =>
      fetch(`${made.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    const operator = { authorization: 'Bearer the-token-of-the-operator' }
    const { id } = (await (await ask('/api/endpoints', { url: receiver.url }, operator)).json()) as { id: string }
    // Whoever writes an address there itself is counted by what the proxy adds.
    const join = (index: number, client: string) =>
      ask('/api/endpoints', { url: `https://stranger-${index}.example/` }, { 'x-forwarded-for': `192.0.2.${index}, ${client}` })
    const registrations = Array.from({ length: 200 }, (_, index) => join(index, '203.0.113.1').then(({ status }) => status))
    const port = Number(new URL(made.url).port)
    for (let count = 0; count < 100; count++) await mute(port, '/api/talks')
    const late: number[] = []
    for (let count = 0; count < 10; count++) {
      const began = performance.now()
      await ask(`/api/endpoints/${id}/test`, {}, operator)
      await expect.poll(() => receiver.received.length, { interval: 10, timeout: 10_000 }).toBe(count + 1)
      late.push(performance.now() - began)
    }
    expect(Math.max(...late)).toBeLessThan(2000)
    const statuses = await Promise.all(registrations)
    expect(statuses.filter((status) => status === 429)).toHaveLength(170)
    expect((await join(200, '203.0.113.2')).status).not.toBe(429)
  })

  it.each([
    ['says so', { PUBLIC_URL: 'https://diary.example' }, true],
    ['does not where the server is named', { PUBLIC_URL: 'https://diary.example', TRUSTED_PROXIES: '127.0.0.1' }, false],
    ['does not where nobody is in front', {}, false],
  ])('that cannot tell clients apart behind a server in front %s', async (_, env, says) => {
    const made = await start({ ...env, PORT: await freePort() })
    open.push(() => made.stop('SIGKILL'))
    expect(made.said().err.includes('TRUSTED_PROXIES=127.0.0.1,::1')).toBe(says)
  })
})
