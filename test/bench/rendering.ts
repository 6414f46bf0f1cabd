// Making calendars: one change among 10,000 beside rendering all of them, and rendering all beside ical-generator alone.
import { ICalCalendar } from 'ical-generator'
import { createEventTexts } from '../../src/calendar/event-texts.ts'
import { buildFeed } from '../../src/calendar/feed.ts'
import { createFeedCache } from '../../src/calendar/feed-cache.ts'
import { publish } from '../../src/changes/append-changes.ts'
import { createHistories } from '../../src/changes/histories.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { migrate } from '../../src/sqlite/migrations.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import { resolveDiary } from '../../src/talks/bundled-records.ts'
import type { Talk } from '../../src/talks/talk.ts'
import { readCalendar, request } from '../make.ts'
import { madeUp } from './diary.ts'
import { inTurns, median, milliseconds, millisecondsOf, row } from './figures.ts'

const COUNT = 10_000
const ROUNDS = 5
const TODAY = '2026-12-01'
const SITE = { url: 'https://parley.example', domain: 'parley.example' }
const NOW = Date.parse('2026-12-01T00:00:00Z')

export async function rendering(): Promise<void> {
  const { talks } = resolveDiary([madeUp(COUNT)], {})
  await coldRendering(talks)
  await oneChange(talks)
}

async function coldRendering(talks: readonly Talk[]): Promise<void> {
  const db = published(talks)
  const histories = createHistories(db)
  const render = (): string => {
    const texts = createEventTexts({ db, histories, site: SITE, mostBytes: Number.MAX_SAFE_INTEGER, now: '' })
    db.run('DELETE FROM kept')
    const { parts } = buildFeed(request(), { histories, texts, site: SITE }, TODAY)
    return parts.map(({ bytes }) => new TextDecoder().decode(bytes)).join('')
  }
  const events = readCalendar(render())
  const alone = () => new ICalCalendar({ events: events.map(libraryEvent) }).toString()
  const [mine, library] = await inTurns(
    ROUNDS,
    () => milliseconds(render),
    () => milliseconds(alone),
  )
  row(
    `rendering ${COUNT} talks, nothing kept`,
    `${mine.toFixed(0)} ms`,
    `${(mine / library).toFixed(2)} times`,
    'ical-generator alone',
    `${library.toFixed(0)} ms`,
  )
}

/** The same fields, ready for the library. */
function libraryEvent({
  uid,
  summary,
  description,
  location,
  url,
  sequence,
  start,
  end,
  allDay,
  stamp,
}: ReturnType<typeof readCalendar>[number]) {
  const dates = {
    start: new Date(start),
    end: new Date(end),
    stamp: new Date(stamp),
    created: new Date(stamp),
    lastModified: new Date(stamp),
  }
  return { id: uid, summary, description, url, sequence, allDay, ...dates, ...(location ? { location } : {}) }
}

async function oneChange(talks: readonly Talk[]): Promise<void> {
  const db = published(talks)
  const histories = createHistories(db)
  const texts = createEventTexts({ db, histories, site: SITE, mostBytes: Number.MAX_SAFE_INTEGER, now: '' })
  const fault = (error: unknown) => {
    throw error
  }
  const feeds = createFeedCache({ histories, texts, site: SITE, mostBytes: 1e9, onFault: fault })
  const all = request()
  const everything = await millisecondsOf(async () => feeds.get(all, TODAY))

  const times = { publish: [] as number[], fresh: [] as number[] }
  for (let round = 0; round < ROUNDS * 3; round++) {
    const changed = talks.map((talk, index) => (index === 5000 ? { ...talk, title: `Changed ${round}` } : talk))
    times.publish.push(milliseconds(() => append(db, changed)))
    times.fresh.push(
      await millisecondsOf(async () => {
        histories.refresh()
        await feeds.get(all, TODAY)
      }),
    )
  }
  const fresh = median(times.fresh)
  row(
    `fresh bytes and ETag after one change of ${COUNT}`,
    `${fresh.toFixed(1)} ms`,
    `${(everything / fresh).toFixed(0)} times faster`,
    'than rendering all',
    `${everything.toFixed(0)} ms`,
  )
  row(`publishing ${COUNT} records of which one changed`, `${median(times.publish).toFixed(0)} ms`)
}

function published(talks: readonly Talk[]): Sqlite {
  const db = openNode(':memory:')
  migrate(db)
  append(db, talks)
  return db
}

function append(db: Sqlite, talks: readonly Talk[]): void {
  publish(db, 'events', talks, { broken: { ids: new Set(), unreadable: false }, newId: () => crypto.randomUUID() }, NOW)
}
