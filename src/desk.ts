// The desk: store, log, clock and wake-ups put together. Node and the Durable Object start the same one.
import { DateTime } from 'luxon'
import type { Site } from './calendar/event.ts'
import { createFeeds, type Feeds, type Gzip } from './calendar/feeds.ts'
import { createTexts } from './calendar/texts.ts'
import type { Change } from './changes/change.ts'
import { createHistories, type Histories } from './changes/histories.ts'
import { readChange, readTalk } from './changes/log.ts'
import { publish } from './changes/publish.ts'
import type { Standing } from './changes/standing.ts'
import { subjectsOf, writeSubjects } from './changes/subjects.ts'
import type { Clock } from './clock.ts'
import { Fault } from './fault.ts'
import { migrate, requireSchema } from './sqlite/migrations.ts'
import type { Sqlite } from './sqlite/port.ts'
import { readSetting, writeSetting } from './sqlite/settings.ts'
import type { Diary } from './talks/diary.ts'
import type { Party } from './talks/record.ts'
import type { Talk } from './talks/talk.ts'

export interface Desk {
  readonly clock: Clock
  readonly site: Site
  readonly histories: Histories
  readonly feeds: Feeds
  talk(standing: Standing): Talk
  change(talk: string, revision: number): Change | null
  health(): Health
  /** Does what is due, and answers when to wake next; `null` if nothing is planned. Safe to repeat at any time. */
  wake(): DateTime | null
}

export interface Health {
  /** `degraded`: what is served is good, but something could not be done. */
  status: 'ok' | 'degraded'
  talks: number
  cursor: number
  /** How many problems the records have; the operator's log has them in words. */
  problems: number
  /** Public talks that stand at their last good version, since their record cannot be used. */
  kept: string[]
  /** What an operator must see to. */
  faults: string[]
}

export interface DeskOptions {
  db: Sqlite
  clock: Clock
  /** The records of the origin `events`, read before. */
  diary: Diary
  publicUrl: string
  /** The UIDs' domain that was asked for, and the one for a first start without. */
  domain: { wanted: string | null; otherwise: string }
  emptyDiary: 'keep' | 'publish'
  /** Whether the store can only be read: the last good diary is served. */
  readOnly?: boolean
  gzip?: Gzip
  /** At most so many bytes are kept in memory of rendered events, and as many of finished calendars. */
  mostBytes: number
  /** One line for the operator. */
  report: (line: string) => void
}

const ORIGIN = 'events'
const DOMAIN_KEY = 'domain'

export function createDesk({
  db,
  clock,
  diary,
  publicUrl,
  domain,
  emptyDiary,
  readOnly = false,
  gzip,
  mostBytes,
  report,
}: DeskOptions): Desk {
  if (readOnly) requireSchema(db)
  else migrate(db)
  const site: Site = { url: publicUrl, domain: settleDomain(db, domain, readOnly) }
  const histories = createHistories(db)
  const now = clock.now().toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'")
  const texts = createTexts({ db, histories, site, mostBytes, now })
  const onFault = (error: unknown) => report(`A calendar could not be made; the last good one is served. ${messageOf(error)}`)
  const feeds = createFeeds({ histories, texts, site, mostBytes, onFault, ...(gzip ? { gzip } : {}) })

  let kept: string[] = []
  let faults: string[] = []
  let due = true
  let embargoEnds: DateTime | null = null

  const publishDiary = (): void => {
    const at = clock.now()
    const secret = new Set([...diary.embargoes].filter(([, until]) => DateTime.fromISO(until) > at).map(([id]) => id))
    const talks = diary.talks.filter(({ id }) => !secret.has(id))
    const emptied =
      talks.length === 0 && !diary.broken.unreadable && diary.broken.ids.size === 0 && secret.size === 0 && histories.standing().length > 0
    if (emptied && emptyDiary === 'keep') {
      throw new Fault(
        `The records hold no talk any more, but ${histories.standing().length} stand. They stay published; start with EMPTY_DIARY=publish to withdraw them all.`,
      )
    }
    const broken = { ids: new Set([...diary.broken.ids, ...secret]), unreadable: diary.broken.unreadable }
    const result = db.transaction(() => {
      writeSubjects(db, subjectsOf(talks, publicParties(diary, secret)))
      return publish(db, ORIGIN, talks, { broken, newId: () => crypto.randomUUID() }, at)
    })
    histories.refresh()
    kept = result.kept.filter((id) => !secret.has(id))
    faults = result.foreign.map(({ id, origin }) => `The talk ${id} belongs to ${origin}; the records of ${ORIGIN} do not alter it.`)
    for (const fault of faults) report(fault)
    const ends = [...secret].map((id) => DateTime.fromISO(diary.embargoes.get(id) as string, { zone: 'utc' }))
    embargoEnds = ends.sort((a, b) => a.toMillis() - b.toMillis())[0] ?? null
    due = false
  }

  return {
    clock,
    site,
    histories,
    feeds,
    talk(standing) {
      const talk = readTalk(db, standing.talk, standing.revision)
      if (!talk) throw new Error(`desk: ${standing.talk} stands but is not in the log`)
      return talk
    },
    change: (talk, revision) => readChange(db, talk, revision),
    health: () => ({
      status: faults.length > 0 || diary.problems.length > 0 ? 'degraded' : 'ok',
      talks: histories.standing().length,
      cursor: histories.cursor,
      problems: diary.problems.length,
      kept,
      faults,
    }),
    wake() {
      if (!due && (embargoEnds === null || clock.now() < embargoEnds)) return embargoEnds
      try {
        if (readOnly) throw new Fault('The database is on a read-only disk: the last good diary is served, and nothing new is published.')
        publishDiary()
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        if (faults[0] !== error.message) report(error.message)
        faults = [error.message]
      }
      return embargoEnds
    },
  }
}

/** The register without parties that only secret talks name. */
function publicParties({ register, talks }: Diary, secret: ReadonlySet<string>): Map<string, Party> {
  const partiesOf = (hidden: boolean) =>
    new Set(talks.filter(({ id }) => secret.has(id) === hidden).flatMap(({ parties }) => parties.map(({ party }) => party)))
  const [named, hidden] = [partiesOf(false), partiesOf(true)]
  return new Map([...register].filter(([id]) => named.has(id) || !hidden.has(id)))
}

/** The domain is part of every UID, so it is kept from the first start on. */
function settleDomain(db: Sqlite, { wanted, otherwise }: DeskOptions['domain'], readOnly: boolean): string {
  const kept = readSetting(db, DOMAIN_KEY)
  if (kept === null) {
    const domain = wanted ?? otherwise
    if (!readOnly) writeSetting(db, DOMAIN_KEY, domain)
    return domain
  }
  if (wanted !== null && wanted !== kept) {
    throw new Fault(
      `DOMAIN is ${wanted}, but this database was started with ${kept}. It is part of every event's UID: with another one, every subscriber would see each talk twice. Set DOMAIN=${kept} or leave it out; for a new domain start a new database.`,
    )
  }
  return kept
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
