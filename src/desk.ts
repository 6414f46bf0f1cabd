// The desk: the parts put together, in the order in which data passes through them. Node and the Durable Object start the
// same one. It opens the transaction in which parts decide, and hands what one decided to the next.
import { createEventTexts } from './calendar/event-texts.ts'
import { createFeedCache, type FeedCache, type Gzip, type Streamed } from './calendar/feed-cache.ts'
import { createLogReader, type LogReader } from './changes/change-log.ts'
import { createHistories, type Histories } from './changes/histories.ts'
import { createPublisher, EVENTS, type Published } from './changes/publisher.ts'
import { type Act, noteAct, readActs, readCopies } from './editing/acts.ts'
import { createDrafts, type Drafts } from './editing/drafts.ts'
import { createEditTransaction } from './editing/edit-transaction.ts'
import { createEditor, type Editor } from './editing/editor.ts'
import type { Effects } from './editing/effects.ts'
import type { Redaction } from './editing/redaction.ts'
import { createTokens, type Tokens } from './editing/tokens.ts'
import { type Health, healthOf, type ReadOnly, readOnlyFault } from './health.ts'
import { type Metric, metricsOf } from './metrics.ts'
import { createReminders } from './reminders/reminders.ts'
import type { Clock, Moment } from './runtime/clock.ts'
import { createFaults, StoreFault } from './runtime/faults.ts'
import type { Logger } from './runtime/logger.ts'
import type { Random } from './runtime/random.ts'
import { type DomainSetting, keepDomain } from './sqlite/domain.ts'
import { createFrozen } from './sqlite/frozen.ts'
import { migrate, requireSchema } from './sqlite/migrations.ts'
import type { Sqlite } from './sqlite/port.ts'
import { createSessions, type Sessions } from './sqlite/sessions.ts'
import { writeSetting } from './sqlite/settings.ts'
import type { Diary } from './talks/diary.ts'
import type { Site } from './talks/site.ts'
import { earliest, instantText } from './talks/time.ts'
import { createTransfer, type Transfer } from './transfer.ts'
import { createHistory, type History } from './webhooks/deliveries/history.ts'
import type { Endpoints } from './webhooks/endpoints/store.ts'
import type { Owner } from './webhooks/owner/owner.ts'
import { createWebhooks, type Sending } from './webhooks/webhooks.ts'

export interface Desk extends LogReader, Transfer {
  readonly clock: Clock
  readonly site: Site
  readonly histories: Histories
  readonly feeds: FeedCache
  readonly endpoints: Endpoints
  /** What was told to endpoints. */
  readonly history: History
  /** What owners do with endpoints. */
  readonly owner: Owner
  /**
   * Takes a text out of all that is kept of a talk, and ends this desk, whose memory may still hold it: create a new one. Throws
   * a `Refusal`, and then nothing has happened.
   */
  redact(id: string, text: string, by: string): Promise<Redaction>
  /** Of those who sign in with a browser. */
  readonly sessions: Sessions
  /** Records by hand. */
  readonly editor: Editor<Effects>
  /** What editors have begun to write. */
  readonly drafts: Drafts
  /** Talks of which a file has a record that is not used, since they are by hand now. */
  unusedRecords(): string[]
  /** Of those who may do more than the public. */
  readonly tokens: Tokens
  /** What holders of tokens did, before one of these acts; the latest first. */
  acts(before: number, limit: number): Act[]
  /** Writes down what a holder of a token did beside editing. */
  noteAct(act: Omit<Act, 'key'>): void
  health(): Health
  /** Whether it has ended: it was stopped, or another's state took its place. */
  readonly hasEnded: boolean
  /** Figures for whoever watches it. */
  metrics(): Metric[]
  /** Makes sure that secrets can be read, before anything is sent. */
  unlock(): Promise<void>
  /** Replaces the diary of an origin, to be published at the next wake-up. */
  replace(diary: Diary, origin?: string): void
  /** When something is due next in the desk's time: an embargo that ends, a reminder. */
  next(): number | null
  /** When the next delivery is due, in milliseconds of the real time; `null` if none waits. */
  nextSending(): number | null
  /** Does what is due; returns when to wake next, in the desk's time, or `null` if nothing is planned. Safe to repeat. */
  wake(): number | null
  /** Resolves when no request is in flight and all results are written down. */
  idle(): Promise<void>
  /**
   * Starts nothing more; resolves when the results of all requests in flight are written down. What is still in flight
   * after so many milliseconds goes back to the queue as not tried.
   */
  stop(patience?: number): Promise<void>
}

