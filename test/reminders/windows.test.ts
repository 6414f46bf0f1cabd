// However time is cut into wake-ups, the same reminders fall due, each once; and no wake-up is promised too late.
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import type { Standing } from '../../src/changes/standing.ts'
import { standingAfter } from '../../src/changes/standing.ts'
import { dueAt } from '../../src/reminders/due-time.ts'
import { createReminders, type Reminders } from '../../src/reminders/reminders.ts'
import { type LeadsAsked, parseSchedule, subscriptionsOf } from '../../src/reminders/schedule.ts'
import { arm, startOf } from '../../src/reminders/talk-start.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate } from '../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { writeSetting } from '../../src/sqlite/settings.ts'
import { earliest, instantOf } from '../../src/talks/time.ts'
import { diary, record } from '../make.ts'

const HOUR = 3_600_000
/** A fortnight before clocks are changed in most of these zones: back, forward, and over a whole day. */
const SEASONS = ['2022-10-20', '2022-03-05', '2022-03-18', '2011-12-15']
const FROM = Date.parse('2022-10-20T00:00:00Z')
const DESK_ZONE = 'Europe/Zurich'
const zone = fc.constantFrom(
  'Europe/Zurich',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
)
const minute = fc.tuple(fc.nat(23), fc.constantFrom(0, 15, 30, 45)).map(([hour, part]) => `${pad(hour)}:${pad(part)}`)
const dayFrom = (from: number) =>
  fc.integer({ min: 1, max: 30 }).map((count) => DateTime.fromMillis(from, { zone: 'utc' }).plus({ days: count }).toFormat('yyyy-MM-dd'))
const talkFrom = (from: number) =>
  fc.oneof(
    fc
      .tuple(dayFrom(from), minute, zone)
      .filter(([date, time, at]) => instantOf(`${date}T${time}`, at) !== null)
      .map(([date, time, at]) => ({ when: `${date}T${time}`, zone: at })),
    fc.tuple(dayFrom(from), fc.option(zone, { nil: undefined })).map(([date, at]) => ({ when: date, ...(at ? { zone: at } : {}) })),
  )
const wish: fc.Arbitrary<LeadsAsked> = fc.record({
  leads: fc.uniqueArray(fc.constantFrom('PT15M', 'PT1H', 'PT30H', 'P0D', 'P1D', 'P2D', 'P10D'), { minLength: 1, maxLength: 4 }),
  dayAt: fc.constantFrom('09:00', '00:00', '02:30', '23:45'),
  zone: fc.option(zone, { nil: null }),
})

interface World {
  db: Sqlite
  standings: Map<string, Standing>
  /** When each talk's schedules are due, by the key under which it is written down. */
  dues: Map<string, number>
}

function world(talks: readonly { when: string; zone?: string }[], wishes: readonly LeadsAsked[], from = FROM): World {
  const db = openNode(':memory:')
  migrate(db)
  const standings = new Map<string, Standing>()
  for (const [index, each] of talks.entries()) {
    const [made] = diary([record({ ...each, id: `talk-${index}` })]).talks
    if (made) standings.set(made.id, standingAfter(null, made, '2022-10-01T00:00:00Z'))
  }
  arm(
    db,
    [...standings.values()].map((is) => ({ change: { id: is.talk }, is })),
  )
  const { askers } = part(db, standings)
  for (const [index, each] of wishes.entries()) askers.write(index + 1, each)
  writeSetting(db, 'reminded_until', String(from))
  const schedules = new Set(wishes.flatMap((each) => subscriptionsOf(each).map(({ schedule }) => schedule)))
  const dues = new Map<string, number>()
  for (const [id, standing] of standings) {
    for (const schedule of schedules) {
      const start = startOf(standing)
      const due = start && dueAt(start, parseSchedule(schedule), DESK_ZONE)
      if (due !== null) dues.set(`${id} ${schedule}`, due)
    }
  }
  return { db, standings, dues }
}

