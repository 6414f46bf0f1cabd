// What was typed into the editors' form as a record: each field that changed is said by the source that was named first, unless
// another one was chosen for it. What cannot be understood is a problem of its field; all else the record's check finds.

import { editFlaw } from '../../../editing/edit-flaws.ts'
import type { Resource, SentResource } from '../../../editing/resource.ts'
import { readTypedWhen } from '../../../language/typed-when.ts'
import { plain } from '../../../talks/quoting.ts'
import type { Citation, Participation, Party, Source, TalkRecord } from '../../../talks/record.ts'
import type { Day } from '../../../talks/time.ts'
import { valueFlaw } from '../../../talks/value-flaws.ts'
import { slugOf } from './context.ts'
import { citationsOf } from './form-citations.ts'
import type { FormPlace, FormProblem } from './form-place.ts'
import { dateOf, readSource } from './form-source.ts'
import { CITED, type Fields, FOLLOWS, fieldsOf, rowsIn } from './form-values.ts'

export interface ReadForm {
  id: string
  resource: SentResource
  problems: FormProblem[]
  /** Names that no party has yet, by the ids that they would have. */
  newParties: { id: string; name: string }[]
}

const MOST_TRIES = 1000

export function readTalkForm(form: URLSearchParams, place: FormPlace): ReadForm {
  const problems: FormProblem[] = []
  const fields = fieldsOf(form)
  const { participations, parties, newParties } = readParties(form, place, problems)
  const named = new Map([
    ...[...place.register].map(([id, { name }]) => [id, name] as const),
    ...newParties.map(({ id, name }) => [id, name] as const),
  ])
  const heard = readSource(fields, place, problems)
  const title = fields.some('title') ?? titleFrom(participations, named)
  const id = place.base?.talk.id ?? fields.some('id') ?? freeId(title, place)
  const location = withPoint(readPlace(fields), place.base?.talk.place)
  const talk = compact({
    id,
    title,
    ...readWhen(fields, location, place, problems),
    ...readStatus(fields),
    place: filled(location),
    parties: participations,
    ...readContent(fields),
    languages: readTitles(fields, place.base?.talk.languages),
    contact: readContact(fields),
    access: readAccess(fields, place.today),
    embargoUntil: fields.some('embargo'),
    verifiedAt: fields.text('verified') === 'yes' ? place.now : place.base?.talk.verifiedAt,
    sources: [] as Citation[],
  }) as unknown as TalkRecord
  const lines = form.has('cite.supports') ? readCitations(form, heard.id) : null
  const said = citationsOf({ fields, talk, was: place.base?.talk ?? null, heard: heard.id, lines })
  const citations = withZone(said, talk.zone, isFollowing(fields))
  const first = heard.source ? { [heard.id]: heard.source } : {}
  const resource = compact({
    talk: { ...talk, sources: citations },
    sources: sourcesOf(citations, first, place),
    series: readSeries(fields.text('series'), place),
    parties: filled(parties),
  })
  return { id, resource: resource as unknown as SentResource, problems, newParties }
}

/** Whether the zone was not typed, now or when the form was last looked at. */
function isFollowing({ text }: Fields): boolean {
  return text('zone') === '' || text('zone') === text(FOLLOWS)
}

/** That a zone follows from the place is said, by whoever says the time. */
function withZone(citations: Citation[], zone: string | undefined, follows: boolean): Citation[] {
  const isSaid = citations.some(({ supports }) => supports.includes('zone'))
  const source = citations.find(({ supports, stance }) => supports.includes('when') && stance !== 'denies')?.source
  if (isSaid || source === undefined || zone === undefined || !follows) return citations
  return [...citations, { source, supports: ['zone'], derived: 'the zone follows from the place' }]
}

function sourcesOf(
  citations: readonly Citation[],
  first: Record<string, Source>,
  { base, source: known }: FormPlace,
): Record<string, Source> {
  const sources: Record<string, Source> = {}
  for (const { source } of citations) {
    const found = first[source] ?? base?.sources[source] ?? known(source)
    if (found) sources[source] = found
  }
  return sources
}

function readWhen({ some, text }: Fields, location: Located, { today, zoneOf }: FormPlace, problems: FormProblem[]) {
  const typed = readTypedWhen(text('when'), today)
  if (typed === null) problems.push({ field: 'when', ...valueFlaw('not-a-date', { value: plain(text('when')) }) })
  const when = typed?.when ?? 'unknown'
  // Where only one zone is possible at the place, a time has that.
  const zone = some('zone') ?? (when.includes('T') ? (zoneOf(location) ?? undefined) : undefined)
  return { when, zone, said: some('said') ?? typed?.said ?? undefined }
}

/** Citations as they were typed, line by line. */
function readCitations(form: URLSearchParams, heard: string): Citation[] {
  const names = CITED.map((name) => `cite.${name}`)
  return rowsIn(form, names, ([, supports]) => supports !== '').map(([source, supports = '', by, derived, stance, says]) => {
    const fields = supports.split(/[,;\s]+/).filter((field) => field !== '')
    const more = { stance: stance || undefined, says: says || undefined, derived: derived || undefined, attributedTo: by || undefined }
    return compact({ source: source || heard, supports: fields, ...more }) as unknown as Citation
  })
}

interface Located {
  name?: string
  city?: string
  country?: string
  online?: string | true
  geo?: { lat: number; lon: number }
}

/** The form does not ask for a point on the map: that of a place that is as it was stays. */
function withPoint(location: Located, before: TalkRecord['place']): Located {
  const geo = before?.geo
  const stays = (['name', 'city', 'country'] as const).every((part) => location[part] === before?.[part])
  return geo && stays ? { ...location, geo } : location
}

