// Records by hand: each act as a change, refused where it must be, and undone.
import { describe, expect, it } from 'vitest'
import type { Acting } from '../../src/editing/editor.ts'
import { type Reason, Refusal } from '../../src/editing/refusal.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { calendar, desk, diary, readCalendar, record, SOURCES } from '../make.ts'

const ANNA: Acting = { by: 'Anna', dryRun: false, spellingOnly: false }
const NEW = { none: true } as const
const EMPTY = diary([])

const resource = (change: Parameters<typeof record>[0] = {}) => ({ talk: record({ id: 'by-hand', ...change }), sources: SOURCES })

function etagOf({ written }: { written: readonly { etag: string | null }[] }): string {
  return written[0]?.etag ?? ''
}

function reasonOf(work: () => unknown): Reason {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
  throw new Error('it was not refused')
}

describe('an editor', () => {
  it('publishes a record, alters it and removes it, each as one change', async () => {
    const made = desk(EMPTY)
    const first = made.editor.put('by-hand', resource(), NEW, ANNA)
    expect(first.written).toEqual([{ id: 'by-hand', etag: expect.stringMatching(/^"[0-9a-f]{32}"$/), isNew: true }])
    expect(first.effects.changes.map(({ step, sentences }) => [step.change.types, sentences.de])).toEqual([
      [['talk.announced'], expect.stringContaining('angekündigt')],
    ])
    expect(readCalendar(await calendar(made)).map(({ uid, start }) => [uid, start])).toEqual([['by-hand@parley.example', '2022-01-10']])
    const etag = etagOf(first)
    const second = made.editor.patch('by-hand', { talk: { when: '2022-01-11' } }, { match: [etag] }, ANNA)
    expect(second.effects.changes.map(({ step }) => step.change.types)).toEqual([['talk.rescheduled']])
    expect(readCalendar(await calendar(made))).toMatchObject([{ start: '2022-01-11', sequence: 1 }])
    made.editor.remove('by-hand', { match: 'any' }, ANNA)
    expect(made.histories.latest('by-hand')).toMatchObject({ withdrawn: true, revision: 3 })
    expect(made.editor.versions('by-hand').map(({ by, what, body }) => [by, what, body === null])).toEqual([
      ['Anna', 'record.put', false],
      ['Anna', 'record.put', false],
      ['Anna', 'record.removed', true],
    ])
  })

  it('writes nothing in a dry run, and answers what would be', () => {
    const made = desk(EMPTY)
    const tried = made.editor.put('by-hand', resource(), NEW, { ...ANNA, dryRun: true })
    expect(tried.effects.changes[0]?.event).toContain('SUMMARY:United States')
    expect(made.histories.cursor).toBe(0)
    expect(made.editor.list()).toEqual([])
    expect(made.editor.put('by-hand', resource(), NEW, ANNA).effects.changes[0]?.sentences).toEqual(tried.effects.changes[0]?.sentences)
  })

  it('stands after a restart as it was left', () => {
    const db = openNode(':memory:')
    const before = desk(EMPTY, { db })
    before.editor.put('by-hand', resource(), NEW, ANNA)
    const after = desk(EMPTY, { db })
    expect(after.histories.cursor).toBe(1)
    expect(after.health()).toMatchObject({ status: 'ok', talks: 1 })
    expect(after.editor.get('by-hand')?.resource).toEqual(before.editor.get('by-hand')?.resource)
  })

  it('tells who edited meanwhile, field by field', () => {
    const made = desk(EMPTY)
    const etag = etagOf(made.editor.put('by-hand', resource(), NEW, ANNA))
    made.editor.patch('by-hand', { talk: { when: '2022-01-11', title: 'Other' } }, { match: [etag] }, { ...ANNA, by: 'Ben' })
    expect(reasonOf(() => made.editor.patch('by-hand', { talk: { title: 'Mine' } }, { match: [etag] }, ANNA))).toMatchObject({
      code: 'edited-meanwhile',
      since: [
        {
          by: 'Ben',
          fields: [
            { field: 'title', after: 'Other' },
            { field: 'when', before: { when: '2022-01-10' }, after: { when: '2022-01-11' } },
          ],
        },
      ],
    })
  })

  it('undoes an edit beside others, and refuses where the same field was touched since', () => {
    const made = desk(EMPTY)
    made.editor.put('by-hand', resource(), NEW, ANNA)
    const moved =
      made.editor.patch('by-hand', { talk: { when: '2022-01-11' } }, { match: 'any' }, ANNA).effects.changes[0]?.step.change.id ?? ''
    made.editor.patch('by-hand', { talk: { title: 'Other' } }, { match: 'any' }, ANNA)
    made.editor.undo(moved, ANNA)
    expect(made.editor.get('by-hand')?.resource.talk).toMatchObject({ when: '2022-01-10', title: 'Other' })
    made.editor.patch('by-hand', { talk: { when: '2022-01-12' } }, { match: 'any' }, ANNA)
    expect(reasonOf(() => made.editor.undo(moved, ANNA))).toMatchObject({
      code: 'touched-since',
      fields: [{ field: 'when', before: { when: '2022-01-12' }, after: { when: '2022-01-10' } }],
    })
  })

  it('takes a talk over from a file with its id and revisions, and gives it back', () => {
    const db = openNode(':memory:')
    const files = diary([record()])
    const made = desk(files, { db })
    expect(reasonOf(() => made.editor.put('us-russia-1', resource({ id: 'us-russia-1' }), NEW, ANNA))).toMatchObject({
      code: 'other-origin',
      origin: 'events',
    })
    made.editor.take('us-russia-1', ANNA)
    expect(made.histories.latest('us-russia-1')?.revision).toBe(1)
    expect(made.health()).toMatchObject({ status: 'ok', faults: [] })
    made.editor.patch('us-russia-1', { talk: { title: 'By hand' } }, { match: 'any' }, ANNA)
    const again = desk(files, { db })
    expect(again.histories.latest('us-russia-1')?.revision).toBe(2)
    again.editor.giveBack('us-russia-1', ANNA)
    expect(again.histories.latest('us-russia-1')?.revision).toBe(3)
    expect(again.talk(again.histories.latest('us-russia-1') as never).title).toBe('United States – Russia talks')
    expect(desk(files, { db }).histories.cursor).toBe(3)
  })

  it('renames a party in all talks that name it, as one act that is undone as one', () => {
    const made = desk(EMPTY)
    const parties = { sudan: { name: 'Sudan', kind: 'state' } }
    const named = (id: string) => ({ ...resource({ id, parties: [{ party: 'sudan' }] }), parties })
    made.editor.put('one', named('one'), NEW, ANNA)
    made.editor.put('two', named('two'), NEW, ANNA)
    const { effects } = made.editor.putParty('sudan', { name: 'The Sudan', kind: 'state' }, { match: 'any' }, ANNA)
    expect(effects.changes.map(({ step }) => [step.change.talk, step.change.types])).toEqual([
      ['one', ['talk.updated']],
      ['two', ['talk.updated']],
    ])
    expect(reasonOf(() => made.editor.removeParty('sudan', { match: 'any' }, ANNA))).toMatchObject({
      code: 'party-in-use',
      talks: ['one', 'two'],
    })
    const back = made.editor.undo(effects.changes[0]?.step.change.id ?? '', ANNA)
    expect(back.effects.count).toBe(2)
    expect(made.editor.party('sudan')?.party.name).toBe('Sudan')
  })
})

describe('talks that are the same', () => {
  it('become one: the other leads to it in calendars, in its sentence and on its page', async () => {
    const made = desk(EMPTY)
    made.editor.put('one', resource({ id: 'one' }), NEW, ANNA)
    made.editor.put('two', resource({ id: 'two', title: 'The same' }), NEW, ANNA)
    expect(reasonOf(() => made.editor.merge('two', 'two', ANNA)).code).toBe('same-talk')
    expect(reasonOf(() => made.editor.merge('two', 'three', ANNA)).code).toBe('not-standing')
    const { effects } = made.editor.merge('two', 'one', ANNA)
    expect(effects.changes[0]?.sentences.en).toBe('The same: withdrawn from the diary, as the same talk as one.')
    const [, event] = readCalendar(await calendar(made))
    expect(event).toMatchObject({ uid: 'two@parley.example', status: 'CANCELLED' })
    expect(event?.description).toContain('https://parley.example/talks/one')
    made.editor.undo(effects.changes[0]?.step.change.id ?? '', ANNA)
    expect(made.histories.latest('two')).toMatchObject({ withdrawn: false, revision: 3 })
    expect(made.histories.latest('two')).not.toHaveProperty('mergedInto')
  })
})