/** As in a desk that was just started: it looks, whatever another had planned. */
function part(db: Sqlite, standings: World['standings']): Reminders {
  return createReminders({ db, histories: { latest: (id) => standings.get(id) ?? null }, zone: DESK_ZONE })
}

function wake({ db, standings }: World, now: number): number | null {
  return db.transaction(() => part(db, standings).wake(now, [])).next
}

function written(db: Sqlite): string[] {
  return db
    .all<{ talk: string; schedule: string }>('SELECT talk, schedule FROM reminded')
    .map(({ talk: id, schedule }) => `${id} ${schedule}`)
    .sort()
}

const worldsFrom = (from: number) =>
  fc.tuple(fc.array(talkFrom(from), { minLength: 1, maxLength: 6 }), fc.array(wish, { minLength: 1, maxLength: 3 }))

describe.each(SEASONS)('wake-ups from %s on', (season) => {
  const from = Date.parse(season)
  const worlds = worldsFrom(from)

  it('write down the same reminders, each once, however time is cut', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.integer({ min: 1, max: 40 * 24 * 60 }), { minLength: 1, maxLength: 12 }), ([talks, wishes], cuts) => {
        const made = world(talks, wishes, from)
        const ends = [...new Set(cuts)].sort((a, b) => a - b).map((minutes) => from + minutes * 60_000)
        for (const end of ends) {
          wake(made, end)
          const due = [...made.dues].filter(([, at]) => at > from && at <= end).map(([key]) => key)
          expect(written(made.db)).toEqual(due.sort())
        }
      }),
      { numRuns: 150 },
    )
  })

  it('are promised no later than the next reminder is due', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 0, max: 30 * 24 * 60 }), ([talks, wishes], minutes) => {
        const made = world(talks, wishes, from)
        const now = from + minutes * 60_000
        const next = wake(made, now) ?? Number.POSITIVE_INFINITY
        const due = Math.min(Number.POSITIVE_INFINITY, ...[...made.dues.values()].filter((at) => at > now))
        if (due < Number.POSITIVE_INFINITY) expect(next).toBeLessThanOrEqual(due)
      }),
      { numRuns: 150 },
    )
  })

  it('find each reminder at the very instant at which it is due, whenever else anyone looked', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.integer({ min: 1, max: 40 * 24 * 60 }), { maxLength: 6 }), ([talks, wishes], looks) => {
        const made = world(talks, wishes, from)
        const reminders = part(made.db, made.standings)
        const end = from + 45 * 24 * HOUR
        const others = looks.map((minutes) => from + minutes * 60_000).sort((a, b) => a - b)
        for (let now: number | null = from; now !== null && now <= end; ) {
          const at: number = now
          reminders.committed(made.db.transaction(() => reminders.wake(at, [])))
          while (others[0] !== undefined && others[0] <= at) others.shift()
          now = earliest(reminders.next(), others[0] ?? null)
        }
        const found = made.db.all<{ talk: string; schedule: string; at: number }>('SELECT talk, schedule, at FROM reminded')
        const dues = [...made.dues].filter(([, at]) => at > from && at <= end)
        expect(new Map(found.map(({ talk: id, schedule, at }) => [`${id} ${schedule}`, at]))).toEqual(new Map(dues))
      }),
      { numRuns: 150 },
    )
  })
})

describe('a wake-up', () => {
  it('finds a start in the hour that comes twice on the clock of its endpoint', () => {
    // The second 02:30 in Zurich; a day before it, by that clock, 02:30 comes once.
    const made = world([{ when: '2022-10-30T01:30', zone: 'Etc/UTC' }], [{ leads: ['P1D'], dayAt: '09:00', zone: 'Europe/Zurich' }])
    for (let now = FROM; now < Date.parse('2022-10-29T00:15:00Z'); now += HOUR / 4) wake(made, now)
    expect(written(made.db)).toEqual([])
    wake(made, Date.parse('2022-10-29T00:30:00Z'))
    expect(written(made.db)).toEqual(['talk-0 P1D 09:00 Europe/Zurich'])
  })
})

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
