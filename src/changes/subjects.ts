// What talks are about or between: parties, series, topics and places. One that was ever named keeps its address.
import type { Sqlite } from '../sqlite/port.ts'
import { placeSlug } from '../talks/place.ts'
import type { Party } from '../talks/record.ts'
import type { Talk } from '../talks/talk.ts'

export const SUBJECT_KINDS = ['party', 'series', 'topic', 'place'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

export interface Subject {
  kind: SubjectKind
  id: string
  name: string
  /** The name in other languages, by BCP 47 tag. */
  names: Record<string, string> | null
}

export interface NamedSubject extends Subject {
  /** Since when it has had this name: UTC, whole seconds; `null` for names older than this record of them. */
  since: string | null
}

export function readSubjects(db: Sqlite): NamedSubject[] {
  return db
    .all<{ kind: SubjectKind; id: string; name: string; names: string | null; since: string | null }>(
      'SELECT kind, id, name, names, since FROM subject ORDER BY kind, id',
    )
    .map(({ names, ...subject }) => ({ ...subject, names: names === null ? null : (JSON.parse(names) as Record<string, string>) }))
}

/** Adds subjects and renames known ones, as of `at`; a row that would stay the same is not written. */
export function writeSubjects(db: Sqlite, subjects: Iterable<Subject>, at: string): void {
  for (const { kind, id, name, names } of subjects) {
    db.run(
      `INSERT INTO subject (kind, id, name, names, since) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, names = excluded.names, since = excluded.since
       WHERE name IS NOT excluded.name OR names IS NOT excluded.names`,
      kind,
      id,
      name,
      names === null ? null : JSON.stringify(names),
      at,
    )
  }
}

/** The subjects that talks and the register name, each once. */
export function subjectsOf(talks: readonly Talk[], register: ReadonlyMap<string, Party>): Subject[] {
  const subjects = new Map<string, Subject>()
  const add = (kind: SubjectKind, id: string, name: string, names: Record<string, string> | null = null) => {
    const key = `${kind} ${id}`
    const known = subjects.get(key)
    // Talks may spell a city or a series differently: which name it has must not depend on their order.
    if (!known || name < known.name) subjects.set(key, { kind, id, name, names })
  }
  for (const [id, { name, languages }] of register) add('party', id, name, languages ?? null)
  for (const { series, topics = [], place } of talks) {
    if (series) add('series', series.id, series.title)
    for (const topic of topics) add('topic', topic, topic)
    const slug = placeSlug(place)
    if (slug !== null) add('place', slug, place?.city ?? place?.country ?? slug)
  }
  return [...subjects.values()]
}
