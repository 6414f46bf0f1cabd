// Counts of what became of deliveries and reminders since the database was created, for the operator. They are written in
// the transaction of what they count, so that reading them needs no scan of the tables. Those of deliveries are for each
// format: `delivered:standard`.
import type { Sqlite } from '../../sqlite/port.ts'
import { FORMATS, type FormatName } from '../formats/formats.ts'
import { LATE } from '../messages/payload.ts'
import type { Attempt, DeliveryState, Outcome } from './delivery.ts'

/** How deliveries end. */
const SETTLED = ['delivered', 'failed', 'expired', 'obsolete'] as const satisfies readonly DeliveryState[]
/** Bounds of the time until a delivery, in seconds; what takes longer is in the last. */
export const BUCKETS = [0.1, 0.5, 1, 2.5, 10, 60, 300, 1800, 7200, 86_400, Number.POSITIVE_INFINITY] as const

/** Adds to a count by its name. The caller has a transaction open. */
export function count(db: Sqlite, name: string, added: number): void {
  if (added === 0) return
  db.run('INSERT INTO tally (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count', name, added)
}

/** Counts what attempts came to: what they settled, why others failed, and how long it took until the first that was taken. */
export function countAttempts(db: Sqlite, outcomes: readonly Outcome[]): void {
  const counts = new Map<string, number>()
  const add = (name: string, added: number) => counts.set(name, (counts.get(name) ?? 0) + added)
  for (const { claim, attempt, state } of outcomes) {
    const { format, queuedAt, tries, total } = claim
    if (state !== 'waiting') add(`${state}:${format}`, 1)
    if (state !== 'delivered') add(`attempt:${format}:${failureOf(attempt)}`, 1)
    // One that was queued again may have been delivered before.
    if (state !== 'delivered' || queuedAt === null || total !== tries) continue
    const millis = Math.max(0, attempt.at + attempt.took - queuedAt)
    add(`first:${format}:${BUCKETS.find((bound) => millis <= bound * 1000)}`, 1)
    add(`first_millis:${format}`, millis)
  }
  for (const [name, added] of counts) count(db, name, added)
}

/** The class of the status, or what prevented a response. */
function failureOf({ status, error }: Attempt): string {
  return status === null ? (error?.split(':')[0] ?? '') : `${Math.floor(status / 100)}xx`
}

function counts(db: Sqlite): Record<string, number> {
  return Object.fromEntries(
    db.all<{ name: string; count: number }>('SELECT name, count FROM tally').map(({ name, count }) => [name, count]),
  )
}

/** A delivery that is sent again counts once more; one whose endpoint is removed while it waits has failed. */
export interface DeliveryHealth {
  delivered: number
  failed: number
  expired: number
  obsolete: number
  /** Queued and not settled. */
  waiting: number
  /** In flight, or back and not written down yet. */
  inFlight: number
  /** For how many seconds the most overdue one has been due. */
  overdueSeconds: number
}

export interface ReminderHealth {
  fired: number
  skipped: number
  /** Of those fired: how late the latest ever was, in seconds, and how late they were on average. */
  latestSeconds: number
  averageSeconds: number
}

/** Of those fired, how many were told at least a minute after they were due. */
export function lateReminders(db: Sqlite): number {
  return counts(db).reminders_fired_late ?? 0
}

/** Counts reminders that fired, each by how many milliseconds late, and those that were skipped. The caller has a transaction open. */
export function countReminders(db: Sqlite, fired: readonly { late: number }[], skipped: number): void {
  if (fired.length === 0 && skipped === 0) return
  const seconds = fired.map(({ late }) => Math.floor(late / 1000))
  count(db, 'reminders_fired', seconds.length)
  count(
    db,
    'reminders_late',
    seconds.reduce((sum, each) => sum + each, 0),
  )
  count(db, 'reminders_latest', Math.max(0, seconds.reduce((one, next) => Math.max(one, next), 0) - (counts(db).reminders_latest ?? 0)))
  count(db, 'reminders_skipped', skipped)
  count(db, 'reminders_fired_late', fired.filter(({ late }) => late >= LATE).length)
}

export function reminderHealth(db: Sqlite): ReminderHealth {
  const { reminders_fired = 0, reminders_skipped = 0, reminders_latest = 0, reminders_late = 0 } = counts(db)
  return {
    fired: reminders_fired,
    skipped: reminders_skipped,
    latestSeconds: reminders_latest,
    averageSeconds: reminders_fired === 0 ? 0 : Math.round(reminders_late / reminders_fired),
  }
}

/** `due`: when the first delivery is due that is not leased. Instants are milliseconds of the real time. */
export function deliveryHealth(db: Sqlite, inFlight: number, due: number | null, now: number): DeliveryHealth {
  const totals = { queued: 0, delivered: 0, failed: 0, expired: 0, obsolete: 0 }
  for (const counted of deliveryCounts(db)) for (const name of ['queued', ...SETTLED] as const) totals[name] += counted[name]
  const { queued, ...settled } = totals
  const waiting = SETTLED.reduce((rest, state) => rest - settled[state], queued)
  return { ...settled, waiting, inFlight, overdueSeconds: due === null ? 0 : Math.max(0, Math.floor((now - due) / 1000)) }
}

/** What became of the deliveries of one format. */
export interface DeliveryCounts extends Record<(typeof SETTLED)[number] | 'queued', number> {
  format: FormatName
  /** Attempts that failed, by the class of the status or by what prevented a response. */
  failures: Record<string, number>
  /** How many deliveries that were never queued again took at most so many seconds and more than the bound before: one for each of `BUCKETS`. */
  firsts: readonly number[]
  /** What they took in all, in seconds. */
  firstSeconds: number
}

export function deliveryCounts(db: Sqlite): DeliveryCounts[] {
  const counted = counts(db)
  return (Object.keys(FORMATS) as FormatName[]).map((format) => {
    const of = (name: string) => counted[`${name}:${format}`] ?? 0
    const prefix = `attempt:${format}:`
    return {
      format,
      ...{ queued: of('queued'), delivered: of('delivered'), failed: of('failed'), expired: of('expired'), obsolete: of('obsolete') },
      failures: Object.fromEntries(
        Object.entries(counted).flatMap(([name, count]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), count]] : [])),
      ),
      firsts: BUCKETS.map((bound) => counted[`first:${format}:${bound}`] ?? 0),
      firstSeconds: of('first_millis') / 1000,
    }
  })
}
