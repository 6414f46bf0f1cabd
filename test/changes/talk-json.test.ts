// What a talk's `when` comes to, as JSON has it: by Luxon where it is a time.
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { changeJson, talkJson } from '../../src/changes/talk-json.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { desk, diary, record } from '../make.ts'

const zone = 'Europe/Zurich'

/** The last of these versions, as its change and as the talk that stands. */
function told(...versions: Partial<TalkRecord>[]) {
  const db = openNode(':memory:')
  let made = desk(diary([]), { db })
  for (const version of versions) made = desk(diary([record(version)]), { db })
  const is = made.histories.latest('us-russia-1')
  const change = is && made.change(is.talk, is.revision)
  if (!is || !change) throw new Error('nothing changed')
  return { change: changeJson({ change, was: made.histories.before(is), is }, ''), talk: talkJson(made.talk(is), is, made.site) }
}

const none = { startsAt: null, endsAt: null }

describe('the dates of a talk', () => {
  it.each<[Partial<TalkRecord>, object]>([
    [{ when: '2022-01-10' }, { precision: 'day', ...none, firstDay: '2022-01-10', lastDay: '2022-01-10' }],
    [{ when: '2022-01-10~' }, { precision: 'day', ...none, firstDay: '2022-01-09', lastDay: '2022-01-11' }],
    [{ when: '2022-01-10/2022-01-12' }, { precision: 'days', ...none, firstDay: '2022-01-10', lastDay: '2022-01-12' }],
    [{ when: '2022-01-10/' }, { precision: 'days', ...none, firstDay: '2022-01-10', lastDay: null }],
    [{ when: '[..2022-01-31]' }, { precision: 'window', ...none, firstDay: null, lastDay: '2022-01-31' }],
    [{ when: '2022-02' }, { precision: 'month', ...none, firstDay: '2022-02-01', lastDay: '2022-02-28' }],
    [{ when: '2022?' }, { precision: 'year', ...none, firstDay: '2022-01-01', lastDay: '2022-12-31' }],
    [{ when: 'unknown' }, { precision: 'unknown', ...none, firstDay: null, lastDay: null }],
    [
      { when: '2022-01-10T09:30', zone },
      { precision: 'minute', startsAt: '2022-01-10T08:30:00Z', endsAt: null, firstDay: '2022-01-10', lastDay: '2022-01-10' },
    ],
    [
      { when: '2022-01-10T20:00/2022-01-11T00:00', zone },
      {
        precision: 'minute',
        startsAt: '2022-01-10T19:00:00Z',
        endsAt: '2022-01-10T23:00:00Z',
        firstDay: '2022-01-10',
        lastDay: '2022-01-10',
      },
    ],
  ])('are %o', (version, dates) => {
    const { change, talk } = told(version)
    expect(change.after).toMatchObject(dates)
    expect(talk).toMatchObject(dates)
  })

  it('stand before and after a change', () => {
    const { change } = told({ when: '2022-01-10T09:30', zone }, { when: '2022-01-17', zone })
    expect(change.before).toMatchObject({ when: '2022-01-10T09:30', startsAt: '2022-01-10T08:30:00Z' })
    expect(change.after).toMatchObject({ when: '2022-01-17', startsAt: null, firstDay: '2022-01-17' })
  })

  it('are given up where the date is', () => {
    const { change, talk } = told({ when: '2022-01-10T09:30', zone }, { when: 'unknown', status: 'postponed' })
    expect(change.before).toMatchObject({ startsAt: '2022-01-10T08:30:00Z' })
    expect(change.after).toMatchObject({ precision: 'unknown', startsAt: null, firstDay: null })
    expect(talk).toMatchObject({ precision: 'unknown', startsAt: null, firstDay: null })
  })

  it('are the instants that Luxon reads, in zones all over', () => {
    const minutes = fc.integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2037, 0, 1) / 60_000 })
    const zones = fc.constantFrom('Europe/Zurich', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC')
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 4000 }), zones, (from, length, zone) => {
        const [start, end] = [from, from + length].map((minute) => DateTime.fromMillis(minute * 60_000, { zone }))
        if (!start || !end) return
        // A local time that comes twice is the earlier one.
        fc.pre(
          start.getPossibleOffsets().length === 1 &&
            end.getPossibleOffsets().length === 1 &&
            +end.setZone('UTC', { keepLocalTime: true }) > +start.setZone('UTC', { keepLocalTime: true }),
        )
        const local = (time: DateTime) => time.toFormat("yyyy-MM-dd'T'HH:mm")
        const { talk } = told({ when: `${local(start)}/${local(end)}`, zone })
        const utc = (time: DateTime) => time.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'")
        expect([talk.startsAt, talk.endsAt, talk.firstDay]).toEqual([utc(start), utc(end), start.toISODate()])
      }),
      { numRuns: 40 },
    )
  })
})
