// Whatever can be wrong with a request, once each: the answer has its code beside the words.
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import type { Wording } from '../../../src/talks/flaw.ts'
import { flawOf } from '../../../src/talks/flaw-issue.ts'
import { PARAMETER_FLAWS } from '../../../src/talks/parameter-flaws.ts'
import { VALUE_FLAWS } from '../../../src/talks/value-flaws.ts'
import { ReplayBody, RotateBody, VerifyBody } from '../../../src/web/api/endpoints.ts'
import { openapi } from '../../../src/web/api/openapi.ts'
import { REQUEST_FLAWS } from '../../../src/web/request-flaws.ts'
import type { Endpoint } from '../../../src/webhooks/endpoints/endpoint.ts'
import { EndpointPatch, FIELDS, NewEndpoint } from '../../../src/webhooks/endpoints/endpoint-fields.ts'
import { ENDPOINT_FLAWS } from '../../../src/webhooks/endpoints/endpoint-flaws.ts'
import { record } from '../../make.ts'
import { ADMIN, createOffice, type Office } from '../../webhooks/office.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const HOOK = 'https://hooks.example/'
const NAMES = { 'hooks.example': ['8.8.8.8'], 'private.example': ['10.0.0.1'] }

type Code = keyof typeof PARAMETER_FLAWS | keyof typeof ENDPOINT_FLAWS | keyof typeof REQUEST_FLAWS
type Errors = { message: string; code: string }[]
type Case = (office: Office) => Promise<Errors>

const get =
  (path: string): Case =>
  async (office) =>
    (await office.ask('GET', path)).body.errors
const registering =
  (body: unknown): Case =>
  async (office) =>
    (await office.ask('POST', '/api/endpoints', body)).body.errors
/** What an owner asks for; `ID` in a path is that of an endpoint. */
const asking =
  (path: string, body?: unknown): Case =>
  async (office) => {
    const { id } = await office.register({ url: HOOK })
    return (await office.ask(body === undefined ? 'GET' : 'POST', path.replace('ID', id), body)).body.errors
  }
const KEYS = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }
const SUBSCRIPTION = { endpoint: 'https://fcm.googleapis.com/fcm/send/x', keys: KEYS }
const following =
  (body: object): Case =>
  async (office) =>
    (await office.ask('POST', '/api/follows', { subscription: SUBSCRIPTION, following: [], ...body }, null)).body.errors
/** What a browser that follows asks of its endpoint. */
const altering =
  (body: object): Case =>
  async (office) => {
    const { id, token } = (await office.ask('POST', '/api/follows', { subscription: SUBSCRIPTION, following: [] }, null)).body
    return (await office.ask('PATCH', `/api/endpoints/${id}`, body, token)).body.errors
  }
