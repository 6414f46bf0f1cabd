// One file of records: its shape, the parties that it adds, and its talks with what is wrong with them.
import * as z from 'zod/mini'
import { equal } from './equal.ts'
import { type Flaw, inOneSentence } from './flaw.ts'
import { flawOf, saying } from './flaw-issue.ts'
import type { Problem } from './problem.ts'
import { excerpt, plain, quoted } from './quoting.ts'
import type { Party, RecordsFile, Series, Source, TalkRecord } from './record.ts'
import { checkTalk, type Finding, type References } from './record-check.ts'
import { recordFlaw } from './record-flaws.ts'
import { PartySchema, SeriesSchema, SourceSchema, slug, TalkSchema } from './record-schema.ts'

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

const SOURCE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
/** The file of the parties that every diary knows. */
const REGISTER = 'parties.ts'
/** Talks that one problem names. */
const MOST_NAMED = 10
const TOP_LEVEL = ['parties', 'series', 'sources', 'talks']

const TYPES_IN_WORDS: Record<string, string> = { array: 'a list', object: 'an object', boolean: 'true or false', record: 'an object' }
/** What is said where a schema has no words of its own. */
const IN_WORDS = saying(wrongType)

/** The parts of a file that can be looked at, and what is wrong with its top level. */
export function openFile({ name, content }: { name: string; content: unknown }): { file: FileContent; problems: Problem[] } {
  const whole = (flaw: Flaw): Problem => ({ file: name, talk: null, field: null, ...flaw })
  if (!isObject(content)) {
    const flaw = content === undefined ? recordFlaw('nothing-in-file', {}) : recordFlaw('not-a-records-file', { value: excerpt(content) })
    return { file: { name, content: {} }, problems: [whole(flaw)] }
  }
  const { parties, series, sources, talks } = content
  const unknown = Object.keys(content).filter((key) => !TOP_LEVEL.includes(key))
  const problems = unknown.length > 0 ? [whole(recordFlaw('unknown-part-of-file', { fields: unknown.map(quoted).join(', ') }))] : []
  const onlyParties = parties !== undefined && talks === undefined && sources === undefined
  if (parties !== undefined && !isObject(parties)) problems.push(whole(recordFlaw('parties-not-an-object', {})))
  const missing: Flaw[] = [
    ...(onlyParties || isObject(sources) ? [] : [recordFlaw('no-sources', {})]),
    ...(onlyParties || Array.isArray(talks) ? [] : [recordFlaw('no-list-of-talks', {})]),
  ]
  // Where as many parts are not known, they are taken for the same, misspelt.
  if (unknown.length < missing.length) problems.push(...missing.map(whole))
  const parts = {
    parties: isObject(parties) ? parties : {},
    ...(isObject(sources) ? { sources } : {}),
    talks: Array.isArray(talks) ? talks : [],
    series,
  }
  return { file: { name, content: parts }, problems }
}

/**
 * The register with the parties that files add. One that is defined wrongly, or differently in two places, is taken
 * out, so that its talks keep their last good version.
 */
export function collectParties(
  files: readonly FileContent[],
  register: Readonly<Record<string, Party>>,
  problems: Problem[],
): Map<string, Party> {
  const parties = new Map(Object.entries(register))
  const ofFiles = new Set(files.flatMap(({ content }) => Object.keys(content.parties ?? {})))
  for (const [id, raw] of parties) {
    const found = ofFiles.has(id) ? [] : partyProblems(REGISTER, id, raw, raw)
    if (found.length > 0) parties.delete(id)
    problems.push(...found)
  }
  for (const [id, definitions] of Map.groupBy(files.flatMap(definitionsOf), ({ id }) => id)) {
    // What several files take from one module is defined once.
    const each = definitions.filter(({ raw }, index) => definitions.findIndex((other) => other.raw === raw) === index)
    const found = each.flatMap(({ name, raw }) => partyProblems(name, id, raw, definitions[0]?.raw))
    const first = PartySchema.safeParse(definitions[0]?.raw, IN_WORDS)
    if (found.length === 0 && first.success) parties.set(id, first.data)
    else parties.delete(id)
    problems.push(...found)
  }
  return parties
}

