// The half of the desk that tells: endpoints, reminders and deliveries put together. The desk calls it in the
// transaction of a change, and at every wake-up.

import type { Step } from './changes/change.ts'
import { readTalk } from './changes/change-log.ts'
import type { Histories } from './changes/histories.ts'
import type { Standing } from './changes/standing.ts'
import { catchUp, type FollowersOf, fall, type Reminder, type Skipped, type StandingOf } from './reminders/due-reminders.ts'
import { arm, talksWithoutStart } from './reminders/start.ts'
import type { Clock } from './runtime/clock.ts'
import { Fault } from './runtime/fault.ts'
import type { Log } from './runtime/logger.ts'
import type { Sqlite, Value } from './sqlite/port.ts'
import type { Site } from './talks/site.ts'
import { earliest, instantText } from './talks/time.ts'
import type { Bounds } from './webhooks/deliveries/concurrency.ts'
import { countReminders, type DeliveryHealth, deliveryHealth, type ReminderHealth, reminderHealth } from './webhooks/deliveries/counts.ts'
import { createDeliverer, type Deliverer } from './webhooks/deliveries/dispatcher.ts'
import { nextDue } from './webhooks/deliveries/due-by-endpoint.ts'
import { type Instants, type Told, tellChanges, tellOperators, tellReminders } from './webhooks/deliveries/fan-out.ts'
import { release, shift } from './webhooks/deliveries/recovery.ts'
import { sweep } from './webhooks/deliveries/retention.ts'
import { DAY } from './webhooks/deliveries/retry.ts'
import type { Send } from './webhooks/deliveries/send.ts'
import { type Allowed, NOTHING_ALLOWED } from './webhooks/endpoints/address.ts'
import type { Endpoint } from './webhooks/endpoints/endpoint.ts'
import { createVault, SECRET_CHECK } from './webhooks/endpoints/secrets.ts'
import { type Sign, sign as webCryptoSign } from './webhooks/endpoints/signature.ts'
import { createEndpoints, type Endpoints } from './webhooks/endpoints/store.ts'
import { disabledNotice, failingNotice, skippedNotice, unreachedSince } from './webhooks/messages/notices.ts'
import { createRegistrar, type Registrar } from './webhooks/owner/registration.ts'

/** How messages are sent; what only one runtime can do is handed in. */
export interface Sending {
  /** `null`: nothing is sent, and what is queued waits. */
  send: Send | null
  sign?: Sign
  /** The addresses of a name that messages may not go to. */
  forbidden?: (host: string) => Promise<string[]>
  allowed?: Allowed
  bounds: Bounds
  secretKey?: string | null
  /** The zone of leads in days where neither endpoint nor talk has one. */
  zone?: string
  /** Something is due earlier than `wake` last said. */
  onDue?: () => void
  /** Whether nothing more may be sent before the runtime wakes the desk anew. */
  rests?: () => boolean
}

export interface Courier {
  readonly endpoints: Endpoints
  readonly registrar: Registrar
  readonly db: Sqlite
  /** Queues what changes mean: messages, and reminders that they bring due. In the transaction of the changes. */
  tell(steps: readonly Step[]): void
  /** Fires what is due, and sends. Answers when something is due next, by the desk's clock. */
  wake(): number | null
  unlock(): Promise<void>
  /** Leases nothing more, and resolves when all that was on its way has come back. */
  settle(): Promise<void>
  /** Sends again. */
  resume(): void
  /** Why the secrets of another desk's settings could not be read here; `null` where they can. */
  refuses(settings: ReadonlyMap<Value | undefined, string>): Promise<string | null>
  stop(): Promise<void>
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
  /** When a reminder falls due next. */
  nextReminder(): number | null
  /** When something waits to be sent next, in milliseconds of the real time. */
  nextSending(): number | null
  health(): { deliveries: DeliveryHealth; reminders: ReminderHealth }
  readonly fault: string | null
}

/** Longer than any wait of a plan with its jitter. */
const LONGEST_WAIT = 1.25 * DAY
const SWEEP_EVERY = 3_600_000
/** A clock that went back by more than this was set. */
const CLOCK_BACK = 2000

interface CourierOptions extends Sending {
  db: Sqlite
  clock: Clock
  site: Site
  histories: Histories
  readOnly: boolean
  log: Log
}

