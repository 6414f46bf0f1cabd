// Writing records that editors send: what is wrong with one is found before anything is written.
import { readOrigin } from '../changes/change-log.ts'
import type { Histories } from '../changes/histories.ts'
import { DESK, EVENTS } from '../changes/publisher.ts'
import type { Moment } from '../runtime/clock.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Diary } from '../talks/diary.ts'
import type { Problem } from '../talks/problem.ts'
import { plain } from '../talks/quoting.ts'
import type { Party, Source } from '../talks/record.ts'
import { readInstant } from '../talks/time.ts'
import { editFlaw } from './edit-flaws.ts'
import { takeApart } from './file-of-many.ts'
import { nameOf, type Resolved, resolveRecord } from './hand-diary.ts'
import type { Making } from './making.ts'
import { checkParty } from './party.ts'
import { type Condition, requireVersion } from './preconditions.ts'
import { readRecord } from './record-store.ts'
import { Refusal } from './refusal.ts'
import { differing, isObject, type Known, type Opened, openResource, type Resource } from './resource.ts'
import { touched } from './touched.ts'

export interface Putting {
  /** Writes a record, unless it is there just so; of a file of many, `condition` is `null`. */
  put(making: Making, id: string, given: unknown, condition: Condition | null, now: Moment): void
  /** Writes all records of a file; the ids. */
  putMany(making: Making, file: unknown, now: Moment): string[]
  /** Refuses an id that is another origin's: in the log, or in its records. */
  requireOwn(id: string): void
  source(id: string): Source | null
  sources(most: number): [string, Source][]
  /** Refuses an embargo on a talk that is public; `null` is a record that is removed. */
  requireNoNewEmbargo(id: string, resolved: Resolved | null, now: Moment): void
}

export function createPutting(
  db: Sqlite,
  histories: Pick<Histories, 'latest' | 'subject'>,
  diaryOf: (origin: string) => Diary | null,
): Putting {
  const known: Known = {
    source: (id) => contentsOf(diaryOf(DESK)).sources.get(id) ?? contentsOf(diaryOf(EVENTS)).sources.get(id) ?? null,
    seriesTitle: (id) => histories.subject('series', id)?.name ?? null,
  }

  const problem = (id: string, field: string, flaw: ReturnType<typeof editFlaw>): Problem => ({
    ...{ file: nameOf(id), talk: id, field },
    ...flaw,
  })

  const idProblems = (id: string, { talk }: Opened): Problem[] => {
    const given = isObject(talk) ? talk.id : undefined
    return given === id ? [] : [problem(id, 'id', editFlaw('other-id', { value: plain(String(given)), id }))]
  }

  /** A series by hand has one title. */
  const seriesProblems = (id: string, { series }: Opened, among: ReadonlySet<string>): Problem[] => {
    if (!isObject(series) || typeof series.title !== 'string') return []
    const titled = contentsOf(diaryOf(DESK)).series.get(String(series.id)) ?? []
    const other = titled.find(({ talk, title }) => talk !== id && !among.has(talk) && title !== series.title)
    if (!other) return []
    const { title } = other
    return [problem(id, 'series.title', editFlaw('other-title-of-series', { value: plain(series.title), title: plain(title) }))]
  }

  /** Adds parties that are new; the problems of those that are wrong, or not as the diary has them. */
  const addParties = (making: Making, id: string, given: Record<string, unknown>): Problem[] => {
    const checked = Object.entries(given).map(([party, raw]) => [party, checkParty(party, raw, nameOf(id))] as const)
    const right = checked.flatMap(([party, found]) => (found.party ? [[party, found.party] as const] : []))
    const register = making.register()
    const differ = differing(Object.fromEntries(right), register)
    const problems = [
      ...checked.flatMap(([party, found]) => found.problems.map((each) => within(each, id, party))),
      ...differ.map((party) => problem(id, `parties.${plain(party)}`, editFlaw('defined-differently', { value: plain(party) }))),
    ]
    if (problems.length === 0) for (const [party, value] of right) if (!register.has(party)) making.putParty(party, value)
    return problems
  }

  /** `among`: records that are written together. */
  const open = (making: Making, id: string, given: unknown, among: ReadonlySet<string>): Resource => {
    const { opened, problems } = openResource(withId(id, given), known, nameOf(id))
    if (opened === null) throw new Refusal({ code: 'invalid-record', problems })
    const found = [...idProblems(id, opened), ...seriesProblems(id, opened, among), ...addParties(making, id, opened.parties)]
    if (found.length > 0) {
      // An editor sees all that is wrong at once.
      const parties = Object.entries(opened.parties) as [string, Party][]
      const rest = resolveRecord(id, opened, new Map([...parties, ...making.register()])).problems
      throw new Refusal({ code: 'invalid-record', problems: [...found, ...rest.filter(({ field }) => !field?.startsWith('parties.'))] })
    }
    const { talk, sources, series } = opened as unknown as Resource
    return { talk, sources, ...(series === undefined ? {} : { series }) }
  }

  const putting: Putting = {
    put: (making, id, given, condition, now) => putOne(making, id, given, condition, now, new Set()),
    putMany(making, file, now) {
      const { resources, parties, problems } = takeApart(file)
      if (problems.length === 0) problems.push(...addParties(making, 'file', parties))
      const among = new Set(resources.map(({ id }) => id))
      for (const { id, resource } of problems.length > 0 ? [] : resources) {
        // What is wrong with one does not hide what is wrong with the others.
        problems.push(...problemsOf(() => putOne(making, id, resource, null, now, among)))
      }
      if (problems.length > 0) throw new Refusal({ code: 'invalid-record', problems })
      return [...among]
    },
    source: known.source,
    sources(most) {
      const all = [...contentsOf(diaryOf(EVENTS)).sources, ...contentsOf(diaryOf(DESK)).sources]
      return [...new Map(all)].reverse().slice(0, most)
    },
    requireOwn(id) {
      const origin = readOrigin(db, id)
      if (origin === DESK) return
      if (origin !== null) throw new Refusal({ code: 'other-origin', id, origin })
      const file = diaryOf(EVENTS)
      if (file && (file.broken.ids.has(id) || file.embargoes.has(id) || contentsOf(file).ids.has(id)))
        throw new Refusal({ code: 'other-origin', id, origin: EVENTS })
    },
    requireNoNewEmbargo(id, resolved, now) {
      const embargo = resolved?.embargo ?? null
      const until = embargo === null ? null : readInstant(embargo)
      if (embargo === null || until === null || until <= now.desk || histories.latest(id)?.withdrawn !== false) return
      const flaw = editFlaw('embargo-on-a-public-talk', { value: plain(embargo) })
      throw new Refusal({ code: 'invalid-record', problems: [problem(id, 'embargoUntil', flaw)] })
    },
  }

  function putOne(making: Making, id: string, given: unknown, condition: Condition | null, now: Moment, among: ReadonlySet<string>): void {
    putting.requireOwn(id)
    const latest = readRecord<Resource>(db, 'talk', id)
    if (latest === null && condition !== null) requireVersion<Resource>(db, 'talk', id, condition, touched)
    const resource = open(making, id, given, among)
    // A form that was sent twice asks for nothing new.
    if (latest !== null && touched(latest.body, resource).length === 0) {
      making.note({ id, etag: latest.etag, isNew: false })
      return
    }
    if (condition !== null) requireVersion<Resource>(db, 'talk', id, condition, touched)
    putting.requireNoNewEmbargo(id, making.put(id, resource), now)
  }

  return putting
}