function definitionsOf({ name, content }: FileContent): { name: string; id: string; raw: unknown }[] {
  return Object.entries(content.parties ?? {}).map(([id, raw]) => ({ name, id, raw }))
}

function partyProblems(file: string, id: string, raw: unknown, first: unknown): Problem[] {
  const field = `parties.${plain(id)}`
  const one = (flaw: Flaw): Problem[] => [{ file, talk: null, field, ...flaw }]
  const parsed = PartySchema.safeParse(raw, IN_WORDS)
  if (!parsed.success) return flaws(parsed.error, file, null, field)
  if (!slug.safeParse(id).success) return one(recordFlaw('not-a-party-id', { value: plain(id) }))
  const same = raw === first || equal(parsed.data, PartySchema.safeParse(first, IN_WORDS).data)
  return same ? [] : one(recordFlaw('defined-twice', {}))
}

export interface CheckedFile {
  drafts: Draft[]
  problems: Problem[]
  /** The ids of all its talks that have one. */
  ids: string[]
  /** Ids of talks with a problem. */
  broken: string[]
  /** Parties that talks with a problem name, where these are under an embargo. */
  secretParties: string[]
  /** Whether a talk's id could not be read, so that it is not known which one is broken. */
  unreadable: boolean
}

/** Checks a file's sources, series and talks. `isTold`: whether it is told already why a party is not known. */
export function checkFile(
  { name, content }: FileContent,
  parties: ReadonlyMap<string, Party>,
  isTold: (party: string) => boolean,
): CheckedFile {
  const problems: Problem[] = []
  const sources = checkSources(name, content.sources ?? {}, problems)
  const series = content.series === undefined ? null : SeriesSchema.safeParse(content.series, IN_WORDS)
  if (series && !series.success) problems.push(...flaws(series.error, name, null, 'series'))
  const known: References = {
    parties,
    sources,
    isTold: (kind, id) => (kind === 'party' ? isTold(id) : !isObject(content.sources) || Object.hasOwn(content.sources, id)),
  }
  const file: RecordsFile = { ...seriesOf(series), sources: Object.fromEntries(sources), talks: [] }
  const checked: CheckedFile = { drafts: [], problems, ids: [], broken: [], secretParties: [], unreadable: false }
  for (const [index, raw] of (content.talks ?? []).entries()) {
    const id = idOf(raw)
    const { talk, found } = checkRecord(raw, known, { file: name, talk: id ?? `talk ${index + 1}` })
    problems.push(...found)
    if (id !== null) checked.ids.push(id)
    if (talk && series?.success !== false) {
      checked.drafts.push({ name, file, talk })
      continue
    }
    if (id === null) checked.unreadable = true
    else checked.broken.push(id)
    checked.secretParties.push(...secretPartiesOf(raw))
  }
  return { ...checked, problems: onceForAll(problems) }
}

/** What several talks name in vain, as after it was renamed, is one problem: that of the first. */
function onceForAll(problems: readonly Problem[]): Problem[] {
  const seen = Map.groupBy(problems, ({ code, values, talk }, index) => (isUnknown(code) ? `${code} ${values.value}` : `${talk} ${index}`))
  return [...seen.values()].flatMap(([first, ...more]) => {
    if (!first || more.length === 0) return first ?? []
    const talks = [...new Set([first, ...more].flatMap(({ talk }) => talk ?? []))]
    return talks.length === 1 ? first : { ...first, ...inSeveral(first, talks) }
  })
}

function inSeveral({ code, values }: Problem, talks: readonly string[]): Flaw {
  const named = {
    value: String(values.value),
    count: talks.length,
    talks: talks.length > MOST_NAMED ? `${talks.slice(0, MOST_NAMED).join(', ')} …` : talks.join(', '),
  }
  const kind = code.includes('party') ? 'party' : 'source'
  if (code.startsWith('no-')) return recordFlaw(`no-${kind}-defined-for-several`, named)
  return recordFlaw(`unknown-${kind}-in-several`, { ...named, known: String(values.known) })
}

function isUnknown(code: string): boolean {
  return ['unknown-party', 'no-party-defined', 'unknown-source', 'no-source-defined'].includes(code)
}

