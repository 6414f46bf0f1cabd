// Bodies that cannot be used: each is refused with a problem that names the field, and nothing is kept of it.
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../../make.ts'
import { ADMIN, createOffice, type Office } from '../../webhooks/office.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const URL_OF = 'https://hooks.example/'

async function set(): Promise<Office> {
  const office = await createOffice({ talks: [record()], names: { 'hooks.example': ['8.8.8.8'] } })
  open.push(office)
  return office
}

const post = (office: Office, body: unknown) => office.ask('POST', '/api/endpoints', body)
const fieldsOf = ({ body }: { body: { errors?: { field: string }[] } }) => body.errors?.map(({ field }) => field)

describe('the body of a registration', () => {
  it.each([
    ['nothing', '', ['url']],
    ['no JSON', '{', ['']],
    ['a list', '[]', ['']],
    ['null', 'null', ['']],
    ['a number', '7', ['']],
    ['a text', '"x"', ['']],
    ['no URL', {}, ['url']],
    ['an unknown field', { url: URL_OF, secret: 'whsec_x' }, ['']],
    ['a prototype', `{"url":"${URL_OF}","__proto__":{"state":"active"}}`, ['__proto__']],
    ['a constructor', `{"url":"${URL_OF}","constructor":{}}`, ['']],
    ['a URL that is a number', { url: 7 }, ['url']],
    ['a URL that is null', { url: null }, ['url']],
    ['types that are a text', { url: URL_OF, types: 'talk.announced' }, ['types']],
    ['no types', { url: URL_OF, types: [] }, ['types']],
    ['an unknown type', { url: URL_OF, types: ['talk.started'] }, ['types.0']],
    ['a type that cannot be asked for', { url: URL_OF, types: ['endpoint.test'] }, ['types.0']],
    ['reminders without leads', { url: URL_OF, types: ['talk.reminder'] }, ['leads']],
    ['a filter that is a text', { url: URL_OF, filter: 'party=us' }, ['filter']],
    ['a filter that is a list', { url: URL_OF, filter: [['party', 'us']] }, ['filter']],
    ['an unknown parameter of the filter', { url: URL_OF, filter: { partys: 'us' } }, ['filter.partys']],
    ['a form of calendars in the filter', { url: URL_OF, filter: { alarm: 'PT1H' } }, ['filter.alarm']],
    ['a prototype in the filter', `{"url":"${URL_OF}","filter":{"__proto__":"us"}}`, ['__proto__']],
    ['an unknown party', { url: URL_OF, filter: { party: 'atlantis' } }, ['filter.party']],
    ['a status that there is not', { url: URL_OF, filter: { status: 'soon' } }, ['filter.status']],
    ['a party that is a number', { url: URL_OF, filter: { party: 7 } }, ['filter.party']],
    ['a party that is an object', { url: URL_OF, filter: { party: { id: 'us' } } }, ['filter.party']],
    ['match that is neither', { url: URL_OF, filter: { match: 'some' } }, ['filter.match']],
    ['leads that are a text', { url: URL_OF, leads: 'P1D' }, ['leads']],
    ['a lead that is a number', { url: URL_OF, leads: [3600] }, ['leads.0']],
    ['a thousand leads', { url: URL_OF, leads: Array.from({ length: 1000 }, (_, index) => `PT${index + 1}M`) }, ['leads']],
    ['a dayAt that is a number', { url: URL_OF, dayAt: 9 }, ['dayAt']],
    ['a zone that is a number', { url: URL_OF, zone: 1 }, ['zone']],
    ['a lang that is none', { url: URL_OF, lang: 'xx' }, ['lang']],
    ['a description of two lines', { url: URL_OF, description: 'a\nb' }, ['description']],
    ['a description that is an object', { url: URL_OF, description: {} }, ['description']],
    ['a description of 301 characters', { url: URL_OF, description: 'x'.repeat(301) }, ['description']],
  ])('is refused with %s', async (_, body, fields) => {
    const office = await set()
    const answer = await post(office, body)
    expect([answer.status, answer.headers.get('content-type'), fieldsOf(answer)]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
      fields,
    ])
    expect(office.desk.endpoints.list(0, 1)).toEqual([])
  })

  it.each([
    'PT0S',
    'P',
    'PT',
    '-P1D',
    'P-1D',
    '-PT1H',
    'P1M',
    'P1Y',
    'P61D',
    'P9W',
    'PT1441H',
    'P1DT1H',
    'P1.5D',
    'PT1.5H',
    '1D',
    'p1d',
    '',
  ])('is refused with the lead %j', async (lead) => {
    const answer = await post(await set(), { url: URL_OF, leads: ['P1D', lead] })
    expect([answer.status, fieldsOf(answer)]).toEqual([400, ['leads.1']])
    expect(answer.body.detail).toContain('P0D is the day itself')
  })

  it.each(['24:00', '9:00', '09:60', '25:00', '09:00:00', '09:00Z', '', 'noon', '０9:00'])(
    'is refused with the dayAt %j',
    async (dayAt) => {
      expect(fieldsOf(await post(await set(), { url: URL_OF, dayAt }))).toEqual(['dayAt'])
    },
  )

  it.each(['Europe/Atlantis', 'europe/zurich', 'CET+1', '+01:00', 'local', '', 'Europe/Zurich ', '../etc'])(
    'is refused with the zone %j',
    async (zone) => {
      expect(fieldsOf(await post(await set(), { url: URL_OF, zone }))).toEqual(['zone'])
    },
  )

  it('names everything that is wrong at once', async () => {
    const answer = await post(await set(), { url: 7, leads: ['PT0S'], dayAt: 'x', zone: 'y', types: ['z'] })
    expect(fieldsOf(answer)?.sort()).toEqual(['dayAt', 'leads.0', 'types.0', 'url', 'zone'])
  })

  it('may have a filter that matches nothing: then it is told nothing', async () => {
    const office = await set()
    const { status, body } = await post(office, { url: URL_OF, filter: { status: 'held' } })
    expect(status).toBe(201)
    expect((await office.ask('GET', `/api/endpoints/${body.id}`)).body.follows).toBe(0)
    expect((await office.ask('POST', `/api/endpoints/${body.id}/replay`, { after: 0 })).body).toMatchObject({ queued: 0 })
  })

  it('has equal leads once, in their shortest spelling', async () => {
    const { body } = await post(await set(), { url: URL_OF, leads: ['PT60M', 'PT1H', 'PT3600S', 'P1W', 'P7D', 'P0D', 'P60D', 'PT1440H'] })
    expect(body.leads).toEqual(['PT1H', 'P7D', 'P0D', 'P60D', 'PT1440H'])
  })

  it('is refused where it is larger than 64 KiB, whether or not it says so', async () => {
    const office = await set()
    const large = JSON.stringify({ url: URL_OF, description: 'x'.repeat(65 * 1024) })
    expect(await post(office, large)).toMatchObject({ status: 413, body: { type: 'urn:parley:problem:body-too-large' } })
    let given = 0
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(++given && 1024)) })
    const request = new Request('https://parley.example/api/endpoints', {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN}` },
      body: endless,
      duplex: 'half',
    } as RequestInit)
    expect((await office.app.hono.request(request)).status).toBe(413)
    expect(given).toBeLessThan(100)
  })

  it('is refused where it is not UTF-8, or not said to be JSON', async () => {
    const office = await set()
    const send = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
      office.app.hono.request('https://parley.example/api/endpoints', {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN}`, 'content-type': type },
        body,
      })
    const utf8 = (text: string) => new TextEncoder().encode(text)
    const bytes = new Uint8Array([...utf8(`{"url":"${URL_OF}","description":"`), 0xff, ...utf8('"}')])
    const broken = await send(bytes, 'application/json')
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('is not UTF-8')])
    const quoted = await send("{url: 'x'}", 'application/json')
    expect([quoted.status, await quoted.json()]).toMatchObject([
      400,
      {
        detail: expect.stringMatching(
          /^The body is not JSON: .*position 1 .*\. It would be one object, with names and texts in double quotes$/,
        ),
      },
    ])
    const hostile = (await (await send('\u001b[2J\u202e', 'application/json')).json()) as { detail: string }
    expect(hostile.detail).toMatch(/^The body is not JSON: [^\p{Cc}\p{Cf}]+$/u)
    expect((await send(JSON.stringify({ url: URL_OF }), 'text/plain')).status).toBe(415)
    expect((await send('url=x', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await send(JSON.stringify({ url: URL_OF }), 'application/json; charset=utf-8')).status).toBe(201)
  })

  it('that is nested a thousand deep is refused, not a fault', async () => {
    const office = await set()
    const deep = `{"url":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
    expect((await post(office, deep)).status).toBe(400)
    expect(office.lines.filter((line) => line.includes('Error'))).toEqual([])
  })
})

describe('other bodies', () => {
  it.each([
    ['replay', {}],
    ['replay', { after: -1 }],
    ['replay', { after: 1.5 }],
    ['replay', { after: '0' }],
    ['replay', { since: 'yesterday' }],
    ['replay', { since: '2022-01-05' }],
    ['replay', { since: '2022-01-05T09:00:00' }],
    ['replay', { after: 0, since: '2022-01-05T09:00:00Z' }],
    ['rotate', { overlap: 'P8D' }],
    ['rotate', { overlap: 'soon' }],
    ['rotate', { overlap: 'P1M' }],
    ['rotate', { overlap: 5 }],
    ['verify', { code: 7 }],
    ['test', { x: 1 }],
    ['pause', { x: 1 }],
    ['enable', []],
  ])('of %s are refused: %j', async (what, body) => {
    const office = await set()
    const { id } = await office.register({ url: URL_OF })
    expect(await office.ask('POST', `/api/endpoints/${id}/${what}`, body)).toMatchObject({
      status: 400,
      body: { type: 'urn:parley:problem:invalid-body' },
    })
  })

  it.each([
    [{ after: -1 }, 'after must be a cursor, a whole number that is not negative'],
    [{ after: 1e300 }, 'after must be a cursor, a whole number that is not negative'],
    [{ since: '2022-01-05' }, 'since must be an instant with its offset, such as 2022-01-05T09:00:00Z'],
    [{}, 'must be { "after": a cursor, a whole number } or { "since": an instant'],
  ])('of a replay are refused in words: %j', async (body, words) => {
    const office = await set()
    const { id } = await office.register({ url: URL_OF })
    expect((await office.ask('POST', `/api/endpoints/${id}/replay`, body)).body.detail).toContain(words)
  })

  it.each([
    ['url', null],
    ['state', 'active'],
    ['id', 'x'],
    ['leads', ['PT0S']],
    ['types', ['talk.reminder']],
    ['owner', 'operator'],
  ])('that alter %s to what it cannot be are refused, and alter nothing', async (field, value) => {
    const office = await set()
    const { id } = await office.register({ url: URL_OF })
    const before = (await office.ask('GET', `/api/endpoints/${id}`)).body
    expect((await office.ask('PATCH', `/api/endpoints/${id}`, { description: 'x', [field]: value })).status).toBe(400)
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body).toEqual(before)
  })

  it('of a patch take null as the default again', async () => {
    const office = await set()
    const wish = {
      url: URL_OF,
      types: ['talk.updated'],
      filter: { party: ['us'] },
      leads: ['P1D'],
      dayAt: '08:00',
      zone: 'Asia/Tokyo',
      lang: 'de',
    }
    const { id } = await office.register({ ...wish, description: 'x' })
    const nothing = { types: null, filter: null, leads: null, dayAt: null, zone: null, lang: null, description: null }
    expect((await office.ask('PATCH', `/api/endpoints/${id}`, nothing)).body).toMatchObject({
      url: URL_OF,
      types: null,
      filter: {},
      leads: [],
      dayAt: '09:00',
      zone: null,
      lang: 'en',
      description: null,
    })
  })
})
