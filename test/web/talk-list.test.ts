// Lists that are kept: they are those of the day and of the log, whoever asked before.
import { describe, expect, it } from 'vitest'
import { inListOrder, listedAbout, splitByTime } from '../../src/web/talk-list.ts'
import { desk, diary, record } from '../make.ts'

const talk = (id: string, when: string, party = 'us') => record({ id, when, parties: [{ party }, { party: 'ru' }] })

describe('lists of talks', () => {
  it('are split by the day that is asked for', () => {
    const { histories } = desk(diary([talk('late', '2022-01-20'), talk('early', '2022-01-10')]))
    const ids = (today: string) => {
      const { upcoming, past } = splitByTime(histories, today)
      return [upcoming, past].map((list) => list.map((standing) => standing.talk))
    }
    expect(ids('2022-01-05')).toEqual([['early', 'late'], []])
    expect(ids('2022-01-15')).toEqual([['late'], ['early']])
    expect(ids('2022-02-15')).toEqual([[], ['early', 'late']])
    expect(ids('2022-01-05')).toEqual([['early', 'late'], []])
  })

  it('are the same until the log grows, and then those that stand', () => {
    const made = desk(diary([talk('a', '2022-01-10'), talk('b', '2022-01-12')]))
    const list = () => inListOrder(made.histories)
    const about = () => listedAbout(list(), { kind: 'party', id: 'nato' }).map((standing) => standing.talk)
    const before = list()
    expect([before.map((standing) => standing.talk), about()]).toEqual([['a', 'b'], []])
    expect(list()).toBe(before)
    made.replace(diary([talk('a', '2022-01-14'), talk('b', '2022-01-12', 'nato')]))
    made.wake()
    expect([list().map((standing) => standing.talk), about()]).toEqual([['b', 'a'], ['b']])
    expect(before.map((standing) => standing.talk)).toEqual(['a', 'b'])
  })
})
