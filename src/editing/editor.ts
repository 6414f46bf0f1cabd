// What editors do with records by hand. Each act is one transaction with the changes that come of it: where it is refused, or
// fails, nothing of it is done.
import { readOrigin } from '../changes/change-log.ts'
import type { Histories } from '../changes/histories.ts'
import { type Altered, DESK, EVENTS, type Publisher } from '../changes/publisher.ts'
import type { Moment } from '../runtime/clock.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Diary } from '../talks/diary.ts'
import type { Problem } from '../talks/problem.ts'
import type { Party, Source } from '../talks/record.ts'
import { type ActName, noteAct } from './acts.ts'
import { NO_RECORDS, nameOf, type Register, readHandDiary } from './hand-diary.ts'
import { createMaking, type Making, namedBy, type Written } from './making.ts'
import { checkParty, partyTouched } from './party.ts'
import { type Condition, requireVersion } from './preconditions.ts'
import { createPutting } from './putting.ts'
import { madeBy, readAll, readRecord, readVersions, type Signed } from './record-store.ts'
import { holds, type Redacted, redact } from './redaction.ts'
import { Refusal } from './refusal.ts'
import { merged, type Resource, type SentResource } from './resource.ts'
import { recordOf } from './taken-record.ts'
import { touched } from './touched.ts'
import { undoneParty, undoRecord } from './undo.ts'

/** Who acts, and how. */
export interface Acting {
  /** The name of the token. */
  by: string
  /** Nothing is written: it is answered what would be. */
  dryRun: boolean
  /** Programs are told of it, and nobody else. */
  spellingOnly: boolean
}

/** What an act came to. */
export interface Edited<Effects> {
  written: readonly Written[]
  /** What came of it, or would have. */
  effects: Effects
}

export interface ListedRecord {
  id: string
  etag: string
  isPublic: boolean
  /** Until when it is secret. */
  embargo: string | null
  problems: Problem[]
}

/** Every act throws a `Refusal` where it cannot be done. */
export interface Editor<Effects> {
  list(): ListedRecord[]
  /** What the records come to: their talks, those under an embargo too, and their problems. */
  diary(): Diary
  get(id: string): { resource: SentResource; etag: string; problems: Problem[] } | null
  /** Oldest first. */
  versions(id: string): Signed<Resource>[]
  put(id: string, given: unknown, condition: Condition, acting: Acting): Edited<Effects>
  /** A JSON Merge Patch (RFC 7396). */
  patch(id: string, patch: unknown, condition: Condition, acting: Acting): Edited<Effects>
  remove(id: string, condition: Condition, acting: Acting): Edited<Effects>
  /** A file of many, as `events/` has them: all are written, or none. */
  putMany(file: unknown, acting: Acting): Edited<Effects>
  /** Undoes what an editor did when this change came of it. */
  undo(change: string, acting: Acting): Edited<Effects>
  /** Makes a talk of another origin one of the desk's. */
  take(id: string, acting: Acting): Edited<Effects>
  giveBack(id: string, acting: Acting): Edited<Effects>
  /** Withdraws a talk since it is the same as another one. */
  merge(id: string, into: string, acting: Acting): Edited<Effects>
  /** The origin that a talk by hand was taken from; `null` where it was by hand from the start. */
  takenFrom(id: string): string | null
  /** All parties: those of files, and by hand. */
  register(): ReadonlyMap<string, Party>
  /** The parties by hand. */
  parties(): { id: string; party: Party }[]
  /** A source that a talk of the diary names. */
  source(id: string): Source | null
  /** Sources that talks name, those of the latest first, at most so many. */
  sources(most: number): [string, Source][]
  /** Takes a text out of all that is kept of a talk; the desk has to be opened anew after it. */
  redact(id: string, text: string, acting: Acting): Redacted
  /** `etag` is `null` for parties of files. */
  party(id: string): { party: Party; etag: string | null; origin: string } | null
  putParty(id: string, given: unknown, condition: Condition, acting: Acting): Edited<Effects>
  removeParty(id: string, condition: Condition, acting: Acting): Edited<Effects>
  /** Which of these changes editors made, each with who did. */
  authors(changes: readonly string[]): Map<string, string>
  /** Reads all records again, since the parties of files are others now. */
  refresh(): void
}

