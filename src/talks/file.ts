// One file of records: its shape, the parties that it adds, and its talks with what is wrong with them.
import type * as z from 'zod'
import { checkTalk, type Known } from './check.ts'
import { type Problem, quoted } from './problem.ts'
import type { Party, RecordsFile, Series, Source, TalkRecord } from './record.ts'
import { PartySchema, SeriesSchema, SourceSchema, slug, TalkSchema } from './schema.ts'

/** A file whose shape is right; its parts are not checked yet. */
export interface FileContent {
  name: string
  content: { parties?: Record<string, unknown>; series?: unknown; sources?: Record<string, unknown>; talks?: unknown[] }
}

/** A talk without a problem, and the file that resolves it. */
export interface Draft {
  file: RecordsFile
  name: string
  talk: TalkRecord
}

const TOP_LEVEL = ['parties', 'series', 'sources', 'talks']

/** What keeps the whole file from being read; `null` if nothing does. */
export function shapeProblem({ name, content }: { name: string; content: unknown }): Problem | null {
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

/** The register with the parties that files add. A bad definition takes its party out, so that its talks show it. */
export function collectParties(
  files: readonly FileContent[],
  register: Readonly<Record<string, Party>>,
  problems: Problem[],
): Map<string, Party> {
  const parties = new Map(Object.entries(register))
  const added = new Map<string, string>()
  for (const { name, id, raw } of files.flatMap(definitions)) {
    const parsed = PartySchema.safeParse(raw)
    const text = JSON.stringify(raw)
    if (parsed.success) {
      const found = partyProblem(name, id, (added.get(id) ?? text) !== text)
      if (found) problems.push(found)
      else parties.set(id, parsed.data)
    } else {
      problems.push(...flaws(parsed.error, name, null, `parties.${id}`))
      parties.delete(id)
    }
    if (!added.has(id)) added.set(id, text)
  }
  return parties
}

function definitions({ name, content }: FileContent): { name: string; id: string; raw: unknown }[] {
  return Object.entries(content.parties ?? {}).map(([id, raw]) => ({ name, id, raw }))
}

function partyProblem(file: string, id: string, differs: boolean): Problem | null {
  const where = { file, talk: null, field: `parties.${id}` }
  if (!slug.safeParse(id).success) {
    return { ...where, message: `${quoted(id)} is not an id`, expected: 'at most 64 lower-case letters, digits and single hyphens' }
  }
  return differs ? { ...where, message: 'another file says something else of this party', expected: 'each party defined once' } : null
}

export interface CheckedFile {
  drafts: Draft[]
  problems: Problem[]
  /** Ids of talks with a problem. */
  broken: string[]
  /** Whether a talk's id could not be read, so that it is not known which one is broken. */
  unreadable: boolean
}

/** Checks a file's sources, series and talks. */
export function checkFile({ name, content }: FileContent, parties: ReadonlyMap<string, Party>): CheckedFile {
  const problems: Problem[] = []
  const sources = checkSources(name, content.sources ?? {}, problems)
  const series = content.series === undefined ? null : SeriesSchema.safeParse(content.series)
  if (series && !series.success) problems.push(...flaws(series.error, name, null, 'series'))
  const file: RecordsFile = { ...seriesOf(series), sources: Object.fromEntries(sources), talks: [] }
  const checked: CheckedFile = { drafts: [], problems, broken: [], unreadable: false }
  for (const [index, raw] of (content.talks ?? []).entries()) {
    const id = idOf(raw)
    const parsed = TalkSchema.safeParse(raw)
    const where = id ?? `talk ${index + 1}`
    const found = [
      ...(parsed.success ? [] : flaws(parsed.error, name, where)),
      ...findings(raw, misshapen(parsed.error), { parties, sources }, { file: name, talk: where }),
    ]
    problems.push(...found)
    if (parsed.success && found.length === 0 && series?.success !== false) checked.drafts.push({ name, file, talk: parsed.data })
    else if (id === null) checked.unreadable = true
    else checked.broken.push(id)
  }
  return checked
}

function checkSources(name: string, raw: Record<string, unknown>, problems: Problem[]): Map<string, Source> {
  const sources = new Map<string, Source>()
  for (const [id, content] of Object.entries(raw)) {
    const parsed = SourceSchema.safeParse(content)
    if (parsed.success) sources.set(id, parsed.data)
    else problems.push(...flaws(parsed.error, name, null, `sources.${id}`))
  }
  return sources
}

function seriesOf(parsed: { success: boolean; data?: Series | undefined } | null): { series?: Series } {
  return parsed?.data ? { series: parsed.data } : {}
}

function findings(raw: unknown, fields: ReadonlySet<string> | null, known: Known, where: { file: string; talk: string }): Problem[] {
  if (fields === null) return []
  return checkTalk(raw as TalkRecord, known, fields).map(({ field, message, expected }) => ({ ...where, field, message, expected }))
}

/** The fields with a wrong shape; `null` where it is not even an object. */
function misshapen(error: z.ZodError | undefined): Set<string> | null {
  const issues = error?.issues ?? []
  const whole = issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys')
  return whole ? null : new Set(issues.flatMap(({ path }) => path.slice(0, 1).map(String)))
}

/** An id that is not a string of the right form cannot say which talk it broke. */
function idOf(raw: unknown): string | null {
  return isObject(raw) && typeof raw.id === 'string' && /^[a-z0-9-]{1,64}$/.test(raw.id) ? raw.id : null
}

function flaws(error: z.ZodError, file: string, talk: string | null, prefix?: string): Problem[] {
  return error.issues.map((issue) => {
    const path = [...(prefix === undefined ? [] : [prefix]), ...issue.path.map(String)].join('.')
    const expected = issue.code === 'custom' ? (issue.params?.expected as string | undefined) : undefined
    const message = issue.code === 'invalid_type' ? wrongType(issue) : issue.message
    return { file, talk, field: path === '' ? null : path, message, expected: expected ?? null }
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** zod's own words for this name types, not what an editor would write. */
function wrongType({ expected, message }: { expected: string; message: string }): string {
  const right = `it would be ${({ array: 'a list', object: 'an object', boolean: 'true or false' } as Record<string, string>)[expected] ?? `a ${expected}`}`
  const received = /received (\w+)$/.exec(message)?.[1]
  if (received === undefined) return message
  return received === 'undefined' ? `is missing; ${right}` : `is ${/^[aeiou]/.test(received) ? 'an' : 'a'} ${received}; ${right}`
}
