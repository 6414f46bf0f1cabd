// Any sequence of edits by two editors: the log says what stands, what is undone is as it was, and records by hand give the
// talks that files of them give.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk.ts'
import type { Acting } from '../../src/editing/editor.ts'
import { Refusal } from '../../src/editing/refusal.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Participation, TalkRecord } from '../../src/talks/record.ts'
import type { Talk } from '../../src/talks/talk.ts'
import { desk, diary, record, SOURCES } from '../make.ts'

const EMPTY = diary([])
const IDS = ['one', 'two', 'three']

const participation: fc.Arbitrary<Participation> = fc.record(
  {
    party: fc.constantFrom('us', 'ru', 'nato', 'osce'),
    role: fc.constantFrom('party', 'host', 'observer'),
    attendance: fc.constantFrom('confirmed', 'expected', 'unknown'),
  },
  { requiredKeys: ['party'] },
)
/** Fields that a record may have whatever else it has. */
const fields: fc.Arbitrary<Partial<TalkRecord>> = fc.record(
  {
    title: fc.constantFrom('Talks', 'Other talks', 'Further talks'),
    when: fc.constantFrom('2022-01-10', '2022-01-11', '2022-02', '2022-02-01/2022-02-03'),
    status: fc.constantFrom('planned', 'cancelled', 'held'),
    place: fc.constantFrom({ city: 'Geneva', country: 'CH' }, { city: 'Vienna' }),
    parties: fc.uniqueArray(participation, { selector: ({ party }) => party, minLength: 1, maxLength: 4 }),
    topics: fc.uniqueArray(fc.constantFrom('ukraine', 'arms-control', 'gas'), { maxLength: 3 }),
    summary: fc.constantFrom('Some words.', 'Other words.'),
    level: fc.constantFrom('ministers', 'officials'),
  },
  { requiredKeys: [] },
)

type Step =
  | { kind: 'put' | 'patch'; id: string; fields: Partial<TalkRecord>; by: string }
  | { kind: 'remove' | 'undo'; id: string; pick: number; by: string }
const by = fc.constantFrom('Anna', 'Ben')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('put', 'patch'), id: fc.constantFrom(...IDS), fields, by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remove', 'undo'), id: fc.constantFrom(...IDS), pick: fc.nat(100), by }) },
) as fc.Arbitrary<Step>

const acting = (name: string): Acting => ({ by: name, dryRun: false, spellingOnly: false })
const resource = (id: string, more: Partial<TalkRecord>) => ({ talk: record({ id, ...more }), sources: SOURCES })

/** Does one step; what is refused has done nothing. */
function take({ editor, histories }: Desk, given: Step): void {
  const before = histories.cursor
  try {
    if (given.kind === 'put')
      editor.put(given.id, resource(given.id, given.fields), editor.get(given.id) ? { match: 'any' } : { none: true }, acting(given.by))
    else if (given.kind === 'patch') editor.patch(given.id, { talk: given.fields }, { match: 'any' }, acting(given.by))
    else if (!('pick' in given)) return
    else if (given.kind === 'remove') editor.remove(given.id, { match: 'any' }, acting(given.by))
    else {
      const changes = editor.versions(given.id).flatMap(({ change }) => change ?? [])
      const change = changes[given.pick % Math.max(1, changes.length)]
      if (change) editor.undo(change, acting(given.by))
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(histories.cursor).toBe(before)
  }
}

function talksOf({ histories, talk }: Pick<Desk, 'histories' | 'talk'>): Map<string, Talk> {
  return new Map(histories.standing().map((standing) => [standing.talk, talk(standing)]))
}

describe('records by hand', () => {
  it('stand as the log says, whatever two editors did, also after a restart', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const db = openNode(':memory:')
        const made = desk(EMPTY, { db })
        for (const each of steps) take(made, each)
        const replayed = new Map<string, Talk>()
        for (const { talk, after } of made.changes(0, 1000)) {
          if (after === null) replayed.delete(talk)
          else replayed.set(talk, after)
        }
        expect(replayed).toEqual(talksOf(made))
        const authors = made.editor.authors(made.changes(0, 1000).map(({ id }) => id))
        expect(authors.size).toBe(made.histories.cursor)
        const again = desk(EMPTY, { db })
        expect(again.histories.cursor).toBe(made.histories.cursor)
        expect(talksOf(again)).toEqual(talksOf(made))
      }),
      { numRuns: 60 },
    )
  })

  it('are as before once an edit is undone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), step, (steps, last) => {
        const made = desk(EMPTY)
        for (const each of steps) take(made, each)
        const before = talksOf(made)
        const records = IDS.map((id) => made.editor.get(id)?.resource ?? null)
        const cursor = made.histories.cursor
        take(made, last)
        const [change] = made.changes(cursor, 1)
        fc.pre(change !== undefined)
        made.editor.undo(change?.id ?? '', acting('Anna'))
        expect(talksOf(made)).toEqual(before)
        expect(IDS.map((id) => made.editor.get(id)?.resource ?? null)).toEqual(records)
      }),
      { numRuns: 60 },
    )
  })

  it('beside an edit of other fields, an undo takes back its own alone', () => {
    fc.assert(
      fc.property(fields, fields, (mine, others) => {
        const theirs = Object.fromEntries(Object.entries(others).filter(([key]) => !(key in mine)))
        const made = desk(EMPTY)
        made.editor.put('one', resource('one', {}), { none: true }, acting('Anna'))
        const [first] = made.editor.patch('one', { talk: mine }, { match: 'any' }, acting('Anna')).effects.changes
        made.editor.patch('one', { talk: theirs }, { match: 'any' }, acting('Ben'))
        if (first) made.editor.undo(first.step.change.id, acting('Anna'))
        expect(made.editor.get('one')?.resource.talk).toEqual({ ...record({ id: 'one' }), ...theirs })
      }),
      { numRuns: 60 },
    )
  })

  it('give the talks that a file of them gives', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.constantFrom(...IDS), fields), { selector: ([id]) => id }), (given) => {
        const talks = given.map(([id, more]) => record({ id, ...more }))
        // Each is looked at before the next one is opened: an object has one store.
        const expected = talksOf(desk(diary(talks)))
        const byHand = desk(EMPTY)
        for (const talk of talks) byHand.editor.put(talk.id, { talk, sources: SOURCES }, { none: true }, acting('Anna'))
        expect(talksOf(byHand)).toEqual(expected)
        const many = desk(EMPTY)
        many.editor.putMany({ sources: SOURCES, talks }, acting('Anna'))
        expect(talksOf(many)).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })
})
