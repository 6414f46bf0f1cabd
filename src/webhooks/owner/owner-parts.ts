// What the actions of an owner need.
import type { Histories } from '../../changes/histories.ts'
import type { Reminders } from '../../reminders/reminders.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Random } from '../../runtime/random.ts'
import type { Frozen } from '../../sqlite/frozen.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Site } from '../../talks/site.ts'
import type { FanOut } from '../deliveries/fan-out.ts'
import type { Queue } from '../deliveries/queue.ts'
import type { Allowed } from '../endpoints/address.ts'
import type { LookUp } from '../endpoints/look-up.ts'
import type { Secrets } from '../endpoints/secrets.ts'
import type { Endpoints } from '../endpoints/store.ts'
import type { Vapid } from '../endpoints/vapid.ts'

export interface OwnerOptions {
  db: Sqlite
  queue: Queue
  endpoints: Endpoints
  site: Site
  histories: Histories
  reminders: Reminders
  fanOut: FanOut
  secrets: Secrets
  vapid: Vapid
  clock: Clock
  random: Random
  allowed: Allowed
  lookUp: LookUp
  log: Logger
  /** Once the desk was moved, nothing may be altered: it would not reach the desk that goes on in its place. */
  frozen: Frozen
  /** Called when something is due now. */
  onDue: () => void
}

/** Who asks for something: the operator, who alone is told what a name resolves to here, or somebody else. */
export type Asker = 'operator' | Stranger

export interface Stranger {
  /** By which registrations are counted. */
  client: string
  /** Aborted when whoever asks has gone. */
  signal: AbortSignal
}