/** What an act hands to the desk. */
export interface Work {
  /** `null` where everything is as it was. */
  altered: Altered | null
  /** Called once it is committed. */
  committed: () => void
}

export interface EditorOptions<Effects> {
  db: Sqlite
  histories: Pick<Histories, 'latest' | 'subject'>
  publisher: Publisher
  /** Does an act in a transaction with all that comes of it; throws what it throws, and then nothing has happened. */
  edit(work: (now: Moment) => Work, acting: Acting): Effects
}

/** Records that one act names. */
const MOST_NAMED = 20

export function createEditor<Effects>({ db, histories, publisher, edit }: EditorOptions<Effects>): Editor<Effects> {
  let diary: Diary = NO_RECORDS
  /** The parties of files that records were last read with. */
  let readWith: string | null = null
  const fileRegister = (): Register => publisher.diary(EVENTS)?.register ?? new Map()
  const putting = createPutting(db, histories, (origin) => (origin === DESK ? diary : publisher.diary(origin)))

  /** Does one act; `make` answers what else is to be noted of it. */
  const act = (
    [what, kind, subject]: readonly [ActName, 'talk' | 'party', string],
    acting: Acting,
    make: (making: Making, now: Moment) => string | null,
  ): Edited<Effects> => {
    let written: readonly Written[] = []
    const effects = edit((now) => {
      const key = noteAct(db, { at: now.real, by: acting.by, what, kind, subject, detail: null })
      const making = createMaking(db, key, diary, fileRegister())
      const detail = make(making, now)
      written = making.written
      const altered = making.altered()
      // What is as it was is no act.
      if (altered === null) db.run('DELETE FROM act WHERE key = ?', key)
      else if (detail !== null) db.run('UPDATE act SET detail = ? WHERE key = ?', detail, key)
      return {
        altered,
        committed() {
          if (altered !== null) diary = altered.diary
        },
      }
    }, acting)
    return { written, effects }
  }

  return {
    list() {
      const problems = Map.groupBy(diary.problems, ({ talk }) => talk ?? '')
      const sql = "SELECT id, max(version), etag, body IS NULL AS isGone FROM record WHERE kind = 'talk' GROUP BY id ORDER BY id"
      const rows = db.all<{ id: string; etag: string; isGone: number }>(sql).filter(({ isGone }) => isGone === 0)
      return rows.map(({ id, etag }) => {
        const isPublic = histories.latest(id)?.withdrawn === false
        return { id, etag, isPublic, embargo: diary.embargoes.get(id) ?? null, problems: problems.get(id) ?? [] }
      })
    },
    diary: () => diary,
    get(id) {
      const kept = readRecord<Resource>(db, 'talk', id)
      if (kept === null) return null
      const named = kept.body.talk.parties.flatMap(({ party }) => {
        const own = readRecord<Party>(db, 'party', party)
        return own === null ? [] : [[party, own.body] as const]
      })
      const parties = named.length === 0 ? {} : { parties: Object.fromEntries(named) }
      const problems = diary.problems.filter(({ talk, file }) => talk === id || file === nameOf(id))
      return { resource: { ...kept.body, ...parties }, etag: kept.etag, problems }
    },
    versions: (id) => readVersions<Resource>(db, 'talk', id),
    put: (id, given, condition, acting) =>
      act(['record.put', 'talk', id], acting, (making, now) => {
        putting.put(making, id, given, condition, now)
        return null
      }),
    patch: (id, patch, condition, acting) =>
      act(['record.put', 'talk', id], acting, (making, now) => {
        putting.requireOwn(id)
        const latest = requireVersion<Resource>(db, 'talk', id, condition, touched)
        if (latest === null || latest.body === null) throw new Refusal({ code: 'no-record', id })
        putting.put(making, id, merged(latest.body, patch), condition, now)
        return null
      }),
    remove: (id, condition, acting) =>
      act(['record.removed', 'talk', id], acting, (making) => {
        // One that was secret while another origin published its id can go, and then no fault is left.
        if (readRecord(db, 'talk', id) === null) putting.requireOwn(id)
        else if (readOrigin(db, id) !== DESK) making.publishAgain(DESK)
        requireVersion<Resource>(db, 'talk', id, condition, touched)
        making.remove(id)
        return null
      }),
    putMany: (file, acting) =>
      act(['record.put', 'talk', ''], acting, (making, now) => {
        const ids = putting.putMany(making, file, now)
        return ids.length > MOST_NAMED ? `${ids.slice(0, MOST_NAMED).join(', ')} … (${ids.length})` : ids.join(', ')
      }),
    undo(id, acting) {
      const sql = 'SELECT talk, origin, act FROM change WHERE id = ?'
      const change = db.first<{ talk: string; origin: string; act: number | null }>(sql, id)
      if (change === undefined) throw new Refusal({ code: 'no-change', id })
      const made = change.act === null ? [] : madeBy(db, change.act)
      const record = made.find((each) => each.kind === 'talk' && each.id === change.talk)
      const party = record ? undefined : made.find((each) => each.kind === 'party')
      if (record)
        return act(['record.undone', 'talk', record.id], acting, (making, now) => {
          putting.requireOwn(record.id)
          putting.requireNoNewEmbargo(record.id, undoRecord(db, making, record), now)
          return `change ${id}`
        })
      if (party)
        return act(['party.undone', 'party', party.id], acting, (making) => {
          making.putParty(party.id, undoneParty(db, party))
          return `change ${id}`
        })
      throw new Refusal({ code: 'not-by-hand', id, origin: change.origin })
    },
    take: (id, acting) =>
      act(['record.taken', 'talk', id], acting, (making) => {
        const origin = readOrigin(db, id)
        if (origin === null) throw new Refusal({ code: 'no-record', id })
        if (origin === DESK) throw new Refusal({ code: 'by-hand-already', id })
        const talk = publisher.diary(origin)?.talks.find((each) => each.id === id)
        if (!talk || histories.latest(id)?.withdrawn !== false) throw new Refusal({ code: 'no-file-record', id, origin })
        db.run('UPDATE talk SET origin = ?, taken_from = ? WHERE id = ?', DESK, origin, id)
        making.publishAgain(origin)
        making.put(id, recordOf(talk))
        return `from ${origin}`
      }),
    giveBack: (id, acting) =>
      act(['record.given-back', 'talk', id], acting, (making) => {
        const sql = 'SELECT origin, taken_from AS takenFrom FROM talk WHERE id = ?'
        const { origin, takenFrom } = db.first<{ origin: string; takenFrom: string | null }>(sql, id) ?? { origin: null, takenFrom: null }
        if (origin !== DESK || takenFrom === null || readRecord(db, 'talk', id) === null) throw new Refusal({ code: 'not-taken', id })
        const isThere = publisher.diary(takenFrom)?.talks.some((talk) => talk.id === id) === true
        if (!isThere) throw new Refusal({ code: 'no-file-record', id, origin: takenFrom })
        db.run('UPDATE talk SET origin = ?, taken_from = NULL WHERE id = ?', takenFrom, id)
        making.publishAgain(takenFrom)
        making.remove(id)
        return `to ${takenFrom}`
      }),
    merge: (id, into, acting) =>
      act(['record.merged', 'talk', id], acting, (making) => {
        putting.requireOwn(id)
        if (readRecord(db, 'talk', id) === null) throw new Refusal({ code: 'no-record', id })
        if (id === into) throw new Refusal({ code: 'same-talk', id })
        if (histories.latest(into)?.withdrawn !== false) throw new Refusal({ code: 'not-standing', id: into })
        making.remove(id)
        making.mergeInto(into)
        return `into ${into}`
      }),
    takenFrom: (id) =>
      db.first<{ takenFrom: string | null }>('SELECT taken_from AS takenFrom FROM talk WHERE id = ?', id)?.takenFrom ?? null,
    redact(id, text, acting) {
      const origin = readOrigin(db, id)
      if (origin === null && readRecord(db, 'talk', id) === null) throw new Refusal({ code: 'no-record', id })
      const file = origin === null || origin === DESK ? undefined : publisher.diary(origin)?.talks.find((talk) => talk.id === id)
      // It would come back with the next reading.
      if (file && origin !== null && holds(file, text)) throw new Refusal({ code: 'text-in-file', id, origin })
      const name = origin ?? DESK
      const found: Redacted[] = []
      edit((now) => {
        const key = noteAct(db, { at: now.real, by: acting.by, what: 'record.redacted', kind: 'talk', subject: id, detail: null })
        const redacted = redact(db, id, text)
        if (Object.values(redacted).every((count) => count === 0)) throw new Refusal({ code: 'nothing-to-redact' })
        found.push(redacted)
        const after = name === DESK ? readHandDiary(db, fileRegister()) : (publisher.diary(name) ?? NO_RECORDS)
        // Whoever has the calendar is to fetch it again, so there is a change even where the talk says the same.
        return {
          altered: { origin: name, diary: after, ids: [id], touched: [id], act: key },
          committed() {
            if (name === DESK) diary = after
          },
        }
      }, acting)
      return found[0] as Redacted
    },
    register: () => new Map([...fileRegister(), ...diary.register]),
    parties: () => readAll<Party>(db, 'party').map(({ id, body }) => ({ id, party: body })),
    source: putting.source,
    sources: putting.sources,
    party(id) {
      const own = readRecord<Party>(db, 'party', id)
      if (own) return { party: own.body, etag: own.etag, origin: DESK }
      const party = fileRegister().get(id)
      return party ? { party, etag: null, origin: EVENTS } : null
    },
    putParty: (id, given, condition, acting) =>
      act(['party.put', 'party', id], acting, (making) => {
        const { party, problems } = checkParty(id, given, nameOf(`parties/${id}`))
        if (party === null) throw new Refusal({ code: 'invalid-record', problems })
        const latest = readRecord<Party>(db, 'party', id)
        if (latest === null && fileRegister().has(id)) throw new Refusal({ code: 'other-origin', id, origin: EVENTS })
        const isThere = latest !== null && partyTouched(latest.body, party).length === 0
        if (!isThere) requireVersion<Party>(db, 'party', id, condition, partyTouched)
        making.note({ id, etag: isThere ? latest.etag : making.putParty(id, party), isNew: latest === null })
        return null
      }),
    removeParty: (id, condition, acting) =>
      act(['party.removed', 'party', id], acting, (making) => {
        requireVersion<Party>(db, 'party', id, condition, partyTouched)
        const talks = namedBy(diary, id)
        if (talks.length > 0) throw new Refusal({ code: 'party-in-use', id, talks })
        making.putParty(id, null)
        making.note({ id, etag: null, isNew: false })
        return null
      }),
    authors(changes) {
      const sql = 'SELECT change.id, by FROM change JOIN act ON act.key = act WHERE change.id IN (SELECT value FROM json_each(?))'
      return new Map(db.all<{ id: string; by: string }>(sql, JSON.stringify(changes)).map(({ id, by }) => [id, by]))
    },
    refresh() {
      const register = JSON.stringify([...fileRegister()])
      if (register === readWith) return
      readWith = register
      // A desk on which nobody has written a record has no such origin.
      if (db.first('SELECT 1 FROM record LIMIT 1') === undefined) return
      diary = readHandDiary(db, fileRegister())
      publisher.replace(DESK, diary)
    },
  }
}
