// Loading a module; where that fails, in which file and line the mistake is.
import { spawnSync } from 'node:child_process'
import { extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { plain } from './quoting.ts'

const OWN = fileURLToPath(import.meta.url)

export interface NotLoaded {
  /** The file that the mistake is in: the module, or one that it imports. */
  path: string
  /** What is wrong, and in which line. */
  reason: string
}

/** What a module exports, by name; the default export is `default`. */
export type Loaded = { exports: Readonly<Record<string, unknown>> } | { failed: NotLoaded }

export async function loadModule(path: string): Promise<Loaded> {
  const file = resolve(path)
  try {
    return { exports: (await import(pathToFileURL(file).href)) as Record<string, unknown> }
  } catch (error) {
    return { failed: placed(thrown(error), file) }
  }
}

/** What was thrown, as an error whose texts can be read: a module may throw anything. */
function thrown(value: unknown): Thrown {
  const text = (read: () => unknown): string => {
    try {
      const found = read()
      return typeof found === 'string' ? found : ''
    } catch {
      return ''
    }
  }
  const of = Object(value) as { message?: unknown; stack?: unknown }
  return {
    message: text(() => of.message) || text(() => String(value)) || 'it throws something that is no error',
    stack: text(() => of.stack),
    isGrammar: value instanceof SyntaxError,
  }
}

interface Thrown {
  message: string
  stack: string
  isGrammar: boolean
}

function placed(error: Thrown, file: string): NotLoaded {
  const { path, line } = placeOf(error) ?? placeInScript(error, file) ?? { path: file, line: null }
  const reason = plain(error.message.replace(`${path}: `, '').split('\n')[0] ?? '', 300)
  return { path, reason: line === null || /\bline \d/.test(reason) ? reason : `${reason}, in line ${line}` }
}

interface Place {
  path: string
  line: number | null
}

/** Where Node says that it is: at the top of the stack, in the message, or in the first of its frames that is a file. */
function placeOf(error: Thrown): Place | null {
  const [top = ''] = error.stack.split('\n')
  const at = /^(file:\/\/.+|\/.+|[A-Za-z]:\\.+):(\d+)$/.exec(top)
  if (at?.[1]) return { path: pathOf(at[1]), line: Number(at[2]) }
  const from = / imported from (.+)$/.exec(error.message)
  if (from?.[1] && from[1] !== OWN) return { path: from[1], line: null }
  const json = /^(.+\.json): .*?(?: \(line (\d+)|$)/.exec(error.message)
  if (json?.[1]) return { path: json[1], line: json[2] === undefined ? null : Number(json[2]) }
  return framesOf(error).find(({ path }) => path !== OWN && !/[\\/]node_modules[\\/]/.test(path)) ?? null
}

function framesOf({ stack }: Thrown): Place[] {
  return [...stack.matchAll(/[ (](file:\/\/[^\s()]+):(\d+):\d+\)?$/gm)].map(([, url = '', line]) => ({
    path: pathOf(url),
    line: Number(line),
  }))
}

/** A mistake in the grammar of plain JavaScript is placed by Node only where it checks the file itself. */
function placeInScript({ isGrammar }: Thrown, path: string): Place | null {
  if (!isGrammar || !['.js', '.mjs'].includes(extname(path))) return null
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8', timeout: 10_000 })
  const line = /:(\d+)\r?$/m.exec(stderr ?? '')?.[1]
  return line === undefined ? null : { path, line: Number(line) }
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url
}
