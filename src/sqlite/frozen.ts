// Whether a desk is frozen: moved elsewhere, it publishes, fires and sends nothing any more, and alters no endpoint. That is
// stored in the database, so that it survives a restart.
import { instantText } from '../talks/time.ts'
import type { Sqlite } from './port.ts'
import { deleteSetting, readSetting, writeSetting } from './settings.ts'

export interface Frozen {
  /** UTC; `null` where it is not. */
  readonly since: string | null
  freeze(now: number): void
  thaw(): void
}

export const FROZEN_KEY = 'frozen_since'

export function createFrozen(db: Sqlite): Frozen {
  let since = readSetting(db, FROZEN_KEY)
  return {
    get since() {
      return since
    },
    freeze(now) {
      since ??= instantText(now)
      writeSetting(db, FROZEN_KEY, since)
    },
    thaw() {
      since = null
      deleteSetting(db, FROZEN_KEY)
    },
  }
}
