// The diary out of its files: every problem of every record at once, and the talks that have none. Node checks what it
// reads; a Worker's records were checked when it was built, and are only resolved.
import type * as z from 'zod'
import { checkTalk } from './check.ts'
import { type Problem, quoted } from './problem.ts'
import type { Party, RecordsFile, Source, TalkRecord } from './record.ts'
import { PartySchema, SeriesSchema, SourceSchema, TalkSchema } from './schema.ts'
import { resolveTalk, type Talk } from './talk.ts'

/** A file as it was read: its content, or why there is none. */
export type ReadFile = { name: string; content: unknown } | { name: string; unreadable: Problem }

/** What could not be read is not gone: what of it stands is kept. */
export interface Broken {
  /** Talks with a problem: their last good version stays. */
  ids: ReadonlySet<string>
  /** Whether any file, or any talk's id, could not be read: nothing is withdrawn. */
  unreadable: boolean
}

export interface Diary {
  talks: Talk[]
  /** Talks that are still secret: id and the instant until which they are. */
  embargoes: ReadonlyMap<string, string>
  broken: Broken
  problems: Problem[]
  register: ReadonlyMap<string, Party>
}

interface Draft {
  file: RecordsFile
  name: string
  talk: TalkRecord
}

const TOP_LEVEL = ['parties', 'series', 'sources', 'talks']

/** Checks and resolves files. `register` holds the parties that every diary knows; files may add to it or rename. */
export function readDiary(files: readonly ReadFile[], register: Readonly<Record<string, Party>>): Diary {
  const problems: Problem[] = []
  const ids = new Set<string>()
  let unreadable = false
  const contents: { name: string; content: Record<string, unknown> }[] = []
  for (const file of files) {
    const problem = 'unreadable' in file ? file.unreadable : shapeProblem(file)
    if (problem) {
      problems.push(problem)
      unreadable = true
    } else if ('content' in file) contents.push({ name: file.name, content: file.content as Record<string, unknown> })
  }

  const parties = collectParties(contents, register, problems)
  const drafts: Draft[] = []
  for (const { name, content } of contents) {
    const read = readFile(name, content, parties)
    problems.push(...read.problems)
    drafts.push(...read.drafts)
    for (const id of read.broken) ids.add(id)
    unreadable ||= read.unreadable
  }
  for (const { name, talk } of repeated(drafts)) {
    ids.add(talk.id)
    problems.push({ file: name, talk: talk.id, field: 'id', message: 'two talks have this id', expected: 'an id of its own for each talk' })
  }
  const good = drafts.filter(({ talk }) => !ids.has(talk.id))
  return {
    talks: good.map(({ talk, file }) => resolveTalk(talk, file, parties)),
    embargoes: new Map(good.flatMap(({ talk: { id, embargoUntil } }) => (embargoUntil === undefined ? [] : [[id, embargoUntil]]))),
    broken: { ids, unreadable },
    problems,
    register: parties,
  }
}

/** Resolves files that were checked before, at a fraction of the time. */
export function resolveDiary(files: readonly RecordsFile[], register: Readonly<Record<string, Party>>): Diary {
  const parties = new Map(Object.entries(register))
  for (const file of files) for (const [id, party] of Object.entries(file.parties ?? {})) parties.set(id, party)
  const records = files.flatMap((file) => (file.talks ?? []).map((talk) => ({ talk, file })))
  return {
    talks: records.map(({ talk, file }) => resolveTalk(talk, file, parties)),
    embargoes: new Map(records.flatMap(({ talk: { id, embargoUntil } }) => (embargoUntil === undefined ? [] : [[id, embargoUntil]]))),
    broken: { ids: new Set(), unreadable: false },
    problems: [],
    register: parties,
  }
}

