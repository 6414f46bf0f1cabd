// Strangers and clients that read nothing, in a process of their own: `crowd.ts URL PORT MUTE STRANGERS`, where PORT is that of
// receivers that never answer. Each has an address of its own, as a proxy in front would name it.
import { type ClientRequest, request } from 'node:http'
import { connect } from 'node:net'

const [url = '', hanging = '', mute = '0', strangers = '0'] = process.argv.slice(2)
const { port } = new URL(url)
const statuses: Record<string, number> = {}

/** Milliseconds after which a client asks again, and after which a stranger gives up waiting. */
const AGAIN_AFTER = 40_000
const PATIENCE = 5000

const addressOf = (index: number) => `198.18.${index >> 8}.${index & 255}`
const numbers = (seed: number) => {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
}

/** Asks, and reads nothing. Who reads nothing does not see that it was cut off, either, so it asks again from time to time. */
function askAndReadNothing(index: number): void {
  const path = index % 2 === 0 ? '/api/talks' : '/api/changes/stream?after=0&limit=1000'
  const socket = connect(Number(port), '127.0.0.1', () => {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${addressOf(1000 + index)}\r\n\r\n`)
  })
  socket.pause().on('error', () => {})
  setTimeout(() => {
    socket.destroy()
    askAndReadNothing(index)
  }, AGAIN_AFTER)
}

interface Asked {
  method?: string
  path: string
  body?: unknown
  token?: string | null
}

function ask(client: string, { method = 'GET', path, body, token = null }: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const headers: Record<string, string> = { 'x-forwarded-for': client, 'content-type': 'application/json' }
    if (token !== null) headers.authorization = `Bearer ${token}`
    const asked: ClientRequest = request({ port, host: '127.0.0.1', method, path, headers, timeout: PATIENCE }, (answer) => {
      const status = answer.statusCode ?? 0
      let text = ''
      // What else comes is taken and forgotten, which costs little of the processor that the desk runs on, too.
      answer.on('data', (piece: Buffer) => {
        if (status === 201) text += piece.toString()
      })
      answer.on('close', () => resolve({ status, text }))
    })
    asked.on('timeout', () => asked.destroy()).on('error', () => resolve({ status: 0, text: '' }))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Each does one thing after another, and never rests. */
async function stranger(index: number): Promise<void> {
  const client = addressOf(index)
  const random = numbers(index + 1)
  let own: { id: string; token: string } | null = null
  const register = async (to: string) => {
    const { status, text } = await ask(client, { method: 'POST', path: '/api/endpoints', body: { url: to } })
    if (status === 201) own = JSON.parse(text) as { id: string; token: string }
    return status
  }
  const act = async (path: string, body: unknown) => {
    const { id = 'ep_none', token = 'none' } = own ?? {}
    return (await ask(client, { method: 'POST', path: `/api/endpoints/${id}/${path}`, body, token })).status
  }
  const get = async (path: string) => (await ask(client, { path })).status
  const acts: (() => Promise<number>)[] = [
    () => register(`https://never-${random(1e6)}.example/`),
    () => register(`http://127.2.${random(200)}.${random(200)}:${hanging}/silent`),
    () => act('test', {}),
    () => act('replay', { after: 0 }),
    () => act('verify', {}),
    () => act('verify', { code: 'WRONG-CODE' }),
    () => act('pause', {}),
    () => get('/api/changes?after=0&limit=1000'),
    () => get(`/api/changes?after=${random(1000)}&topic=topic-${random(50)}&party=us&match=any&status=cancelled`),
    () => get(`/api/changes?after=${random(1000)}&since=-P${random(300)}D&wait=1`),
    () => get(`/api/talks?topic=topic-${random(50)}&since=2027-0${1 + random(9)}-01`),
    () => get(`/calendar.ics?topic=topic-${random(50)}&party=us&since=-P${random(900)}D`),
    () => get(`/changes?talk=talk-${random(2000)}`),
    () => get(`/?${Array.from({ length: 900 }, (_, place) => `x${random(1000)}=${place}`).join('&')}`),
  ]
  for (;;) {
    const status = await (acts[random(acts.length)] as () => Promise<number>)()
    statuses[status] = (statuses[status] ?? 0) + 1
  }
}

for (let index = 0; index < Number(mute); index++) askAndReadNothing(index)
for (let index = 0; index < Number(strangers); index++) void stranger(index)
process.on('message', () => process.send?.(statuses))
process.on('disconnect', () => process.exit(0))
process.send?.({ port: 0 })
