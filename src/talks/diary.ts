// The diary out of its files: every problem of every record at once, and the talks that have none.
import type { Problem } from './problem.ts'
import { plain } from './quoting.ts'
import type { Party } from './record.ts'
import { recordFlaw } from './record-flaws.ts'
import { SeriesSchema } from './record-schema.ts'
import { checkFile, collectParties, type Draft, type FileContent, openFile } from './records-file.ts'
import { resolveTalk, type Talk } from './talk.ts'

/** A file as it was read: its content, or why there is none, with its text as far as there is one. */
export type ReadFile = { name: string; content: unknown } | { name: string; unreadable: Problem; text?: string }

/** What could not be read is not gone: what of it stands is kept. */
export interface Broken {
  /** Talks with a problem: their last good version stays. */
  ids: ReadonlySet<string>
  /** Whether any file, or any talk's id, could not be read: nothing is withdrawn. */
  unreadable: boolean
}

export interface Diary {
  readonly talks: Talk[]
  /** Talks that are still secret: id and the instant until which they are. */
  embargoes: ReadonlyMap<string, string>
  broken: Broken
  problems: Problem[]
  /** Parties by id; without those that nobody names but a talk under an embargo whose record has a problem. */
  register: ReadonlyMap<string, Party>
}

/** Checks and resolves files. `register` holds the parties that every diary knows; files may add to it or rename. */
export function readDiary(files: readonly ReadFile[], register: Readonly<Record<string, Party>>): Diary {
  const problems: Problem[] = []
  const contents: FileContent[] = []
  for (const file of files) {
    const opened = 'unreadable' in file ? null : openFile(file)
    if (opened) contents.push(opened.file)
    problems.push(...(opened ? opened.problems : 'unreadable' in file ? [file.unreadable] : []))
  }
  const filesUnreadable = problems.length > 0

  const parties = collectParties(contents, register, problems)
  const defined = new Set([...Object.keys(register), ...contents.flatMap(({ content }) => Object.keys(content.parties ?? {}))])
  const unread = files.flatMap((file) => ('unreadable' in file && file.text !== undefined ? [file.text] : []))
  // A file that cannot be read may define a party that it names.
  const isTold = (party: string) => defined.has(party) || unread.some((text) => text.includes(party))
  const checked = contents.map((file) => ({ name: file.name, ...checkFile(file, parties, isTold) }))
  problems.push(...checked.flatMap((file) => file.problems))
  const ids = new Set(checked.flatMap(({ broken }) => broken))
  for (const { name, id } of repeated(checked)) {
    if (ids.has(id) && problems.some(({ talk, code }) => talk === id && code === 'repeated-id')) continue
    ids.add(id)
    problems.push({ file: name, talk: id, field: 'id', ...recordFlaw('repeated-id', {}) })
  }
  problems.push(...seriesProblems(contents))
  const unreadable = filesUnreadable || checked.some((file) => file.unreadable)
  const drafts = checked.flatMap((file) => file.drafts)
  const good = drafts.filter(({ talk }) => !ids.has(talk.id))
  const twice = drafts.filter(({ talk }) => ids.has(talk.id) && talk.embargoUntil !== undefined)
  const named = partiesOf(good)
  const secret = [...checked.flatMap(({ secretParties }) => secretParties), ...partiesOf(twice)].filter((id) => !named.has(id))
  return {
    talks: good.map(({ talk, file }) => resolveTalk(talk, file, parties)),
    embargoes: new Map(good.flatMap(({ talk: { id, embargoUntil } }) => (embargoUntil === undefined ? [] : [[id, embargoUntil]]))),
    broken: { ids, unreadable },
    problems,
    register: new Map([...parties].filter(([id]) => !secret.includes(id))),
  }
}

function partiesOf(drafts: readonly Draft[]): Set<string> {
  return new Set(drafts.flatMap(({ talk }) => talk.parties.map(({ party }) => party)))
}

/** Each id that stood in the files before. */
function repeated(checked: readonly { name: string; ids: readonly string[] }[]): { name: string; id: string }[] {
  const seen = new Set<string>()
  return checked.flatMap(({ name, ids }) => ids.map((id) => ({ name, id }))).filter(({ id }) => seen.has(id) || !seen.add(id))
}

/** A series has one title, however many files its talks are in. */
function seriesProblems(files: readonly FileContent[]): Problem[] {
  const titles = new Map<string, { title: string; name: string }>()
  return files.flatMap(({ name, content }) => {
    const series = SeriesSchema.safeParse(content.series)
    if (!series.success) return []
    const { id, title } = series.data
    const first = titles.get(id)
    if (!first) titles.set(id, { title, name })
    if (!first || first.title === title) return []
    const flaw = recordFlaw('second-title', { file: first.name, id: plain(id), title: plain(first.title) })
    return [{ file: name, talk: null, field: 'series.title', ...flaw }]
  })
}
