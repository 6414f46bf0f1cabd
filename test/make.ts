// What tests are made of: records, desks in memory, and a calendar read by a parser that is not ours.
import ICAL from 'ical.js'
import { DEFAULT_FORM, type Form } from '../src/calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../src/calendar/feed-key.ts'
import { createDesk, type Desk, type DeskOptions } from '../src/desk.ts'
import { createClock } from '../src/runtime/clock.ts'
import { systemRandom } from '../src/runtime/random.ts'
import { openNode } from '../src/sqlite/driver.node.ts'
import type { Sqlite } from '../src/sqlite/port.ts'
import { type Diary, readDiary } from '../src/talks/diary.ts'
import { type Filter, NO_FILTER } from '../src/talks/filter.ts'
import type { RecordsFile, TalkRecord } from '../src/talks/record.ts'
import { NODE_BOUNDS } from '../src/webhooks/deliveries/bounds.ts'
import { parties } from './fixtures/parties.ts'

export const SOURCES: RecordsFile['sources'] = {
  wire: { title: 'A wire story', publisher: 'A wire', url: 'https://wire.example/1', published: '2022-01-03', official: false },
  ministry: { title: 'A note', publisher: 'A ministry', url: null, published: '2022-01-04', official: true },
}

const EVERY_FIELD = ['when', 'status', 'place', 'parties', 'topics', 'summary', 'level', 'format', 'links', 'contact', 'access'] as const

/** A record that is right, with an official source for every field. */
export function record(change: Partial<TalkRecord> = {}): TalkRecord {
  return {
    id: 'us-russia-1',
    title: 'United States – Russia talks',
    when: '2022-01-10',
    status: 'planned',
    parties: [{ party: 'us', attendance: 'expected' }, { party: 'ru' }],
    sources: [{ source: 'ministry', supports: EVERY_FIELD }],
    ...change,
  }
}

/** The record without some of its fields. */
export function without<Key extends keyof TalkRecord>(talk: TalkRecord, ...keys: Key[]): TalkRecord {
  return Object.fromEntries(Object.entries(talk).filter(([key]) => !(keys as string[]).includes(key))) as unknown as TalkRecord
}

/** A file of some records as JSON, with the parties that they name: for a process, whose register is the project's. */
export function recordsJson(talks: readonly unknown[]): string {
  return JSON.stringify({ parties, sources: SOURCES, talks })
}

/** The diary of some records; throws where one has a problem. */
export function diary(talks: readonly TalkRecord[], more: Partial<RecordsFile> = {}): Diary {
  const made = readDiary([{ name: 'test.json', content: { sources: SOURCES, talks, ...more } }], parties)
  if (made.problems.length > 0) throw new Error(JSON.stringify(made.problems, null, 2))
  return made
}

export interface Setting {
  db?: Sqlite
  at?: string
  options?: Partial<DeskOptions>
}

/** A desk that has published, at a time that stands still. */
export function desk(given: Diary, { db = openNode(':memory:'), at = '2022-01-05T12:00:00Z', options = {} }: Setting = {}): Desk {
  const made = createDesk({
    db,
    clock: createClock(() => Date.parse(at), null),
    random: systemRandom,
    diary: given,
    publicUrl: 'https://parley.example',
    domain: { wanted: null, otherwise: 'parley.example' },
    emptyDiary: 'publish',
    mostBytes: 50_000_000,
    log: () => {},
    sending: { send: null, bounds: NODE_BOUNDS },
    ...options,
  })
  made.wake()
  return made
}

export function request({
  filter = {},
  form = {},
  ...rest
}: Partial<Omit<FeedRequest, 'filter' | 'form' | 'address'>> & { filter?: Partial<Filter>; form?: Partial<Form> } = {}): FeedRequest {
  return feedRequest({ ...rest, filter: { ...NO_FILTER, ...filter }, form: { ...DEFAULT_FORM, ...form } })
}

/** The calendar as text. */
export async function calendar(made: Desk, asked: FeedRequest = request()): Promise<string> {
  return new TextDecoder().decode((await made.feeds.get(asked, made.clock.today())).bytes)
}

export interface ReadEvent {
  uid: string
  summary: string
  description: string
  status: string
  sequence: number
  start: string
  end: string
  allDay: boolean
  stamp: string
  modified: string
  location: string | null
  url: string
  alarms: string[]
}

/** Events as ical.js reads them. */
export function readCalendar(text: string): ReadEvent[] {
  const component = new ICAL.Component(ICAL.parse(text) as unknown as unknown[])
  return component.getAllSubcomponents('vevent').map((event) => {
    const value = (name: string) => event.getFirstPropertyValue(name)
    const start = value('dtstart') as unknown as ICAL.Time
    return {
      uid: String(value('uid')),
      summary: String(value('summary')),
      description: String(value('description')),
      status: String(value('status')),
      sequence: Number(value('sequence')),
      start: start.toString(),
      end: String(value('dtend')),
      allDay: start.isDate,
      stamp: String(value('dtstamp')),
      modified: String(value('last-modified')),
      location: value('location') === null ? null : String(value('location')),
      url: String(value('url')),
      alarms: event.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    }
  })
}
