// The calendar of deadlines for accreditation, read by a library that is not ours.
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import type { Form } from '../../src/calendar/feed-form.ts'
import type { Desk } from '../../src/desk.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import type { Sqlite } from '../../src/sqlite/port.ts'
import type { TalkRecord } from '../../src/talks/record.ts'
import { desk, diary, record, request } from '../make.ts'

/** A talk with a deadline. */
function talk(id: string, deadline: string | null, change: Partial<TalkRecord> = {}) {
  const access = deadline === null ? {} : { access: { deadline, url: 'https://press.example/a', note: 'With a passport' } }
  return record({ id, ...access, ...change })
}

async function eventsOf(made: Desk, form: Partial<Form> = {}, filter: Parameters<typeof request>[0] = {}) {
  const { bytes } = await made.feeds.get(request({ of: 'deadlines', ...filter, form }), made.clock.today())
  const calendar = new ICAL.Component(ICAL.parse(new TextDecoder().decode(bytes)))
  const events = calendar.getAllSubcomponents('vevent').map((event) => ({
    uid: String(event.getFirstPropertyValue('uid')),
    start: String(event.getFirstPropertyValue('dtstart')),
    end: String(event.getFirstPropertyValue('dtend')),
    summary: String(event.getFirstPropertyValue('summary')),
    status: String(event.getFirstPropertyValue('status')),
    sequence: Number(event.getFirstPropertyValue('sequence')),
    description: String(event.getFirstPropertyValue('description')),
    alarms: event.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
  }))
  return { name: String(calendar.getFirstPropertyValue('name')), events }
}

const published = (db: Sqlite, day: string, ...records: TalkRecord[]) => desk(diary(records), { db, at: `${day}T10:00:00Z` })

describe('the calendar of deadlines', () => {
  it('has the deadline of each talk that has one, on its day, with how and where', async () => {
    const made = desk(diary([talk('a', '2022-01-07'), talk('b', null)]))
    const { name, events } = await eventsOf(made)
    expect(name).toBe('Parley – accreditation deadlines')
    expect(events).toEqual([
      expect.objectContaining({
        uid: 'a.accreditation@parley.example',
        start: '2022-01-07',
        end: '2022-01-08',
        summary: 'United States – Russia talks: accreditation closes',
        status: 'CONFIRMED',
        sequence: 0,
        description: expect.stringMatching(
          /by Friday 7 January 2022\nWith a passport\nhttps:\/\/press\.example\/a\nWhen: Monday 10 January 2022\n/,
        ),
      }),
    ])
  })

  it('speaks the language, rings, and is marked where the day is not certain', async () => {
    const made = desk(diary([talk('a', '2022-01-07'), talk('b', '[2022-01-05..2022-01-08]')]))
    const { events } = await eventsOf(made, { lang: 'de', alarm: ['P1D'] })
    expect(events.map(({ summary, status, alarms }) => [summary, status, alarms])).toEqual([
      [expect.stringContaining('[Datum offen]'), 'TENTATIVE', []],
      [expect.stringContaining('Akkreditierung endet'), 'CONFIRMED', ['-PT15H']],
    ])
  })

  it('follows its talk: another deadline, called off, gone, and no deadline any more', async () => {
    const db = openNode(':memory:')
    published(db, '2022-01-01', talk('a', '2022-01-07'), talk('b', '2022-01-07'), talk('c', '2022-01-07'), talk('d', '2022-01-07'))
    await eventsOf(
      published(db, '2022-01-01', talk('a', '2022-01-07'), talk('b', '2022-01-07'), talk('c', '2022-01-07'), talk('d', '2022-01-07')),
    )
    const made = published(db, '2022-01-02', talk('a', '2022-01-08'), talk('b', '2022-01-07', { status: 'cancelled' }), talk('d', null))
    const { events } = await eventsOf(made)
    const title = 'United States – Russia talks: accreditation closes'
    expect(
      events.map(({ uid, start, summary, status, sequence }) => [uid[0], start, summary.replace(title, '…'), status, sequence]),
    ).toEqual([
      ['b', '2022-01-07', 'Cancelled: …', 'CANCELLED', 1],
      ['c', '2022-01-07', 'Withdrawn: …', 'CANCELLED', 1],
      ['d', '2022-01-07', 'No longer in this calendar: …', 'CANCELLED', 1],
      ['a', '2022-01-08', '…', 'CONFIRMED', 1],
    ])
  })

  it('takes filters, by the day of the deadline', async () => {
    const made = desk(diary([talk('a', '2022-01-07', { topics: ['arms'] }), talk('b', '2022-01-08')]))
    expect((await eventsOf(made, {}, { filter: { topic: ['arms'] } })).events.map(({ uid }) => uid[0])).toEqual(['a'])
    expect((await eventsOf(made, {}, { filter: { since: { day: '2022-01-08' } } })).events.map(({ uid }) => uid[0])).toEqual(['b'])
    expect((await eventsOf(made, {}, { filter: { topic: ['arms'] } })).name).toBe('Parley – accreditation deadlines: arms')
  })

  it('has deadlines that were published before standings had them', async () => {
    const db = openNode(':memory:')
    published(db, '2022-01-01', talk('a', '2022-01-07'), talk('b', null))
    db.run("UPDATE change SET standing = json_remove(standing, '$.deadline')")
    for (const table of ['settling', 'session', 'spent_form', 'token', 'record', 'act', 'draft']) db.run(`DROP TABLE ${table}`)
    for (const index of ['endpoint_stranger', 'endpoint_reader', 'endpoint_token']) db.run(`DROP INDEX ${index}`)
    for (const column of ['endpoint DROP COLUMN credential_values', 'change DROP COLUMN act', 'talk DROP COLUMN taken_from'])
      db.run(`ALTER TABLE ${column}`)
    db.run('UPDATE schema_version SET version = 6')
    const { events } = await eventsOf(published(db, '2022-01-02', talk('a', '2022-01-07'), talk('b', null)))
    expect(events.map(({ uid, start, sequence }) => [uid[0], start, sequence])).toEqual([['a', '2022-01-07', 0]])
  })

  it('has the same bytes after a start, and other events than the calendar of talks', async () => {
    const db = openNode(':memory:')
    const bytes = async (made: Desk) =>
      new TextDecoder().decode((await made.feeds.get(request({ of: 'deadlines' }), made.clock.today())).bytes)
    const first = await bytes(published(db, '2022-01-01', talk('a', '2022-01-07')))
    const again = published(db, '2022-01-01', talk('a', '2022-01-07'))
    expect(await bytes(again)).toBe(first)
    const talks = new TextDecoder().decode((await again.feeds.get(request(), again.clock.today())).bytes)
    expect(talks).toContain('UID:a@parley.example')
    expect(first).not.toContain('UID:a@parley.example')
  })
})
