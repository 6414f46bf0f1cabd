// The figures at /metrics, as a public parser of Prometheus' text format reads them.
import parse from 'parse-prometheus-text-format'
import { afterEach, describe, expect, it } from 'vitest'
import { VERSION } from '../../../src/version.ts'
import { record } from '../../make.ts'
import { createOffice, type Office } from '../../webhooks/office.ts'
import { createReceiver } from '../../webhooks/receiver.ts'

const SECOND = 1000
const TIMED = { when: '2022-01-10T10:00', zone: 'Europe/Zurich' } as const
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

async function set(at = '2022-01-05T12:00:00Z') {
  const receiver = await createReceiver()
  const office = await createOffice({ at: Date.parse(at), talks: [record(TIMED)] })
  open.push(office, receiver)
  return { office, receiver }
}

/** Each sample's value under its name and labels, and each histogram as it is. */
async function figures(office: Office) {
  const { status, text } = await office.ask('GET', '/metrics')
  expect(status).toBe(200)
  const found: Record<string, unknown> = {}
  for (const { name, metrics } of parse(text))
    for (const { labels = {}, value, ...rest } of metrics) {
      const { le: _, ...own } = labels
      const names = Object.entries(own).map(([label, text]) => `${label}=${text}`)
      found[[name.replace(/^parley_/, ''), ...names].join(' ')] = value === undefined ? rest : Number(value)
    }
  return found
}

describe('figures of deliveries', () => {
  it('count what became of them, why attempts failed, and how long the first took', async () => {
    const { office, receiver } = await set()
    const good = await office.register({ url: `${receiver.url}/good` })
    await office.register({ url: `${receiver.url}/bad` })
    receiver.answer = ({ path }) => (path === '/bad' ? 503 : 204)
    await office.restart([record({ ...TIMED, title: 'Other' })])
    await office.run()
    office.now += 7 * SECOND
    const waits = await figures(office)
    expect(waits).toMatchObject({
      [`build_info version=${VERSION}`]: 1,
      'deliveries_queued_total format=standard': 2,
      'deliveries_total format=standard outcome=delivered': 1,
      'deliveries_total format=standard outcome=failed': 0,
      'attempts_total format=standard outcome=delivered': 1,
      'attempts_total format=standard outcome=5xx': 1,
      'queue_deliveries format=standard': 1,
      queue_oldest_seconds: 7,
      in_flight: 0,
      'endpoints state=active': 2,
    })
    expect(waits.queue_overdue_seconds).toBeGreaterThanOrEqual(1)
    expect(waits.queue_overdue_seconds).toBeLessThanOrEqual(2)

    receiver.answer = () => 204
    await office.run()
    const all = await figures(office)
    expect(all).toMatchObject({
      'deliveries_total format=standard outcome=delivered': 2,
      'queue_deliveries format=standard': 0,
      queue_oldest_seconds: 0,
      queue_overdue_seconds: 0,
    })
    const { text } = await office.ask('GET', '/metrics')
    const bucket = (le: string) => Number(new RegExp(`_bucket{format="standard",le="${le.replace('+', '\\+')}"} (\\d+)`).exec(text)?.[1])
    expect(['0.1', '2.5', '10', '86400', '+Inf'].map(bucket)).toEqual([1, 1, 2, 2, 2])
    expect(text).toMatch(/^parley_first_delivery_seconds_count\{format="standard"\} 2$/m)
    expect(Number(/_seconds_sum\{format="standard"\} ([\d.]+)/.exec(text)?.[1])).toBeCloseTo(7, 0)

    // What is sent again by hand is a delivery, and not a first one.
    await office.ask('POST', `/api/endpoints/${good.id}/replay`, { after: 0 }, good.token)
    await office.run()
    expect(await figures(office)).toMatchObject({ 'deliveries_total format=standard outcome=delivered': 4 })
    expect((await office.ask('GET', '/metrics')).text).toMatch(/^parley_first_delivery_seconds_count\{format="standard"\} 3$/m)
  })

  it('name what prevented a response, and outlive a restart', async () => {
    const { office, receiver } = await set()
    const url = receiver.url
    await receiver.close()
    open.pop()
    const one = await office.register({ url })
    await office.restart([record({ ...TIMED, title: 'Other' })])
    await office.run()
    await office.restart([record({ ...TIMED, title: 'Other' })])
    const failed = await figures(office)
    expect(Object.keys(failed).filter((name) => name.startsWith('attempts_total format=standard'))).toHaveLength(2)
    expect(failed).toMatchObject({ 'attempts_total format=standard outcome=delivered': 0, 'queue_deliveries format=standard': 1 })
    await office.ask('POST', `/api/endpoints/${one.id}/pause`, {}, one.token)
    expect(await figures(office)).toMatchObject({ 'endpoints state=active': 0, 'endpoints state=paused': 1 })
    await office.ask('DELETE', `/api/endpoints/${one.id}`, undefined, one.token)
    expect(await figures(office)).toMatchObject({
      'deliveries_total format=standard outcome=failed': 1,
      'queue_deliveries format=standard': 0,
      'endpoints state=paused': 0,
    })
  })
})

