// Reading records from disk: a module like events/index.ts, one JSON file, or a folder of them, and the project's own
// register of parties. What cannot be read is a problem of its file, not an end of everything.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { type Diary, type ReadFile, readDiary } from './diary.ts'
import type { Flaw } from './flaw.ts'
import { loadModule, type NotLoaded } from './load-module.node.ts'
import { OWN_REGISTER, PROJECT } from './own-records.node.ts'
import { plain } from './quoting.ts'
import type { Party } from './record.ts'
import { recordFlaw } from './record-flaws.ts'

const MODULES = ['.ts', '.js', '.mjs']
const INDEXES = MODULES.map((extension) => `index${extension}`)
const PARTS = ['talks', 'sources', 'parties', 'series']
const MOST_BYTES = 256 * 1024 * 1024

/** Reads and checks the records at a path; without a register, with the project's own. */
export async function readRecords(path: string, register?: Readonly<Record<string, Party>>): Promise<Diary> {
  const files = await readFiles(path)
  if (register) return readDiary(files, register)
  const own = await readRegister(dirname(resolve(path)))
  // The index imports the register: what is wrong with that is wrong with both.
  const isTold = own.unread !== null && files.some((file) => 'unreadable' in file && file.name === own.unread?.name)
  return readDiary(own.unread === null || isTold ? files : [own.unread, ...files], own.parties)
}

/** The parties that every diary knows; none where they cannot be read. */
export async function readOwnRegister(): Promise<Readonly<Record<string, Party>>> {
  return (await readRegister(dirname(OWN_REGISTER))).parties
}

async function readRegister(
  folder: string,
): Promise<{ parties: Readonly<Record<string, Party>>; unread: (ReadFile & { unreadable: unknown }) | null }> {
  const loaded = await loadModule(OWN_REGISTER)
  if ('failed' in loaded) return { parties: {}, unread: notLoaded(loaded.failed, folder) }
  const { parties } = loaded.exports
  if (isObject(parties)) return { parties: parties as Record<string, Party>, unread: null }
  const failed = { path: OWN_REGISTER, reason: 'it does not export "parties"' }
  return { parties: {}, unread: notLoaded(failed, folder) }
}

async function readFiles(path: string): Promise<ReadFile[]> {
  let names: string[]
  try {
    if (!statSync(path).isDirectory()) return INDEXES.includes(basename(path)) ? readIndex(path) : readOne(path, path)
    names = readdirSync(path).sort()
  } catch (error) {
    return [unreadable(path, recordFlaw('unreadable-path', { reason: reasonOf(error) }))]
  }
  const index = INDEXES.find((name) => names.includes(name))
  if (index) return readIndex(join(path, index))
  const records = names.filter((name) => name.endsWith('.json'))
  if (records.length === 0) return [unreadable(path, recordFlaw('no-json-file', {}))]
  return (await Promise.all(records.map((name) => readOne(join(path, name), name)))).flat()
}

async function readOne(path: string, name: string): Promise<ReadFile[]> {
  if (MODULES.includes(extname(path))) return readModule(path, name)
  if (extname(path) !== '.json') return [unreadable(name, recordFlaw('neither-module-nor-json', {}))]
  let text: string | undefined
  try {
    const { size } = statSync(path)
    if (size > MOST_BYTES) return [unreadable(name, recordFlaw('too-many-bytes', { length: size, most: MOST_BYTES }))]
    text = decode(readFileSync(path))
    return [{ name, content: JSON.parse(text) as unknown }]
  } catch (error) {
    return [unreadable(name, recordFlaw('unreadable-json', { reason: reasonOf(error) }), text)]
  }
}

async function readModule(path: string, name: string): Promise<ReadFile[]> {
  const loaded = await loadModule(path)
  if ('failed' in loaded) return [notLoaded(loaded.failed, null, { path, name })]
  return contentsOf(loaded.exports.default, path, name)
}

/** What a module's default export holds: one file's content, a list of them, or contents by file name. */
function contentsOf(exported: unknown, path: string, name: string): ReadFile[] {
  if (Array.isArray(exported))
    return exported.map((content, index) => ({ name: `${basename(path)}[${index}]`, content: content as unknown }))
  if (!isObject(exported) || PARTS.some((part) => part in exported)) return [{ name, content: exported }]
  return Object.entries(exported).map(([file, content]) => ({ name: file, content }))
}