/** A body that is no text. */
const sending =
  (body: Uint8Array<ArrayBuffer> | ReadableStream): Case =>
  async (office) => {
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' }
    const request = new Request('https://parley.example/api/endpoints', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    return ((await (await office.app.hono.request(request)).json()) as { errors: Errors }).errors
  }
const asked = (fields: object) => registering({ url: HOOK, ...fields })
const repeated = (parameter: string, count: number) => Array.from({ length: count }, (_, index) => `${parameter}PT${index + 1}M`).join('&')

const CASES: Record<Code, Case> = {
  'no-such-party': get('/calendar.ics?party=atlantis'),
  'no-such-topic': get('/calendar.ics?topic=weather'),
  'no-such-series': get('/calendar.ics?series=none'),
  'no-such-place': get('/calendar.ics?place=nowhere'),
  'no-such-country': get('/calendar.ics?country=ch'),
  'no-such-status': get('/calendar.ics?status=gone'),
  'not-a-choice': get('/calendar.ics?uncertain=maybe'),
  repeated: get('/calendar.ics?since=2022-01-01&since=2022-01-02'),
  'too-many-values': get(`/calendar.ics?${repeated('alarm=', 6)}`),
  'match-without-party': get('/calendar.ics?match=all'),
  'not-a-day-or-span': get('/calendar.ics?since=2022-02-30'),
  'until-before-since': get('/calendar.ics?since=2022-02-01&until=2022-01-01'),
  'not-a-lead': get('/calendar.ics?alarm=PT0S'),

  missing: registering({}),
  'wrong-type': registering({ url: 7 }),
  'unknown-field': asked({ secret: 'whsec_x' }),
  'too-long': registering({ url: HOOK + 'x'.repeat(2000) }),
  'not-a-url': registering({ url: 'hooks' }),
  'unsafe-scheme': registering({ url: 'http://hooks.example/' }),
  'port-zero': registering({ url: 'https://hooks.example:0/' }),
  'user-in-url': registering({ url: 'https://user@hooks.example/' }),
  'fragment-in-url': registering({ url: `${HOOK}#top` }),
  'own-host': registering({ url: 'https://parley.example/' }),
  'not-public': registering({ url: 'https://10.0.0.1/' }),
  'resolves-to-private-address': registering({ url: 'https://private.example/' }),
  'not-found-in-public': async (office) =>
    (await office.ask('POST', '/api/endpoints', { url: 'https://private.example/' }, null)).body.errors,
  'no-such-type': asked({ types: ['talk.started'] }),
  'no-types': asked({ types: [] }),
  'repeated-type': asked({ types: Array.from({ length: 40 }, () => 'talk.updated') }),
  'operational-type': async (office) =>
    (await office.ask('POST', '/api/endpoints', { url: HOOK, types: ['endpoint.failing'] }, null)).body.errors,
  'unknown-parameter': asked({ filter: { partys: 'us' } }),
  'too-many-leads': asked({ leads: Array.from({ length: 21 }, (_, index) => `PT${index + 1}M`) }),
  'reminders-without-lead': asked({ types: ['talk.reminder'] }),
  'not-a-time-of-day': asked({ dayAt: '24:00' }),
  'no-such-zone': asked({ zone: 'Europe/Atlantis' }),
  'no-such-language': asked({ lang: 'la' }),
  'too-many-headers': asked({ headers: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`x-${index}`, 'y'])) }),
  'headers-too-long': asked({ headers: { authorization: 'x'.repeat(5000) } }),
  'not-a-header-name': asked({ headers: { 'x y': 'z' } }),
  'reserved-header': asked({ headers: { host: 'hooks.example' } }),
  'repeated-header': asked({ headers: { a: 'x', A: 'y' } }),
  'no-such-format': asked({ format: 'telex' }),
  'url-of-another-format': asked({ url: 'https://hooks.slack.example/services/T/B/X', format: 'slack' }),
  'no-such-credential': asked({ credentials: { token: 'x' } }),
  'too-many-follows': following({ following: Array.from({ length: 51 }, () => ({})) }),
  'no-such-talk': following({ following: [{ talk: 'nothing' }] }),
  'only-for-followers': asked({ following: [{}] }),
  'not-for-followers': altering({ url: HOOK }),
  'missing-credential': asked({ url: 'https://api.telegram.org', format: 'telegram', credentials: { chat: '1' } }),
  'not-a-credential': asked({ url: 'https://api.telegram.org', format: 'telegram', credentials: { token: 'x', chat: '1' } }),
  'not-a-header-value': asked({ headers: { authorization: 'x\ny' } }),
  'not-an-overlap': asking('/api/endpoints/ID/rotate', { overlap: 'P8D' }),
  'wrong-code': async (office) => {
    const { body } = await office.ask('POST', '/api/endpoints', { url: HOOK }, null)
    return (await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code: 'AAAAA-AAAAA' }, body.token)).body.errors
  },
  // Over the API, a cursor beyond the log is a conflict before it comes to that.
  'beyond-log': async ({ desk, register }) => {
    const { id } = await register({ url: HOOK })
    const done = desk.owner.replay(desk.endpoints.find(id) as Endpoint, { after: 1000 })
    return 'fields' in done ? done.fields.map(({ field, message, code }) => ({ field, message, code })) : []
  },

  'has-passed': async (office) =>
    (await office.ask('POST', '/api/tokens', { name: 'Anna', scopes: ['read'], ends: '2001-01-01T00:00:00Z' })).body.errors,
  'too-deep': async (office) =>
    (await office.ask('POST', '/api/endpoints', JSON.parse(`{"url":${'['.repeat(100)}${']'.repeat(100)}}`))).body.errors,
  'no-parameters-here': asking('/api/endpoints/ID?x=1'),
  'out-of-range': get('/api/changes?wait=31'),
  'too-small': get('/api/changes?after=-1'),
  'not-a-month': get('/?month=2022-13'),
  'search-too-long': get(`/?q=${'a'.repeat(201)}`),
  'no-such-page': get('/?page=7'),
  'not-on-this-list': get('/api/talks?after=none'),
  'not-a-day-or-instant': get('/api/talks?asOf=yesterday'),
  'yet-to-come': get('/api/talks?asOf=2199-01-01'),
  'no-such-endpoint': get('/api/endpoints?after=none'),
  'no-such-delivery': asking('/api/endpoints/ID/deliveries?before=none'),
  'not-an-event-id': async ({ app }) => {
    const response = await app.hono.request('https://parley.example/api/changes/stream', { headers: { 'last-event-id': 'soon' } })
    return ((await response.json()) as { errors: Errors }).errors
  },
  'only-talk-left-out': get('/talks/us-russia-1.ics?cancelled=omit'),
  'not-utf-8': sending(new Uint8Array([0x22, 0xff, 0x22])),
  incomplete: sending(new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })),
  'not-json': registering('{'),
  'no-field': registering(`{"url":"${HOOK}","__proto__":{}}`),
  'wrong-shape': asking('/api/endpoints/ID/pause', { x: 1 }),
  'not-a-cursor': asking('/api/endpoints/ID/replay', { after: -1 }),
  'not-an-instant': asking('/api/endpoints/ID/replay', { since: '2022-01-05' }),
}

