// Moving a desk: exports the whole state of one, and imports it into another. The old one is frozen, so that nobody is told
// twice.
import type { Publisher } from './changes/publisher.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import { DOMAIN_KEY, type DomainSetting } from './sqlite/domain.ts'
import { exportBlocks } from './sqlite/export.ts'
import type { Frozen } from './sqlite/frozen.ts'
import type { Exported } from './sqlite/import.ts'
import type { Sqlite } from './sqlite/port.ts'
import { instantText } from './talks/time.ts'
import type { Dispatcher } from './webhooks/deliveries/dispatcher.ts'
import { SECRET_CHECK, type Secrets } from './webhooks/endpoints/secrets.ts'

export interface Transfer {
  /** Since when the desk has been frozen (UTC), or `null`: moved elsewhere, it publishes, fires and sends nothing. */
  readonly frozenSince: string | null
  /** Freezes the desk until `thaw`, also across restarts; resolves when no request is in flight any more. */
  freeze(): Promise<void>
  /** Undoes `freeze`, for a move that did not happen. */
  thaw(): void
  /** The whole state as it is now; see sqlite/export.ts. */
  exportState(): Iterable<Uint8Array>
  /** Replaces the state with another desk's, and ends this one: create a new desk. Resolves to what is wrong, or `null`. */
  importState(exported: Exported): Promise<string | null>
}

interface Options {
  db: Sqlite
  clock: Clock
  log: Logger
  domain: DomainSetting
  secrets: Secrets
  frozen: Frozen
  publisher: Publisher
  /** `null` where nothing is sent. */
  dispatcher: Dispatcher | null
  /** Ends the desk. */
  end: () => void
}

export function createTransfer({ db, clock, log, domain, secrets, frozen, publisher, dispatcher, end }: Options): Transfer {
  return {
    get frozenSince() {
      return frozen.since
    },
    async freeze() {
      frozen.freeze(clock.now())
      log('warn', 'desk.frozen', { since: frozen.since })
      dispatcher?.close()
      await dispatcher?.idle()
    },
    thaw() {
      frozen.thaw()
      publisher.again() // embargoes may have ended, or diaries been replaced, meanwhile
      dispatcher?.open()
      log('warn', 'desk.thawed', {})
    },
    exportState: () => exportBlocks(db, { exportedAt: instantText(clock.now()), moved: frozen.since !== null }),
    async importState(exported) {
      const { settings } = exported
      if (domain.wanted !== null && settings.get(DOMAIN_KEY) !== domain.wanted)
        return `Its events are of the domain ${settings.get(DOMAIN_KEY)}, and DOMAIN is ${domain.wanted}: with another one, every subscriber would see each talk twice.`
      if (!settings.has(DOMAIN_KEY)) return 'It names no domain, which is part of every event: it is not a whole export.'
      const wrong = await secrets.refuses(settings.get(SECRET_CHECK) ?? null)
      if (wrong !== null) return wrong
      const { flawOfSealed, replacedBy } = await import('./imported.ts')
      const unread = await flawOfSealed(secrets, exported)
      if (unread !== null) return unread
      // Checked last, since somebody may register an endpoint while the key is being tried.
      if (!isUntouched(db)) return 'This desk has endpoints or changes of its own. Import into one that has none yet.'
      const refused = replacedBy(exported, db)
      if (refused !== null) return refused
      end()
      log('warn', 'desk.imported', { exportedAt: exported.heading.exportedAt, rows: exported.count, verified: exported.verified })
      return null
    },
  }
}

/** Whether the store holds no more than what a first start published. */
function isUntouched(db: Sqlite): boolean {
  const row = db.first<{ endpoint: number | null; change: number | null; record: string | null }>(
    `SELECT (SELECT min(key) FROM endpoint) AS endpoint, (SELECT min(cursor) FROM change WHERE revision > 1) AS change,
       (SELECT min(id) FROM record) AS record`,
  )
  return row?.endpoint === null && row.change === null && row.record === null
}
