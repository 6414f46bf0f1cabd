// Reading records from disk: a module like events/index.ts, one JSON file, or a folder of them. What cannot be read is
// a problem of its file, not an end of everything.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Diary, type ReadFile, readDiary } from './diary.ts'
import type { Problem } from './problem.ts'
import { plain } from './quoting.ts'
import type { Party } from './record.ts'

const MODULES = ['.ts', '.js', '.mjs']
const INDEXES = MODULES.map((extension) => `index${extension}`)
const PARTS = ['talks', 'sources', 'parties', 'series']
const MOST_BYTES = 256 * 1024 * 1024
const ACCEPTED = 'a module such as events/index.ts, a .json file, or a folder with either'

/** Reads and checks the records at a path. */
export async function readRecords(path: string, register: Readonly<Record<string, Party>>): Promise<Diary> {
  return readDiary(await readFiles(path), register)
}

async function readFiles(path: string): Promise<ReadFile[]> {
  let names: string[]
  try {
    if (!statSync(path).isDirectory()) return readOne(path, path)
    names = readdirSync(path).sort()
  } catch (error) {
    return [unreadable(path, `cannot be read: ${reasonOf(error)}`, ACCEPTED)]
  }
  const index = INDEXES.find((name) => names.includes(name))
  if (index) return readModule(join(path, index), join(path, index))
  const records = names.filter((name) => name.endsWith('.json'))
  if (records.length === 0) return [unreadable(path, 'holds no .json file', ACCEPTED)]
  return (await Promise.all(records.map((name) => readOne(join(path, name), name)))).flat()
}

async function readOne(path: string, name: string): Promise<ReadFile[]> {
  if (MODULES.includes(extname(path))) return readModule(path, name)
  if (extname(path) !== '.json') return [unreadable(name, 'is neither a module nor JSON', ACCEPTED)]
  try {
    const { size } = statSync(path)
    if (size > MOST_BYTES)
      return [unreadable(name, `is ${size.toLocaleString('en')} bytes long`, `at most ${MOST_BYTES.toLocaleString('en')}`)]
    return [{ name, content: JSON.parse(decode(readFileSync(path))) as unknown }]
  } catch (error) {
    return [
      unreadable(name, `is not JSON that can be read: ${reasonOf(error)}`, 'an object { parties?, series?, sources, talks } in UTF-8'),
    ]
  }
}

/** A module's default export: one file's content, a list of them, or contents by file name. */
async function readModule(path: string, name: string): Promise<ReadFile[]> {
  let exported: unknown
  try {
    exported = ((await import(pathToFileURL(resolve(path)).href)) as { default?: unknown }).default
  } catch (error) {
    return [
      unreadable(
        name,
        `cannot be loaded: ${reasonOf(error)}`,
        'a module whose default export is what defineTalks gives, or those by file name',
      ),
    ]
  }
  if (Array.isArray(exported))
    return exported.map((content, index) => ({ name: `${basename(name)}[${index}]`, content: content as unknown }))
  if (typeof exported !== 'object' || exported === null || PARTS.some((part) => part in exported)) return [{ name, content: exported }]
  return Object.entries(exported).map(([file, content]) => ({ name: file, content: content as unknown }))
}

/** UTF-8, strictly; a byte order mark is no part of the text. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

function unreadable(name: string, message: string, expected: string): ReadFile {
  const problem: Problem = { file: name, talk: null, field: null, message, expected }
  return { name, unreadable: problem }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return plain(message.split('\n')[0] ?? '', 300)
}
