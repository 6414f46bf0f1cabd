// Undoing an edit: the version before it is put back as a new one, where nothing since has touched the same fields.
import type { Sqlite } from '../sqlite/port.ts'
import type { Party } from '../talks/record.ts'
import type { Resolved } from './hand-diary.ts'
import type { Making } from './making.ts'
import { partyTouched } from './party.ts'
import { type Differences, editsSince } from './preconditions.ts'
import { type RecordKind, readLatest, readVersion } from './record-store.ts'
import { Refusal, type Since } from './refusal.ts'
import type { Resource } from './resource.ts'
import { putBack, type Touched, touched } from './touched.ts'

/** What is to be written; `null`: it is removed. */
export function undone<Body extends Resource | Party>(
  db: Sqlite,
  { kind, id, version }: { kind: RecordKind; id: string; version: number },
  differences: Differences<Body>,
  back: (current: Body, earlier: Body, fields: readonly string[]) => Body,
): Body | null {
  const bodyOf = (number: number) => (number === 0 ? null : (readVersion<Body>(db, kind, id, number)?.body ?? null))
  const [earlier, made, latest] = [bodyOf(version - 1), bodyOf(version), readLatest<Body>(db, kind, id)]
  if (latest === null) throw new Refusal({ code: 'no-record', id })
  if (latest.version === version) return earlier
  const fields = differences(made, earlier)
  const mine = new Set(fields.map(({ field }) => field))
  const later = editsSince(db, kind, id, { version, body: made }, differences)
  // What was announced or removed by the edit is the whole record: any edit since has touched it.
  const isWhole = earlier === null || made === null || latest.body === null
  const clashing = isWhole ? later : later.flatMap((since) => only(since, mine))
  if (clashing.length > 0 || isWhole)
    throw new Refusal({ code: 'touched-since', since: clashing, fields: fromNow(fields, differences(null, latest.body)) })
  return back(latest.body as Body, earlier as Body, [...mine])
}

/** The record as it is after that, resolved; `null` where it is removed. */
export function undoRecord(db: Sqlite, making: Making, at: { id: string; version: number }): Resolved | null {
  const body = undone<Resource>(db, { kind: 'talk', ...at }, touched, putBack)
  if (body !== null) return making.put(at.id, body)
  making.remove(at.id)
  return null
}

/** A party is put back field by field. */
export function undoneParty(db: Sqlite, at: { id: string; version: number }): Party | null {
  return undone<Party>(db, { kind: 'party', ...at }, partyTouched, (current, earlier, fields) => {
    const party: Record<string, unknown> = { ...current }
    for (const field of fields) {
      const value = earlier[field as keyof Party]
      if (value === undefined) delete party[field]
      else party[field] = value
    }
    return party as unknown as Party
  })
}

function only(since: Since, mine: ReadonlySet<string>): Since[] {
  const fields = since.fields.filter(({ field }) => mine.has(field))
  return fields.length === 0 ? [] : [{ ...since, fields }]
}

/** What an undo would have to be: from how the fields stand now to how they were. */
function fromNow(fields: readonly Touched[], current: readonly Touched[]): Touched[] {
  const now = new Map(current.map(({ field, after }) => [field, after]))
  return fields.map(({ field, after }) => ({ field, before: now.get(field) ?? null, after }))
}
