// How an endpoint lies in its row: a column for each property, and one for all properties without a column of their own.
import type { Value } from '../../sqlite/port.ts'
import type { Endpoint, Situation } from './endpoint.ts'
import { type Asked, FIELDS, type FieldName } from './endpoint-fields.ts'

/** What is kept of an endpoint that nobody sees: encrypted or hashed, where that is possible. */
export interface Sealed {
  tokenHash: string
  secret: string
  oldSecret: string | null
  code: string | null
  /** The static headers, as JSON. */
  headerValues: string | null
  /** The credentials, as JSON. */
  credentialValues: string | null
}

export type Row = Record<string, Value>
export type Properties = Omit<Endpoint, 'key'> & Sealed

const OPTIONS = 'options'

/** `null`: kept in `options`. */
const SITUATION: Record<keyof Situation, string | null> = {
  leadsSince: 'leads_since',
  owner: 'owner',
  state: 'state',
  createdAt: 'created_at',
  failingSince: 'failing_since',
  failingReported: 'failing_reported',
  failing: 'failing',
  heldUntil: 'held_until',
  remindersHeldUntil: 'reminders_held_until',
  oldSecretEnds: 'old_secret_ends',
  ended: 'ended',
  codeTries: 'code_tries',
}
const SEALED: Record<keyof Sealed, string> = {
  tokenHash: 'token_hash',
  secret: 'secret',
  oldSecret: 'old_secret',
  code: 'code',
  headerValues: 'header_values',
  credentialValues: 'credential_values',
}
const ASKED = Object.fromEntries(Object.entries(FIELDS).map(([name, { column = null }]) => [name, column])) as Record<
  FieldName,
  string | null
>

const COLUMNS: Record<string, string | null> = { id: 'id', ...ASKED, ...SITUATION, ...SEALED }

/** Values that are neither texts nor numbers are JSON in their column. */
const AS_JSON: ReadonlySet<string> = new Set(['types', 'leads', 'ended', 'failing'])
const AS_FLAG: ReadonlySet<string> = new Set(['failingReported'])
/** What a row from before a property has of it. */
const BEFORE: Partial<Asked> = { format: 'standard', credentials: [], following: [], deadlines: false }

/** The columns that hold these properties; `options` with those that stay in it. */
export function columnsOf(properties: Partial<Properties>, options: Record<string, unknown> = {}): [column: string, value: Value][] {
  const given = Object.entries(properties)
  const columns = given.flatMap(([name, value]): [string, Value][] => {
    const column = COLUMNS[name]
    return column ? [[column, columnValue(value)]] : []
  })
  const others = given.filter(([name]) => COLUMNS[name] === null)
  return others.length === 0 ? columns : [...columns, [OPTIONS, JSON.stringify({ ...options, ...Object.fromEntries(others) })]]
}

export function endpointOf(row: Row): Endpoint {
  const kept = propertiesOf(row, { ...ASKED, ...SITUATION }) as unknown as Asked & Situation
  return { key: row.key as number, id: row.id as string, ...kept }
}

export function sealedOf(row: Row): Sealed {
  return propertiesOf(row, SEALED) as unknown as Sealed
}

/** Some properties of a row, which need not have the columns of others. */
export function propertiesOf(row: Row, columns: Record<string, string | null>): Record<string, unknown> {
  const options = optionsOf(row)
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      column === null ? (options[name] ?? BEFORE[name as FieldName] ?? null) : propertyValue(name, row[column] ?? null),
    ]),
  )
}

export function optionsOf(row: Row): Record<string, unknown> {
  return JSON.parse((row[OPTIONS] as string | undefined) ?? '{}') as Record<string, unknown>
}

function columnValue(value: unknown): Value {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
}

function propertyValue(name: string, value: Value): unknown {
  if (AS_FLAG.has(name)) return value === 1
  return AS_JSON.has(name) && value !== null ? JSON.parse(value as string) : value
}
