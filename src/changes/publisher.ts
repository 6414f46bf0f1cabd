// Holds the diary of each origin, and publishes it when it is replaced and when an embargo ends. Origins are independent:
// which talks are secret, which records are broken, and whether a diary was emptied is decided for each by itself.
import type { Sqlite } from '../sqlite/port.ts'
import type { Diary } from '../talks/diary.ts'
import type { Party } from '../talks/record.ts'
import { type Day, earliest, localDay, readInstant } from '../talks/time.ts'
import { UTC } from '../talks/zone.ts'
import { publish, publishedAt } from './append-changes.ts'
import type { Step } from './change.ts'
import { countStanding } from './change-log.ts'
import type { Histories } from './histories.ts'
import { subjectsOf, writeSubjects } from './subjects.ts'
import { appendMoved } from './zone-rules.ts'

/** The origin of the records of files, and that of records by hand. */
export const EVENTS = 'events'
export const DESK = 'desk'

/**
 * `due`: to be published. `published`: due again only when an embargo ends. `refused`: has no talks any more, so what
 * stands is kept; tried again at every wake-up.
 */
type Origin =
  | { state: 'due'; diary: Diary }
  | { state: 'published'; diary: Diary; kept: string[]; faults: string[]; unused: string[]; embargoEnds: number | null }
  | { state: 'refused'; diary: Diary; faults: string[] }

/** What an editor altered of an origin: only these talks are compared with what stands, where the rest of it is published. */
export interface Altered {
  origin: string
  /** As it is after that. */
  diary: Diary
  ids: readonly string[]
  /** The act that altered them. */
  act: number
  /** Those that get a change although they say the same. */
  touched?: readonly string[]
  /** What those talks that are gone now are the same as. */
  mergedInto?: string
  /** Other origins that are to be published again, since a talk was taken over from them or given back. */
  again?: readonly string[]
}

/** What a wake-up published, and what the publisher knows once that is committed. */
export interface Published {
  /** The origins that were due. */
  due: string[]
  steps: Step[]
  /** When the next embargo ends, in the desk's time. */
  next: number | null
  origins: ReadonlyMap<string, Origin>
  /** The UTC day on which instants were last compared with what was told of them. */
  comparedOn: Day
}

export interface Publisher {
  /** Replaces the diary of an origin, to be published at the next wake-up. */
  replace(origin: string, diary: Diary): void
  /** Publishes every origin again at the next wake-up, with the diary it has. */
  again(): void
  /**
   * Appends what changed, and what an editor has altered. The caller has a transaction open, and calls `committed` after it;
   * where it does not, nothing has happened.
   */
  wake(now: number, altered?: Altered): Published
  committed(published: Published): void
  /** When the next embargo ends, in the desk's time; may have passed already. An origin that is due does not count. */
  next(): number | null
  /** The diary of an origin as it was last given; `null` where it has none. */
  diary(origin: string): Diary | null
  /** Talks of which an origin has a record that is not used, since editors took them over. */
  readonly unused: string[]
  /** Whether every origin is published as it last was given. */
  readonly isDone: boolean
  /** How many problems the records have. */
  readonly problems: number
  /** Public talks that stand at their last good version, since their record cannot be used. */
  readonly kept: string[]
  /** What an operator must see to. */
  readonly faults: string[]
}

export interface PublisherOptions {
  db: Sqlite
  /** Whether an origin that has no talks any more withdraws them all, or keeps what stands. */
  emptyDiary: 'keep' | 'publish'
  histories: Pick<Histories, 'standing'>
  /** A random id for each change. */
  newId: () => string
}

export function createPublisher(options: PublisherOptions): Publisher {
  let origins: ReadonlyMap<string, Origin> = new Map()
  let comparedOn: Day | null = null
  const all = () => [...origins.values()]
  return {
    replace(origin, diary) {
      origins = new Map([...origins, [origin, { state: 'due', diary }]])
    },
    again() {
      origins = new Map([...origins].map(([name, { diary }]) => [name, { state: 'due', diary }]))
    },
    wake(now, altered) {
      const given = altered === undefined ? origins : withAltered(origins, altered)
      const due = [...given].filter(([, origin]) => isDue(origin, now))
      const steps: Step[] = []
      const after = new Map(given)
      for (const [name, { diary }] of due) {
        const made = publishOrigin(name, diary, options, now, name === altered?.origin ? altered : null)
        steps.push(...made.steps)
        after.set(name, made.origin)
      }
      const published = altered && given.get(altered.origin)
      if (published?.state === 'published' && !due.some(([name]) => name === altered?.origin)) {
        const made = publishSome(published, altered as Altered, options, now)
        steps.push(...made.steps)
        after.set((altered as Altered).origin, made.origin)
      }
      const today = localDay(now, UTC)
      if (today !== comparedOn) steps.push(...movedByRules(steps, options, now))
      return {
        comparedOn: today,
        due: due.map(([name]) => name),
        steps,
        next: earliest(...[...after.values()].map(embargoEndsOf)),
        origins: after,
      }
    },
    committed(published) {
      origins = published.origins
      comparedOn = published.comparedOn
    },
    next: () => earliest(...all().map(embargoEndsOf)),
    diary: (origin) => origins.get(origin)?.diary ?? null,
    get unused() {
      return all().flatMap((origin) => (origin.state === 'published' ? origin.unused : []))
    },
    get isDone() {
      return all().every(({ state }) => state === 'published')
    },
    get problems() {
      return all().reduce((sum, { diary }) => sum + diary.problems.length, 0)
    },
    get kept() {
      return all().flatMap((origin) => (origin.state === 'published' ? origin.kept : []))
    },
    get faults() {
      return all().flatMap((origin) => (origin.state === 'due' ? [] : origin.faults))
    },
  }
}

