// What the acts of an owner are made of.
import type { Histories } from '../../changes/histories.ts'
import type { Reminders } from '../../reminders/reminders.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Random } from '../../runtime/random.ts'
import type { Frozen } from '../../sqlite/frozen.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import type { Site } from '../../talks/site.ts'
import type { FanOut } from '../deliveries/fan-out.ts'
import type { Allowed } from '../endpoints/address.ts'
import type { Secrets } from '../endpoints/secrets.ts'
import type { Endpoints } from '../endpoints/store.ts'

export interface OwnerOptions {
  db: Sqlite
  endpoints: Endpoints
  site: Site
  histories: Histories
  reminders: Reminders
  fanOut: FanOut
  secrets: Secrets
  clock: Clock
  random: Random
  allowed: Allowed
  /** The addresses of a name that messages may not go to. */
  forbidden: (host: string) => Promise<string[]>
  log: Logger
  /** Once the desk was moved, what is altered would not reach the one that goes on in its place. */
  frozen: Frozen
  /** Something is due now. */
  onDue: () => void
}
