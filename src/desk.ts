// The desk: store, log, clock and wake-ups put together. Node and the Durable Object start the same one.

import { createTexts } from './calendar/event-texts.ts'
import { createFeeds, type Feeds, type Gzip, type Streamed } from './calendar/feed-cache.ts'
import type { Change } from './changes/change.ts'
import { readChange, readChanges, readChangesOf, readTalk } from './changes/change-log.ts'
import { createHistories, type Histories } from './changes/histories.ts'
import { publish, publishedAt } from './changes/publication.ts'
import type { Standing } from './changes/standing.ts'
import { subjectsOf, writeSubjects } from './changes/subjects.ts'
import { type Courier, createCourier, type Sending } from './courier.ts'
import type { Clock } from './runtime/clock.ts'
import { Fault } from './runtime/fault.ts'
import type { Log } from './runtime/logger.ts'
import { type Dump, dumpBlocks, restore } from './sqlite/export.ts'
import { migrate, requireSchema } from './sqlite/migrations.ts'
import type { Sqlite } from './sqlite/port.ts'
import { deleteSetting, readSetting, writeSetting } from './sqlite/settings.ts'
import type { Diary } from './talks/diary.ts'
import type { Party } from './talks/record.ts'
import type { Site } from './talks/site.ts'
import type { Talk } from './talks/talk.ts'
import { earliest, instantText } from './talks/time.ts'
import type { DeliveryHealth, ReminderHealth } from './webhooks/deliveries/counts.ts'
import { sweepTorn } from './webhooks/deliveries/retention.ts'

export interface Desk {
  readonly clock: Clock
  readonly site: Site
  readonly histories: Histories
  readonly feeds: Feeds
  talk(standing: Standing): Talk
  change(talk: string, revision: number): Change | null
  /** Changes after a cursor, oldest first. */
  changes(after: number, limit: number): Change[]
  /** Those of one talk. */
  changesOf(talk: string, after: number, limit: number): Change[]
  /** Calls back once, as soon as the log is longer than it is now; the function that it answers with ends the wait. */
  onChange(listener: () => void): () => void
  /** Reminders and webhooks. */
  readonly courier: Courier
  health(): Health
  /** Makes sure that secrets can be read, before anything is sent. */
  unlock(): Promise<void>
  /** Takes other records, to be published at the next wake-up. */
  replace(diary: Diary): void
  /** When something is due next in the desk's time: an embargo that ends, a reminder. */
  next(): number | null
  /** Does what is due, and answers when to wake next; `null` if nothing is planned. Safe to repeat at any time. */
  wake(): number | null
  /** Since when the desk is frozen: moved elsewhere, it publishes, fires and sends nothing. */
  readonly frozenSince: string | null
  /** Freezes the desk for good; resolves when nothing is on its way any more. */
  freeze(): Promise<void>
  /** Takes the freezing back, where the move did not happen. */
  thaw(): void
  /** The whole state as it is now; see moving.ts. */
  dump(): Iterable<Uint8Array>
  /** Replaces the state by another desk's. The desk is of no use afterwards: it is to be made anew. Answers what is wrong, or `null`. */
  restore(dump: Dump): Promise<string | null>
  /** Takes nothing more on, and resolves when what was on its way is written down. */
  stop(): Promise<void>
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
  /** Whether the diary was published, and the store can be written. */
  ready: boolean
  deliveries: DeliveryHealth
  reminders: ReminderHealth
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
  /** How calendars are sent, where that is not as joined bytes. */
  streamed?: Streamed
  /** At most so many bytes are kept in memory of rendered events, and as many of finished calendars. */
  mostBytes: number
  /** What the operator is told. */
  log: Log
  /** How messages are sent, and where to. */
  sending: Sending
}

const ORIGIN = 'events'
const DOMAIN_KEY = 'domain'
const FROZEN_KEY = 'frozen_since'

