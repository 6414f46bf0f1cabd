// The diary out of records that were checked before: those in a bundle were when it was built. It loads no schema.
import type { Diary } from './diary.ts'
import type { Party, RecordsFile } from './record.ts'
import { resolveTalk } from './talk.ts'

/** Resolves files that were checked before, at a fraction of the time. */
export function resolveDiary(files: readonly Partial<RecordsFile>[], register: Readonly<Record<string, Party>>): Diary {
  const parties = new Map(Object.entries(register))
  for (const file of files) for (const [id, party] of Object.entries(file.parties ?? {})) parties.set(id, party)
  const records = files.flatMap(({ talks = [], sources = {}, series }) =>
    talks.map((talk) => ({ talk, file: { sources, talks, ...(series ? { series } : {}) } })),
  )
  return {
    // Made whenever they are looked at: a desk that holds the diary does not hold every talk twice.
    get talks() {
      return records.map(({ talk, file }) => resolveTalk(talk, file, parties))
    },
    embargoes: new Map(records.flatMap(({ talk: { id, embargoUntil } }) => (embargoUntil === undefined ? [] : [[id, embargoUntil]]))),
    broken: { ids: new Set(), unreadable: false },
    problems: [],
    register: parties,
  }
}
