// A browser that follows several things with leads of their own: each talk goes by those of the follows that take it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { diary, record } from '../../make.ts'
import { type Device, followWith, titlesOf } from '../device.ts'
import { createOffice, type Office } from '../office.ts'
import { createPushService, type PushService } from '../push-service.ts'
import { createReceiver, messageOf } from '../receiver.ts'

const MINUTE = 60_000
const talk = (id: string, when: string): TalkRecord => record({ id, title: id.toUpperCase(), when, zone: 'UTC', topics: ['arms'] })
const A = talk('a', '2032-02-10T12:00')
const B = talk('b', '2032-02-12T12:00')
const NEWS = ['talk.cancelled']

let office: Office
let service: PushService
beforeEach(async () => {
  service = await createPushService()
  office = await createOffice({ talks: [A, B], at: Date.parse('2032-01-01T12:00:00Z'), contact: 'desk@diary.example' })
  await office.run()
})
afterEach(async () => {
  await Promise.all([office.close(), service.close()])
})

const following = (...follows: readonly object[]): Promise<Device> => followWith({ office, service }, 'x', follows)

async function at(instant: string, ...talks: readonly TalkRecord[]): Promise<void> {
  office.now = Date.parse(instant)
  if (talks.length > 0) office.desk.replace(diary(talks))
  await office.run()
}

describe('a browser that follows several things', () => {
  it('is reminded of a talk that comes near by the leads with which it follows that talk', async () => {
    const one = await following({ talk: 'a', types: NEWS, leads: ['PT1H'] }, { talk: 'b', types: NEWS, leads: ['P1D'] })
    // Within the hour, too: but nobody asked to be reminded of this talk an hour before.
    await at('2032-01-02T12:00:00Z', A, talk('b', '2032-01-02T12:30'))
    await at('2032-01-02T12:01:00Z')
    expect(titlesOf(service, one)).toEqual([expect.stringMatching(/^B: .*12:30/)])
  })

  it('is reminded once where several follows take a talk that comes near, by the shortest of their leads', async () => {
    const one = await following(
      { talk: 'a', types: NEWS, leads: ['P1D'] },
      { filter: { topic: ['arms'] }, types: NEWS, leads: ['PT1H', 'P2D'] },
    )
    await at('2032-01-02T12:00:00Z', talk('a', '2032-01-02T12:30'), B)
    await at('2032-01-02T12:01:00Z')
    expect(titlesOf(service, one)).toEqual([expect.stringMatching(/^A: /)])
    expect(office.lines.filter((line) => line.includes('reminder.fired'))).toEqual([expect.stringContaining('"schedule":"PT1H"')])
  })

  it('is not reminded on the day itself of a talk with a time, since it asks for that of another', async () => {
    const one = await following({ talk: 'a', types: NEWS, leads: ['P0D'] }, { talk: 'b', types: NEWS, leads: ['PT1H'] })
    await at('2032-02-12T09:00:00Z')
    expect(titlesOf(service, one)).toEqual([])
    await at('2032-02-12T11:00:00Z')
    expect(titlesOf(service, one)).toEqual([expect.stringMatching(/^B: /)])
  })

  it('is reminded once of what falls due by two leads at one moment; a program by each', async () => {
    const program = await createReceiver()
    await office.register({ url: program.url, types: NEWS, leads: ['PT24H', 'P1D'] })
    const one = await following({ talk: 'a', types: NEWS, leads: ['PT24H'] }, { filter: {}, types: NEWS, leads: ['P1D'] })
    await at('2032-02-09T12:00:00Z')
    await at('2032-02-09T12:00:00Z')
    office.now += 10 * MINUTE
    await office.run()
    expect(titlesOf(service, one)).toEqual([expect.stringMatching(/^A: /)])
    expect(program.received.map((each) => messageOf(each).data.reminder.lead).sort()).toEqual(['P1D', 'PT24H'])
    await program.close()
  })
})
