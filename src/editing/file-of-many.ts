// A file of many records, as `events/` and JSON diaries have them, taken apart into the records of its talks.
import type { Problem } from '../talks/problem.ts'
import { excerpt } from '../talks/quoting.ts'
import { recordFlaw } from '../talks/record-flaws.ts'
import { slug } from '../talks/record-schema.ts'
import { openFile } from '../talks/records-file.ts'
import { isObject } from './resource.ts'

interface Taken {
  resources: { id: string; resource: unknown }[]
  parties: Record<string, unknown>
  problems: Problem[]
}

const NAME = 'file'

export function takeApart(content: unknown): Taken {
  const { file, problems } = openFile({ name: NAME, content })
  const { parties = {}, series, sources = {}, talks = [] } = file.content
  const resources: Taken['resources'] = []
  const seen = new Set<string>()
  for (const [index, talk] of talks.entries()) {
    const id = isObject(talk) && slug.safeParse(talk.id).success ? String(talk.id) : null
    const where = { file: NAME, talk: id ?? `talk ${index + 1}`, field: 'id' }
    if (id === null) problems.push({ ...where, ...recordFlaw('not-an-id', { value: excerpt(Object(talk).id) }) })
    else if (seen.has(id)) problems.push({ ...where, ...recordFlaw('repeated-id', {}) })
    else resources.push({ id, resource: { talk, sources: namedIn(talk, sources), ...(series === undefined ? {} : { series }) } })
    if (id !== null) seen.add(id)
  }
  return { resources, parties, problems }
}

/** The sources of a file that one talk names. */
function namedIn(talk: unknown, sources: Record<string, unknown>): Record<string, unknown> {
  const cited = isObject(talk) && Array.isArray(talk.sources) ? (talk.sources as unknown[]) : []
  const names = new Set(cited.map((each) => (isObject(each) ? String(each.source) : '')))
  return Object.fromEntries(Object.entries(sources).filter(([id]) => names.has(id)))
}