export function createCourier(options: CourierOptions): Courier {
  const {
    db,
    clock,
    site,
    histories,
    readOnly,
    log,
    send,
    sign = webCryptoSign,
    bounds,
    zone = 'UTC',
    onDue = () => {},
    rests = () => false,
  } = options
  const endpoints = createEndpoints(db)
  const vault = createVault(db, options.secretKey ?? null)
  const told: Told = { db, endpoints, site }
  const registrar = createRegistrar({
    ...told,
    histories,
    vault,
    clock,
    allowed: options.allowed ?? NOTHING_ALLOWED,
    forbidden: options.forbidden ?? (async () => []),
    log,
    held: () => held,
    fireDue: () => {
      if (!readOnly && !held) guarded(fire)
    },
    onDue: () => {
      stale = true
      onDue()
    },
  })
  const deliverer: Deliverer | null =
    send === null || readOnly
      ? null
      : createDeliverer({
          db,
          endpoints,
          vault,
          clock,
          send,
          sign,
          bounds,
          log,
          onFailing,
          onAnswer: registrar.answered,
          onDue,
          held: () => held || rests(),
        })
  // When a reminder falls due next, and since when that is known.
  let next: number | null = null
  let stale = true
  let lookedAt = Number.NEGATIVE_INFINITY
  let sweptAt = Number.NEGATIVE_INFINITY
  let awakeAt = Number.NEGATIVE_INFINITY
  let held = false
  let fault: string | null = null
  let unlocked = options.secretKey === undefined || options.secretKey === null ? null : false

  if (!readOnly) {
    fillStarts()
    release(db, clock.real(), LONGEST_WAIT)
  }

  const instants = (): Instants => ({ desk: clock.now(), real: clock.real(), today: clock.today() })

  /** Logs and counts what became of reminders, and tells operators of those that were not sent. `deliveries` of those that were. */
  const note = (reminders: readonly Reminder[], skipped: readonly Skipped[], deliveries: number, now: Instants): void => {
    for (const { talk, schedule, late } of reminders)
      log('info', 'reminder.fired', { talk, schedule, lateSeconds: Math.floor(late / 1000) })
    countReminders(db, reminders, skipped.length)
    if (deliveries > 0) stale = true
    for (const { talk, armedBy, schedule, dueAt, reason } of skipped) {
      log('warn', 'reminder.skipped', { talk, schedule, reason, dueAt: instantText(dueAt) })
      const notice = skippedNotice(talk, schedule, instantText(dueAt), reason)
      tellOperators(told, 'reminder.skipped', `msg_${armedBy}_skipped_${schedule.replaceAll(/[^A-Za-z0-9-]/g, '_')}`, notice, now)
    }
  }

  const fire = (): void => {
    const now = instants()
    // Reminders are asked for where one may be due; or where the clock went back, and with it what had been looked at.
    if (!stale && now.desk >= lookedAt && (next === null || now.desk < next)) return
    db.transaction(() => {
      const due = fall(db, standingOf, zone, now.desk, followersOf(standingOf))
      const deliveries = tellReminders(told, due.fired, how, now)
      note(due.fired, due.skipped, deliveries, now)
      next = due.next
    })
    lookedAt = now.desk
    stale = false
  }

  const guarded = (work: () => void): void => {
    try {
      work()
      fault = null
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      if (fault !== error.message) log('error', 'store.failed', { message: error.message })
      fault = error.message
      stale = true
    }
  }

  return {
    endpoints,
    registrar,
    db,
    tell(steps) {
      if (readOnly || steps.length === 0) return
      const now = instants()
      tellChanges(told, steps, now)
      const byTalk = new Map(steps.map((step) => [step.change.talk, step]))
      const standing = (talk: string): Standing => byTalk.get(talk)?.is ?? standingOf(talk)
      const reminders = catchUp(db, arm(db, steps), standing, zone, now.desk, followersOf(standing))
      const deliveries = tellReminders(
        told,
        reminders,
        (talk) => {
          const step = byTalk.get(talk)
          return step?.change.after ? { talk: step.change.after, standing: step.is } : how(talk)
        },
        now,
      )
      note(reminders, [], deliveries, now)
      stale = true
    },
    wake() {
      if (readOnly) return null
      guarded(() => {
        const real = clock.real()
        if (real < awakeAt - CLOCK_BACK) shift(db, awakeAt - real)
        awakeAt = real
        fire()
        if (real - sweptAt < SWEEP_EVERY) return
        sweptAt = real
        sweep(db, real)
      })
      if (deliverer && unlocked !== false) deliverer.pump()
      const sending = deliverer && unlocked !== false ? deliverer.next() : null
      return earliest(next, sending === null ? null : clock.now() + Math.max(0, sending - clock.real()))
    },
    async unlock() {
      await vault.unlock()
      unlocked = true
    },
    async settle() {
      held = true
      await deliverer?.idle()
      release(db, clock.real(), LONGEST_WAIT)
    },
    resume() {
      held = false
    },
    refuses: (settings) => vault.refuses(settings.get(SECRET_CHECK) ?? null),
    stop: async () => deliverer?.stop(),
    idle: async () => deliverer?.idle(),
    nextReminder: () => next,
    nextSending: () => nextDue(db, []),
    health: () => ({ deliveries: deliveryHealth(db, deliverer?.inFlight ?? 0, clock.real()), reminders: reminderHealth(db) }),
    get fault() {
      return fault ?? deliverer?.fault ?? null
    },
  }

  function standingOf(talk: string): Standing {
    const standing = histories.latest(talk)
    if (!standing) throw new Error(`courier: ${talk} starts but is not in the log`)
    return standing
  }

  function followersOf(standing: StandingOf): FollowersOf {
    return (talk) => endpoints.followers([standing(talk)], clock.today()).map(({ key }) => key)
  }

  function how(id: string) {
    const standing = standingOf(id)
    const talk = readTalk(db, id, standing.revision)
    if (!talk) throw new Error(`courier: ${id} stands but is not in the log`)
    return { talk, standing }
  }

  /** Starts of talks that a store from before there were reminders holds. */
  function fillStarts(): void {
    const missing = talksWithoutStart(db)
    if (missing.length === 0) return
    db.transaction(() =>
      arm(
        db,
        missing.map(({ id, change }) => ({ change: { id: change }, is: standingOf(id) })),
      ),
    )
  }

  function onFailing(endpoint: Endpoint, what: 'failing' | 'disabled' | 'gone'): void {
    const now = instants()
    const since = instantText(endpoint.failingSince ?? now.real)
    const id = `msg_${endpoint.id}_${what}_${endpoint.failingSince ?? now.real}`
    if (what === 'failing') {
      // Its URL is not logged: whoever holds it may be all that a receiver asks for.
      log('warn', 'endpoint.failing', { endpoint: endpoint.id, since })
      tellOperators(told, 'endpoint.failing', id, failingNotice(endpoint.id, endpoint.url, since), now)
      return
    }
    registrar.end(endpoint, what, what === 'gone' ? 'It answered 410: it wants nothing more.' : unreachedSince(since))
    if (what === 'disabled') tellOperators(told, 'endpoint.disabled', id, disabledNotice(endpoint.id, endpoint.url, since), now)
  }
}
