// New rules of a time zone, as another runtime brings them: local times stay, and their instants move.
import { afterEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../src/desk.ts'
import { LANGUAGES } from '../../src/language/words.ts'
import { createSetClock, type SetClock } from '../../src/runtime/clock.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { goByRules, type ZoneRules } from '../../src/talks/zone.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { calendar, desk, diary, readCalendar, record, request } from '../make.ts'
import { createApp } from '../web/checked-app.ts'

const ZONE = 'America/Vancouver'
const TALK = record({ id: 'a-b', when: '2026-12-15T10:00', zone: ZONE })
const SOUND = record({ id: 'sound', when: '2027-01-10T10:00', zone: 'Europe/Zurich' })
/** So many hours behind UTC, always. */
const behind =
  (hours: number): ZoneRules =>
  (_, zone) =>
    zone === ZONE ? -hours * 60 : 60
/** Put forward by an hour on 14 March 2027, at 02:00. */
const withGap: ZoneRules = (instant, zone) => (zone !== ZONE ? 60 : instant < Date.parse('2027-03-14T10:00:00Z') ? -480 : -420)

afterEach(() => goByRules(null))

interface Told {
  made: Desk
  clock: SetClock
  sent: { type: string; sentence: string }[]
}

/** The desk of a process whose zones go by these rules. */
function started(db: Sqlite, rules: ZoneRules, talks: readonly TalkRecord[], at = '2026-11-01T12:00:00Z'): Told {
  goByRules(rules)
  const clock = createSetClock(Date.parse(at), Date.now)
  const sent: Told['sent'] = []
  const send = async ({ body }: { body: string | Uint8Array }) => {
    const { type, data } = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
    sent.push({ type, sentence: (data.change ?? data.reminder).sentence })
    return { status: 204, retryAfter: null, answer: '' }
  }
  return { made: desk(diary(talks), { db, options: { clock, sending: { send, bounds: NODE_BOUNDS } } }), clock, sent }
}

const startIn = (text: string) => readCalendar(text).map(({ start, sequence }) => [start, sequence])
const everyForm = LANGUAGES.flatMap((lang) => (['keep', 'words'] as const).map((cancelled) => request({ form: { lang, cancelled } })))

describe('new rules of a time zone', () => {
  it('move what is to come in every calendar, as a change that is told', async () => {
    const db = openNode(':memory:')
    const first = started(db, behind(8), [TALK, SOUND])
    await first.made.owner.register({ url: 'https://hooks.example/', leads: ['PT1H'] }, 'operator')
    const before = await first.made.feeds.get(request(), '2026-11-01')
    expect(startIn(await calendar(first.made))).toEqual([
      ['2026-12-15T18:00:00Z', 0],
      ['2027-01-10T09:00:00Z', 0],
    ])

    const second = started(db, behind(7), [TALK, SOUND])
    await second.made.idle()
    for (const form of everyForm) expect(startIn(await calendar(second.made, form))[0]).toEqual(['2026-12-15T17:00:00Z', 1])
    expect((await second.made.feeds.get(request(), '2026-11-01')).tag).not.toBe(before.tag)
    expect(second.made.changes(2, 10)).toMatchObject([{ talk: 'a-b', revision: 2, types: ['talk.updated'] }])
    expect(second.sent).toEqual([
      {
        type: 'talk.updated',
        sentence:
          'United States – Russia talks: the rules of its time zone changed; the local time is still 15 December 2026, 10:00 (America/Vancouver).',
      },
    ])
    expect(second.made.next()).toBe(Date.parse('2026-12-15T16:00:00Z'))
    second.clock.set(Date.parse('2026-12-15T16:00:00Z'))
    second.made.wake()
    await second.made.idle()
    expect(second.sent.map(({ type }) => type)).toEqual(['talk.updated', 'talk.reminder'])
  })

  it('are told once, however often the desk is started and woken with them', () => {
    const db = openNode(':memory:')
    started(db, behind(8), [TALK])
    started(db, behind(7), [TALK])
    const { made, clock } = started(db, behind(7), [TALK])
    for (let day = 0; day < 3; day++) {
      clock.set(clock.now() + 24 * 3_600_000)
      made.wake()
    }
    expect(made.histories.cursor).toBe(2)
  })

  it('are noticed within a day while the desk runs', () => {
    const { made, clock } = started(openNode(':memory:'), behind(8), [TALK])
    goByRules(behind(7))
    made.wake()
    expect(made.histories.cursor).toBe(1)
    clock.set(Date.parse('2026-11-02T00:00:00Z'))
    made.wake()
    expect(made.histories.cursor).toBe(2)
  })

  it('leave what is over, withdrawn, or known to the day as it was told', () => {
    const db = openNode(':memory:')
    started(db, behind(8), [
      TALK,
      record({ id: 'day', when: '2026-12-20', zone: ZONE }),
      record({ id: 'gone', when: '2026-12-20T10:00', zone: ZONE }),
    ])
    started(db, behind(8), [TALK, record({ id: 'day', when: '2026-12-20', zone: ZONE })], '2026-11-02T12:00:00Z')
    const { made } = started(db, behind(7), [TALK, record({ id: 'day', when: '2026-12-20', zone: ZONE })], '2026-12-16T12:00:00Z')
    expect(made.histories.cursor).toBe(4)
  })

  it('follow a record that is moved in the same publication, and tell no more of it', () => {
    const db = openNode(':memory:')
    started(db, behind(8), [TALK])
    const { made } = started(db, behind(7), [{ ...TALK, when: '2026-12-16T10:00' }])
    expect(made.changes(1, 10)).toMatchObject([{ types: ['talk.rescheduled'], revision: 2 }])
  })
})

describe('a stored local time that new rules skip', () => {
  const SKIPPED = record({ id: 'a-b', when: '2027-03-14T02:30/2027-03-14T04:00', zone: ZONE })
  const broken = () => {
    const db = openNode(':memory:')
    started(db, behind(7), [SKIPPED, SOUND])
    // By the new rules the record is wrong, so its last good version stands.
    const given = { ...diary([SOUND]), broken: { ids: new Set(['a-b']), unreadable: false } }
    goByRules(withGap)
    return desk(given, { db, at: '2026-11-02T12:00:00Z' })
  }

  it('is read by the offset before, and hides nothing else', async () => {
    const made = broken()
    for (const form of everyForm)
      expect(startIn(await calendar(made, form))).toEqual([
        ['2027-01-10T09:00:00Z', 0],
        ['2027-03-14T10:30:00Z', 1],
      ])
    const app = createApp(made, {
      adminToken: null,
      open: false,
      onError: (error) => {
        throw error
      },
    }).hono
    for (const path of ['/', '/talks/a-b', '/talks/a-b.ics', '/api/talks', '/api/talks/a-b', '/api/changes', '/api/talks/a-b/changes'])
      expect([path, (await app.request(path)).status]).toEqual([path, 200])
  })

  it('is marked so in calendars and on its page', async () => {
    const made = broken()
    const [, event] = readCalendar(await calendar(made))
    expect(event?.description).toContain('By the present rules of its time zone this local time is skipped; it is taken for 03:30.')
    const app = createApp(made, {
      adminToken: null,
      open: false,
      onError: (error) => {
        throw error
      },
    }).hono
    expect(await (await app.request('/talks/a-b')).text()).toContain('this local time is skipped')
  })
})