/** New rules come with another runtime, so the first wake-up compares, and one a day after that. */
function movedByRules(steps: readonly Step[], { db, histories, newId }: PublisherOptions, now: number): Step[] {
  const changed = new Set(steps.map(({ change }) => change.talk))
  return appendMoved(
    db,
    histories.standing().filter(({ talk }) => !changed.has(talk)),
    newId,
    now,
  )
}

function isDue(origin: Origin, now: number): boolean {
  return origin.state !== 'published' || (origin.embargoEnds !== null && now >= origin.embargoEnds)
}

function embargoEndsOf(origin: Origin): number | null {
  return origin.state === 'published' ? origin.embargoEnds : null
}

/** The origins with what is altered in one, and others due as it asks. */
function withAltered(origins: ReadonlyMap<string, Origin>, { origin: name, diary, again = [] }: Altered): Map<string, Origin> {
  const given = new Map(origins)
  for (const other of again) {
    const known = given.get(other)
    if (known) given.set(other, { state: 'due', diary: known.diary })
  }
  const known = given.get(name)
  given.set(name, known?.state === 'published' ? { ...known, diary } : { state: 'due', diary })
  return given
}

/** Talks under an embargo, and when it ends. */
function secretIn({ embargoes }: Diary, now: number): Map<string, number> {
  return new Map([...embargoes].map(([id, until]) => [id, readInstant(until) ?? now] as const).filter(([, until]) => until > now))
}

function publishSome(
  origin: Origin & { state: 'published' },
  { origin: name, diary, ids, act, mergedInto, touched = [] }: Altered,
  { db, newId }: PublisherOptions,
  now: number,
): { steps: Step[]; origin: Origin } {
  const ends = secretIn(diary, now)
  const asked = new Set(ids)
  const talks = diary.talks.filter(({ id }) => asked.has(id) && !ends.has(id))
  const held = { ids: new Set(ids.filter((id) => ends.has(id) || diary.broken.ids.has(id))), unreadable: false }
  const named = new Set(talks.flatMap(({ parties }) => parties.map(({ party }) => party)))
  const register = new Map([...diary.register].filter(([id]) => named.has(id)))
  writeSubjects(db, subjectsOf(talks, register), publishedAt(db, now))
  const more = { only: ids, act, touched, ...(mergedInto === undefined ? {} : { mergedInto }) }
  const { steps, kept, foreign } = publish(db, name, talks, { broken: held, newId, ...more }, now)
  const others = (known: readonly string[]) => known.filter((id) => !asked.has(id))
  const unused = [...others(origin.unused), ...foreign.map(({ id }) => id)]
  const keptNow = [...others(origin.kept), ...kept.filter((id) => !ends.has(id))]
  return { steps, origin: { ...origin, diary, kept: keptNow, unused, embargoEnds: earliest(...ends.values()) } }
}

function publishOrigin(
  name: string,
  diary: Diary,
  { db, emptyDiary, newId }: PublisherOptions,
  now: number,
  altered: Altered | null,
): { steps: Step[]; origin: Origin } {
  const { broken } = diary
  const ends = secretIn(diary, now)
  const all = diary.talks
  const talks = all.filter(({ id }) => !ends.has(id))
  // What is broken or secret is not gone: its last good version stands.
  const held = { ids: new Set([...broken.ids, ...ends.keys()]), unreadable: broken.unreadable }
  const stand = talks.length === 0 && !broken.unreadable ? countStanding(db, name, [...held.ids]) : null
  // What editors remove, they mean to.
  const isMeant = name === DESK || emptyDiary === 'publish'
  if (stand !== null && stand.all > 0 && stand.among === 0 && !isMeant) {
    const fault = `The records hold no talk any more, but ${stand.all} stand. They stay published; start with EMPTY_DIARY=publish to withdraw them all.`
    return { steps: [], origin: { state: 'refused', diary, faults: [fault] } }
  }
  const secret = new Set(ends.keys())
  writeSubjects(db, subjectsOf(talks, publicParties(name, all, diary.register, secret)), publishedAt(db, now))
  const act = altered === null ? {} : { act: altered.act }
  const { steps, kept, foreign } = publish(db, name, talks, { broken: held, newId, ...act }, now)
  const unused = foreign.filter(({ origin }) => origin === DESK).map(({ id }) => id)
  return {
    steps,
    origin: {
      state: 'published',
      diary,
      kept: kept.filter((id) => !secret.has(id)),
      unused,
      faults: foreign
        .filter(({ origin }) => origin !== DESK)
        .map(({ id, origin }) => `The talk ${id} belongs to ${origin}; the records of ${name} do not alter it.`),
      embargoEnds: earliest(...ends.values()),
    },
  }
}

/** The register without parties that only secret talks name; a party by hand is public with the first talk that names it. */
function publicParties(
  origin: string,
  talks: Diary['talks'],
  register: Diary['register'],
  secret: ReadonlySet<string>,
): Map<string, Party> {
  const partiesOf = (hidden: boolean) =>
    new Set(talks.filter(({ id }) => secret.has(id) === hidden).flatMap(({ parties }) => parties.map(({ party }) => party)))
  const [named, hidden] = [partiesOf(false), partiesOf(true)]
  return new Map([...register].filter(([id]) => named.has(id) || (origin !== DESK && !hidden.has(id))))
}
