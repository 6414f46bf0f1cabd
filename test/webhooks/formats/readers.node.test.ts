// Messages as the libraries of their receivers read them, which only Node runs.
import { createRequire } from 'node:module'
import { type CloudEvent, HTTP } from 'cloudevents'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diary, record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, type Receiver } from '../receiver.ts'

// Its modules name each other in a way that Node does not follow.
const { AdaptiveCard, SerializationContext, Version } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards')

const DAY = record({ id: 'a', when: '2032-01-10' })
const TIMED = { ...DAY, when: '2032-01-10T15:30', zone: 'Europe/Zurich' }

let office: Office
let receiver: Receiver
beforeEach(async () => {
  office = await createOffice({ talks: [DAY], at: Date.parse('2032-01-01T12:00:00Z') })
  receiver = await createReceiver()
  await office.run()
})
afterEach(async () => {
  await Promise.all([office.close(), receiver.close()])
})

/** What comes once the time of the talk is known. */
async function received(format: string) {
  await office.register({ url: receiver.url, format })
  office.desk.replace(diary([TIMED]))
  await office.run()
  office.now += 60_000
  await office.run()
  expect(receiver.received).toHaveLength(1)
  return receiver.received[0] as (typeof receiver.received)[number]
}

describe('a message', () => {
  it('is an event to the SDK of CloudEvents', async () => {
    const { headers, body } = await received('cloudevents')
    expect(HTTP.isEvent({ headers, body })).toBe(true)
    const event = HTTP.toEvent({ headers, body }) as CloudEvent<{ talk: { id: string } }>
    expect(event.validate()).toBe(true)
    expect(event).toMatchObject({ source: 'https://parley.example', type: 'app.parley.talk.time_confirmed', subject: 'a' })
    expect(event.data?.talk.id).toBe('a')
  })

  it('is a card to the renderer of Adaptive Cards, without anything that it does not know', async () => {
    const { body } = await received('teams')
    const { content } = JSON.parse(body).attachments[0]
    const [card, context] = [new AdaptiveCard(), new SerializationContext(new Version(1, 4))]
    card.parse(content, context)
    const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
    expect([events, card.validateProperties().validationEvents]).toEqual([[], []])
    expect(card.getItemCount()).toBeGreaterThan(3)
    expect(body).toContain('{{DATE(2032-01-10T14:30:00Z, LONG)}} {{TIME(2032-01-10T14:30:00Z)}}')
  })
})
