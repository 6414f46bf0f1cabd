// The real service and the real command line as child processes, with the records of test/fixtures unless a test has its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EVENTS = fileURLToPath(new URL('fixtures/index.ts', import.meta.url))

export interface Ended {
  status: number | null
  out: string
  err: string
}

export interface Running {
  url: string
  child: ChildProcess
  /** All that it said so far. */
  said(): { out: string; err: string }
  /** Ends it with a signal and waits. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'parley-'))
}

/** Starts the service on a free port, and waits until it says that it is up. */
export function start(env: Record<string, string> = {}): Promise<Running> {
  const { child, said, ended } = launch(['src/node.ts'], { PORT: '0', DATABASE: ':memory:', EVENTS, ...env })
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const url = /Page\s+(\S+)\/\n/.exec(said().out)?.[1]
      if (!url || !said().out.includes('Calendar')) return
      const local = `http://127.0.0.1:${/:(\d+)\//.exec(`${url}/`)?.[1] ?? ''}`
      resolve({
        url: env.PUBLIC_URL ? `http://127.0.0.1:${env.PORT}` : local,
        child,
        said,
        stop(signal = 'SIGTERM') {
          child.kill(signal)
          return ended
        },
      })
    })
    void ended.then(({ status, err }) => reject(new Error(`it ended with ${status}: ${err}`)))
  })
}

/** Runs the service where it is to end by itself. */
export function startToEnd(env: Record<string, string>): Promise<Ended> {
  return launch(['src/node.ts'], { PORT: '0', DATABASE: ':memory:', EVENTS, ...env }).ended
}

/** Runs a command of the command line. */
export function parley(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return launch(['src/cli.ts', ...args], { EVENTS, ...env }).ended
}

/** Runs one of the project's npm scripts. */
export function launchNpm(args: string[], env: Record<string, string>) {
  return launch(args, env, ROOT, 'npm')
}

/** `cwd`: the project, or a copy of it. */
export function launch(args: string[], env: Record<string, string>, cwd = ROOT, program = process.execPath) {
  const { CLOCK_FROM: _c, EVENTS: _e, DATABASE: _d, PORT: _p, ...inherited } = process.env
  const child = spawn(program, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, out, err })))
  return { child, said: () => ({ out, err }), ended }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<string> {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(String(port)))
    })
  })
}
