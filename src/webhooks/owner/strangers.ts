// Endpoints of owners that the operator does not know, as limits look at them. They are read when an endpoint was altered,
// and held until the next: so a refusal costs the same however many endpoints there are.
import type { Sqlite } from '../../sqlite/port.ts'
import type { Endpoints } from '../endpoints/store.ts'

export interface Strangers {
  count: number
  /** Those that nobody has verified, with the instant at which each was last asked, the one that waits longest first. */
  unverified: readonly { key: number; askedAt: number }[]
  /** How many are at this host, without that of `except`. */
  at(host: string, except: number | null): number
}

interface Row {
  key: number
  url: string
  state: string
  createdAt: number
}

/** Returns a function that gives them as they are now. */
export function createStrangers(db: Sqlite, endpoints: Pick<Endpoints, 'version'>): () => Strangers {
  let kept: { version: number; strangers: Strangers } | null = null
  return () => {
    if (kept?.version !== endpoints.version) kept = { version: endpoints.version, strangers: read(db) }
    return kept.strangers
  }
}

function read(db: Sqlite): Strangers {
  const rows = db.all<Row>("SELECT key, url, state, created_at AS createdAt FROM endpoint WHERE owner = 'anyone'")
  const byHost = Map.groupBy(rows, ({ url }) => new URL(url).host)
  const unverified = rows
    .filter(({ state }) => state === 'unverified')
    .map(({ key, createdAt }) => ({ key, askedAt: askedAt(db, key) ?? createdAt }))
    .sort((one, other) => one.askedAt - other.askedAt || one.key - other.key)
  return { count: rows.length, unverified, at: (host, except) => byHost.get(host)?.filter(({ key }) => key !== except).length ?? 0 }
}

/** When an endpoint was last asked whether it wants messages: one that moved is asked again, however old it is. */
function askedAt(db: Sqlite, key: number): number | null {
  const row = db.first<{ at: number | null }>(
    `SELECT max(created_at) AS at FROM delivery JOIN message ON message.key = message WHERE endpoint = ? AND type = 'endpoint.verification'`,
    key,
  )
  return row?.at ?? null
}
