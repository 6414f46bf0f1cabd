// Endpoints as they are stored, and who of them is told what. Those that may be told anything are held in memory, since
// a change is matched against every one of them.

import type { Standing } from '../../changes/standing.ts'
import type { Language } from '../../language/words.ts'
import { writeLeads } from '../../reminders/askers.ts'
import type { Sqlite, Value } from '../../sqlite/port.ts'
import { type Filter, matches, parseFilter, withinDays } from '../../talks/filter.ts'
import type { Day } from '../../talks/time.ts'
import type { Ended, Endpoint, State } from './endpoint.ts'

interface Row {
  key: number
  id: string
  url: string
  description: string | null
  types: string | null
  filter: string
  leads: string
  day_at: string
  zone: string | null
  lang: string
  leads_since: number
  owner: string
  state: string
  token_hash: string
  secret: string
  old_secret: string | null
  old_secret_ends: number | null
  created_at: number
  failing_since: number | null
  failing_reported: number
  held_until: number | null
  ended: string | null
  code: string | null
  code_tries: number
}

/** What is kept of an endpoint beside what its owner sees. */
export interface Sealed {
  tokenHash: string
  secret: string
  oldSecret: string | null
  code: string | null
}

/** Where messages go, and what signs them. */
export interface Target {
  id: string
  url: string
  secret: string
  oldSecret: string | null
  oldSecretEnds: number | null
}

/** What may be altered; what is left out stays. */
export type Alteration = Partial<Omit<Endpoint, 'key' | 'id' | 'filter' | 'owner' | 'createdAt'> & Sealed>

export interface Endpoints {
  find(id: string): Endpoint | null
  get(key: number): Endpoint | null
  sealed(key: number): Sealed
  /** No more than sending needs. */
  target(key: number): Target
  /** By age, the oldest first, after a number. */
  list(after: number, limit: number): Endpoint[]
  count(owner: Endpoint['owner'], state?: State): number
  add(endpoint: Omit<Endpoint, 'key' | 'filter'>, sealed: Sealed): Endpoint
  alter(key: number, change: Alteration): void
  remove(key: number): void
  /** Endpoints to which something can be queued: active and paused ones. */
  recipients(): Recipient[]
  /** One of them, by its number. */
  recipient(key: number): Recipient | undefined
  /** Those whose filter takes any of the ways in which a talk stood or stands; each filter is asked once, whoever has it. */
  followers(standings: readonly (Standing | null)[], today: Day): Recipient[]
  /** Those whose last attempt failed, or that asked to be left alone. */
  troubled(): number[]
  /** Rises whenever an endpoint is added, altered or removed. */
  readonly version: number
}

/** What decides whether an endpoint is told. */
export interface Recipient {
  key: number
  types: ReadonlySet<string> | null
  filter: Filter
  filterText: string
  lang: Language
  leadsSince: number
}

const COLUMNS: Record<keyof Alteration, string> = {
  url: 'url',
  description: 'description',
  types: 'types',
  filterText: 'filter',
  leads: 'leads',
  dayAt: 'day_at',
  zone: 'zone',
  lang: 'lang',
  leadsSince: 'leads_since',
  state: 'state',
  tokenHash: 'token_hash',
  secret: 'secret',
  oldSecret: 'old_secret',
  oldSecretEnds: 'old_secret_ends',
  failingSince: 'failing_since',
  failingReported: 'failing_reported',
  heldUntil: 'held_until',
  ended: 'ended',
  code: 'code',
  codeTries: 'code_tries',
}
/** Fields that no recipient depends on. */
const OPERATING: ReadonlySet<string> = new Set(['failingSince', 'failingReported', 'heldUntil'])

