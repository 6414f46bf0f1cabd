// The record of a talk that another origin published, as far as what was published shows it: what was not public (a contact of
// the editors' own) stays in that origin's record.
import type { Citation, Source, TalkRecord } from '../talks/record.ts'
import type { Talk } from '../talks/talk.ts'
import type { Resource } from './resource.ts'

export function recordOf({ parties, sources: cited, series, contact, ...rest }: Talk): Resource {
  const sources: Record<string, Source> = {}
  const citations = cited.map(({ title, publisher, url, published, official, ...citation }): Citation => {
    sources[citation.source] = { title, publisher, url, published, official }
    return citation
  })
  const talk: TalkRecord = {
    ...rest,
    parties: parties.map(({ party, role, attendance }) => ({ party, role, attendance })),
    ...(contact === undefined ? {} : { contact: { ...contact, public: true } }),
    sources: citations,
  }
  return { talk, sources, ...(series === undefined ? {} : { series }) }
}
