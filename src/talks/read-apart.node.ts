// Reading records in a process of its own, with a deadline (records-reader.node.ts).
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Diary } from './diary.ts'
import type { Flaw } from './flaw.ts'
import { plain } from './quoting.ts'
import { recordFlaw } from './record-flaws.ts'

export interface Read {
  diary: Diary
  /** The same for the same diary. */
  digest: string
  /** The modules that were loaded. */
  files: readonly string[]
}

const READER = fileURLToPath(new URL('./records-reader.node.ts', import.meta.url))
const PRELOAD = fileURLToPath(new URL('../runtime/preload.mjs', import.meta.url))
/** What the reader need not know: secrets, that npm is to be watched, and that `node --watch` wants to hear of modules. */
const KEPT_BACK = ['ADMIN_TOKEN', 'SECRET_KEY', 'OUTGOING_PROXY', 'npm_lifecycle_event', 'WATCH_REPORT_DEPENDENCIES']
const LONGEST_READ = 30_000

interface Options {
  env: Readonly<Record<string, string | undefined>>
  /** In milliseconds. */
  deadline?: number
  signal?: AbortSignal
}

/** Reads the records at a path. Where that fails, or takes too long, it is a problem of the path. */
export function readApart(path: string, { env: all, deadline = LONGEST_READ, signal }: Options): Promise<Read> {
  const env = Object.fromEntries(Object.entries(all).filter(([name]) => !KEPT_BACK.includes(name)))
  const child = fork(READER, [path], {
    env,
    execArgv: ['--import', PRELOAD],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: deadline,
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  })
  return answerOf(child).then((answer) => ('diary' in answer ? answer : withoutAny(path, flawOf(answer, deadline))))
}

/** How the reader ended without an answer. */
interface Ended {
  signal: string | null
  said: string
}

function answerOf(child: ChildProcess): Promise<Read | Ended> {
  return new Promise((resolve) => {
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000)
    })
    child.on('message', (answer) => resolve(answer as Read))
    child.on('error', (error) => resolve({ signal: null, said: error.message }))
    child.on('close', (_, signal) => resolve({ signal, said }))
  })
}

function flawOf({ signal, said }: Ended, deadline: number): Flaw {
  if (signal === 'SIGKILL') return recordFlaw('not-read-in-time', { seconds: deadline / 1000 })
  const last = said.trim().split('\n').at(-1) || `signal ${signal}`
  return recordFlaw('not-read-to-the-end', { reason: plain(last, 300) })
}

/** A diary of which nothing could be read, so that all that stands is kept. */
function withoutAny(path: string, flaw: Flaw): Read {
  const diary: Diary = {
    talks: [],
    embargoes: new Map(),
    broken: { ids: new Set(), unreadable: true },
    problems: [{ file: path, talk: null, field: null, ...flaw }],
    register: new Map(),
  }
  return { diary, digest: createHash('sha256').update(JSON.stringify(diary.problems)).digest('base64url'), files: [] }
}
