// Whether an edit is of the version that stands: else it is told who edited meanwhile, and what, field by field.
import type { Sqlite } from '../sqlite/port.ts'
import { type RecordKind, readByEtag, readLatest, readVersions, type Version } from './record-store.ts'
import { Refusal, type Since } from './refusal.ts'
import type { Touched } from './touched.ts'

/** Which version an editor means: one that was read, any that is there, or none that is. */
export type Condition = { match: readonly string[] | 'any' } | { none: true }

/** Fields in which two versions differ; `null` is one that was removed. */
export type Differences<Body> = (before: Body | null, after: Body | null) => Touched[]

/** The latest version, if it is the one that was meant; throws a `Refusal`. */
export function requireVersion<Body>(
  db: Sqlite,
  kind: RecordKind,
  id: string,
  condition: Condition,
  differences: Differences<Body>,
): Version<Body> | null {
  const latest = readLatest<Body>(db, kind, id)
  const isThere = latest !== null && latest.body !== null
  if ('none' in condition) {
    if (isThere) throw new Refusal({ code: 'record-exists', id })
    return latest
  }
  if (latest === null || (!isThere && condition.match === 'any')) throw new Refusal({ code: 'no-record', id })
  if (condition.match === 'any' || (isThere && condition.match.includes(latest.etag))) return latest
  const seen = condition.match.map((etag) => readByEtag<Body>(db, kind, id, etag)).find((version) => version !== null)
  const since = seen ? editsSince(db, kind, id, seen, differences) : []
  throw new Refusal({ code: 'edited-meanwhile', id, etag: isThere ? latest.etag : null, since })
}

/** What was done after a version, edit by edit. */
export function editsSince<Body>(
  db: Sqlite,
  kind: RecordKind,
  id: string,
  { version, body }: Pick<Version<Body>, 'version' | 'body'>,
  differences: Differences<Body>,
): Since[] {
  let before = body
  return readVersions<Body>(db, kind, id, version).map(({ body: after, by, at }) => {
    const fields = differences(before, after)
    before = after
    return { by, at, fields }
  })
}
