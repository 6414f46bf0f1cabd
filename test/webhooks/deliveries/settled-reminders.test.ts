// What people are reminded of where changes bring a talk near: once it has settled, and of what they were not reminded before.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { diary, record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const timed = (when: string): TalkRecord => record({ id: 'a', title: 'First', when, zone: 'UTC' })
const NOON = timed('2032-01-10T12:00')
const TOMORROW = timed('2032-01-11T10:00')
const B = record({ id: 'b', when: '2032-03-12' })

let office: Office
let people: Receiver
let programs: Receiver
beforeEach(async () => {
  people = await createReceiver()
  programs = await createReceiver()
  office = await createOffice({ talks: [NOON, B], at: Date.parse('2032-01-01T12:00:00Z') })
  await office.run()
  const asks = { types: ['talk.cancelled'], leads: ['PT1H', 'P1D'] }
  await office.register({ url: people.url, format: 'slack', ...asks })
  await office.register({ url: programs.url, ...asks })
})
afterEach(async () => {
  await Promise.all([office.close(), people.close(), programs.close()])
})

const toPeople = () => people.received.map(({ body }) => JSON.parse(body).text as string)
const toPrograms = () => programs.received.map((each) => messageOf(each).data.reminder.lead as string)

async function at(time: string, ...talks: readonly TalkRecord[]): Promise<void> {
  office.now = Date.parse(time.includes('T') ? `${time}Z` : `2032-01-10T${time}Z`)
  if (talks.length > 0) office.desk.replace(diary(talks))
  await office.run()
}

/** From one instant to another, as a desk that is awake goes. */
async function until(time: string): Promise<void> {
  const end = Date.parse(`2032-01-10T${time}Z`)
  for (let next = office.desk.next(); next !== null && next < end; next = office.desk.next()) {
    office.now = Math.max(next, office.now)
    await office.run()
  }
  office.now = end
  await office.run()
}

