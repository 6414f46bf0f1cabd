// What /healthz counts of deliveries and reminders, against the tables that it does not walk through.
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../../make.ts'
import { createOffice, type Office } from '../office.ts'
import { createReceiver } from '../receiver.ts'

const MINUTE = 60_000
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const TIMED = { when: '2022-01-10T10:00', zone: 'Europe/Zurich' } as const

async function set(at: string) {
  const receiver = await createReceiver()
  const office = await createOffice({ at: Date.parse(at), talks: [record(TIMED)] })
  open.push(office, receiver)
  return { office, receiver }
}

const figures = async (office: Office) => (await office.ask('GET', '/healthz')).body

/** How many deliveries are in each state, by the table. */
function states({ db }: Office): Record<string, number> {
  const rows = db.all<{ state: string; count: number }>('SELECT state, count(*) AS count FROM delivery GROUP BY state')
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

describe('the figures of deliveries', () => {
  it('are what the table holds, whatever is paused, replayed, sent again, moved or ended', async () => {
    const { office, receiver } = await set('2022-01-05T12:00:00Z')
    const one = await office.register({ url: `${receiver.url}/one`, leads: ['PT1H'] })
    const two = await office.register({ url: `${receiver.url}/two` })
    const agree = async () => {
      const { waiting, delivered, failed, expired, obsolete } = (await figures(office)).deliveries
      const table = { waiting: 0, delivered: 0, failed: 0, expired: 0, obsolete: 0, ...states(office) }
      expect({ waiting, delivered, failed, expired, obsolete }).toEqual(table)
    }
    await office.restart([record({ ...TIMED, title: 'Other' })])
    await office.run()
    await agree()
    await office.ask('POST', `/api/endpoints/${one.id}/pause`, {}, one.token)
    await office.ask('POST', `/api/endpoints/${one.id}/replay`, { after: 0 }, one.token)
    office.now = Date.parse('2022-01-10T08:00:00Z')
    await office.run()
    // One that is delivered and waits again has been queued twice, and delivered once.
    expect((await figures(office)).deliveries).toMatchObject({ delivered: 2, waiting: 3 })
    office.now += 61 * MINUTE
    await office.ask('POST', `/api/endpoints/${one.id}/enable`, {}, one.token)
    await office.run()
    expect((await figures(office)).deliveries).toMatchObject({ delivered: 4, expired: 1, waiting: 0, failed: 0 })

    receiver.answer = () => 500
    await office.ask('POST', `/api/endpoints/${two.id}/replay`, { after: 0 }, two.token)
    await office.run()
    office.now += 5000
    expect((await figures(office)).deliveries).toMatchObject({ delivered: 4, waiting: 2, failed: 0 })
    await office.ask('DELETE', `/api/endpoints/${two.id}`, undefined, two.token)
    await office.run()
    expect((await figures(office)).deliveries).toMatchObject({ delivered: 4, waiting: 0, failed: 2, inFlight: 0, overdueSeconds: 0 })
  })
})

describe('the figures of reminders', () => {
  it('say how many fired and were skipped, how late the latest was, and how late they are on average', async () => {
    const { office, receiver } = await set('2022-01-09T12:00:00Z')
    await office.register({ url: receiver.url, leads: ['PT1H', 'PT2H', 'PT10M'] })
    expect((await figures(office)).reminders).toEqual({ fired: 0, skipped: 0, latestSeconds: 0, averageSeconds: 0 })
    office.now = Date.parse('2022-01-10T07:00:10Z')
    await office.run()
    expect((await figures(office)).reminders).toEqual({ fired: 1, skipped: 0, latestSeconds: 10, averageSeconds: 10 })
    office.now = Date.parse('2022-01-10T08:00:00Z')
    await office.run()
    expect((await figures(office)).reminders).toEqual({ fired: 2, skipped: 0, latestSeconds: 10, averageSeconds: 5 })
    office.now = Date.parse('2022-01-10T08:56:00Z')
    await office.run()
    expect((await figures(office)).reminders).toEqual({ fired: 2, skipped: 1, latestSeconds: 10, averageSeconds: 5 })
  })
})
