// The desk in the real runtime of Workers, on this machine and off the network: started, asked, and watched.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDesk } from '../../src/desk.ts'
import { createClock } from '../../src/runtime/clock.ts'
import { systemRandom } from '../../src/runtime/random.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { readDiary } from '../../src/talks/diary.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { freePort } from '../process.ts'
import { madeUp } from './diary.ts'

const ENV = { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }
const TOKEN = 'the-token-of-the-benchmark'
/** Clock ticks a second, as Linux counts CPU time. */
const TICKS = 100

export interface Dev {
  base: string
  inspector: string
  /** All that it said so far. */
  said(): string
  /** CPU time of the runtime so far, in milliseconds. */
  cpu(): number
  end(): void
}

/** Starts `wrangler dev` in a folder, and waits until the desk can take requests. */
export async function startDev(cwd: string, state: string, { flags = '' } = {}): Promise<Dev> {
  const [port, inspector] = [await freePort(), await freePort()]
  const variables = [`ADMIN_TOKEN:${TOKEN}`, 'ALLOW_ADDRESSES:127.0.0.1', `PUBLIC_URL:http://127.0.0.1:${port}`]
  const args = ['--port', port, '--ip', '127.0.0.1', '--inspector-port', inspector, '--persist-to', state]
  const child = spawn('npx', ['wrangler', 'dev', ...args, ...variables.flatMap((pair) => ['--var', pair])], {
    cwd,
    env: { ...ENV, MINIFLARE_WORKERD_V8_FLAGS: flags },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  const root = child.pid ?? 0
  const base = `http://127.0.0.1:${port}`
  const end = () => process.kill(-root, 'SIGKILL')
  try {
    await ready(base)
  } catch (error) {
    end()
    throw error
  }
  const pid = workerd(root)
  return { base, inspector, said: () => said, cpu: () => milliseconds(pid), end }
}

/** A receiver that takes everything, and how much it took. */
export async function receiver(): Promise<{ url: string; received: { count: number }; close(): void }> {
  const received = { count: 0 }
  const sink = createServer((request, response) => {
    request.resume().on('end', () => {
      received.count++
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`, received, close: () => sink.close() }
}

/** The export of a desk with made-up talks, and endpoints that have been told of nothing. */
export async function exported(talks: number, endpoints: number, url: string, origin: string): Promise<Uint8Array<ArrayBuffer>> {
  const db = openNode(':memory:')
  const desk = createDesk({
    db,
    clock: createClock(Date.now, null),
    random: systemRandom,
    diary: readDiary([{ name: 'made-up', content: madeUp(talks) }], {}),
    publicUrl: 'http://127.0.0.1',
    domain: { wanted: null, otherwise: 'parley.localhost' },
    emptyDiary: 'keep',
    mostBytes: 100_000_000,
    log: () => {},
    sending: { send: null, bounds: NODE_BOUNDS, allowed: { hosts: new Set(['127.0.0.1']), networks: [] } },
  })
  desk.wake()
  for (let index = 0; index < endpoints; index++) await desk.owner.register({ url: `${url}${index}` }, 'operator')
  for (const table of ['change', 'talk']) db.run(`UPDATE ${table} SET origin = ?`, origin)
  await desk.freeze()
  return Buffer.concat([...desk.exportState()])
}

interface Health {
  cursor: number
  deliveries: { waiting: number }
}

export async function health(base: string): Promise<Health> {
  return (await (await fetch(`${base}/healthz`)).json()) as Health
}

/** Until nothing waits to be sent. */
export async function settled(base: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    if ((await health(base)).deliveries.waiting === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Asks as the operator. */
export async function call(base: string, method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const response = await fetch(`${base}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response
}

export async function get(base: string, path: string, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(`${base}${path}`, { headers })
  if (!response.ok && response.status !== 304) throw new Error(`${path}: ${response.status}`)
  await response.arrayBuffer()
}

async function ready(base: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const answer = await fetch(`${base}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('wrangler dev did not start')
}

/** The process of the runtime that serves, among those that wrangler started: the one that has worked most. */
function workerd(root: number): number {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const found = all.filter((pid) => statusOf(pid).startsWith('workerd') && groupOf(pid) === root).map(Number)
  const [first] = found.sort((a, b) => milliseconds(b) - milliseconds(a))
  if (first === undefined) throw new Error('there is no workerd')
  return first
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8')
  } catch {
    return ''
  }
}

function groupOf(pid: string): number {
  return Number(fields(pid)[2])
}

/** CPU time so far, of user and system. */
function milliseconds(pid: number): number {
  const [utime = 0, stime = 0] = fields(String(pid)).slice(11, 13).map(Number)
  return ((utime + stime) / TICKS) * 1000
}

/** Fields of /proc/PID/stat after the name (proc(5)). */
function fields(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  } catch {
    return []
  }
}
