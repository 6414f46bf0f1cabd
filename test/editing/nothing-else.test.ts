// What an act must not bring along: what fell due before it, the withdrawal of another origin's talks, the names of parties
// that no public talk has.
import { describe, expect, it } from 'vitest'
import type { Acting } from '../../src/editing/editor.ts'
import { createSetClock } from '../../src/runtime/clock.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { desk, diary, record, SOURCES } from '../make.ts'

const ANNA: Acting = { by: 'Anna', dryRun: false, spellingOnly: false }
const NEW = { none: true } as const
const NORDIC = { parties: { nordic: { name: 'Nordic', kind: 'organisation' } } } as const

const resource = (change: Parameters<typeof record>[0] = {}) => ({ talk: record({ id: 'by-hand', ...change }), sources: SOURCES })

describe('an act of an editor', () => {
  it('has nothing to do with an embargo that ended before it', () => {
    const clock = createSetClock(Date.parse('2022-01-05T12:00:00Z'), Date.now)
    const db = openNode(':memory:')
    const made = desk(diary([]), { db, options: { clock } })
    made.editor.put('secret', resource({ id: 'secret', embargoUntil: '2022-01-05T13:00:00Z' }), NEW, ANNA)
    made.editor.put('one', resource({ id: 'one' }), NEW, ANNA)
    made.editor.put('other', resource({ id: 'other' }), NEW, ANNA)
    clock.set(Date.parse('2022-01-05T13:00:01Z'))
    const { effects } = made.editor.merge('one', 'other', ANNA)
    expect(effects.changes.map(({ step }) => step.change.talk)).toEqual(['one'])
    expect(made.histories.latest('one')?.mergedInto).toBe('other')
    expect(made.histories.latest('secret')?.withdrawn).toBe(false)
    expect(db.all("SELECT act FROM change WHERE talk = 'secret'")).toEqual([{ act: null }])
  })

  it('withdraws no talk of files whose diary was emptied when a text of one is redacted', async () => {
    const db = openNode(':memory:')
    const made = desk(diary([record({ id: 'one', summary: 'Call 555-1234.' }), record({ id: 'two' })]), {
      db,
      options: { emptyDiary: 'keep' },
    })
    made.replace(diary([]))
    made.wake()
    expect(made.histories.standing()).toHaveLength(2)
    await made.redact('one', '555-1234', 'operator')
    const after = desk(diary([]), { db, options: { emptyDiary: 'keep' } })
    expect(after.histories.standing()).toHaveLength(2)
    expect(JSON.stringify(db.all('SELECT talk_json FROM change'))).not.toContain('555-1234')
  })

  it('mends the records that lacked the party that it adds', () => {
    const made = desk(diary([record()], NORDIC))
    made.editor.put('by-hand', resource({ parties: [{ party: 'us' }, { party: 'nordic' }] }), NEW, ANNA)
    made.replace(diary([record()]))
    made.wake()
    expect(made.editor.get('by-hand')?.problems).toHaveLength(1)
    made.editor.putParty('nordic', { name: 'Nordic Council', kind: 'organisation' }, NEW, ANNA)
    expect(made.editor.get('by-hand')?.problems).toEqual([])
    expect(made.editor.diary().talks.map(({ id }) => id)).toEqual(['by-hand'])
  })
})

describe('a party by hand', () => {
  it('is not public before a public talk names it, not even after a restart', () => {
    const db = openNode(':memory:')
    const made = desk(diary([]), { db })
    made.editor.putParty('envoy', { name: 'The envoy', kind: 'person' }, NEW, ANNA)
    const secret = resource({ embargoUntil: '2022-02-05T13:00:00Z', parties: [{ party: 'us' }, { party: 'adviser' }] })
    made.editor.put('by-hand', { ...secret, parties: { adviser: { name: 'An adviser', kind: 'person' } } }, NEW, ANNA)
    made.editor.remove('by-hand', { match: 'any' }, ANNA)
    const again = desk(diary([]), { db })
    expect(['envoy', 'adviser'].map((id) => again.histories.subject('party', id) ?? null)).toEqual([null, null])
    again.editor.put('public', resource({ id: 'public', parties: [{ party: 'us' }, { party: 'envoy' }] }), NEW, ANNA)
    expect(again.histories.subject('party', 'envoy')?.name).toBe('The envoy')
  })
})
