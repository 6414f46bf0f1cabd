import { expect, it } from 'vitest'
import { sentenceOf } from '../../src/language/change-sentence.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { calendar, desk, diary, readCalendar, record } from '../make.ts'

const timed = { when: '2022-01-10T09:30/2022-01-10T12:00', zone: 'Europe/Zurich' }
const geneva = { place: { city: 'Geneva', country: 'CH' } }
const vienna = { place: { city: 'Vienna', country: 'AT' } }
const postponed = { when: 'unknown', status: 'postponed', statusReason: 'One side asked for more time', ...vienna } as const
const again = { when: '2022-01-24', zone: 'Europe/Vienna', ...vienna }

/** Each edit of one talk, on the day it is made; `null` takes the record away. */
const EDITS: [at: string, name: string, edit: Partial<TalkRecord> | null][] = [
  ['2022-01-03T08:00:00Z', 'announced', { when: '2022-01-10', ...geneva }],
  ['2022-01-04T08:00:00Z', 'time confirmed', { ...timed, ...geneva }],
  ['2022-01-05T08:00:00Z', 'moved', { when: '2022-01-17T10:00', zone: 'Europe/Zurich', ...geneva }],
  ['2022-01-06T08:00:00Z', 'moved back', { ...timed, ...geneva }],
  ['2022-01-07T08:00:00Z', 'relocated', { ...timed, ...vienna }],
  ['2022-01-08T08:00:00Z', 'postponed', postponed],
  ['2022-01-09T08:00:00Z', 'given a new date', again],
  ['2022-01-10T08:00:00Z', 'cancelled', { ...again, status: 'cancelled', statusReason: 'No agreement on the agenda' }],
  ['2022-01-11T08:00:00Z', 'reinstated', again],
  ['2022-01-25T08:00:00Z', 'held', { ...again, status: 'held' }],
  ['2022-01-26T08:00:00Z', 'withdrawn', null],
  ['2022-01-27T08:00:00Z', 'back', { ...again, status: 'held' }],
]

it('tells the changes of a talk through twelve edits as the design says', async () => {
  const db = openNode(':memory:')
  const steps: string[] = []
  let before = 0
  for (const [at, name, edit] of EDITS) {
    const made = desk(diary(edit === null ? [] : [record(edit)]), { db, at })
    const standing = made.histories.latest('us-russia-1')
    const change = standing && made.change(standing.talk, standing.revision)
    if (!standing || !change) throw new Error(`nothing was published at "${name}"`)
    const was = made.histories.before(standing)
    const text = await calendar(made)
    const [event, ...others] = readCalendar(text)
    if (!event || others.length > 0) throw new Error(`not one event at "${name}"`)

    expect(change.cursor).toBe(++before)
    expect(event).toMatchObject({ uid: 'us-russia-1@parley.example', sequence: change.revision - 1, modified: at, stamp: at })
    steps.push(
      `# ${change.revision}. ${name}, ${at.slice(0, 10)}`,
      `types:    ${change.types.join(', ')}`,
      `sentence: ${sentenceOf({ change, was, is: standing }, 'en')}`,
      `event:    ${event.summary}`,
      `          ${event.start} to ${event.end}, ${event.status}, SEQUENCE ${event.sequence}, LAST-MODIFIED ${event.modified}`,
      `          ${event.location ?? 'no place'}`,
      ...event.description.split('\n').map((line) => `          | ${line}`.trimEnd()),
      '',
    )
  }
  await expect(steps.join('\n')).toMatchFileSnapshot('../golden/twelve-edits.txt')
})
