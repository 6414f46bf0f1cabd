// Clocks that jump.
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver, messageOf, type Receiver } from '../receiver.ts'

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const FIRST = record()

async function set(given: Parameters<typeof createOffice>[0] = {}): Promise<{ office: Office; receiver: Receiver }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: [FIRST], ...given })
  open.push(office, receiver)
  return { office, receiver }
}

const talksOf = ({ received }: Receiver) => received.map((each) => messageOf(each).data.talk?.id)

describe('a clock that jumps', () => {
  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('an hour %s delays no retry beyond its wait, and loses none', async (_, jump) => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    receiver.answer = () => 500
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    receiver.answer = () => 204
    office.now += jump
    await office.run()
    office.now += 7 * SECOND
    await office.run()
    expect(talksOf(receiver)).toEqual(['x', 'x'])
    expect(office.desk.health().deliveries).toMatchObject({ delivered: 1, waiting: 0 })
  })

  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('an hour %s during a request still ends in one delivery, with one id', async (_, jump) => {
    const { office, receiver } = await set()
    await office.register({ url: receiver.url })
    const hanging: (() => void)[] = []
    receiver.answer = () => (_asked, response) => void hanging.push(() => response.writeHead(204).end())
    await office.restart([FIRST, record({ id: 'x' })])
    await receiver.until((received) => received.length === 1)
    office.now += jump
    office.desk.wake()
    receiver.answer = () => 204
    for (const end of hanging) end()
    await office.desk.idle()
    await office.run()
    expect(new Set(receiver.received.map(({ id, body }) => id + body)).size).toBe(1)
    expect(office.desk.health().deliveries).toMatchObject({ delivered: 1, waiting: 0 })
  })

  it('an hour back while it is down holds up nothing that waits for its first attempt', async () => {
    const { office, receiver } = await set()
    const { id } = await office.register({ url: receiver.url })
    await office.ask('POST', `/api/endpoints/${id}/pause`)
    await office.restart([FIRST, record({ id: 'x' })])
    await office.ask('POST', `/api/endpoints/${id}/enable`)
    office.now -= HOUR
    await office.restart([FIRST, record({ id: 'x' })])
    await office.run()
    expect(talksOf(receiver)).toEqual(['x'])
  })

  it('an hour back does not remind twice, nor an hour forward not at all', async () => {
    const at = Date.parse('2022-01-10T05:00:00Z')
    const talks = [
      record({ id: 'soon', when: '2022-01-10T06:30', zone: 'UTC' }),
      record({ id: 'later', when: '2022-01-10T08:00', zone: 'UTC' }),
    ]
    const { office, receiver } = await set({ at, talks })
    await office.register({ url: receiver.url, leads: ['PT1H', 'PT90M'] })
    for (const step of [31 * MINUTE, -HOUR, HOUR, -HOUR, 2 * HOUR]) {
      office.now += step
      await office.run()
    }
    // 05:31, back to 04:31, 05:31, back to 04:31, then 06:31.
    expect(receiver.received.map((each) => [messageOf(each).data.talk.id, messageOf(each).data.reminder.lead])).toEqual([
      ['soon', 'PT1H'],
      ['later', 'PT1H30M'],
    ])
    office.now += 50 * MINUTE
    await office.run()
    expect(receiver.received).toHaveLength(3)
  })
})
