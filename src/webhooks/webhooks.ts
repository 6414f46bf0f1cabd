// The parts that tell endpoints, put together.
import type { Histories } from '../changes/histories.ts'
import type { Reminders } from '../reminders/reminders.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Random } from '../runtime/random.ts'
import type { Frozen } from '../sqlite/frozen.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Site } from '../talks/site.ts'
import type { Bounds } from './deliveries/bounds.ts'
import { createDispatcher, type Dispatcher } from './deliveries/dispatcher.ts'
import { createEndpointHealth } from './deliveries/endpoint-health.ts'
import { createFanOut, type FanOut } from './deliveries/fan-out.ts'
import { createBodies } from './deliveries/frozen-bodies.ts'
import { createQueue, type Queue } from './deliveries/queue.ts'
import type { Send } from './deliveries/send.ts'
import { createRequests } from './deliveries/signed-request.ts'
import { createUpkeep, mendDueTimes, type Upkeep } from './deliveries/upkeep.ts'
import { type Allowed, NOTHING_ALLOWED } from './endpoints/address.ts'
import { type LookUp, NO_LOOK_UP } from './endpoints/look-up.ts'
import { createRecipients } from './endpoints/recipients.ts'
import { createSecrets, type Secrets } from './endpoints/secrets.ts'
import { type Sign, sign as webCryptoSign } from './endpoints/signature.ts'
import { createEndpoints, type Endpoints } from './endpoints/store.ts'
import { createVapid, type Vapid } from './endpoints/vapid.ts'
import { createOwner, type Owner } from './owner/owner.ts'

/** How messages are sent; what only one runtime can do is handed in. */
export interface Sending {
  /** `null`: nothing is sent, and what is queued waits. */
  send: Send | null
  sign?: Sign
  lookUp?: LookUp
  allowed?: Allowed
  bounds: Bounds
  secretKey?: string | null
  /** How push services reach the operator; without it, nobody can follow. */
  contact?: string | null
  /** The zone of leads in days where neither an endpoint nor a talk has one. */
  zone?: string
  /** Called when something is due earlier than `wake` last said. */
  onDue?: () => void
  /** Whether nothing more may be sent until the runtime wakes the desk again. */
  rests?: () => boolean
  /** Whether the runtime ends the desk where nothing is due, and starts it again when something is. */
  sleeps?: boolean
}

export interface Webhooks {
  endpoints: Endpoints
  owner: Owner
  fanOut: FanOut
  queue: Queue
  /** `null` where nothing is sent. */
  dispatcher: Dispatcher | null
  upkeep: Upkeep
  secrets: Secrets
  vapid: Vapid
  /** Makes sure that secrets can be read, and throws a `Fault` if not; with a SECRET_KEY, nothing is sent before. */
  unlock(): Promise<void>
}

interface Options {
  db: Sqlite
  clock: Clock
  random: Random
  log: Logger
  readOnly: boolean
  site: Site
  histories: Histories
  reminders: Reminders
  frozen: Frozen
  /** Makes the desk take the dispatcher's turn, in a transaction. */
  takeTurn: () => void
}

export function createWebhooks(options: Options, sending: Sending): Webhooks {
  const { db, clock, log, readOnly, frozen, reminders } = options
  const { send, sign = webCryptoSign, bounds, secretKey = null, onDue = () => {}, rests = () => false, sleeps = false } = sending
  const { allowed = NOTHING_ALLOWED, lookUp = NO_LOOK_UP } = sending
  const secrets = createSecrets(db, secretKey, options.random)
  const vapid = createVapid({ db, secrets, contact: sending.contact ?? null, readOnly, now: () => clock.real() })
  const endpoints = createEndpoints(db, reminders.askers)
  const queue = createQueue(db)
  const fanOut = createFanOut({ ...options, queue, recipients: createRecipients(db, endpoints) })
  const owner = createOwner({ ...options, queue, endpoints, secrets, vapid, fanOut, allowed, lookUp, onDue })
  if (!readOnly) mendDueTimes(db, clock.real())
  const sends = send !== null && !readOnly
  const dispatcher = sends ? createDispatcherFor(send) : null
  const isLocked = secretKey !== null
  if (isLocked || frozen.since !== null) dispatcher?.close()
  return {
    ...{ endpoints, owner, fanOut, queue, dispatcher, secrets, vapid },
    upkeep: createUpkeep(db, queue.dueTimes),
    async unlock() {
      await secrets.unlock()
      await vapid.unlock()
      if (frozen.since === null) dispatcher?.open()
    },
  }

  function createDispatcherFor(given: Send): Dispatcher {
    const bodies = createBodies(db)
    const health = createEndpointHealth({ db, queue, endpoints, runsSince: sleeps ? null : clock.real(), log })
    const requests = createRequests({
      db,
      bodies,
      endpoints,
      secrets,
      clock,
      send: given,
      sign,
      site: options.site,
      authorization: vapid.authorization,
    })
    return createDispatcher({ ...options, queue, endpoints, health, bodies, requests, bounds, rests })
  }
}