export function createDesk({
  db,
  clock,
  diary: first,
  publicUrl,
  domain,
  emptyDiary,
  readOnly = false,
  gzip,
  streamed,
  mostBytes,
  log,
  sending,
}: DeskOptions): Desk {
  if (readOnly) requireSchema(db)
  else migrate(db)
  const site: Site = { url: publicUrl, domain: settleDomain(db, domain, readOnly) }
  const histories = createHistories(db)
  const now = instantText(clock.now())
  let frozenSince = readSetting(db, FROZEN_KEY)
  const texts = createTexts({ db, histories, site, mostBytes, now })
  const onFault = (error: unknown) =>
    log('error', 'calendar.failed', { message: `A calendar could not be made; the last good one is served. ${messageOf(error)}` })
  const feeds = createFeeds({ histories, texts, site, mostBytes, onFault, ...(gzip ? { gzip } : {}), ...(streamed ? { streamed } : {}) })

  let diary = first
  let kept: string[] = []
  let faults: string[] = []
  let due = true
  let stopped = false
  let embargoEnds: number | null = null
  const listeners = new Set<() => void>()
  const courier = createCourier({ db, clock, site, histories, readOnly, log, ...sending })
  if (frozenSince !== null) void courier.settle()

  const publishDiary = (): void => {
    const at = clock.now()
    const secret = new Set([...diary.embargoes].filter(([, until]) => Date.parse(until) > at).map(([id]) => id))
    const talks = diary.talks.filter(({ id }) => !secret.has(id))
    const stays = ({ talk }: Standing) => diary.broken.ids.has(talk) || secret.has(talk)
    const emptied = talks.length === 0 && !diary.broken.unreadable && histories.standing().length > 0 && !histories.standing().some(stays)
    if (emptied && emptyDiary === 'keep') {
      throw new Fault(
        `The records hold no talk any more, but ${histories.standing().length} stand. They stay published; start with EMPTY_DIARY=publish to withdraw them all.`,
      )
    }
    const broken = { ids: new Set([...diary.broken.ids, ...secret]), unreadable: diary.broken.unreadable }
    const result = db.transaction(() => {
      writeSubjects(db, subjectsOf(talks, publicParties(diary, secret)), publishedAt(db, at))
      const published = publish(db, ORIGIN, talks, { broken, newId: () => crypto.randomUUID() }, at)
      courier.tell(published.steps)
      return published
    })
    histories.refresh()
    if (result.steps.length > 0) {
      log('info', 'diary.published', { changes: result.steps.length, cursor: histories.cursor })
      for (const listener of [...listeners]) listener()
    }
    kept = result.kept.filter((id) => !secret.has(id))
    faults = result.foreign.map(({ id, origin }) => `The talk ${id} belongs to ${origin}; the records of ${ORIGIN} do not alter it.`)
    for (const message of faults) log('error', 'diary.foreign', { message })
    embargoEnds = earliest(...[...secret].map((id) => Date.parse(diary.embargoes.get(id) as string)))
    due = false
    // The log has them now. They are only asked for again where an embargo ends.
    if (embargoEnds === null) diary = { ...diary, talks: [] }
  }

  const allFaults = (): string[] => [
    ...faults,
    ...(courier.fault === null ? [] : [courier.fault]),
    ...(frozenSince === null ? [] : [`This desk was moved at ${frozenSince}: it publishes, fires and sends nothing any more.`]),
  ]

  /** What an operator can see to is said once, and tried again at the next wake-up. */
  const tryToPublish = (): void => {
    try {
      if (readOnly)
        throw new Fault(
          'The database cannot be written (its disk is read-only or full): the last good diary is served, and nothing new is published.',
        )
      publishDiary()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      if (faults[0] !== error.message) log('error', 'diary.fault', { message: error.message })
      faults = [error.message]
    }
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
    changes: (after, limit) => readChanges(db, { after }, limit),
    changesOf: (talk, after, limit) => readChangesOf(db, talk, after, limit),
    onChange(listener) {
      const once = () => {
        listeners.delete(once)
        listener()
      }
      listeners.add(once)
      return () => listeners.delete(once)
    },
    courier,
    health: () => ({
      status: allFaults().length > 0 || diary.problems.length > 0 ? 'degraded' : 'ok',
      talks: histories.standing().length,
      cursor: histories.cursor,
      problems: diary.problems.length,
      kept,
      faults: allFaults(),
      ready: !due && !stopped && courier.fault === null,
      ...courier.health(),
    }),
    unlock: () => courier.unlock(),
    wake() {
      if (stopped || frozenSince !== null) return null
      if (due || (embargoEnds !== null && clock.now() >= embargoEnds)) tryToPublish()
      return earliest(embargoEnds, courier.wake())
    },
    next: () => (frozenSince === null ? earliest(embargoEnds, courier.nextReminder()) : null),
    replace(given) {
      diary = given
      due = true
    },
    get frozenSince() {
      return frozenSince
    },
    async freeze() {
      frozenSince ??= instantText(clock.now())
      writeSetting(db, FROZEN_KEY, frozenSince)
      log('warn', 'desk.frozen', { since: frozenSince })
      await courier.settle()
    },
    thaw() {
      frozenSince = null
      deleteSetting(db, FROZEN_KEY)
      courier.resume()
      log('warn', 'desk.thawed', {})
    },
    dump: () => dumpBlocks(db, { exportedAt: instantText(clock.now()), moved: frozenSince !== null }),
    async restore(dump) {
      const { settings } = dump
      if (domain.wanted !== null && settings.get(DOMAIN_KEY) !== domain.wanted)
        return `Its events are of the domain ${settings.get(DOMAIN_KEY)}, and DOMAIN is ${domain.wanted}: with another one, every subscriber would see each talk twice.`
      const wrong = await courier.refuses(settings)
      if (wrong !== null) return wrong
      // Last, since somebody may register an endpoint while the key is tried.
      if (!isUntouched(db)) return 'This desk has endpoints or changes of its own. Import into one that has none yet.'
      db.transaction(() => {
        restore(db, dump)
        sweepTorn(db)
        deleteSetting(db, FROZEN_KEY)
      })
      stopped = true
      for (const listener of [...listeners]) listener()
      log('warn', 'desk.imported', { exportedAt: dump.heading.exportedAt, rows: dump.count })
      return null
    },
    async stop() {
      stopped = true
      for (const listener of [...listeners]) listener()
      await courier.stop()
    },
  }
}

/** Whether the store holds no more than what a first start published. */
function isUntouched(db: Sqlite): boolean {
  const row = db.first<{ endpoint: number | null; change: number | null }>(
    'SELECT (SELECT min(key) FROM endpoint) AS endpoint, (SELECT min(cursor) FROM change WHERE revision > 1) AS change',
  )
  return row?.endpoint === null && row.change === null
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
