// A calendar, and a message, beside strangers who hold on to what they ask for: against the same desk when it is quiet.
import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'
import { median, millisecondsOf, row } from './figures.ts'

const TALKS = 1000
const SUMMARY = 'What they will talk about. '.repeat(75).trim()
const MUTE = 1000
const REGISTERING = 200
const ROUNDS = 200
const MESSAGES = 20
const TOKEN = 'the-token-of-the-operator'

export async function strangers(): Promise<void> {
  const { base, child } = await serve()
  const calendar = () => millisecondsOf(async () => void (await (await fetch(`${base}/calendar.ics`)).bytes()))
  const { told, close } = await healthyEndpoint(base)
  const some = async (count: number, work: () => Promise<number>) => {
    const figures: number[] = []
    for (let index = 0; index < count; index++) figures.push(await work())
    return figures
  }
  await some(ROUNDS, calendar) // warms up
  const quiet = { calendar: await some(ROUNDS, calendar), told: await some(MESSAGES, told) }
  const before = memoryOf(child)
  const sockets: Socket[] = []
  for (let index = 0; index < MUTE; index++) sockets.push(await mute(base))
  const registering = Array.from({ length: REGISTERING }, (_, index) => register(base, index))
  const beside = { calendar: await some(ROUNDS, calendar), told: await some(MESSAGES, told) }
  const after = memoryOf(child)
  await Promise.all(registering)
  for (const socket of sockets) socket.destroy()
  close()
  child.disconnect()
  row('', 'median', 'of a quiet desk', 'the slowest', 'quiet')
  for (const [name, title] of [
    ['calendar', 'a calendar'],
    ['told', 'a test, until its receiver has it'],
  ] as const) {
    const [mine, limit] = [beside[name], quiet[name]]
    row(
      `${title}, beside ${MUTE} that read nothing`,
      `${median(mine).toFixed(1)} ms`,
      `${(median(mine) / median(limit)).toFixed(2)} times`,
      `${Math.max(...mine).toFixed(0)} ms`,
      `${Math.max(...limit).toFixed(0)} ms`,
    )
  }
  row(`memory for ${MUTE} that read nothing of ${TALKS} talks`, `${(after - before).toFixed(0)} MB`)
}

/** Asks for all talks, and reads nothing. */
function mute(base: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => {
      socket.write('GET /api/talks HTTP/1.1\r\nHost: localhost\r\n\r\n')
      resolve(socket)
    })
    socket.pause().on('error', reject)
  })
}

/** Strangers of as many addresses, each with a name of its own. */
async function register(base: string, index: number): Promise<void> {
  await fetch(`${base}/api/endpoints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${index % 250}` },
    body: JSON.stringify({ url: `https://stranger-${index}.example/` }),
  })
}

async function healthyEndpoint(base: string): Promise<{ told: () => Promise<number>; close: () => void }> {
  let arrived: () => void = () => {}
  const receiver = createServer((_, response) => {
    response.writeHead(204).end()
    arrived()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const registered = await fetch(`${base}/api/endpoints`, { method: 'POST', headers, body: JSON.stringify({ url }) })
  const { id } = (await registered.json()) as { id: string }
  const told = () =>
    millisecondsOf(async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      arrived = resolve
      await fetch(`${base}/api/endpoints/${id}/test`, { method: 'POST', headers })
      await promise
    })
  return { told, close: () => void receiver.close() }
}

function memoryOf({ pid }: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

async function serve(): Promise<{ base: string; child: ChildProcess }> {
  const events = join(folder(), 'events.json')
  const { talks, ...rest } = madeUp(TALKS)
  writeFileSync(events, JSON.stringify({ ...rest, talks: talks.map((talk) => ({ ...talk, summary: SUMMARY })) }))
  const child = fork(fileURLToPath(new URL('parley-server.ts', import.meta.url)), [], {
    env: {
      ...process.env,
      EVENTS: events,
      DATABASE: ':memory:',
      ADMIN_TOKEN: TOKEN,
      REGISTRATION: 'open',
      ALLOW_ADDRESSES: '127.0.0.1',
      TRUSTED_PROXIES: '127.0.0.1',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const port = await new Promise<number>((resolve) => child.once('message', (message: { port: number }) => resolve(message.port)))
  return { base: `http://127.0.0.1:${port}`, child }
}