describe('figures of the rest', () => {
  it('count reminders that fired, were late and were skipped', async () => {
    const { office, receiver } = await set('2022-01-09T12:00:00Z')
    await office.register({ url: receiver.url, leads: ['PT1H', 'PT2H', 'PT10M'] })
    office.now = Date.parse('2022-01-10T07:00:59Z')
    await office.run()
    office.now = Date.parse('2022-01-10T08:01:00Z')
    await office.run()
    office.now = Date.parse('2022-01-10T08:56:00Z')
    await office.run()
    expect(await figures(office)).toMatchObject({ reminders_fired_total: 2, reminders_late_total: 1, reminders_skipped_total: 1 })
  })

  it('count requests for calendars by what was answered, on the way past Hono too', async () => {
    const { office } = await set()
    const first = await office.ask('GET', '/calendar.ics')
    await office.ask('HEAD', '/talks/geneva.ics')
    await office.ask('GET', '/calendar.ics?patry=us')
    await office.ask('GET', '/talks/none.ics')
    office.app.ready('/calendar.ics', (name) => (name === 'if-none-match' ? first.headers.get('etag') : null))
    const counted = await figures(office)
    const [whole, unchanged, refused] = ['whole', 'unchanged', 'refused'].map(
      (outcome) => counted[`feed_requests_total outcome=${outcome}`],
    )
    expect([whole, unchanged, refused].reduce<number>((sum, each) => sum + Number(each), 0)).toBe(5)
    expect({ unchanged, failed: counted['feed_requests_total outcome=failed'] }).toEqual({ unchanged: 1, failed: 0 })
  })

  it('say what is wrong with the records', async () => {
    const { office } = await set()
    expect(await figures(office)).toMatchObject({
      ready: 1,
      degraded: 0,
      faults: 0,
      record_problems: 0,
      records_kept: 0,
      talks: 1,
      log_cursor: 1,
    })
  })
})

describe('who may read them', () => {
  it('is the operator, and nobody else where it cannot be told who asks', async () => {
    const { office, receiver } = await set()
    const { token } = await office.register({ url: receiver.url })
    const asked = await office.ask('GET', '/metrics', undefined, null)
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([401, '*'])
    expect(asked.body.detail).toContain('ADMIN_TOKEN')
    expect((await office.ask('GET', '/metrics', undefined, token)).status).toBe(401)
    const { headers, status } = await office.ask('GET', '/metrics')
    expect([status, headers.get('content-type'), headers.get('cache-control'), headers.get('access-control-allow-origin')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      'no-store',
      null,
    ])
    expect((await office.ask('OPTIONS', '/metrics', undefined, null)).status).toBe(405)
    expect((await office.ask('GET', '/metrics?format=json')).status).toBe(400)
  })
})
