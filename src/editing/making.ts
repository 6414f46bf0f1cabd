// What one act makes: versions of records and parties that are written, and the diary by hand as it is after them. Nothing of
// it is in memory before it is committed.
import { type Altered, DESK } from '../changes/publisher.ts'
import type { Sqlite } from '../sqlite/port.ts'
import type { Diary } from '../talks/diary.ts'
import type { Party } from '../talks/record.ts'
import { partiesIn, type Register, type Resolved, resolveRecord, withRecords } from './hand-diary.ts'
import { readRecord, writeVersion } from './record-store.ts'
import { Refusal } from './refusal.ts'
import type { Resource } from './resource.ts'

/** A record that an act was about: `etag` is `null` where it was removed. */
export interface Written {
  id: string
  etag: string | null
  /** Whether there was none before. */
  isNew: boolean
}

export interface Making {
  /** The parties of files and by hand, with what this act has altered of them. */
  register(): Register
  /** Writes a record, which must be right; answers its talk as it is published. */
  put(id: string, resource: Resource): Resolved
  remove(id: string): void
  /** Notes what the act was about. */
  note(written: Written): void
  /** Writes a party, or that it is gone, and resolves again the talks that name it. */
  putParty(id: string, party: Party | null): string
  /** Has another origin published again. */
  publishAgain(origin: string): void
  /** Says what the talks are the same as that this act removes. */
  mergeInto(id: string): void
  readonly written: readonly Written[]
  /** The diary after the act and what is to be compared; `null` where everything is as it was. */
  altered(): (Altered & { diary: Diary }) | null
}

export function createMaking(db: Sqlite, act: number, diary: Diary, fileRegister: Register): Making {
  const resolved = new Map<string, Resolved | null>()
  const parties = new Map<string, Party | null>()
  const written: Written[] = []
  const again = new Set<string>()
  let mergedInto: string | null = null
  const altering = (register: Register): Register => {
    const after = new Map(register)
    for (const [id, party] of parties) {
      if (party === null) after.delete(id)
      else after.set(id, party)
    }
    return after
  }
  let known: Register | null = null
  const register = () => (known ??= altering(new Map([...fileRegister, ...diary.register])))
  return {
    register,
    put(id, resource) {
      const isNew = readRecord(db, 'talk', id) === null
      const found = resolveRecord(id, resource, register())
      if (found.talk === null) throw new Refusal({ code: 'invalid-record', problems: found.problems })
      resolved.set(id, found)
      written.push({ id, etag: writeVersion(db, 'talk', id, resource, act).etag, isNew })
      return found
    },
    remove(id) {
      writeVersion(db, 'talk', id, null, act)
      resolved.set(id, null)
      written.push({ id, etag: null, isNew: false })
    },
    note: (each) => void written.push(each),
    putParty(id, party) {
      parties.set(id, party)
      known = null
      const { etag } = writeVersion(db, 'party', id, party, act)
      for (const talk of [...namedBy(diary, id), ...diary.broken.ids]) {
        const kept = readRecord<Resource>(db, 'talk', talk)
        // What was broken for want of this party may be right now.
        if (kept && partiesIn(kept.body.talk).has(id)) resolved.set(talk, resolveRecord(talk, kept.body, register()))
      }
      return etag
    },
    publishAgain: (origin) => void again.add(origin),
    mergeInto(id) {
      mergedInto = id
    },
    written,
    altered() {
      if (resolved.size === 0 && parties.size === 0) return null
      const after = withRecords(diary, resolved, altering(diary.register))
      const more = mergedInto === null ? {} : { mergedInto }
      return { origin: DESK, diary: after, ids: [...resolved.keys()], act, again: [...again], ...more }
    },
  }
}

/** Ids of the talks that name a party. */
export function namedBy({ talks }: Diary, party: string): string[] {
  return talks.filter(({ parties }) => parties.some((each) => each.party === party)).map(({ id }) => id)
}
