// A talk as it is published: its record with the names of parties, series and sources as they are now. It holds
// nothing that must not leave: no contact that is not public, no embargo.
import type { Attendance, Citation, Kind, Participation, Party, RecordsFile, Role, Source, TalkRecord } from './record.ts'

export interface TalkParty {
  party: string
  name: string
  kind: Kind
  country?: string
  wikidata?: string
  languages?: Record<string, string>
  role: Role
  attendance: Attendance
}

export type TalkSource = Source & Citation

export type Talk = Omit<TalkRecord, 'parties' | 'sources' | 'embargoUntil' | 'contact'> & {
  series?: { id: string; title: string }
  parties: TalkParty[]
  contact?: Omit<NonNullable<TalkRecord['contact']>, 'public'>
  sources: TalkSource[]
}

/** The record with its references resolved. Keys stand in one order, so equal talks are equal as JSON. */
export function resolveTalk(record: TalkRecord, { series, sources }: RecordsFile, register: ReadonlyMap<string, Party>): Talk {
  const { id, title, when, said, zone, status, statusReason, place, topics, summary, level, format } = record
  const { languages, links, contact, access, verifiedAt } = record
  return present({
    id,
    title,
    when,
    zone,
    said,
    status,
    statusReason,
    series: series && { id: series.id, title: series.title },
    place:
      place &&
      present({
        name: place.name,
        city: place.city,
        country: place.country,
        geo: place.geo && { lat: place.geo.lat, lon: place.geo.lon },
        online: place.online,
      }),
    parties: record.parties.map((participation) => resolveParty(participation, register)),
    topics: topics && [...topics],
    summary,
    level,
    format,
    languages: languages && sorted(languages, ({ title, summary }) => present({ title, summary })),
    links: links?.map(({ url, title }) => ({ url, title })),
    contact: contact?.public
      ? present({ name: contact.name, organisation: contact.organisation, email: contact.email, phone: contact.phone })
      : undefined,
    access: access && present({ deadline: access.deadline, url: access.url, note: access.note }),
    verifiedAt,
    sources: publicCitations(record).map((citation) => resolveSource(citation, sources)),
  }) as Talk
}

/** What is said of a contact that is not public is no more public than the contact. */
function publicCitations({ contact, sources }: TalkRecord): readonly Citation[] {
  if (contact === undefined || contact.public) return sources
  return sources
    .map((citation) => ({ ...citation, supports: citation.supports.filter((field) => field !== 'contact') }))
    .filter(({ supports }) => supports.length > 0)
}

function resolveParty({ party, role = 'party', attendance = 'unknown' }: Participation, register: ReadonlyMap<string, Party>): TalkParty {
  const found = register.get(party)
  if (!found) throw new Error(`talk: the party "${party}" is not in the register`)
  const { name, kind, country, wikidata, languages } = found
  return present({
    party,
    name,
    kind,
    country,
    wikidata,
    languages: languages && sorted(languages, (name) => name),
    role,
    attendance,
  }) as TalkParty
}

function resolveSource(citation: Citation, sources: RecordsFile['sources']): TalkSource {
  const { source, supports, stance, says, derived, attributedTo } = citation
  const found = Object.hasOwn(sources, source) ? sources[source] : undefined
  if (!found) throw new Error(`talk: the source "${source}" is not in its file`)
  const { title, publisher, url, published, official } = found
  return present({
    source,
    title,
    publisher,
    url,
    published,
    official,
    supports: [...supports],
    stance,
    says,
    derived,
    attributedTo,
  }) as TalkSource
}

/** The object without the keys that have no value. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T
}

function sorted<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, map(record[key] as T)]),
  )
}
