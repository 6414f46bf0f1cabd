// CloudEvents: a receiver is asked by OPTIONS whether it wants messages, as the specification of their web hooks has it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { diary, record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, type Receiver } from '../receiver.ts'

/** CloudEvents 1.0.2, the JSON format, section 3; attributes are lower case letters and digits. */
const EVENT = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.url(),
  type: z.string().regex(/^app\.parley\.[a-z_.]+$/),
  subject: z.string().min(1).optional(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.unknown()),
})
const A = record({ id: 'a' })

let office: Office
let receiver: Receiver
beforeEach(async () => {
  office = await createOffice({ talks: [A], open: true })
  receiver = await createReceiver()
  await office.run()
})
afterEach(async () => {
  await Promise.all([office.close(), receiver.close()])
})

const allowing = (origin: string | null, status = 200) => {
  receiver.answer = () => (_, response) => response.writeHead(status, origin === null ? {} : { 'webhook-allowed-origin': origin }).end()
}
const join = async () => {
  const { body } = await office.ask('POST', '/api/endpoints', { url: receiver.url, format: 'cloudevents' }, null)
  await office.run()
  return body as { id: string; token: string }
}
const stateOf = async (id: string) => (await office.ask('GET', `/api/endpoints/${id}`)).body.state

describe('a receiver of CloudEvents', () => {
  it.each(['*', 'parley.example', 'other.example, PARLEY.example'])('is told once it allows the origin by %s', async (origin) => {
    allowing(origin)
    const { id } = await join()
    const [asked] = receiver.received
    expect([asked?.method, asked?.body, asked?.headers['webhook-request-origin']]).toEqual(['OPTIONS', '', 'parley.example'])
    expect(await stateOf(id)).toBe('active')
    office.desk.replace(diary([{ ...A, when: '2032-01-11' }]))
    await office.run()
    expect(receiver.received.map(({ method }) => method)).toEqual(['OPTIONS', 'POST'])
  })

  it.each<[string | null, number]>([
    [null, 200],
    ['other.example', 200],
    ['sub.parley.example', 200],
    ['', 204],
    ['*', 405],
  ])('is told nothing where it allows %j with status %d', async (origin, status) => {
    allowing(origin, status)
    const { id } = await join()
    expect(await stateOf(id)).toBe('unverified')
    office.desk.replace(diary([{ ...A, when: '2032-01-11' }]))
    await office.run()
    expect(receiver.received.map(({ method }) => method)).toEqual(['OPTIONS'])
  })

  it('is asked again by its owner, and then agrees', async () => {
    allowing(null)
    const { id, token } = await join()
    allowing('*')
    expect((await office.ask('POST', `/api/endpoints/${id}/verify`, {}, token)).status).toBe(202)
    await office.run()
    expect(await stateOf(id)).toBe('active')
  })

  it('is told at once where the operator registered it, and gets events that say where they come from, signed', async () => {
    const { id } = await office.register({ url: receiver.url, format: 'cloudevents' })
    await office.ask('POST', `/api/endpoints/${id}/test`)
    office.desk.replace(diary([{ ...A, when: '2032-01-11' }]))
    await office.run()
    const [test, change] = receiver.received.map(({ body }) => EVENT.parse(JSON.parse(body)))
    expect(test).toMatchObject({ type: 'app.parley.endpoint.test', source: 'https://parley.example' })
    expect(test).not.toHaveProperty('subject')
    expect(change).toMatchObject({ type: 'app.parley.talk.rescheduled', subject: 'a', data: { talk: { id: 'a' } } })
    expect(receiver.received[1]).toMatchObject({
      id: change?.id,
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        origin: 'parley.example',
        'webhook-signature': expect.stringMatching(/^v1,/),
      },
    })
  })
})
