// Records by hand as files: whatever they are, reading the files gives what the records gave.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHandDiary } from '../../src/editing/hand-diary.ts'
import { recordFiles } from '../../src/editing/record-files.ts'
import { readEverything } from '../../src/editing/record-store.ts'
import type { Resource } from '../../src/editing/resource.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { type Diary, readDiary } from '../../src/talks/diary.ts'
import type { Party } from '../../src/talks/record.ts'
import { parties as REGISTER } from '../fixtures/parties.ts'
import { desk, diary } from '../make.ts'
import { anyParty, anyRecords } from './any-records.ts'

const BY = { by: 'Anna', dryRun: false, spellingOnly: false }

function keep(given: readonly unknown[], more: Readonly<Record<string, Party>>) {
  const db = openNode(':memory:')
  const made = desk(diary([]), { db })
  for (const [id, party] of Object.entries(more)) made.editor.putParty(id, party, { none: true }, BY)
  for (const each of given) made.editor.put((each as Resource).talk.id, each, { none: true }, BY)
  const { talks, parties } = readEverything<Resource, Party>(db)
  return { db, records: [...talks.values()], parties }
}

/** What is read of a diary, in an order of its own; problems are told of other files. */
function readable({ talks, embargoes, problems, broken }: Diary) {
  return {
    talks: [...talks].sort((one, other) => (one.id < other.id ? -1 : 1)),
    embargoes: new Map([...embargoes].sort()),
    problems: problems.map(({ talk, code }) => [talk, code]),
    broken,
  }
}

const filesOf = (records: Resource[], parties: Map<string, Party>) => recordFiles({ records, parties, partyOf: () => null })
const read = (files: ReturnType<typeof recordFiles>) =>
  readDiary(
    files.map(({ name, content }) => ({ name: `${name}.json`, content: JSON.parse(JSON.stringify(content)) as unknown })),
    REGISTER,
  )

describe('files of records by hand', () => {
  it('give the talks, the secrets and the parties that the records give', () => {
    fc.assert(
      fc.property(anyRecords, fc.dictionary(fc.constantFrom('chad', 'mali', 'togo'), anyParty), (given, more) => {
        const { db, records, parties } = keep(given, more)
        const files = filesOf(records, parties)
        const known = readHandDiary(db, new Map(Object.entries(REGISTER)))
        expect(readable(read(files))).toEqual(readable(known))
        expect(Object.assign({}, ...files.map(({ content }) => content.parties ?? {}))).toMatchObject(Object.fromEntries(parties))
        expect(filesOf([...records].reverse(), new Map([...parties].reverse()))).toEqual(files)
        for (const { content, isSecret } of files)
          expect(isSecret).toBe(JSON.stringify(content).includes('"embargoUntil"') || JSON.stringify(content).includes('"public":false'))
      }),
      { numRuns: 60 },
    )
  })

  it('have names that differ from each other and from those of the folder', () => {
    fc.assert(
      fc.property(anyRecords, (given) => {
        const { records, parties } = keep(given, {})
        const names = filesOf(records, parties).map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
        expect(names.filter((name) => !/^[a-z0-9-]+$/.test(name) || ['index', 'parties'].includes(name))).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})
