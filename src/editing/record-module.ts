// A file of records as a TypeScript module, written as an editor would: `defineTalks` checks it, and nothing in it runs. Pure.
import type { RecordsFile } from '../talks/record.ts'
import { isObject } from './resource.ts'

/** A line that is no longer stays one line, as the project's formatter has it. */
const WIDTH = 140
/** Talks and sources, which have more parts than that, have a line for each. */
const MOST_IN_LINE = 4
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
/** As records in `events/` have them; others follow. */
const ORDER = ['parties', 'series', 'sources', 'talks']

/** For a folder beside `src/`, such as `events/`. */
export function moduleOf(content: RecordsFile, about: string): string {
  const parts = Object.fromEntries(ORDER.flatMap((key) => (key in content ? [[key, content[key as keyof RecordsFile]]] : [])))
  return `// ${about}
import { defineTalks } from '../src/talks/define.ts'

export default defineTalks(${written(parts, 0, 'export default defineTalks('.length + 1)})
`
}

/** Names of files as names that JavaScript takes, such as `russiaJanuary2022`; each has one of its own. */
export function identifiersOf(names: readonly string[]): Map<string, string> {
  const identifiers = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of names) {
    const joined = name.replace(/-([a-z0-9])/g, (_, next: string) => next.toUpperCase())
    // A name may begin with a digit, or be a word of the language.
    let identifier = /^[a-z]/.test(joined) && joined !== name ? joined : `talksOf${joined.charAt(0).toUpperCase()}${joined.slice(1)}`
    while (taken.has(identifier)) identifier += '_'
    taken.add(identifier)
    identifiers.set(name, identifier)
  }
  return identifiers
}

/** `used`: how much of the line stands before and after it. */
function written(value: unknown, level: number, used: number): string {
  if (typeof value === 'string') return textOf(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const parts = Array.isArray(value)
    ? value.map((each: unknown) => ['', each] as const)
    : Object.entries(value).map(([key, each]) => [`${keyOf(key)}: `, each] as const)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  const line = isApart(value, level) ? null : inOneLine(value)
  if (line !== null && used + line.length <= WIDTH) return line
  const indent = '  '.repeat(level + 1)
  const lines = parts.map(([key, each]) => `${indent}${key}${written(each, level + 1, indent.length + key.length + 1)},\n`)
  return `${open}\n${lines.join('')}${'  '.repeat(level)}${close}`
}

/** Whether each part has a line: the file, its lists, and what is large in these. */
function isApart(value: object, level: number): boolean {
  const parts: unknown[] = Object.values(value)
  if (level === 1) return parts.some((each) => typeof each === 'object' && each !== null)
  return level === 0 || (level === 2 && parts.length > MOST_IN_LINE)
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`
  if (!isObject(value)) return written(value, 0, 0)
  const parts = Object.entries(value).map(([key, each]) => `${keyOf(key)}: ${inOneLine(each)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function keyOf(key: string): string {
  return IDENTIFIER.test(key) ? key : textOf(key)
}

/** In single quotes, or in double ones where that escapes less. */
function textOf(text: string): string {
  const escaped = JSON.stringify(text).replace(/[\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)
  if (text.includes("'") && !text.includes('"')) return escaped
  return `'${escaped.slice(1, -1).replace(/\\(.)|'/g, (found, next: string | undefined) => (found === "'" ? "\\'" : next === '"' ? '"' : found))}'`
}
