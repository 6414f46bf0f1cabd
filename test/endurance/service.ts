// The service as it is started, with a diary that can be edited, in a memory group where systemd lets it have one.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { madeUp } from '../bench/diary.ts'
import { folder } from '../process.ts'

/** Of the group that systemd is asked for. */
const LIMIT = '1G'
const TALKS = 1000
const SUMMARY = 'What they will talk about. '.repeat(75).trim()
export const TOKEN = 'the-token-of-the-operator'
const HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }

export interface Service {
  url: string
  pid: number
  /** The memory group that it runs in, in words. */
  group: string
  /** As the operator; resolves to its id. */
  register(url: string): Promise<string>
  /** Sends an endpoint a test. */
  test(id: string): Promise<void>
  /** Gives one talk another title; resolves once the change is in the log. */
  edit(): Promise<void>
  /** Resolves to what it said on its error output. */
  stop(): Promise<string>
}

export async function startDesk(): Promise<Service> {
  const place = folder()
  const events = join(place, 'events.json')
  const { talks, ...rest } = madeUp(TALKS)
  let edits = 0
  const write = () => {
    const all = talks.map((talk, index) => ({ ...talk, summary: SUMMARY, ...(index === edits ? { title: `Renamed ${edits}` } : {}) }))
    writeFileSync(events, JSON.stringify({ ...rest, talks: all }))
  }
  write()
  const env = {
    ...process.env,
    PORT: '0',
    EVENTS: events,
    DATABASE: join(place, 'parley.db'),
    ADMIN_TOKEN: TOKEN,
    REGISTRATION: 'open',
    ALLOW_ADDRESSES: '127.0.0.0/8',
    TRUSTED_PROXIES: '127.0.0.1',
  }
  const group = groupOf()
  const args = [...group.flags, '--import', './src/runtime/preload.mjs', 'src/node.ts']
  const [program = '', ...given] = [...group.command, process.execPath, ...args]
  const child = spawn(program, given, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let published: () => void = () => {}
  const url = await listening(child, () => published())
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    // That receivers do not answer is what they are there for.
    for (const line of text.split('\n')) if (line !== '' && !line.includes('"delivery.failed"') && said.length < 5000) said += `${line}\n`
  })
  const ask = async (path: string, body: object): Promise<{ id: string }> => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { id: string }
  }
  return {
    url,
    pid: child.pid as number,
    group: group.name,
    register: async (receiver) => (await ask('/api/endpoints', { url: receiver })).id,
    test: async (id) => void (await ask(`/api/endpoints/${id}/test`, {})),
    edit() {
      edits++
      write()
      return new Promise((resolve) => {
        published = resolve
      })
    },
    stop() {
      child.kill('SIGTERM')
      return new Promise((resolve) => child.once('close', () => resolve(said)))
    },
  }
}

/**
 * A memory group for the desk, and the words that a command begins with to run in it: it is the same process then. Without one,
 * Node is told what it would choose for itself in a group of 1 GiB; on a large machine it takes its time to collect garbage.
 */
function groupOf(): { name: string; command: string[]; flags: string[] } {
  const { MEMORY_GROUP } = process.env
  if (MEMORY_GROUP) {
    const command = ['sh', '-c', `echo $$ > ${MEMORY_GROUP}/cgroup.procs && exec "$0" "$@"`]
    return { name: `the memory group ${MEMORY_GROUP}`, command, flags: [] }
  }
  const user = process.getuid?.() === 0 ? [] : ['--user']
  const command = ['systemd-run', '--scope', '--quiet', ...user, '-p', `MemoryMax=${LIMIT}`, '-p', 'MemorySwapMax=0']
  const isThere = spawnSync(command[0] as string, [...command.slice(1), 'true']).status === 0
  if (isThere) return { name: `a memory group of ${LIMIT}`, command, flags: [] }
  const flags = ['--max-old-space-size=512', '--max-semi-space-size=4']
  return { name: `no memory group (systemd-run gives none here, and MEMORY_GROUP names none), with ${flags.join(' ')}`, command: [], flags }
}

/** Its address, once it is up. `published` is called whenever it has told of changes. */
function listening({ stdout }: ChildProcess, published: () => void): Promise<string> {
  return new Promise((resolve) => {
    let out = ''
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('diary.published')) published()
      if (out.length > 10_000) return
      out += text
      const port = /Calendar\s+\S+:(\d+)\//.exec(out)?.[1]
      if (port) resolve(`http://127.0.0.1:${port}`)
    })
  })
}

/** In megabytes; `peak` is that of all the time until now. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  return { now: of('VmRSS'), peak: of('VmHWM') }
}
