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
  const child = fork(READER, [path, String(process.pid)], {
    env,
    execArgv: ['--import', PRELOAD],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: deadline,
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  })
  return answerOf(child).then((answer) => ('diary' in answer ? answer : withoutAny(path, flawOf(answer, deadline), answer.files)))
}

/** How the reader ended without an answer. */
interface Ended {
  code: number | null
  signal: string | null
  said: string
  /** The modules that it began to load. */
  files: readonly string[]
}

function answerOf(child: ChildProcess): Promise<Read | Ended> {
  return new Promise((resolve) => {
    let said = ''
    const files: string[] = []
    child.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000)
    })
    child.on('message', (answer) => {
      // A module of records may say anything on this channel.
      if (typeof answer !== 'object' || answer === null) return
      if ('loads' in answer) files.push(String(answer.loads))
      else if ('diary' in answer) resolve(answer as Read)
    })
    child.on('error', (error) => resolve({ code: null, signal: null, said: error.message, files }))
    child.on('close', (code, signal) => resolve({ code, signal, said, files }))
  })
}

function flawOf({ code, signal, said }: Ended, deadline: number): Flaw {
  if (signal === 'SIGKILL') return recordFlaw('not-read-in-time', { seconds: deadline / 1000 })
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/^Node\.js v\d/.test(line))
  const error = lines.find((line) => /^(?:\w*Error|Warning|FATAL ERROR)\b/.test(line)) ?? lines.at(-1)
  const last = error ?? (signal === null ? `a module ended the reading with status ${code}` : `signal ${signal}`)
  return recordFlaw('not-read-to-the-end', { reason: plain(last, 300) })
}

/** A diary of which nothing could be read, so that all that stands is kept. */
function withoutAny(path: string, flaw: Flaw, files: readonly string[]): Read {
  const diary: Diary = {
    talks: [],
    embargoes: new Map(),
    broken: { ids: new Set(), unreadable: true },
    problems: [{ file: path, talk: null, field: null, ...flaw }],
    register: new Map(),
  }
  return { diary, digest: createHash('sha256').update(JSON.stringify(diary.problems)).digest('base64url'), files }
}
