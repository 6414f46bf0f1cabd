// The desk in the real runtime of Workers, on this machine: the size of its bundle, and the CPU time of workerd for what
// it is asked. CPU time is read from the kernel, since no clock in a Worker moves while it works.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parties } from '../../events/parties.ts'
import { createClock } from '../../src/clock.ts'
import { createDesk } from '../../src/desk.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { readDiary } from '../../src/talks/diary.ts'
import { NODE_BOUNDS } from '../../src/webhooks/shares.ts'
import { folder, freePort } from '../process.ts'
import { madeUp } from './diary.ts'
import { row } from './figures.ts'

const TOKEN = 'the-token-of-the-benchmark'
const TALKS = 1000
const ENDPOINTS = 100
const ENV = { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }
/** Clock ticks a second, as Linux counts CPU time. */
const TICKS = 100

export async function worker(): Promise<void> {
  row('bundle, minified and gzipped', `${(bundleBytes() / 1024).toFixed(0)} KiB`, 'free plan', '3 MB')
  const received = { count: 0 }
  const sink = createServer((request, response) => {
    request.resume().on('end', () => {
      received.count++
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`
  const port = await freePort()
  const child = spawn('npx', ['wrangler', 'dev', '--port', port, '--ip', '127.0.0.1', '--persist-to', folder(), ...variables(port)], {
    env: ENV,
    stdio: 'ignore',
    detached: true,
  })
  try {
    const base = `http://127.0.0.1:${port}`
    await ready(base)
    const pid = workerd(child.pid ?? 0)
    await call(base, 'POST', '/api/import', await state(url))
    const cpu = async (name: string, count: number, work: (index: number) => Promise<unknown>) => {
      const before = milliseconds(pid)
      for (let index = 0; index < count; index++) await work(index)
      row(name, `${((milliseconds(pid) - before) / count).toFixed(2)} ms CPU`, 'free plan', '10 ms')
    }
    await get(base, '/calendar.ics')
    await cpu('a calendar of 1,000 talks from the edge cache', 1000, () => get(base, '/calendar.ics'))
    await cpu('the same, unchanged (304)', 1000, () => get(base, '/calendar.ics', { 'if-none-match': '*' }))
    await cpu('a calendar of 1,000 talks, kept texts, made anew', 50, (index) => get(base, `/calendar.ics?since=${1900 + index}-01-01`))
    await cpu('a calendar of 1,000 talks, nothing kept', 3, (index) =>
      get(base, `/calendar.ics?lang=${['de', 'fr', 'en'][index]}&cancelled=words`),
    )
    const { cursor } = await health(base)
    await settled(base)
    received.count = 0
    await cpu(`a message for each of ${ENDPOINTS} endpoints, asked for and sent`, 1, async () => {
      for (const id of await endpoints(base)) await call(base, 'POST', `/api/endpoints/${id}/replay`, JSON.stringify({ after: cursor - 1 }))
      await settled(base)
    })
    row('messages received of these', String(received.count))
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    sink.close()
  }
}

function variables(port: string): string[] {
  return [`ADMIN_TOKEN:${TOKEN}`, 'ALLOW_ADDRESSES:127.0.0.1', `PUBLIC_URL:http://127.0.0.1:${port}`].flatMap((pair) => ['--var', pair])
}

function bundleBytes(): number {
  const out = folder()
  spawnSync('npx', ['wrangler', 'deploy', '--dry-run', '--minify', '--outdir', out], { env: ENV, stdio: 'ignore' })
  return gzipSync(readFileSync(join(out, 'worker.js')), { level: 9 }).length
}

/** A desk with many talks, which the records of the bundle leave alone, and endpoints that have been told of nothing. */
async function state(url: string): Promise<string> {
  const desk = createDesk({
    db: openNode(':memory:'),
    clock: createClock(Date.now, null),
    diary: readDiary([{ name: 'made-up', content: madeUp(TALKS) }], parties),
    publicUrl: 'http://127.0.0.1',
    domain: { wanted: null, otherwise: 'parley.localhost' },
    emptyDiary: 'keep',
    mostBytes: 100_000_000,
    log: () => {},
    sending: { send: null, bounds: NODE_BOUNDS, allowed: { hosts: new Set(['127.0.0.1']), networks: [] } },
  })
  desk.wake()
  for (let index = 0; index < ENDPOINTS; index++) await desk.courier.registrar.register({ url: `${url}${index}` }, 'operator')
  desk.courier.db.run("UPDATE change SET origin = 'made-up'")
  desk.courier.db.run("UPDATE talk SET origin = 'made-up'")
  await desk.freeze()
  return Buffer.concat([...desk.dump()]).toString()
}

interface Health {
  cursor: number
  deliveries: { waiting: number }
}

async function health(base: string): Promise<Health> {
  return (await (await fetch(`${base}/healthz`)).json()) as Health
}

/** Until nothing waits to be sent. */
async function settled(base: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    if ((await health(base)).deliveries.waiting === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function endpoints(base: string): Promise<string[]> {
  const { endpoints: all } = (await (await call(base, 'GET', `/api/endpoints?limit=${ENDPOINTS}`)).json()) as {
    endpoints: { id: string }[]
  }
  return all.map(({ id }) => id)
}

async function call(base: string, method: string, path: string, body?: string): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const response = await fetch(`${base}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response
}

async function get(base: string, path: string, headers: Record<string, string> = {}): Promise<void> {
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
