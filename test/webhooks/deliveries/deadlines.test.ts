// Reminders of deadlines for accreditation: by the leads of those who ask for them, apart from those of the talk itself.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { diary, record } from '../../make.ts'
import { ADMIN, createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const A = record({ id: 'a', title: 'First', when: '2032-01-10', zone: 'Europe/Zurich', access: { deadline: '2032-01-05' } })
const DAY = 86_400_000

let office: Office
let asks: Receiver
let other: Receiver
beforeEach(async () => {
  asks = await createReceiver()
  other = await createReceiver()
  office = await createOffice({ talks: [A], at: Date.parse('2032-01-01T12:00:00Z') })
  await office.run()
  await office.register({ url: asks.url, types: ['talk.cancelled'], leads: ['P1D', 'PT2H'], deadlines: true })
  await office.register({ url: other.url, types: ['talk.cancelled'], leads: ['P1D', 'PT2H'] })
})
afterEach(async () => {
  await Promise.all([office.close(), asks.close(), other.close()])
})

const told = ({ received }: Receiver) =>
  received.map((each) => messageOf(each).data.reminder).map(({ about, lead, day, sentence }) => ({ about, lead, day, sentence }))

async function at(instant: string, ...talks: readonly TalkRecord[]): Promise<void> {
  office.now = Date.parse(instant)
  if (talks.length > 0) office.desk.replace(diary(talks))
  await office.run()
}

describe('a deadline for accreditation', () => {
  it('is reminded of by the leads of those who ask for it, and of nobody else', async () => {
    await at('2032-01-04T07:59:59Z')
    expect(told(asks)).toEqual([])
    await at('2032-01-04T08:00:00Z')
    const sentence = 'First: accreditation until Monday 5 January 2032.'
    expect(told(asks)).toEqual([{ about: 'accreditation', lead: 'P1D', day: '2032-01-05', sentence }])
    // A day has no time to count hours back from: so on the day itself.
    await at('2032-01-05T08:00:00Z')
    await at('2032-01-09T08:00:00Z')
    await at('2032-01-10T08:00:00Z')
    const both = (receiver: Receiver) => told(receiver).map(({ about, lead, day }) => `${about} ${lead} ${day}`)
    const ofTalk = ['start P1D 2032-01-10', 'start P0D 2032-01-10']
    expect(both(asks)).toEqual(['accreditation P1D 2032-01-05', 'accreditation P0D 2032-01-05', ...ofTalk])
    expect(both(other)).toEqual(ofTalk)
  })

  it('that moves is reminded of anew, with what was told before; one that is gone is not', async () => {
    await at('2032-01-04T08:00:00Z')
    await at('2032-01-04T09:00:00Z', { ...A, access: { deadline: '2032-01-07' } })
    await at('2032-01-06T08:00:00Z')
    expect(told(asks).map(({ day }) => day)).toEqual(['2032-01-05', '2032-01-07'])
    expect(messageOf(asks.received[1] as never).data.reminder.movedFrom).toEqual({ when: '2032-01-05', zone: 'Europe/Zurich' })
    const { access: _, ...without } = A
    await at('2032-01-06T09:00:00Z', without as TalkRecord)
    await at('2032-01-07T08:00:00Z')
    expect(told(asks)).toHaveLength(2)
  })

  it('of a talk that is called off is none, and comes back with it', async () => {
    await at('2032-01-02T08:00:00Z', { ...A, status: 'cancelled' })
    await at('2032-01-04T08:00:00Z')
    expect(asks.received.filter((each) => messageOf(each).type === 'talk.reminder')).toEqual([])
    await at('2032-01-04T10:00:00Z', A)
    const reminders = asks.received.map(messageOf).filter(({ type }) => type === 'talk.reminder')
    expect(reminders.map(({ data }) => [data.reminder.about, data.reminder.lead])).toEqual([['accreditation', 'P1D']])
  })

  it('of a database from before such reminders is known at the next start, and goes with an export', async () => {
    office.db.run("DELETE FROM start WHERE talk = 'a.accreditation'")
    await office.restart([A])
    await at('2032-01-04T08:00:00Z')
    expect(told(asks)).toHaveLength(1)
    const headers = { authorization: `Bearer ${ADMIN}` }
    const text = await (await office.app.hono.request('https://parley.example/api/export?move=yes', { headers })).text()
    const next = await createOffice({ talks: [], at: office.now + DAY })
    expect((await next.ask('POST', '/api/import', text, undefined, { 'content-type': 'application/x-ndjson' })).status).toBe(200)
    await next.restart([A])
    await next.run()
    expect(told(asks).map(({ lead }) => lead)).toEqual(['P1D', 'P0D'])
    await next.close()
  })
})
