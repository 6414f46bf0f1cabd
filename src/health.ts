// How a desk is doing, for its operator. It names no record that is not public.
import type { Histories } from './changes/histories.ts'
import type { Publisher } from './changes/publisher.ts'
import type { Faults } from './runtime/faults.ts'
import type { Frozen } from './sqlite/frozen.ts'
import type { Sqlite } from './sqlite/port.ts'
import { VERSION } from './version.ts'
import { type DeliveryHealth, deliveryHealth, type ReminderHealth, reminderHealth } from './webhooks/deliveries/counts.ts'

export interface Health {
  /** Of this Parley. */
  version: string
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
  /** Whether every diary was published, no part is failing, and the desk was not stopped. */
  ready: boolean
  deliveries: DeliveryHealth
  reminders: ReminderHealth
}

/** Whether a store can only be read, and whether a copy of it is. */
export type ReadOnly = boolean | 'copy'

const READ_ONLY =
  'The database cannot be written (its disk is read-only or full): the last good diary is served, and nothing new is published.'

const FROM_COPY =
  'The database cannot be written (its disk is read-only or full), and a copy of it is read: the last good diary is served, and nothing new is published.'

export function readOnlyFault(readOnly: ReadOnly): string {
  return readOnly === 'copy' ? FROM_COPY : READ_ONLY
}

interface Parts {
  db: Sqlite
  histories: Histories
  publisher: Publisher
  faults: Faults
  frozen: Frozen
  readOnly: ReadOnly
  stopped: boolean
  /** How many requests are in flight, or back and not written down yet. */
  inFlight: number
  /** When the first delivery is due, in milliseconds of the real time. */
  due: number | null
}

/** `now` in milliseconds of the real time. */
export function healthOf({ db, histories, publisher, faults, frozen, readOnly, stopped, inFlight, due }: Parts, now: number): Health {
  const fault = readOnly === false ? db.fault() : null
  const standing = [...new Set([...(fault === null ? [] : [fault.message]), ...faults.all()])]
  const all = [
    ...(readOnly === false ? publisher.faults : [readOnlyFault(readOnly)]),
    ...standing,
    ...(frozen.since === null ? [] : [`This desk was moved at ${frozen.since}: it publishes, fires and sends nothing any more.`]),
  ]
  return {
    version: VERSION,
    status: all.length > 0 || publisher.problems > 0 ? 'degraded' : 'ok',
    talks: histories.standing().length,
    cursor: histories.cursor,
    problems: publisher.problems,
    kept: publisher.kept,
    faults: all,
    ready: publisher.isDone && !stopped && standing.length === 0,
    deliveries: deliveryHealth(db, inFlight, due, now),
    reminders: reminderHealth(db),
  }
}
