// Endpoints as they are stored.
import type { Askers } from '../../reminders/lead-askers.ts'
import type { Sqlite, Value } from '../../sqlite/port.ts'
import { columnsOf, endpointOf, optionsOf, type Properties, type Row, type Sealed, sealedOf } from './columns.ts'
import type { Endpoint, Situation, State } from './endpoint.ts'

/** Where messages go, and what signs them. */
export interface Target {
  key: number
  id: string
  url: string
  secret: string
  oldSecret: string | null
  oldSecretEnds: number | null
  headerValues: string | null
  credentialValues: string | null
}

/** What may be altered; what is left out stays. */
export type Alteration = Partial<Omit<Properties, 'id' | 'owner' | 'createdAt'>>

export interface Endpoints {
  find(id: string): Endpoint | null
  get(key: number): Endpoint | null
  /** The one that was given the token with this hash. */
  ofToken(hash: string): Endpoint | null
  sealed(key: number): Sealed
  /** No more than sending needs, of each that there is. */
  targets(keys: readonly number[]): Target[]
  /** All with a URL at this origin. */
  at(origin: string): number[]
  /** By age, the oldest first, after a number; all, or but for those of some owner. */
  list(after: number, limit: number, but?: Endpoint['owner']): Endpoint[]
  count(owner: Endpoint['owner'], state?: State): number
  /** How many are in each state; those that none is in are left out. */
  states(): Partial<Record<State, number>>
  add(properties: Properties): Endpoint
  alter(key: number, change: Alteration): void
  remove(key: number): void
  /** Those whose last attempt failed, or that asked to be left alone. */
  troubled(): number[]
  /** Rises whenever an endpoint is added, altered or removed; not for how its attempts go. */
  readonly version: number
}

/** Properties that say how attempts go: nobody else depends on them. */
const OPERATING: readonly (keyof Situation)[] = ['failingSince', 'failingReported', 'failing', 'heldUntil', 'remindersHeldUntil']

export function createEndpoints(db: Sqlite, askers: Pick<Askers, 'write'>): Endpoints {
  let version = 0
  const rowOf = (key: number): Row => {
    const row = db.first<Row>('SELECT * FROM endpoint WHERE key = ?', key)
    if (!row) throw new Error(`endpoints: there is no ${key}`)
    return row
  }
  const find = (where: string, value: Value): Endpoint | null => {
    const row = db.first<Row>(`SELECT * FROM endpoint WHERE ${where} = ?`, value)
    return row ? endpointOf(row) : null
  }
  const writeLeads = (endpoint: Endpoint): void => {
    const asks = endpoint.state === 'active' || endpoint.state === 'paused'
    askers.write(endpoint.key, asks ? endpoint : null)
  }

  return {
    get version() {
      return version
    },
    find: (id) => find('id', id),
    get: (key) => find('key', key),
    ofToken: (hash) => find('token_hash', hash),
    sealed: (key) => sealedOf(rowOf(key)),
    targets: (keys) =>
      db.all<Target>(
        `SELECT endpoint.key AS key, endpoint.id AS id, url, secret, old_secret AS oldSecret, old_secret_ends AS oldSecretEnds,
           header_values AS headerValues, credential_values AS credentialValues
         FROM json_each(?) AS wanted CROSS JOIN endpoint ON endpoint.key = wanted.value`,
        JSON.stringify(keys),
      ),
    at: (origin) =>
      db.all<{ key: number }>(`SELECT key FROM endpoint WHERE substr(url, 1, length(?1)) = ?1`, `${origin}/`).map(({ key }) => key),
    list: (after, limit, but = undefined) =>
      db
        .all<Row>('SELECT * FROM endpoint WHERE key > ? AND owner IS NOT ? ORDER BY key LIMIT ?', after, but ?? null, limit)
        .map(endpointOf),
    count: (owner, state) =>
      (state
        ? db.first<{ count: number }>('SELECT count(*) AS count FROM endpoint WHERE owner = ? AND state = ?', owner, state)
        : db.first<{ count: number }>('SELECT count(*) AS count FROM endpoint WHERE owner = ?', owner)
      )?.count ?? 0,
    add(properties) {
      const columns = columnsOf(properties)
      const names = columns.map(([name]) => name)
      return db.transaction(() => {
        db.run(
          `INSERT INTO endpoint (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          ...columns.map(([, value]) => value),
        )
        const added = find('id', properties.id) as Endpoint
        writeLeads(added)
        version++
        return added
      })
    },
    states: () =>
      Object.fromEntries(
        db
          .all<{ state: State; count: number }>('SELECT state, count(*) AS count FROM endpoint GROUP BY state')
          .map(({ state, count }) => [state, count]),
      ),
    alter(key, change) {
      if (Object.keys(change).length === 0) return
      db.transaction(() => {
        const operating = Object.keys(change).every((name) => (OPERATING as readonly string[]).includes(name))
        const columns = columnsOf(change, operating ? {} : optionsOf(rowOf(key)))
        const set = columns.map(([name]) => `${name} = ?`).join(', ')
        db.run(`UPDATE endpoint SET ${set} WHERE key = ?`, ...columns.map(([, value]) => value), key)
        if (operating) return
        writeLeads(endpointOf(rowOf(key)))
        version++
      })
    },
    remove(key) {
      db.transaction(() => {
        askers.write(key, null)
        db.run('DELETE FROM endpoint WHERE key = ?', key)
        version++
      })
    },
    troubled: () =>
      db.all<{ key: number }>('SELECT key FROM endpoint WHERE failing_since IS NOT NULL OR held_until IS NOT NULL').map(({ key }) => key),
  }
}
