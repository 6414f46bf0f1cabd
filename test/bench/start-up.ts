// From the start of the process to its first answer, beside a bare node:http server.
import { spawn } from 'node:child_process'
import { request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folder, freePort } from '../process.ts'
import { inTurns, row } from './figures.ts'

const ROUNDS = 9
const BARE = "require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1')"

export async function startUp(): Promise<void> {
  const database = join(folder(), 'parley.db')
  const service = ['runtime/preload.mjs', 'node.ts'].map((file) => fileURLToPath(new URL(`../../src/${file}`, import.meta.url)))
  let memory = 0
  const [mine, bare] = await inTurns(
    ROUNDS,
    async () => {
      const { took, kilobytes } = await firstAnswer(['--import', ...service], { DATABASE: database })
      memory = kilobytes
      return took
    },
    async () => (await firstAnswer(['-e', BARE], {})).took,
  )
  row('start to first calendar', `${mine.toFixed(0)} ms`, `${(mine / bare).toFixed(2)} times`, 'bare node:http', `${bare.toFixed(0)} ms`)
  row('resident memory then', `${(memory / 1024).toFixed(0)} MB`)
}

async function firstAnswer(args: string[], env: Record<string, string>): Promise<{ took: number; kilobytes: number }> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env, PORT: port }, stdio: 'ignore' })
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 1))
  const took = performance.now() - started
  const kilobytes = await residentKilobytes(child.pid)
  child.kill('SIGKILL')
  return { took, kilobytes }
}

function answers(port: string): Promise<boolean> {
  return new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path: '/calendar.ics', agent: false }, (response) =>
      response.resume().on('end', () => resolve(response.statusCode === 200)),
    )
      .on('error', () => resolve(false))
      .end()
  })
}

async function residentKilobytes(pid: number | undefined): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
}
