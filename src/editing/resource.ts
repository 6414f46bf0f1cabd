// A record by hand: what a file holds of one talk. What it refers to comes with it, or is in the diary already.
import { equal } from '../talks/equal.ts'
import type { Problem } from '../talks/problem.ts'
import { quoted } from '../talks/quoting.ts'
import type { Party, Series, Source, TalkRecord } from '../talks/record.ts'
import { editFlaw } from './edit-flaws.ts'

/** As it is kept: parties are kept apart, since talks share them. */
export interface Resource {
  talk: TalkRecord
  sources: Record<string, Source>
  series?: Series
}

/** As it is asked for and sent: with the parties by hand that it names. */
export interface SentResource extends Resource {
  parties?: Record<string, Party>
}

const PARTS = ['talk', 'sources', 'series', 'parties']

/** What the diary already has, for records that only name it. */
export interface Known {
  source(id: string): Source | null
  seriesTitle(id: string): string | null
}

/** The parts of what was sent, completed from what is known; what is wrong with them is found where they are checked. */
export interface Opened {
  talk: unknown
  sources: Record<string, unknown>
  series: unknown
  parties: Record<string, unknown>
}

/** `name` stands for the record in problems. */
export function openResource(given: unknown, known: Known, name: string): { opened: Opened | null; problems: Problem[] } {
  const problem = (field: string | null, flaw: ReturnType<typeof editFlaw>): Problem => ({ file: name, talk: null, field, ...flaw })
  if (!isObject(given)) return { opened: null, problems: [problem(null, editFlaw('not-a-resource', {}))] }
  const strangers = Object.keys(given).filter((key) => !PARTS.includes(key))
  const problems: Problem[] = []
  if (strangers.length > 0) problems.push(problem(null, editFlaw('unknown-part-of-record', { fields: strangers.map(quoted).join(', ') })))
  const { talk, series, sources = {}, parties = {} } = given
  if (!isObject(talk)) problems.push(problem('talk', editFlaw('no-talk', {})))
  if (!isObject(sources)) problems.push(problem('sources', editFlaw('no-sources-by-id', {})))
  if (!isObject(parties)) problems.push(problem('parties', editFlaw('no-parties-by-id', {})))
  if (problems.length > 0 || !isObject(talk) || !isObject(sources) || !isObject(parties)) return { opened: null, problems }
  const opened = { talk, sources: withKnown(talk, sources, known), series: titled(series, known), parties }
  return { opened, problems: [] }
}

/** Sources as they are kept, and those that the talk names and that the diary has. */
function withKnown(talk: Record<string, unknown>, sources: Record<string, unknown>, known: Known): Record<string, unknown> {
  const given = Object.entries(sources).map(([id, source]) => [id, isObject(source) ? { publisher: null, url: null, ...source } : source])
  const all: Record<string, unknown> = Object.fromEntries(given)
  const citations = Array.isArray(talk.sources) ? talk.sources : []
  for (const citation of citations) {
    const id: unknown = isObject(citation) ? citation.source : null
    if (typeof id !== 'string' || Object.hasOwn(all, id)) continue
    const source = known.source(id)
    if (source !== null) all[id] = source
  }
  return all
}

function titled(series: unknown, known: Known): unknown {
  if (!isObject(series) || typeof series.id !== 'string' || 'title' in series) return series
  const title = known.seriesTitle(series.id)
  return title === null ? series : { id: series.id, title }
}

/** JSON Merge Patch (RFC 7396): `null` takes a field away, lists are replaced whole. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merged(Object.hasOwn(result, key) ? result[key] : undefined, value)
  }
  return result
}

/** Parties that come with a record and are not as the diary has them. */
export function differing(parties: Record<string, Party>, register: ReadonlyMap<string, Party>): string[] {
  return Object.entries(parties)
    .filter(([id, party]) => register.has(id) && !equal(register.get(id), party))
    .map(([id]) => id)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
