// Puts another desk's state in the place of this one, once all of it is found sound. Loaded when a state is imported, so that a
// Worker starts without.
import { flawOfRow } from './imported-rows.ts'
import { flawOfSecrets, flawOfState } from './imported-state.ts'
import { FROZEN_KEY } from './sqlite/frozen.ts'
import { type Exported, RowRefused, replaceState } from './sqlite/import.ts'
import type { Sqlite } from './sqlite/port.ts'
import { deleteSetting } from './sqlite/settings.ts'
import { sweepTorn } from './webhooks/deliveries/upkeep.ts'
import type { Secrets } from './webhooks/endpoints/secrets.ts'

/** What is wrong with the secrets of a state, or `null`. */
export function flawOfSealed(secrets: Secrets, exported: Exported): Promise<string | null> {
  return flawOfSecrets(secrets, sealedIn(exported))
}

/** What is wrong with a state, or `null` once it has taken the place of this one. */
export function replacedBy(exported: Exported, db: Sqlite): string | null {
  try {
    db.transaction(() => {
      replaceState(db, exported, flawOfRow)
      sweepTorn(db)
      deleteSetting(db, FROZEN_KEY)
      const flaw = flawOfState(db)
      if (flaw !== null) throw new RowRefused(flaw)
    })
    return null
  } catch (error) {
    if (error instanceof RowRefused) return `Nothing was changed, since ${error.message}. Export it again, from a desk of the same version.`
    throw error
  }
}

/** What of an export is kept as secrets are. */
function* sealedIn(exported: Exported): Generator<{ line: number; texts: (string | null)[] }> {
  for (const { line, table, row } of exported.rows())
    if (table === 'endpoint')
      yield {
        line,
        texts: [row.secret, row.old_secret, row.header_values, row.credential_values].map((text) =>
          typeof text === 'string' ? text : null,
        ),
      }
}