/** The problems for which a record is refused. */
function problemsOf(put: () => void): Problem[] {
  try {
    put()
    return []
  } catch (error) {
    if (error instanceof Refusal && error.reason.code === 'invalid-record') return error.reason.problems
    throw error
  }
}

/** What a diary holds, to be looked up. */
interface Contents {
  ids: ReadonlySet<string>
  sources: ReadonlyMap<string, Source>
  /** The talks of each series, with the title that they give it. */
  series: ReadonlyMap<string, { talk: string; title: string }[]>
}

const contents = new WeakMap<Diary, Contents>()
const NOTHING: Contents = { ids: new Set(), sources: new Map(), series: new Map() }

function contentsOf(diary: Diary | null): Contents {
  if (diary === null) return NOTHING
  const known = contents.get(diary)
  if (known) return known
  const sources = new Map<string, Source>()
  const series = new Map<string, { talk: string; title: string }[]>()
  for (const talk of diary.talks) {
    for (const { source, title, publisher, url, published, official } of talk.sources)
      if (!sources.has(source)) sources.set(source, { title, publisher, url, published, official })
    if (!talk.series) continue
    const titled = series.get(talk.series.id) ?? []
    titled.push({ talk: talk.id, title: talk.series.title })
    series.set(talk.series.id, titled)
  }
  const made = { ids: new Set(diary.talks.map(({ id }) => id)), sources, series }
  contents.set(diary, made)
  return made
}

/** The id may be left to the address. */
function withId(id: string, given: unknown): unknown {
  return isObject(given) && isObject(given.talk) && !('id' in given.talk) ? { ...given, talk: { id, ...given.talk } } : given
}

/** A problem of a party that came with a record. */
function within(found: Problem, id: string, party: string): Problem {
  const field = `parties.${plain(party)}`
  return { ...found, talk: id, field: found.field === null ? field : `${field}.${found.field}` }
}