describe('people', () => {
  it('are reminded of a talk that moves to within a lead when it has settled, once, and programs at once', async () => {
    await at('2032-01-09T12:00:00')
    await at('09:00:00', timed('2032-01-10T09:30'), B)
    expect([toPrograms(), toPeople().length]).toEqual([['P1D', 'PT1H'], 1])
    await until('09:00:59')
    expect(toPeople()).toHaveLength(1)
    await until('09:10:00')
    expect(toPeople().slice(1)).toEqual([expect.stringMatching(/First.*09:30/s)])
    expect(toPeople()[1]).toContain('oved from')
    await until('12:30:00')
    expect([toPrograms().length, toPeople().length]).toEqual([2, 2])
  })

  it('are reminded of no slip that is undone within the minute, and programs of both', async () => {
    await at('2032-01-09T12:00:00')
    await at('09:00:00', timed('2032-01-10T09:30'), B)
    await at('09:00:30', NOON, B)
    await until('10:59:00')
    expect([toPrograms(), toPeople().length]).toEqual([['P1D', 'PT1H', 'P1D'], 1])
    await until('12:30:00')
    expect(toPeople()).toHaveLength(2)
    // They never heard of the other time; programs did.
    expect(toPeople()[1]).not.toContain('oved from')
  })

  it('are not reminded again of a date that was away for less than a minute', async () => {
    await at('2032-01-09T12:00:00')
    await at('11:00:00')
    expect(toPeople()).toHaveLength(2)
    await at('11:20:00', TOMORROW, B)
    await at('11:20:30', NOON, B)
    await until('12:30:00')
    expect(toPeople()).toHaveLength(2)
    expect(toPrograms()).toEqual(['P1D', 'PT1H', 'P1D', 'PT1H'])
  })

  it('are reminded of what fell due while the date was away', async () => {
    await at('2032-01-09T12:00:00')
    await at('10:59:40', TOMORROW, B)
    await at('11:00:20', NOON, B)
    await until('12:30:00')
    expect(toPeople()).toHaveLength(2)
    expect(toPeople()[1]).toContain('12:00')
  })

  it('are reminded anew where the date came back after they were told that it moved', async () => {
    await at('2032-01-09T12:00:00')
    await at('11:00:00')
    await at('11:10:00', TOMORROW, B)
    await until('11:20:00')
    await at('11:20:30', NOON, B)
    await until('12:30:00')
    expect(toPeople()).toHaveLength(4)
    expect(toPeople()[3]).toMatch(/12:00/)
  })

  it('wait for a reminder that falls due by a date of less than a minute, and for no other', async () => {
    await at('2032-01-09T12:00:00')
    await at('10:29:30', timed('2032-01-10T11:30'), B)
    await until('10:30:05')
    expect([toPrograms(), toPeople().length]).toEqual([['P1D', 'P1D', 'PT1H'], 1])
    await at('10:30:10', NOON, B)
    await until('10:59:30')
    expect(toPeople()).toHaveLength(1)
    // Its words alone change: what it is reminded of stands.
    await at('10:59:40', { ...NOON, title: 'Renamed' }, B)
    await at('11:00:00')
    expect(toPeople()).toHaveLength(2)
    await until('12:30:00')
    expect(toPeople()).toHaveLength(2)
  })

  it('are reminded once, by the shortest, of what fell due by several leads while the desk was off', async () => {
    const asks = { types: ['talk.cancelled'], leads: ['PT1H', 'PT70M'] }
    const other = await createReceiver()
    await office.register({ url: other.url, format: 'slack', ...asks })
    await at('10:40:00')
    expect(other.received).toEqual([])
    // Both are late, and neither too late.
    await at('11:10:00')
    expect(other.received).toHaveLength(1)
    expect(office.lines.filter((line) => line.includes('reminder.fired')).at(-1)).toContain('PT1H')
    await other.close()
  })

  it('are reminded after a restart within the minute, and of nothing that has begun by then', async () => {
    await at('2032-01-09T12:00:00')
    await at('09:00:00', timed('2032-01-10T09:30'), B)
    await office.restart([timed('2032-01-10T09:30'), B])
    await until('09:02:00')
    expect(toPeople()).toHaveLength(2)
    await at('09:10:00', timed('2032-01-10T09:10'), B)
    await until('12:00:00')
    expect(toPeople()).toHaveLength(2)
  })

  it('are reminded of a deadline that was brought near when that has settled', async () => {
    const access = (deadline: string) => ({ ...timed('2032-02-10T12:00'), access: { deadline } })
    await office.register({ url: people.url, format: 'slack', types: ['talk.cancelled'], leads: ['P1D'], deadlines: true })
    await at('2032-01-09T12:00:00', access('2032-02-05'), B)
    await until('08:00:00')
    people.received.length = 0
    await at('10:00:00', access('2032-01-11'), B)
    await at('10:00:30', access('2032-02-05'), B)
    await until('11:00:00')
    expect(toPeople()).toEqual([])
    await at('11:00:00', access('2032-01-11'), B)
    await until('11:30:00')
    expect(toPeople()).toEqual([expect.stringMatching(/ccreditation.*11 January 2032/s)])
  })

  it('are not reminded by the clock of a zone that stood for less than a minute', async () => {
    const inZone = (zone: string) => record({ id: 'c', title: 'Day', when: '2032-01-12', zone })
    await at('2032-01-02T12:00:00', NOON, B, inZone('Europe/Zurich'))
    await until('20:00:00')
    people.received.length = 0
    programs.received.length = 0
    // Nine in the morning of the eleventh has come in Auckland, and not in Zurich.
    await at('20:30:00', NOON, B, inZone('Pacific/Auckland'))
    expect([toPrograms(), toPeople()]).toEqual([['P1D'], []])
    await at('20:30:30', NOON, B, inZone('Europe/Zurich'))
    await until('23:00:00')
    expect(toPeople()).toEqual([])
    await at('2032-01-11T08:00:00')
    expect([toPrograms(), toPeople().length]).toEqual([['P1D'], 1])
  })
})
