// Cached feeds over HTTP, beside node:http that holds the same bytes. CPU time a request is what the server itself
// costs; requests a second also depend on how fast the client can ask.
import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'
import { median, row } from './figures.ts'

const ROUNDS = 7
const SECONDS = 1

interface Served {
  url: string
  child: ChildProcess
}

export async function feeds(): Promise<void> {
  row('', 'requests a second', 'of node:http', 'CPU µs a request', 'node:http takes')
  for (const size of [10, 1000, 10_000]) {
    const path = folder()
    const events = join(path, 'events.json')
    writeFileSync(events, JSON.stringify(madeUp(size)))
    const parley = await serve('parley-server.ts', [], { EVENTS: events, DATABASE: ':memory:', CLOCK_FROM: '2026-12-01T00:00:00Z' })
    const raw = await rawOf(parley, path)
    const { headers } = await fetch(parley.url, { headers: { 'accept-encoding': 'identity' } })
    const tag = headers.get('etag') ?? ''
    await compare(`${size} talks, 200`, parley, raw, {})
    await compare(`${size} talks, 304`, parley, raw, { 'if-none-match': tag })
    await compare(`${size} talks, gzip`, parley, raw, { 'accept-encoding': 'gzip' })
    parley.child.disconnect()
    raw.child.disconnect()
  }
}

async function compare(name: string, parley: Served, raw: Served, headers: Record<string, string>): Promise<void> {
  const figures = { parley: [] as Figure[], raw: [] as Figure[] }
  for (let round = 0; round <= ROUNDS; round++) {
    const one = await load(parley, headers)
    const other = await load(raw, headers)
    if (round === 0) continue // warms both up
    figures.parley.push(one)
    figures.raw.push(other)
  }
  const [mine, limit] = [middle(figures.parley), middle(figures.raw)]
  row(
    name,
    mine.rate.toFixed(0),
    `${(mine.rate / limit.rate).toFixed(2)} times`,
    mine.cpu.toFixed(1),
    `${(limit.cpu / mine.cpu).toFixed(2)} of that`,
  )
}

interface Figure {
  rate: number
  cpu: number
}

function middle(figures: readonly Figure[]): Figure {
  return { rate: median(figures.map(({ rate }) => rate)), cpu: median(figures.map(({ cpu }) => cpu)) }
}

async function load({ url, child }: Served, headers: Record<string, string>): Promise<Figure> {
  const before = await cpuOf(child)
  const result = await autocannon({ url, headers, connections: 10, duration: SECONDS })
  const after = await cpuOf(child)
  const count = result['2xx'] + result['3xx']
  if (result.non2xx > result['3xx'] || result.errors > 0) throw new Error(`bench: ${url} answered with errors`)
  return { rate: count / result.duration, cpu: (after - before) / count }
}

function cpuOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('message', ({ cpu }: { cpu: NodeJS.CpuUsage }) => resolve(cpu.user + cpu.system))
    child.send('cpu')
  })
}

async function rawOf(parley: Served, path: string): Promise<Served> {
  const plain = await fetch(parley.url, { headers: { 'accept-encoding': 'identity' } })
  writeFileSync(join(path, 'plain'), new Uint8Array(await plain.arrayBuffer()))
  const { gzip } = await import('../../src/web/gzip.node.ts')
  const { readFileSync } = await import('node:fs')
  writeFileSync(join(path, 'gzip'), await gzip(readFileSync(join(path, 'plain'))))
  const kept = ['content-type', 'etag', 'last-modified', 'cache-control', 'access-control-allow-origin', 'x-content-type-options', 'vary']
  const headers = Object.fromEntries(kept.map((name) => [name, plain.headers.get(name) ?? '']))
  return serve('raw-server.ts', [join(path, 'plain'), join(path, 'gzip'), JSON.stringify(headers)], {})
}

function serve(file: string, args: string[], env: Record<string, string>): Promise<Served> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve) => {
    child.once('message', ({ port }: { port: number }) => resolve({ url: `http://127.0.0.1:${port}/calendar.ics`, child }))
  })
}