function readPlace({ some, text }: Fields): Located {
  const online = text('online')
  const country = some('country')?.toUpperCase()
  return compact({ name: some('place'), city: some('city'), country, online: online === 'yes' ? true : online || undefined }) as Located
}

function readStatus({ some }: Fields) {
  return { status: some('status') ?? 'planned', statusReason: some('reason') }
}

function readContent({ some, text }: Fields) {
  const topics = text('topics')
    .split(/[,;]/)
    .flatMap((topic) => (topic.trim() === '' ? [] : [slugOf(topic, 64)]))
  const links = readLinks(text('links'))
  return {
    topics: topics.length > 0 ? topics : undefined,
    summary: some('summary')?.replaceAll('\r\n', '\n'),
    level: some('level'),
    format: some('format'),
    links: links.length > 0 ? links : undefined,
  }
}

function readContact({ some, text }: Fields): TalkRecord['contact'] {
  const contact = compact({ name: some('contact'), organisation: some('organisation'), email: some('email'), phone: some('phone') })
  if (Object.keys(contact).length === 0) return undefined
  return { ...contact, name: text('contact'), public: text('public') === 'yes' } as TalkRecord['contact']
}

function readAccess({ some, text }: Fields, today: Day) {
  const deadline = text('deadline') === '' ? undefined : dateOf(text('deadline'), today)
  return filled(compact({ deadline, url: some('access.url'), note: some('access.note') }))
}

function readParties(form: URLSearchParams, { register }: FormPlace, problems: FormProblem[]) {
  const [names, roles, attendances] = ['party', 'role', 'attendance'].map((name) => form.getAll(name)) as [string[], string[], string[]]
  const byName = new Map(
    [...register].flatMap(([id, party]) => [party.name, id, ...Object.values(party.languages ?? {})].map((name) => [key(name), id])),
  )
  const participations: Participation[] = []
  const parties: Record<string, Party> = {}
  const newParties: ReadForm['newParties'] = []
  for (const [index, typed] of names.entries()) {
    const name = typed.trim()
    if (name === '') continue
    const known = byName.get(key(name)) ?? idOfOldName(name, register) ?? newParties.find((each) => key(each.name) === key(name))?.id
    const id = known ?? partyId(name, register, newParties)
    if (known === undefined) {
      newParties.push({ id, name })
      const party = readNewParty(form, id, name)
      if (party === null) problems.push({ field: 'party', ...editFlaw('new-party', { value: plain(name) }) })
      else parties[id] = party
    }
    participations.push(
      compact({ party: id, role: roles[index] || undefined, attendance: attendances[index] || undefined }) as unknown as Participation,
    )
  }
  return { participations, parties, newParties }
}

/** `null` where it is not said what it is. */
function readNewParty(form: URLSearchParams, id: string, name: string): Party | null {
  const kind = form.get(`kind.${id}`) ?? ''
  const country = (form.get(`country.${id}`) ?? '').trim().toUpperCase()
  return kind === '' ? null : (compact({ name, kind, country: country || undefined }) as unknown as Party)
}

/** A party whose id is made of just this name: it was called so before, when the form was opened or kept. */
function idOfOldName(name: string, register: FormPlace['register']): string | null {
  const id = slugOf(name, 64, '')
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return register.has(id) && id.replaceAll('-', '') === letters ? id : null
}

/** Letters of other scripts leave no id, and two names may leave the same. */
function partyId(name: string, register: FormPlace['register'], others: ReadForm['newParties']): string {
  const isTaken = (id: string) => register.has(id) || others.some((each) => each.id === id)
  const stem = slugOf(name, 48, 'party')
  if (!isTaken(stem)) return stem
  for (let count = 2; count < MOST_TRIES; count++) if (!isTaken(`${stem}-${count}`)) return `${stem}-${count}`
  return stem
}

function readLinks(text: string): { url: string; title: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, url = '', title = ''] = /^(\S+)\s*(.*)$/.exec(line.trim()) ?? []
    return url === '' ? [] : [{ url, title: title === '' ? url : title }]
  })
}

function readSeries(title: string, { base, seriesOf }: FormPlace): Resource['series'] {
  if (title === '') return undefined
  if (base?.series?.title === title) return base.series
  return { id: seriesOf(title) ?? slugOf(title), title }
}

/** "Egypt – African Union talks". */
function titleFrom(participations: readonly Participation[], named: ReadonlyMap<string, string>): string {
  const names = participations.filter(({ role }) => role !== 'observer').map(({ party }) => named.get(party) ?? party)
  return names.length === 0 ? '' : `${names.slice(0, 4).join(' – ')} talks`
}

/** An id out of the title: it says nothing that may change, so no day and no city. */
function freeId(title: string, { isTaken }: FormPlace): string {
  const stem = slugOf(title.replace(/\btalks\b/i, ''), 48)
  for (let count = 1; count < MOST_TRIES; count++) if (!isTaken(`${stem}-${count}`)) return `${stem}-${count}`
  return stem
}

/** Titles in other languages, with what else the record has in them. */
function readTitles({ text }: Fields, known: TalkRecord['languages']): TalkRecord['languages'] {
  const all = new Map(Object.entries(known ?? {}))
  for (const lang of ['de', 'fr']) {
    const { title: _, ...rest } = all.get(lang) ?? {}
    const title = text(`title.${lang}`)
    const both = title === '' ? rest : { title, ...rest }
    if (Object.keys(both).length > 0) all.set(lang, both)
    else all.delete(lang)
  }
  return filled(Object.fromEntries(all))
}

/** Without the fields that have no value. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T
}

function filled<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined
}

function key(name: string): string {
  return name.trim().toLowerCase()
}