/**
 * The files that an index names. Where it cannot be loaded, they are loaded one by one: each that is broken is named, and
 * the others are read.
 */
async function readIndex(path: string): Promise<ReadFile[]> {
  const index = await loadModule(path)
  const others = modulesBeside(path)
  if ('exports' in index)
    return [...contentsOf(index.exports.default, path, path), ...(await passedOver(path, index.exports.default, others))]
  const text = textOf(path)
  const parts = await Promise.all(others.filter(({ name }) => text.includes(name)).map((other) => readPart(other, path)))
  const files = parts.flat()
  const isOfAPart = files.some((file) => 'unreadable' in file)
  return isOfAPart ? once(files) : [...files, notLoaded(index.failed, dirname(path), { path, name: path })]
}

/** One file of an index that cannot be loaded itself; nothing, if it holds no records. */
async function readPart({ path, name }: ModuleFile, index: string): Promise<ReadFile[]> {
  const loaded = await loadModule(path)
  if ('failed' in loaded) return [notLoaded(loaded.failed, dirname(index))]
  const { default: exported, parties } = loaded.exports
  // An index that imports what an empty file does not give cannot be loaded, for a mistake of that file.
  if (Object.keys(loaded.exports).length === 0) return [unreadable(name, recordFlaw('nothing-in-file', {}))]
  if (isObject(exported) && PARTS.some((part) => part in exported)) return [{ name, content: exported }]
  return isObject(parties) ? [{ name, content: { parties } }] : []
}

/** A mistake in what several files import is one mistake. */
function once(files: readonly ReadFile[]): ReadFile[] {
  const seen = new Set<string>()
  return files.filter((file) => {
    const key = JSON.stringify('unreadable' in file ? file.unreadable : file.name)
    return !seen.has(key) && seen.add(key)
  })
}

interface ModuleFile {
  path: string
  /** As an index names it. */
  name: string
}

function modulesBeside(index: string): ModuleFile[] {
  const folder = dirname(index)
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && MODULES.includes(extname(entry.name)) && !/\.d\.[cm]?ts$/.test(entry.name))
    .map(({ name }) => ({ path: join(folder, name), name }))
    .filter(({ path }) => resolve(path) !== resolve(index))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Files that look like records and that the index does not hold. What no file names is not loaded, only looked at. */
async function passedOver(index: string, exported: unknown, others: readonly ModuleFile[]): Promise<ReadFile[]> {
  const held = new Set<unknown>(isObject(exported) || Array.isArray(exported) ? Object.values(exported) : [])
  const texts = new Map([index, ...others.map(({ path }) => path)].map((path) => [path, textOf(path)]))
  const isHeld = async ({ path, name }: ModuleFile): Promise<boolean> => {
    if (isObject(exported) && name in exported) return true
    const namedBy = [...texts].filter(([other, text]) => other !== path && text.includes(name)).map(([other]) => other)
    if (namedBy.length !== 1 || namedBy[0] !== index) return namedBy.length > 0
    const loaded = await loadModule(path)
    return 'exports' in loaded && held.has(loaded.exports.default)
  }
  const flaw = recordFlaw('not-in-index', { index: basename(index) })
  const found: ReadFile[] = []
  for (const other of others)
    if (holdsRecords(texts.get(other.path) ?? '') && !(await isHeld(other))) found.push(unreadable(other.name, flaw))
  return found
}

function holdsRecords(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  return /\bexport\s+default\b/.test(code) && /\bdefineTalks\s*\(|\btalks\s*:/.test(code)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** UTF-8, strictly; a byte order mark is no part of the text. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

function unreadable(name: string, flaw: Flaw, text?: string): ReadFile & { unreadable: unknown } {
  return { name, unreadable: { file: name, talk: null, field: null, ...flaw }, ...(text === undefined ? {} : { text }) }
}

/** Named by its path from the folder of the records, else from the project; `asked` is named as it was asked for. */
function notLoaded({ path, reason }: NotLoaded, folder: string | null, asked?: ModuleFile): ReadFile & { unreadable: unknown } {
  const within = [folder, PROJECT].find((each) => each !== null && resolve(path).startsWith(`${resolve(each)}${sep}`))
  const name = asked !== undefined && resolve(asked.path) === resolve(path) ? asked.name : within ? relative(within, path) : path
  return unreadable(name, recordFlaw('unloadable-module', { reason }), textOf(path))
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return plain(message.split('\n')[0] ?? '', 300)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
