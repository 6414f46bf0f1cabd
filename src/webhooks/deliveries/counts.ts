// Counts of what became of deliveries and reminders since the database was created, for /healthz. They are written in the
// transaction of what they count, so that reading them needs no scan of the tables.
import type { Sqlite } from '../../sqlite/port.ts'

/** Adds to a count by its name. The caller has a transaction open. */
export function count(db: Sqlite, name: string, added: number): void {
  if (added === 0) return
  db.run('INSERT INTO tally (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count', name, added)
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
  const { queued = 0, delivered = 0, failed = 0, expired = 0, obsolete = 0 } = counts(db)
  return {
    delivered,
    failed,
    expired,
    obsolete,
    waiting: queued - delivered - failed - expired - obsolete,
    inFlight,
    overdueSeconds: due === null ? 0 : Math.max(0, Math.floor((now - due) / 1000)),
  }
}
