// What comes with a link that somebody shared, with a page of another site, and with old and careful clients.
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../make.ts'
import { createOffice, type Office } from '../webhooks/office.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

async function set(): Promise<Office> {
  const office = await createOffice({
    at: Date.parse('2022-01-05T12:00:00Z'),
    talks: [record({ id: 'us-russia-1', parties: [{ party: 'us' }] })],
  })
  open.push(office)
  return office
}
const ask = ({ app }: Office, path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.hono.request(`https://parley.example${path}`, { method, headers })

const PUBLIC = [
  '/',
  '/calendar.ics',
  '/parties/us.ics',
  '/talks/us-russia-1',
  '/talks/us-russia-1.ics',
  '/api/talks',
  '/api/changes',
  '/healthz',
]

describe('a link that trackers have added to', () => {
  const ADDED = [
    'fbclid=IwAR0x',
    'gclid=x',
    'utm_source=x&utm_medium=y',
    'UTM_Campaign=x',
    'mc_cid=1&mc_eid=2',
    'igshid=x',
    'msclkid=x',
    '_ga=1.2',
    'pk_campaign=x',
  ]

  it.each(PUBLIC)('%s answers as without', async (path) => {
    const office = await set()
    const plain = await (await ask(office, path)).text()
    for (const added of ADDED) {
      const response = await ask(office, `${path}?${added}`)
      expect([added, response.status, await response.text()]).toEqual([added, 200, plain])
    }
  })

  it('keeps its own parameters, and is refused for those that are misspelt', async () => {
    const office = await set()
    const plain = await (await ask(office, '/calendar.ics?party=us&lang=de')).text()
    expect(await (await ask(office, '/calendar.ics?utm_source=x&party=us&fbclid=y&lang=de')).text()).toBe(plain)
    for (const wrong of ['partys=us', 'utm=x', 'fbclids=x', 'gclidparty=us']) {
      const response = await ask(office, `/calendar.ics?fbclid=y&${wrong}`)
      const { errors } = (await response.json()) as { errors: { parameter: string }[] }
      expect([response.status, errors.map(({ parameter }) => parameter)]).toEqual([400, [wrong.split('=')[0]]])
    }
  })

  it('is shown nowhere on the page', async () => {
    const text = await (await ask(await set(), '/?party=us&fbclid=IwAR0x&utm_source=y', { accept: 'text/html' })).text()
    expect(text).toContain('party=us')
    expect(text).not.toMatch(/fbclid|utm_/)
  })
})

describe('a page of another site', () => {
  it.each(PUBLIC)('may read %s, and its ETag', async (path) => {
    const response = await ask(await set(), path, { origin: 'https://other.example' })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-expose-headers')).toMatch(/\bETag\b.*\bLast-Modified\b/)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each([...PUBLIC, '/api/changes/stream'])('is given leave to ask %s with conditions and from where it was', async (path) => {
    const asked = {
      origin: 'https://other.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'last-event-id',
    }
    const response = await ask(await set(), path, asked, 'OPTIONS')
    expect([response.status, response.headers.get('access-control-allow-origin'), await response.text()]).toEqual([204, '*', ''])
    const allowed = response.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')
    expect(allowed).toEqual(expect.arrayContaining(['if-none-match', 'if-modified-since', 'last-event-id']))
    expect(allowed).not.toContain('authorization')
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD')
  })

  it.each(['/api/endpoints', '/api/endpoints/ep_x', '/api/deliveries/dlv_1', '/api/export', '/api/import', '/api/thaw'])(
    'is given no leave for %s, which is for the bearer of a token',
    async (path) => {
      const response = await ask(await set(), path, { origin: 'https://other.example', 'access-control-request-method': 'GET' }, 'OPTIONS')
      expect(response.ok).toBe(false)
    },
  )
})

describe('a stream of changes', () => {
  it.each([
    ['the header', '/api/changes/stream', { 'last-event-id': '1' }, 1],
    ['the parameter', '/api/changes/stream?lastEventId=1', {}, 1],
    ['the header, which is further on than the parameter', '/api/changes/stream?lastEventId=0', { 'last-event-id': '1' }, 1],
    ['an empty header', '/api/changes/stream?after=0', { 'last-event-id': '' }, 0],
    ['an empty parameter', '/api/changes/stream?lastEventId=&after=0', {}, 0],
    ['neither', '/api/changes/stream', {}, 1],
  ])('goes on by %s', async (_, path, headers, cursor) => {
    const response = await ask(await set(), path, headers as Record<string, string>)
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>
    const first = new TextDecoder().decode((await reader.read()).value)
    await reader.cancel()
    expect([response.status, first]).toEqual([200, `retry: 3000\nid: ${cursor}\n\n`])
  })
  it('is refused by a parameter that is no cursor', async () => {
    expect((await ask(await set(), '/api/changes/stream?lastEventId=soon')).status).toBe(400)
  })
})

describe('a conditional request', () => {
  const CALENDAR = '/calendar.ics'
  const modifiedOf = async (office: Office) => {
    const { headers } = await ask(office, CALENDAR)
    return { tag: headers.get('etag') ?? '', at: Date.parse(headers.get('last-modified') ?? '') }
  }
  const forms = (at: number): string[] => {
    const date = new Date(at)
    const [day = '', dayOfMonth = '', month = '', year = '', time = ''] = date.toUTCString().replace(',', '').split(' ')
    const long = { Sun: 'Sunday', Mon: 'Monday', Tue: 'Tuesday', Wed: 'Wednesday', Thu: 'Thursday', Fri: 'Friday', Sat: 'Saturday' }[day]
    return [
      date.toUTCString(),
      `${long}, ${dayOfMonth}-${month}-${year.slice(2)} ${time} GMT`,
      `${day} ${month} ${String(Number(dayOfMonth)).padStart(2)} ${time} ${year}`,
    ]
  }

  it('reads dates in the three forms of HTTP', async () => {
    const office = await set()
    const { at } = await modifiedOf(office)
    for (const date of forms(at)) expect([date, (await ask(office, CALENDAR, { 'if-modified-since': date })).status]).toEqual([date, 304])
    for (const date of forms(at - 1000))
      expect([date, (await ask(office, CALENDAR, { 'if-modified-since': date })).status]).toEqual([date, 200])
    for (const date of forms(at - 1000))
      expect([date, (await ask(office, CALENDAR, { 'if-unmodified-since': date })).status]).toEqual([date, 412])
    for (const date of forms(at)) expect([date, (await ask(office, CALENDAR, { 'if-unmodified-since': date })).status]).toEqual([date, 200])
  })

  it.each([
    'soon',
    '1',
    'Wed, 05 Jan 2022 12:00:00',
    'Wed, 31 Feb 2099 12:00:00 GMT',
    '2099-01-01T00:00:00Z',
    'Wed, 05 Jan 2099 12:00:00 CET',
  ])('takes no notice of %s, which is no date of HTTP', async (date) => {
    const office = await set()
    expect((await ask(office, CALENDAR, { 'if-modified-since': date })).status).toBe(200)
    expect((await ask(office, CALENDAR, { 'if-unmodified-since': date })).status).toBe(200)
  })

  it('that wants what is not there any more gets 412', async () => {
    const office = await set()
    const { tag } = await modifiedOf(office)
    for (const [ifMatch, status] of [
      [tag, 200],
      ['*', 200],
      [`"other", ${tag}`, 200],
      ['"other"', 412],
      [`W/${tag}`, 412], // a strong comparison (RFC 9110, 13.1.1)
    ] as const)
      expect([ifMatch, (await ask(office, CALENDAR, { 'if-match': ifMatch })).status]).toEqual([ifMatch, status])
    // It counts before the others do.
    expect((await ask(office, CALENDAR, { 'if-match': '"other"', 'if-none-match': tag })).status).toBe(412)
    expect((await ask(office, CALENDAR, { 'if-match': tag, 'if-none-match': tag })).status).toBe(304)
  })
})
