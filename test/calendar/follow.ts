// Calendars of a diary that is edited while days go by, each with a subscriber and beside what the oracle expects.
import { expect } from 'vitest'
import type { Answer } from '../../src/calendar/feed-cache.ts'
import type { FeedRequest } from '../../src/calendar/feed-key.ts'
import type { Desk } from '../../src/desk.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { addDays, type Day, dayBegins, instantText, localDay } from '../../src/talks/time.ts'
import { UTC } from '../../src/talks/zone.ts'
import { desk, diary, request } from '../make.ts'
import { createOracle } from './oracle.ts'
import { apply, type Records, type Step } from './random-edits.ts'
import { createReader } from './reader.ts'

export const FEEDS: Record<string, FeedRequest> = {
  all: request(),
  'uncertain=include': request({ form: { uncertain: 'include' } }),
  'cancelled=words': request({ form: { cancelled: 'words' } }),
  'cancelled=omit': request({ form: { cancelled: 'omit' } }),
  'since=-P5D': request({ filter: { since: { back: 'P5D' } } }),
  'until=-P0D&alarm=P1D': request({ filter: { until: { back: 'P0D' } }, form: { alarm: ['P1D'] } }),
  'until=-P3D': request({ filter: { until: { back: 'P3D' } }, form: { cancelled: 'words' } }),
  'since=-P5D&until=-P0D': request({ filter: { since: { back: 'P5D' }, until: { back: 'P0D' } } }),
  'since=-P0D': request({ filter: { since: { back: 'P0D' } } }),
  'since=-P1M&until=-P0D&uncertain=include': request({
    filter: { since: { back: 'P1M' }, until: { back: 'P0D' } },
    form: { uncertain: 'include' },
  }),
  'since=-P5D&until=-P0D&cancelled=omit': request({
    filter: { since: { back: 'P5D' }, until: { back: 'P0D' } },
    form: { cancelled: 'omit' },
  }),
  'since=2022-01-20': request({ filter: { since: { day: '2022-01-20' } } }),
  'until=2022-01-20&since=-P9D': request({ filter: { until: { day: '2022-01-20' }, since: { back: 'P9D' } } }),
  'a party': request({ about: { kind: 'party', id: 'ru' } }),
  'a place': request({ about: { kind: 'place', id: 'zurich-ch' } }),
  'a topic, until=-P0D': request({ about: { kind: 'topic', id: 'arms' }, filter: { until: { back: 'P0D' } } }),
  'a place as a filter': request({ filter: { place: ['vienna-at'], party: ['us', 'ru'], match: 'all' } }),
  'status=planned': request({ filter: { status: ['planned', 'confirmed'] }, form: { cancelled: 'omit' } }),
  'a talk': request({ talk: 'a' }),
}

/** Follows every feed through the steps; throws at the first that breaks a law. */
export async function follow(steps: readonly Step[]): Promise<void> {
  const db = openNode(':memory:')
  const talks: Records = new Map()
  const feeds = Object.entries(FEEDS).map(([name, asked]) => ({ name, asked, oracle: createOracle(asked), reader: createReader(name) }))
  let now = Date.parse('2022-01-10T09:00:00Z')
  const publish = (): Desk =>
    desk(diary([...talks.values()].flatMap(({ record, stands }) => (stands ? [record] : []))), { db, at: instantText(now) })
  let made = publish()

  const go = (next: number): void => {
    while (today(now) < today(next)) {
      now = midnight(now, 1)
      for (const { oracle } of feeds) oracle.day(made.histories, today(now))
    }
    now = next
  }
  const take = (step: Step): void => {
    go(step.kind === 'days' ? midnight(now, step.days) : waited(now, step.after))
    if (step.kind === 'days') return
    apply(talks, step.talk, step.edit, today(now))
    const { cursor } = made.histories
    made = publish()
    if (made.histories.cursor > cursor) for (const { oracle } of feeds) oracle.edit(made.histories, step.talk, today(now))
  }

  for (const step of steps) {
    take(step)
    for (const { name, asked, oracle, reader } of feeds) {
      reader.read(await made.feeds.get(asked, today(now)), instantText(now))
      oracle.check(reader.events(), `${name} at ${instantText(now)}`)
    }
  }
  await checkCold(made, publish, () => db.run('DELETE FROM kept'), today(now))
}

function waited(now: number, after: 'at once' | 'later' | 'midnight'): number {
  if (after === 'midnight') return midnight(now, 1)
  return after === 'later' ? now + 3_601_000 : now
}

/** When a day begins that comes so many days later, in UTC. */
function midnight(now: number, days: number): number {
  return dayBegins(addDays(today(now), days), UTC)
}

function today(now: number): Day {
  return localDay(now, UTC)
}

/** The same log and day give the same bytes to a desk that starts without anything rendered. */
async function checkCold(warm: Desk, start: () => Desk, forget: () => void, day: Day): Promise<void> {
  const facts = ({ bytes, tag, changedAt }: Answer) => ({ text: new TextDecoder().decode(bytes), tag, changedAt })
  const answers = await Promise.all(Object.values(FEEDS).map((asked) => warm.feeds.get(asked, day)))
  forget()
  const cold = start()
  for (const [index, asked] of Object.values(FEEDS).entries()) {
    expect(facts(await cold.feeds.get(asked, day))).toEqual(facts(answers[index] as Answer))
  }
}