/** Whom a record under an embargo names, as far as that can be read. */
function secretPartiesOf(raw: unknown): string[] {
  if (!isObject(raw) || raw.embargoUntil === undefined || !Array.isArray(raw.parties)) return []
  return raw.parties.flatMap((given: unknown) => (isObject(given) && typeof given.party === 'string' ? [given.party] : []))
}

/** One record: the talk, or what is wrong with it. */
function checkRecord(
  raw: unknown,
  known: References,
  where: { file: string; talk: string },
): { talk: TalkRecord | null; found: Problem[] } {
  const { data, error } = TalkSchema.safeParse(raw, IN_WORDS)
  const strangers = error?.issues.some(({ path, code }) => path.length === 0 && code === 'unrecognized_keys')
  const further = findings(raw, misshapen(error), known).map((finding) =>
    // The zone may be the field that is misspelt.
    strangers && finding.code === 'time-without-zone' ? { ...finding, follows: true } : finding,
  )
  const told = further.flatMap(({ follows, ...finding }) => (follows ? [] : [{ ...where, ...finding }]))
  const found = [...(error ? flaws(error, where.file, where.talk) : []), ...told]
  return { talk: data && further.length === 0 ? data : null, found }
}

function checkSources(name: string, raw: Record<string, unknown>, problems: Problem[]): Map<string, Source> {
  const sources = new Map<string, Source>()
  for (const [id, content] of Object.entries(raw)) {
    const parsed = SourceSchema.safeParse(content, IN_WORDS)
    const field = `sources.${plain(id)}`
    if (!parsed.success) problems.push(...flaws(parsed.error, name, null, field))
    else if (SOURCE_ID.test(id)) sources.set(id, parsed.data)
    else problems.push({ file: name, talk: null, field, ...recordFlaw('not-a-source-id', { value: plain(id) }) })
  }
  return sources
}

function seriesOf(parsed: { success: boolean; data?: Series | undefined } | null): { series?: Series } {
  return parsed?.data ? { series: parsed.data } : {}
}

function findings(raw: unknown, fields: ReadonlySet<string> | null, known: References): Finding[] {
  if (fields === null) return []
  return checkTalk(raw as TalkRecord, known, fields)
}

/** The fields with a wrong shape; `null` where it is not even an object. */
function misshapen(error: z.core.$ZodError | undefined): Set<string> | null {
  const issues = error?.issues ?? []
  const whole = issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys')
  return whole ? null : new Set(issues.flatMap(({ path }) => path.slice(0, 1).map(String)))
}

/** An id that no talk can have does not say which talk is broken. */
function idOf(raw: unknown): string | null {
  return isObject(raw) && slug.safeParse(raw.id).success ? (raw.id as string) : null
}

function flaws(error: z.core.$ZodError, file: string, talk: string | null, prefix?: string): Problem[] {
  return withoutMisspelt(error.issues).map((issue) => {
    const path = [...(prefix === undefined ? [] : [prefix]), ...issue.path.map((part) => plain(String(part)))].join('.')
    return { file, talk, field: path === '' ? null : path, ...flawOf(issue) }
  })
}

/** Without fields that are missing where as many or more are not known: they are taken for the same, misspelt. */
function withoutMisspelt(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const missing = issues.filter((issue) => flawOf(issue).code === 'missing')
  const misspelt = missing.filter(({ path }) => {
    const parent = path.slice(0, -1).join('.')
    const strangers = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.join('.') === parent ? issue.keys : []))
    return strangers.length >= missing.filter((each) => each.path.slice(0, -1).join('.') === parent).length
  })
  return issues.filter((issue) => !misspelt.includes(issue))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value of a wrong type, said as an editor would write it. */
function wrongType({ expected: type, input }: z.core.$ZodRawIssue): Flaw {
  const expected = TYPES_IN_WORDS[String(type)] ?? `a ${type}`
  if (input === undefined) return inOneSentence(recordFlaw('missing', { expected }))
  const received = z.core.util.parsedType(input)
  const article = received === 'null' ? '' : /^[aeiou]/.test(received) ? 'an ' : 'a '
  return inOneSentence(recordFlaw('wrong-type', { received: `${article}${received}`, expected }))
}
