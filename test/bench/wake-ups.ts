// What a wake-up costs that asks for reminders: with nothing due and with ten due, in diaries that differ a hundredfold
// in talks times endpoints; and what moving one talk costs there. The limit is what the smallest of them takes.

import { join } from 'node:path'
import { publish } from '../../src/changes/append-changes.ts'
import { createHistories } from '../../src/changes/histories.ts'
import { createDesk, type Desk } from '../../src/desk.ts'
import { createReminders } from '../../src/reminders/reminders.ts'
import { createSetClock } from '../../src/runtime/clock.ts'
import { systemRandom } from '../../src/runtime/random.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { createFrozen } from '../../src/sqlite/frozen.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { type Diary, readDiary } from '../../src/talks/diary.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { localMinute } from '../../src/talks/time.ts'
import { UTC } from '../../src/talks/zone.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { deliveryCounts } from '../../src/webhooks/deliveries/counts.ts'
import { createWebhooks } from '../../src/webhooks/webhooks.ts'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'
import { median, milliseconds, row } from './figures.ts'
import { addEndpoints } from './sender.ts'

const SIDES = [100, 316, 1000]
const ROUNDS = 31
const START = Date.parse('2027-01-01T00:00:00Z')
const MINUTE = 60_000
const MINUTES = 363 * 24 * 60
/** So many endpoints follow what falls due, and what moves, wherever. */
const TEN = 10
const FOLLOWED = 'followed'
const MOVED = 'talk-50'

export async function wakeUps(): Promise<void> {
  const places = SIDES.map(place)
  row('', ...SIDES.map((side) => `${side} × ${side}`), 'the largest takes')
  compare('asking what is due, in a transaction: nothing', (index) => places[index]?.ask)
  compare('a wake-up that asks, nothing due', (index) => places[index]?.idle)
  compare('a wake-up with ten deliveries due', (index) => places[index]?.due)
  compare('telling of one moved talk, now within leads', (index) => places[index]?.tell)
  compare('publishing the diary with that talk moved', (index) => places[index]?.publish)
}

function compare(name: string, measureOf: (index: number) => ((round: number) => number) | undefined): void {
  const times = SIDES.map(() => [] as number[])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, figures] of times.entries()) figures.push((measureOf(index) ?? fail('no place'))(round))
  }
  const figures = times.map((each) => median(each) * 1000)
  const ratio = (figures.at(-1) ?? 0) / (figures[0] ?? 1)
  row(name, ...figures.map((figure) => `${figure.toFixed(0)} µs`), `${ratio.toFixed(2)} times the smallest`)
}

interface Place {
  ask(): number
  idle(): number
  due(round: number): number
  tell(round: number): number
  publish(round: number): number
}

/** As many talks as endpoints, each with leads of a day and an hour; the starts are spread over a year. */
function place(side: number): Place {
  const clock = createSetClock(START, Date.now)
  const db = openNode(join(folder(), 'parley.db'))
  const records = Array.from({ length: side }, (_, index) => talk(index, side))
  const desk = createDesk({
    db,
    clock,
    random: systemRandom,
    diary: diaryOf(records),
    publicUrl: 'https://parley.example',
    domain: { wanted: null, otherwise: 'parley.example' },
    emptyDiary: 'publish',
    mostBytes: 1_000_000,
    log: () => {},
    sending: { send: null, bounds: NODE_BOUNDS },
  })
  desk.wake()
  addEndpoints(
    { db, desk },
    Array.from({ length: side }, (_, index) => ({
      url: `https://hooks.example/${index}`,
      leads: ['PT1H', 'P1D'],
      filter: `topic=${index < TEN ? FOLLOWED : `other-${index % 50}`}`,
    })),
  )
  desk.wake()
  const reminders = createReminders({ db, histories: desk.histories, zone: 'UTC' })
  reminders.committed(db.transaction(() => reminders.wake(clock.now(), [])))
  const tell = createTeller(db, desk)
  const forward = (to: number) => {
    clock.set(to)
    return milliseconds(() => desk.wake())
  }
  const moved = (round: number): Diary => {
    const when = minuteOf(clock.now() + (30 + round) * MINUTE)
    return diaryOf(records.map((each) => (each.id === MOVED ? { ...each, when } : each)))
  }
  /** Milliseconds that it takes, in which twenty deliveries are queued. */
  const queues = (work: () => number): number => {
    const before = queued(db)
    const took = work()
    if (queued(db) - before !== 2 * TEN) fail(`${queued(db) - before} deliveries were queued, not ${2 * TEN}`)
    return took
  }
  return {
    // Where the clock went back, it asks again.
    ask: () => milliseconds(() => db.transaction(() => reminders.wake(clock.now() - 1, []))),
    // Where the clock goes back, the desk asks again, whatever it had planned.
    idle: () => forward(clock.now() - 1),
    due(round) {
      const due = startOf(round, side) - 60 * MINUTE
      forward(due - 1)
      const before = queued(db)
      const took = forward(due)
      if (queued(db) - before !== TEN) fail(`${queued(db) - before} deliveries were due, not ${TEN}`)
      return took
    },
    tell: (round) => queues(() => tell(moved(round))),
    publish(round) {
      desk.replace(moved(ROUNDS + round))
      return queues(() => milliseconds(() => desk.wake()))
    },
  }
}

/** The first are those that fall due in the rounds. */
function talk(index: number, side: number): TalkRecord {
  const followed = index < ROUNDS || `talk-${index}` === MOVED
  return {
    ...(madeUp(1).talks[0] as TalkRecord),
    id: `talk-${index}`,
    when: minuteOf(startOf(index, side)),
    zone: 'UTC',
    topics: [followed ? FOLLOWED : `other-${index % 50}`],
  }
}

function startOf(index: number, side: number): number {
  return START + (2 * 24 * 60 + index * Math.floor(MINUTES / side)) * MINUTE
}

function minuteOf(at: number): string {
  return localMinute(at, UTC)
}

function diaryOf(talks: readonly TalkRecord[]): Diary {
  return readDiary([{ name: 'made-up.json', content: { ...madeUp(0), talks } }], {})
}

/** Publishes diaries, and measures what follows from each in its transaction: reminders, and messages for endpoints. */
function createTeller(db: Sqlite, { clock, site }: Desk): (given: Diary) => number {
  const histories = createHistories(db)
  const reminders = createReminders({ db, histories, zone: 'UTC' })
  const parts = { db, clock, random: systemRandom, log: () => {}, readOnly: false, site, histories, reminders, frozen: createFrozen(db) }
  const { fanOut } = createWebhooks({ ...parts, takeTurn: () => {} }, { send: null, bounds: NODE_BOUNDS })
  return ({ talks, broken }) => {
    const now = clock.moment()
    histories.refresh()
    return db.transaction(() => {
      const { steps } = publish(db, 'events', talks, { broken, newId: systemRandom.uuid }, now.desk)
      return milliseconds(() => {
        const woken = reminders.wake(now.desk, steps)
        reminders.committed(woken)
        fanOut.tell(steps, woken, now)
      })
    })
  }
}

function queued(db: Sqlite): number {
  return deliveryCounts(db).reduce((sum, { queued: count }) => sum + count, 0)
}

function fail(message: string): never {
  throw new Error(`bench: ${message}`)
}