async function set(): Promise<Office> {
  const office = await createOffice({
    allowed: '',
    open: true,
    contact: 'desk@diary.example',
    talks: [record({ id: 'us-russia-1' })],
    names: NAMES,
  })
  open.push(office)
  return office
}

describe('what is wrong with a request', () => {
  it.each(Object.entries(CASES))('has the code %s, last and beside the words', async (code, errorsOf) => {
    const errors = await errorsOf(await set())
    expect(errors.map((error) => error.code)).toContain(code)
    for (const error of errors) {
      const keys = Object.keys(error)
      expect([
        ['parameter', 'message', 'expected', 'code'],
        ['field', 'message', 'code'],
      ]).toContainEqual(keys)
      expect(JSON.stringify(error)).not.toMatch(/\{\w+\}|undefined/)
    }
  })

  it.each([
    ['/api/talks?limit=0', 'limit', 'out-of-range', '1 to 1000'],
    ['/api/talks?lang=de', 'lang', 'unknown-parameter', 'asOf'],
    ['/api/talks/us-russia-1/changes?lang=la', 'lang', 'not-a-choice', 'en, de, fr'],
    ['/api/export?move=no', 'move', 'not-a-choice', 'yes, which freezes this desk'],
  ])('has a code at %s, too', async (path, parameter, code, expected) => {
    const errors = await get(path)(await set())
    expect(errors).toEqual([{ parameter, message: expect.any(String), expected: expect.stringContaining(expected), code }])
  })

  it.each<[string, unknown, Errors]>([
    ['verify', { code: 'x'.repeat(101) }, [{ message: 'must be at most 100 characters long', code: 'too-long' }]],
    ['replay', { after: 0, x: 1 }, [{ message: expect.any(String), code: 'unknown-field' }]],
    ['rotate', { overlap: 5 }, [{ message: 'must be a duration such as PT24H', code: 'wrong-type' }]],
  ])('has a code in the body of %s, too', async (what, body, errors) => {
    expect(await asking(`/api/endpoints/ID/${what}`, body)(await set())).toMatchObject(errors)
  })

  it.each<[string, z.ZodMiniType, string[]]>([
    ['a registration', NewEndpoint, Object.keys(FIELDS)],
    ['an alteration', EndpointPatch, Object.keys(FIELDS)],
    ['verify', VerifyBody, ['code']],
    ['rotate', RotateBody, ['overlap']],
    ['replay', ReplayBody, ['after', 'since']],
  ])('has a code and its values, whatever the body of %s', (_, schema, names) => {
    const catalogues: Record<string, Wording>[] = [VALUE_FLAWS, PARAMETER_FLAWS, ENDPOINT_FLAWS, REQUEST_FLAWS]
    const fields = fc.dictionary(fc.constantFrom(...names, 'x'), fc.jsonValue())
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields), (body) => {
        for (const issue of schema.safeParse(body).error?.issues ?? []) {
          const { code, values } = flawOf(issue)
          const wordings = catalogues.flatMap(({ [code]: wording }) => wording ?? [])
          expect(wordings).not.toEqual([])
          // Whichever of the catalogues says it, in whatever language, its words have their values.
          const named = wordings.flatMap(({ message, expected }) => [...`${message}${expected}`.matchAll(/\{(\w+)\}/g)])
          for (const [, name = ''] of named) expect(values).toHaveProperty(name)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is described in OpenAPI', () => {
    const { components } = openapi() as unknown as {
      components: { schemas: { Problem: { properties: { errors: { items: { required: string[]; properties: object } } } } } }
    }
    const { required, properties } = components.schemas.Problem.properties.errors.items
    expect(required).toEqual(['message', 'code'])
    expect(Object.keys(properties)).toEqual(['parameter', 'talk', 'field', 'message', 'expected', 'code'])
  })
})