function shapeProblem({ name, content }: { name: string; content: unknown }): Problem | null {
  const whole = (message: string): Problem => ({
    file: name,
    talk: null,
    field: null,
    message,
    expected: 'an object { parties?, series?, sources, talks }',
  })
  if (!isObject(content)) return whole(`is ${content === undefined ? 'nothing' : quoted(content)}`)
  const unknown = Object.keys(content).filter((key) => !TOP_LEVEL.includes(key))
  if (unknown.length > 0) return whole(`has no field ${unknown.map(quoted).join(', ')}`)
  if (content.talks === undefined && content.parties !== undefined && content.sources === undefined) return null
  if (!Array.isArray(content.talks)) return whole('has no list of talks')
  if (!isObject(content.sources)) return whole('has no sources')
  if (content.parties !== undefined && !isObject(content.parties)) return whole('has parties that are not an object')
  return null
}

function collectParties(
  files: { name: string; content: Record<string, unknown> }[],
  register: Readonly<Record<string, Party>>,
  problems: Problem[],
): Map<string, Party> {
  const parties = new Map(Object.entries(register))
  const added = new Map<string, string>()
  for (const { name, content } of files) {
    for (const [id, raw] of Object.entries(content.parties ?? {})) {
      const parsed = PartySchema.safeParse(raw)
      const text = JSON.stringify(raw)
      if (!parsed.success) {
        problems.push(...flaws(parsed.error, name, null, `parties.${id}`))
        parties.delete(id)
      } else if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || id.length > 64) {
        problems.push({
          file: name,
          talk: null,
          field: `parties.${id}`,
          message: `${quoted(id)} is not an id`,
          expected: 'at most 64 lower-case letters, digits and single hyphens',
        })
      } else if (added.has(id) && added.get(id) !== text) {
        problems.push({
          file: name,
          talk: null,
          field: `parties.${id}`,
          message: 'another file says something else of this party',
          expected: 'each party defined once',
        })
      } else {
        parties.set(id, parsed.data)
        added.set(id, text)
      }
    }
  }
  return parties
}

function readFile(name: string, content: Record<string, unknown>, parties: ReadonlyMap<string, Party>) {
  const problems: Problem[] = []
  const broken = new Set<string>()
  const drafts: Draft[] = []
  let unreadable = false
  const sources = new Map<string, Source>()
  for (const [id, raw] of Object.entries(content.sources ?? {})) {
    const parsed = SourceSchema.safeParse(raw)
    if (parsed.success) sources.set(id, parsed.data)
    else problems.push(...flaws(parsed.error, name, null, `sources.${id}`))
  }
  const series = content.series === undefined ? undefined : SeriesSchema.safeParse(content.series)
  if (series && !series.success) problems.push(...flaws(series.error, name, null, 'series'))
  const file = { series: series?.data, sources: Object.fromEntries(sources), talks: [] } as unknown as RecordsFile

  for (const [index, raw] of ((content.talks as unknown[] | undefined) ?? []).entries()) {
    const id = idOf(raw)
    const where = id ?? `talk ${index + 1}`
    const parsed = TalkSchema.safeParse(raw)
    const found = parsed.success
      ? checkTalk(parsed.data, { parties, sources }).map(
          ({ field, message, expected }): Problem => ({ file: name, talk: where, field, message, expected }),
        )
      : flaws(parsed.error, name, where)
    problems.push(...found)
    if (parsed.success && found.length === 0 && series?.success !== false) drafts.push({ name, file, talk: parsed.data })
    else if (id === null) unreadable = true
    else broken.add(id)
  }
  return { problems, broken, drafts, unreadable }
}

function repeated(drafts: readonly Draft[]): Draft[] {
  const seen = new Set<string>()
  return drafts.filter(({ talk: { id } }) => seen.has(id) || !seen.add(id))
}

/** An id that is not a string of the right form cannot say which talk it broke. */
function idOf(raw: unknown): string | null {
  return isObject(raw) && typeof raw.id === 'string' && /^[a-z0-9-]{1,64}$/.test(raw.id) ? raw.id : null
}

function flaws(error: z.ZodError, file: string, talk: string | null, prefix?: string): Problem[] {
  return error.issues.map((issue) => {
    const path = [...(prefix === undefined ? [] : [prefix]), ...issue.path.map(String)].join('.')
    const expected = issue.code === 'custom' ? (issue.params?.expected as string | undefined) : undefined
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    const message = missing ? `is missing; it would be a ${issue.expected}` : issue.message
    return { file, talk, field: path === '' ? null : path, message, expected: expected ?? null }
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