export interface DeskOptions {
  db: Sqlite
  clock: Clock
  random: Random
  /** The diary of the origin `events`. */
  diary: Diary
  publicUrl: string
  domain: DomainSetting
  emptyDiary: 'keep' | 'publish'
  /** Whether the store can only be read: the last good diary is served. */
  readOnly?: ReadOnly
  gzip?: Gzip
  /** How calendars are streamed; if left out, they are sent as joined bytes. */
  streamed?: Streamed
  /** The most bytes of rendered events to keep in memory, and as many again of finished calendars. */
  mostBytes: number
  /** What the operator is told. */
  log: Logger
  /** How messages are sent, and where to. */
  sending: Sending
}

/** How long a redaction waits for requests in flight, in milliseconds. */
const REDACTION_PATIENCE = 5000
/** How long after something failed the desk tries again, in milliseconds. */
const TRY_AGAIN = 2000
/** The setting that is written to find out whether the store takes anything again. */
const TRIED_KEY = 'store_tried'

export function createDesk(options: DeskOptions): Desk {
  const { db, clock, random, log, sending } = options
  const readOnly = options.readOnly !== undefined && options.readOnly !== false
  if (readOnly) requireSchema(db)
  else migrate(db)
  const site: Site = { url: options.publicUrl, domain: keepDomain(db, options.domain, readOnly) }
  const frozen = createFrozen(db)
  const faults = createFaults(log)
  const histories = createHistories(db)
  const publisher = createPublisher({ db, histories, emptyDiary: options.emptyDiary, newId: random.uuid })
  publisher.replace(EVENTS, options.diary)
  const feeds = createFeeds(options, histories, site)
  const reminders = createReminders({ db, histories, zone: sending.zone ?? 'UTC' })
  const webhooks = createWebhooks({ db, clock, random, log, readOnly, site, histories, reminders, frozen, takeTurn: deliver }, sending)
  const { fanOut, queue, dispatcher, owner, upkeep, secrets } = webhooks
  let stopped = false
  if (readOnly) log('error', 'diary.fault', { message: readOnlyFault(options.readOnly ?? false) })

  /** Whether the store takes what is written: where that was in doubt, something is. */
  const isWritable = (): boolean =>
    faults.guard('store', () => {
      if (db.fault() === null) return
      db.transaction(() => writeSetting(db, TRIED_KEY, instantText(clock.real())))
      const fault = db.fault()
      if (fault !== null) throw fault
    }) !== null

  /** Publishes what changed, finds what fell due, and queues the messages of both in the same transaction. */
  function decide(now: Moment): void {
    const decided = faults.guard('diary', () =>
      db.transaction(() => {
        // By what is known already: what changes now waits anew.
        const settled = fanOut.settle(now)
        fanOut.tellSettled(settled, reminders.settled(settled, now.desk), now)
        const published = publisher.wake(now.desk)
        const woken = reminders.wake(now.desk, published.steps)
        fanOut.tell(published.steps, woken, now)
        return { published, woken, kept: upkeep.wake(now.real) }
      }),
    )
    if (decided === null) return
    const before = publisher.faults
    publisher.committed(decided.published)
    reminders.committed(decided.woken)
    upkeep.committed(decided.kept)
    if (decided.published.due.length + decided.published.steps.length > 0) announce(decided.published, before)
  }

  /** What editors do, once what is due is published: that is not their doing. */
  const edit = createEditTransaction({
    ...{ db, clock, histories, site, publisher, reminders, fanOut },
    begin() {
      requireWritable()
      const now = clock.moment()
      const ends = publisher.next()
      if (!publisher.isDone || (ends !== null && ends <= now.desk)) decide(now)
      return publisher.faults
    },
    done(published, before) {
      announce(published, before)
      deliver()
      sending.onDue?.()
    },
  })
  const editor = createEditor({ db, histories, publisher, edit })
  editor.refresh()

  /** Throws where nothing can be written: another desk has taken over, the disk is full. */
  function requireWritable(): void {
    if (stopped || frozen.since !== null)
      throw new StoreFault('read-only', 'The desk was moved elsewhere, or is stopping: nothing is published here any more.')
    if (readOnly) throw new StoreFault('read-only', readOnlyFault(options.readOnly ?? false))
    if (!isWritable()) throw db.fault() ?? new StoreFault('failing', 'The database cannot be written.')
  }

  function announce({ steps }: Published, faultsBefore: readonly string[]): void {
    histories.refresh()
    if (steps.length > 0) log('info', 'diary.published', { changes: steps.length, cursor: histories.cursor })
    for (const message of publisher.faults) if (!faultsBefore.includes(message)) log('error', 'diary.fault', { message })
  }

  /** Writes down what attempts came to, and sends what is due. */
  function deliver(): void {
    if (dispatcher === null) return
    const now = clock.moment()
    const turn = faults.guard('deliveries', () =>
      db.transaction(() => {
        const taken = dispatcher.wake(now)
        owner.answered(taken.answers)
        fanOut.tellOperators(taken.signals, now)
        return taken
      }),
    )
    if (turn === null) dispatcher.failed()
    else if (dispatcher.committed(turn, now)) sending.onDue?.()
  }

  const next = (): number | null => (frozen.since === null ? earliest(publisher.next(), reminders.next(), fanOut.next()) : null)
  const end = (): void => {
    stopped = true
    histories.end()
  }
  const health = (): Health => {
    const [inFlight, due] = [dispatcher?.inFlight ?? 0, queue.dueTimes.earliest()]
    const parts = { db, histories, publisher, faults, frozen, readOnly: options.readOnly ?? false, stopped, inFlight, due }
    return healthOf(parts, clock.real())
  }

  return {
    ...createLogReader(db),
    ...createTransfer({ db, clock, log, domain: options.domain, secrets, frozen, publisher, dispatcher, end }),
    ...{ clock, site, histories, feeds, owner, health, next },
    get hasEnded() {
      return stopped
    },
    metrics: () => metricsOf({ db, endpoints: webhooks.endpoints, oldest: queue.oldest, health: health() }, clock.real()),
    endpoints: webhooks.endpoints,
    history: createHistory(db),
    sessions: createSessions(db, random),
    unlock: webhooks.unlock,
    editor,
    drafts: createDrafts(db, random, requireWritable),
    async redact(id, text, by) {
      const { result, isClean } = db.securely(() => editor.redact(id, text, { by, dryRun: false, spellingOnly: true }))
      end()
      await dispatcher?.stop(REDACTION_PATIENCE)
      return { ...result, isClean, copies: readCopies(db) }
    },
    unusedRecords: () => publisher.unused,
    tokens: createTokens(db, random, requireWritable),
    acts: (before, limit) => readActs(db, before, limit),
    noteAct: (act) => void noteAct(db, act),
    replace(diary, origin = EVENTS) {
      publisher.replace(origin, diary)
      // Records by hand name parties of files.
      editor.refresh()
    },
    nextSending: () => queue.dueTimes.earliest(),
    wake() {
      if (stopped || frozen.since !== null || readOnly) return null
      if (isWritable()) {
        decide(clock.moment())
        deliver()
      }
      if (faults.all().length > 0) return clock.now() + TRY_AGAIN
      const sends = dispatcher?.next() ?? null
      return earliest(next(), sends === null ? null : clock.now() + Math.max(0, sends - clock.real()))
    },
    idle: async () => dispatcher?.idle(),
    async stop(patience) {
      end()
      await dispatcher?.stop(patience)
    },
  }
}

function createFeeds({ db, clock, mostBytes, log, gzip, streamed }: DeskOptions, histories: Histories, site: Site): FeedCache {
  const texts = createEventTexts({ db, histories, site, mostBytes, now: instantText(clock.now()) })
  const onFault = (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    log('error', 'calendar.failed', { message: `A calendar could not be made; the last good one is served. ${why}` })
  }
  return createFeedCache({ histories, texts, site, mostBytes, onFault, ...(gzip ? { gzip } : {}), ...(streamed ? { streamed } : {}) })
}
