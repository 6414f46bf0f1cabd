import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diff, type Stood } from '../../src/changes/diff.ts'
import { type Standing, standingAfter } from '../../src/changes/standing.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import type { Talk } from '../../src/talks/talk.ts'
import { diary, record, without } from '../make.ts'

const AT = '2022-01-05T12:00:00Z'

function talk(change: Partial<TalkRecord> = {}): Talk {
  return diary([record(change)]).talks[0] as Talk
}

/** What stands after a talk had these versions, `null` for withdrawn. */
function stood(...versions: (Talk | null)[]): Map<string, Stood> {
  let standing: Standing | null = null
  for (const version of versions) standing = standingAfter(standing, version, AT)
  const last = versions.at(-1) ?? null
  return standing === null ? new Map() : new Map([[standing.talk, { talk: last, standing }]])
}

function types(versions: (Talk | null)[], after: Talk | null): string[] {
  return diff(stood(...versions), after === null ? new Map() : new Map([[after.id, after]])).flatMap((difference) => difference.types)
}

describe('the types of a change', () => {
  const day = talk()
  const cases: [name: string, before: (Talk | null)[], after: Talk | null, expected: string[]][] = [
    ['announces what was not there', [], day, ['talk.announced']],
    ['announces only, whatever the status', [], talk({ status: 'confirmed' }), ['talk.announced']],
    ['withdraws what is gone', [day], null, ['talk.withdrawn']],
    ['announces what comes back', [day, null], day, ['talk.announced']],
    ['says nothing of what is still withdrawn', [day, null], null, []],
    ['says nothing of what is equal', [day], talk(), []],
    ['confirms a time within the day', [day], talk({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' }), ['talk.time_confirmed']],
    ['confirms a day within the month', [talk({ when: '2022-01' })], day, ['talk.time_confirmed']],
    ['confirms a day that was about', [talk({ when: '2022-01-11~' })], day, ['talk.time_confirmed']],
    ['confirms a day that was uncertain', [talk({ when: '2022-01-10?' })], day, ['talk.time_confirmed']],
    [
      'confirms a window within an open one',
      [talk({ when: '[2022-01-01..]' })],
      talk({ when: '[2022-01-09..2022-01-12]' }),
      ['talk.time_confirmed'],
    ],
    ['confirms what was unknown', [talk({ when: 'unknown' })], day, ['talk.time_confirmed']],
    ['moves to another day', [day], talk({ when: '2022-01-17' }), ['talk.rescheduled']],
    ['moves to another month', [talk({ when: '2022-01' })], talk({ when: '2022-02-01' }), ['talk.rescheduled']],
    [
      'moves by an hour',
      [talk({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })],
      talk({ when: '2022-01-10T10:30', zone: 'Europe/Zurich' }),
      ['talk.rescheduled'],
    ],
    [
      'moves when only the zone of a time changes',
      [talk({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })],
      talk({ when: '2022-01-10T09:30', zone: 'Europe/London' }),
      ['talk.rescheduled'],
    ],
    [
      'moves out of the day where the talk is, though the date is the same elsewhere',
      [talk({ zone: 'Europe/Zurich' })],
      talk({ when: '2022-01-10T23:30', zone: 'America/New_York' }),
      ['talk.rescheduled'],
    ],
    ['reschedules what became vaguer', [day], talk({ when: '2022-01' }), ['talk.rescheduled']],
    [
      'reschedules a time that is now only a day',
      [talk({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })],
      talk({ zone: 'Europe/Zurich' }),
      ['talk.rescheduled'],
    ],
    ['reschedules a day that became uncertain', [day], talk({ when: '2022-01-10?' }), ['talk.rescheduled']],
    ['reschedules a day that became about', [day], talk({ when: '2022-01-10~' }), ['talk.rescheduled']],
    [
      'updates for a new end',
      [talk({ when: '2022-01-10T09:30/2022-01-10T11:00', zone: 'Europe/Zurich' })],
      talk({ when: '2022-01-10T09:30/2022-01-10T12:00', zone: 'Europe/Zurich' }),
      ['talk.updated'],
    ],
    ['updates for a new last day', [day], talk({ when: '2022-01-10/2022-01-12' }), ['talk.updated']],
    [
      'updates for the same instant in another zone',
      [talk({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })],
      talk({ when: '2022-01-10T08:30', zone: 'Europe/London' }),
      ['talk.updated'],
    ],
    ['cancels', [day], talk({ status: 'cancelled' }), ['talk.cancelled']],
    ['postpones, and the date given up is no move', [day], talk({ status: 'postponed', when: 'unknown' }), ['talk.postponed']],
    ['reinstates on the day it had', [day, talk({ status: 'postponed', when: 'unknown' })], day, ['talk.reinstated']],
    [
      'reinstates on another day than before the postponement',
      [day, talk({ status: 'postponed', when: 'unknown' })],
      talk({ when: '2022-01-24' }),
      ['talk.reinstated', 'talk.rescheduled'],
    ],
    [
      'reinstates and confirms at once',
      [day, talk({ status: 'cancelled' })],
      talk({ status: 'confirmed' }),
      ['talk.reinstated', 'talk.confirmed'],
    ],
    ['holds after a cancellation without reinstating', [day, talk({ status: 'cancelled' })], talk({ status: 'held' }), ['talk.held']],
    ['confirms', [day], talk({ status: 'confirmed' }), ['talk.confirmed']],
    ['updates when a confirmation is taken back', [talk({ status: 'confirmed' })], day, ['talk.updated']],
    ['relocates when a place becomes known', [day], talk({ place: { city: 'Geneva' } }), ['talk.relocated']],
    ['relocates when a place is no longer known', [talk({ place: { city: 'Geneva' } })], day, ['talk.relocated']],
    [
      'tells of a party that is unlikely now',
      [day],
      talk({ parties: [{ party: 'us', attendance: 'unlikely' }, { party: 'ru' }] }),
      ['talk.parties_changed'],
    ],
    [
      'tells of a new role',
      [day],
      talk({ parties: [{ party: 'us', attendance: 'expected', role: 'host' }, { party: 'ru' }] }),
      ['talk.parties_changed'],
    ],
    [
      'updates when parties are listed in another order',
      [day],
      talk({ parties: [{ party: 'ru' }, { party: 'us', attendance: 'expected' }] }),
      ['talk.updated'],
    ],
    ['updates for a new title', [day], talk({ title: 'Another title' }), ['talk.updated']],
    [
      'updates for a new source alone',
      [day],
      talk({ sources: [...record().sources, { source: 'wire', supports: ['when'] }] }),
      ['talk.updated'],
    ],
    [
      'takes a source as part of the change that it came with',
      [day],
      talk({ when: '2022-01-17', sources: [...record().sources, { source: 'wire', supports: ['when'] }] }),
      ['talk.rescheduled'],
    ],
    [
      'gives one edit several types, by weight',
      [day],
      talk({ status: 'cancelled', place: { city: 'Vienna' }, parties: [{ party: 'us' }], title: 'Another title' }),
      ['talk.cancelled', 'talk.relocated', 'talk.parties_changed', 'talk.updated'],
    ],
  ]
  it.each(cases)('%s', (_name, before, after, expected) => {
    expect(types(before, after)).toEqual(expected)
  })

  it('updates when a party is renamed', () => {
    const renamed = diary([record()], { parties: { us: { name: 'United States of America', kind: 'state' } } }).talks[0] as Talk
    expect(types([day], renamed)).toEqual(['talk.updated'])
  })
})

const texts = fc.constantFrom(
  '2022-01-10',
  '2022-01-17',
  '2022-01',
  '2022',
  'unknown',
  '[2022-01-09..2022-01-12]',
  '2022-01-10/2022-01-12',
  '2022-01-10~',
  '2022-01-10?',
  '[..2022-02-01]',
)
const talks = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c'),
    title: fc.constantFrom('One', 'Two'),
    when: texts,
    status: fc.constantFrom('planned', 'confirmed', 'cancelled', 'held'),
    place: fc.constantFrom({ city: 'Geneva' }, { online: true as const }),
    parties: fc.constantFrom([{ party: 'us' }], [{ party: 'us' }, { party: 'ru' }]),
  })
  .map((change) => talk(change as Partial<TalkRecord>))
const diaries = fc
  .uniqueArray(talks, { selector: ({ id }) => id, maxLength: 3 })
  .map((list) => new Map(list.map((each) => [each.id, each])))

function standingOf(from: ReadonlyMap<string, Talk>): Map<string, Stood> {
  return new Map([...from].map(([id, each]) => [id, { talk: each, standing: standingAfter(null, each, AT) }]))
}

describe('diff', () => {
  it('finds nothing between a diary and itself', () => {
    fc.assert(
      fc.property(diaries, (a) => {
        expect(diff(standingOf(a), a)).toEqual([])
      }),
    )
  })

  it('leads from one diary to the other when it is applied', () => {
    fc.assert(
      fc.property(diaries, diaries, (a, b) => {
        const applied = new Map(a)
        for (const { id, before, after } of diff(standingOf(a), b)) {
          expect(before).toEqual(a.get(id) ?? null)
          if (after === null) applied.delete(id)
          else applied.set(id, after)
        }
        expect(applied).toEqual(b)
      }),
    )
  })

  it('is the same in whatever order talks are given', () => {
    fc.assert(
      fc.property(diaries, diaries, (a, b) => {
        const reversed = new Map([...b].reverse())
        expect(diff(standingOf(a), reversed)).toEqual(diff(standingOf(a), b))
      }),
    )
  })

  it('gives every difference at least one type, each once', () => {
    fc.assert(
      fc.property(diaries, diaries, (a, b) => {
        for (const difference of diff(standingOf(a), b)) {
          expect(difference.types.length).toBeGreaterThan(0)
          expect(new Set(difference.types).size).toBe(difference.types.length)
        }
      }),
    )
  })
})

it('takes a talk without a field for another than one with it', () => {
  expect(types([talk({ said: 'in the morning' })], diary([without(record(), 'said')]).talks[0] as Talk)).toEqual(['talk.updated'])
})
