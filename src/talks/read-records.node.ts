// Reading records from disk: a module like events/index.ts, one JSON file, or a folder of them. What cannot be read is
// a problem of its file, not an end of everything.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Diary, type ReadFile, readDiary } from './diary.ts'
import type { Flaw } from './flaw.ts'
import { plain } from './quoting.ts'
import type { Party } from './record.ts'
import { recordFlaw } from './record-flaws.ts'

const MODULES = ['.ts', '.js', '.mjs']
const INDEXES = MODULES.map((extension) => `index${extension}`)
const PARTS = ['talks', 'sources', 'parties', 'series']
const MOST_BYTES = 256 * 1024 * 1024

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
    return [unreadable(path, recordFlaw('unreadable-path', { reason: reasonOf(error) }))]
  }
  const index = INDEXES.find((name) => names.includes(name))
  if (index) return readModule(join(path, index), join(path, index))
  const records = names.filter((name) => name.endsWith('.json'))
  if (records.length === 0) return [unreadable(path, recordFlaw('no-json-file', {}))]
  return (await Promise.all(records.map((name) => readOne(join(path, name), name)))).flat()
}

async function readOne(path: string, name: string): Promise<ReadFile[]> {
  if (MODULES.includes(extname(path))) return readModule(path, name)
  if (extname(path) !== '.json') return [unreadable(name, recordFlaw('neither-module-nor-json', {}))]
  try {
    const { size } = statSync(path)
    if (size > MOST_BYTES) return [unreadable(name, recordFlaw('too-many-bytes', { length: size, most: MOST_BYTES }))]
    return [{ name, content: JSON.parse(decode(readFileSync(path))) as unknown }]
  } catch (error) {
    return [unreadable(name, recordFlaw('unreadable-json', { reason: reasonOf(error) }))]
  }
}

/** A module's default export: one file's content, a list of them, or contents by file name. */
async function readModule(path: string, name: string): Promise<ReadFile[]> {
  let exported: unknown
  try {
    exported = ((await import(pathToFileURL(resolve(path)).href)) as { default?: unknown }).default
  } catch (error) {
    return [unreadable(name, recordFlaw('unloadable-module', { reason: reasonOf(error) }))]
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

function unreadable(name: string, flaw: Flaw): ReadFile {
  return { name, unreadable: { file: name, talk: null, field: null, ...flaw } }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return plain(message.split('\n')[0] ?? '', 300)
}