export function createEndpoints(db: Sqlite): Endpoints {
  let kept: { list: Recipient[]; byKey: Map<number, Recipient>; byFilter: Map<string, Recipient[]> } | null = null
  let version = 0
  const altered = () => {
    kept = null
    version++
  }
  const one = (where: string, value: Value): Endpoint | null => {
    const row = db.first<Row>(`SELECT * FROM endpoint WHERE ${where} = ?`, value)
    return row ? endpointOf(row) : null
  }
  const settleLeads = (endpoint: Endpoint) => {
    const asks = endpoint.state === 'active' || endpoint.state === 'paused'
    writeLeads(db, endpoint.key, asks ? endpoint : null)
  }

  return {
    get version() {
      return version
    },
    find: (id) => one('id', id),
    get: (key) => one('key', key),
    sealed(key) {
      const row = db.first<Row>('SELECT * FROM endpoint WHERE key = ?', key)
      if (!row) throw new Error(`endpoints: there is no ${key}`)
      return { tokenHash: row.token_hash, secret: row.secret, oldSecret: row.old_secret, code: row.code }
    },
    target(key) {
      const row = db.first<Target>(
        'SELECT id, url, secret, old_secret AS oldSecret, old_secret_ends AS oldSecretEnds FROM endpoint WHERE key = ?',
        key,
      )
      if (!row) throw new Error(`endpoints: there is no ${key}`)
      return row
    },
    list: (after, limit) => db.all<Row>('SELECT * FROM endpoint WHERE key > ? ORDER BY key LIMIT ?', after, limit).map(endpointOf),
    count: (owner, state) =>
      (state
        ? db.first<{ count: number }>('SELECT count(*) AS count FROM endpoint WHERE owner = ? AND state = ?', owner, state)
        : db.first<{ count: number }>('SELECT count(*) AS count FROM endpoint WHERE owner = ?', owner)
      )?.count ?? 0,
    add(endpoint, sealed) {
      const { id, owner, createdAt, ...fields } = endpoint
      const columns = Object.entries({ ...fields, ...sealed }).map(
        ([name, value]) => [COLUMNS[name as keyof Alteration], columnValue(value)] as const,
      )
      const names = ['id', 'owner', 'created_at', ...columns.map(([name]) => name)]
      return db.transaction(() => {
        db.run(
          `INSERT INTO endpoint (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          id,
          owner,
          createdAt,
          ...columns.map(([, value]) => value),
        )
        const added = one('id', id) as Endpoint
        settleLeads(added)
        altered()
        return added
      })
    },
    alter(key, change) {
      const entries = Object.entries(change)
      if (entries.length === 0) return
      const set = entries.map(([name]) => `${COLUMNS[name as keyof Alteration]} = ?`).join(', ')
      db.transaction(() => {
        db.run(`UPDATE endpoint SET ${set} WHERE key = ?`, ...entries.map(([, value]) => columnValue(value)), key)
        if (entries.every(([name]) => OPERATING.has(name))) return
        const after = one('key', key)
        if (after) settleLeads(after)
        altered()
      })
    },
    remove(key) {
      db.transaction(() => {
        writeLeads(db, key, null)
        db.run('DELETE FROM endpoint WHERE key = ?', key)
        altered()
      })
    },
    troubled: () =>
      db.all<{ key: number }>('SELECT key FROM endpoint WHERE failing_since IS NOT NULL OR held_until IS NOT NULL').map(({ key }) => key),
    recipients: () => keep().list,
    recipient: (key) => keep().byKey.get(key),
    followers: (standings, today) =>
      [...keep().byFilter.values()]
        .filter(([one]) => one !== undefined && takes(one.filter, standings, today))
        .flat()
        .sort((a, b) => a.key - b.key),
  }

  function keep() {
    if (kept !== null) return kept
    const list: Recipient[] = []
    const filters = new Map<string, Filter>()
    db.each<RecipientRow>(RECIPIENTS, [], (row) => {
      // Most have the same few filters, which are held once.
      const filter = filters.get(row.filter) ?? filterOf(row.filter)
      filters.set(row.filter, filter)
      list.push(recipientOf(row, filter))
    })
    kept = {
      list,
      byKey: new Map(list.map((recipient) => [recipient.key, recipient])),
      byFilter: Map.groupBy(list, ({ filterText }) => filterText),
    }
    return kept
  }
}

/** Whether a filter takes any of the ways in which a talk stood or stands: who followed it is told that it left, too. */
export function takes(filter: Filter, standings: readonly (Standing | null)[], today: Day): boolean {
  return standings.some((standing) => standing !== null && matches(filter, standing) && withinDays(filter, standing.span, today))
}

type RecipientRow = Pick<Row, 'key' | 'types' | 'filter' | 'lang' | 'leads_since'>

const RECIPIENTS = "SELECT key, types, filter, lang, leads_since FROM endpoint WHERE state IN ('active', 'paused') ORDER BY key"

function recipientOf({ key, types, filter: filterText, lang, leads_since }: RecipientRow, filter: Filter): Recipient {
  return {
    key,
    types: types === null ? null : new Set(typesOf(types)),
    filter,
    filterText,
    lang: lang as Language,
    leadsSince: leads_since,
  }
}

function filterOf(text: string): Filter {
  return parseFilter([...new URLSearchParams(text)], () => true).filter
}

function typesOf(text: string | null): string[] | null {
  return text === null ? null : (JSON.parse(text) as string[])
}

function endpointOf(row: Row): Endpoint {
  return {
    key: row.key,
    id: row.id,
    url: row.url,
    description: row.description,
    types: typesOf(row.types),
    filter: filterOf(row.filter),
    filterText: row.filter,
    leads: JSON.parse(row.leads) as string[],
    dayAt: row.day_at,
    zone: row.zone,
    lang: row.lang as Language,
    leadsSince: row.leads_since,
    owner: row.owner as Endpoint['owner'],
    state: row.state as State,
    createdAt: row.created_at,
    failingSince: row.failing_since,
    failingReported: row.failing_reported === 1,
    heldUntil: row.held_until,
    oldSecretEnds: row.old_secret_ends,
    ended: row.ended === null ? null : (JSON.parse(row.ended) as Ended),
    codeTries: row.code_tries,
  }
}

function columnValue(value: unknown): Value {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
}
