// Following by Web Push, against a push service that is not ours.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { diary, record } from '../../make.ts'
import { type Device, follow as followOver, followWith, titlesOf } from '../device.ts'
import { ADMIN, createOffice, type Office } from '../office.ts'
import { type Browser, createPushService, type PushService, senderOf } from '../push-service.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
const CONTACT = 'desk@diary.example'
const A = record({ id: 'a', title: 'First', when: '2032-01-10', topics: ['arms'] })
const B = record({ id: 'b', title: 'Second', when: '2032-01-12', parties: [{ party: 'nato' }, { party: 'ru' }] })
const NEWS = ['talk.rescheduled', 'talk.cancelled']

let office: Office
let service: PushService
beforeEach(async () => {
  service = await createPushService()
  office = await createOffice({ talks: [A, B], at: Date.parse('2032-01-01T12:00:00Z'), contact: CONTACT })
  await office.run()
})
afterEach(async () => {
  await Promise.all([office.close(), service.close()])
})

const follow = (browser: Browser, following: readonly object[], more: object = {}) => followOver(office, browser, following, more)
const device = (name: string, following: readonly object[], more: object = {}): Promise<Device> =>
  followWith({ office, service }, name, following, more)

async function later(millis: number, ...talks: readonly TalkRecord[]): Promise<void> {
  office.now += millis
  if (talks.length > 0) office.desk.replace(diary(talks))
  await office.run()
}

const titles = (browser: Browser) => titlesOf(service, browser)

describe('a browser that follows', () => {
  it('is told nothing before it has sent back the code of a first notice, and then of what it follows', async () => {
    const browser = service.subscribe('x')
    const { status, body } = await follow(browser, [{ filter: { party: ['nato'] }, types: NEWS }])
    expect([status, body.state, body.owner, body.format]).toEqual([201, 'unverified', 'reader', 'web-push'])
    await office.run()
    await later(0, A, { ...B, when: '2032-01-13' })
    await later(MINUTE)
    const [first, ...others] = service.noticesOf(browser)
    expect(others).toEqual([])
    expect(first?.notice).toMatchObject({ title: 'Parley', endpoint: body.id, code: expect.stringMatching(/^[A-Z0-9]{5}-[A-Z0-9]{5}$/) })
    const { code } = first?.notice ?? {}
    expect((await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code }, body.token)).body.state).toBe('active')
    await later(0, { ...A, when: '2032-01-11' }, { ...B, when: '2032-01-14' })
    await later(MINUTE)
    expect(titles(browser)).toEqual(['Second: Moved from 13 January to 14 January 2032.'])
  })

  it('is told once of a change, however many of its follows it fits, and only of the types of those that fit', async () => {
    const both = await device('x', [
      { filter: { topic: ['arms'] }, types: NEWS },
      { talk: 'a', types: ['talk.relocated'] },
      { filter: { party: ['nato'] }, types: ['talk.relocated'] },
    ])
    await later(0, { ...A, when: '2032-01-11', place: { city: 'Geneva', country: 'CH' } }, { ...B, when: '2032-01-13' })
    await later(MINUTE)
    expect(titles(both)).toEqual([expect.stringMatching(/^First: Moved from 10 January to 11 January 2032/)])
  })

  it('is reminded by the leads of what it follows, in its zone', async () => {
    const one = await device(
      'x',
      [
        { talk: 'a', types: NEWS, leads: ['P1D'] },
        { talk: 'b', types: NEWS },
      ],
      { zone: 'Europe/Berlin', lang: 'de' },
    )
    await later(Date.parse('2032-01-09T07:59:00Z') - office.now)
    expect(titles(one)).toEqual([])
    await later(2 * MINUTE)
    expect(titles(one)).toEqual([expect.stringMatching(/^First: .*10\. Januar 2032/)])
    await later(3 * DAY)
    expect(titles(one)).toHaveLength(1)
  })

  it('says who sends by a token made once an hour, for how long, and what it replaces', async () => {
    const one = await device('x', [{ filter: {} }])
    await later(0, { ...A, when: '2032-01-11' }, B)
    await later(MINUTE)
    await later(0, { ...A, when: '2032-01-14' }, B)
    await later(MINUTE)
    const [first, moved, again] = service.received
    const sender = await senderOf(first ?? { headers: {} })
    expect(sender).toMatchObject({ aud: service.url.replace('http', 'https'), sub: `mailto:${CONTACT}` })
    expect(first?.headers.authorization).toBe(again?.headers.authorization)
    expect(office.desk.owner.followKey()).toBe(sender.key)
    for (const { headers, bytes } of service.noticesOf(one)) {
      expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', topic: expect.stringMatching(/^[\w-]{32}$/) })
      expect(Number(headers.ttl)).toBeGreaterThanOrEqual(60)
      expect(Number(headers.ttl)).toBeLessThanOrEqual(28 * 24 * 3600)
      expect(bytes).toBeLessThanOrEqual(2847)
    }
    expect([moved?.headers.urgency, moved?.headers.topic]).toEqual(['high', again?.headers.topic])
    await later(2 * 60 * MINUTE, A, B)
    await later(MINUTE)
    expect(service.received.at(-1)?.headers.authorization).not.toBe(first?.headers.authorization)
  })

  it('follows more, less, and nothing any more', async () => {
    const one = await device('x', [{ talk: 'a' }])
    const added = await follow(one, [{ talk: 'a' }, { talk: 'b' }, { talk: 'b', leads: ['PT1H'] }])
    expect(added.body).toMatchObject({ id: one.id, state: 'active', leads: ['PT1H'] })
    expect(added.body.following).toEqual([
      { talk: 'a', filter: {}, types: null, leads: [] },
      { talk: 'b', filter: {}, types: null, leads: ['PT1H'] },
    ])
    // A new token each time: the old one has ended.
    expect((await office.ask('GET', `/api/endpoints/${one.id}`, undefined, one.token)).status).toBe(401)
    const less = await office.ask('PATCH', `/api/endpoints/${one.id}`, { following: [{ talk: 'a' }] }, added.body.token)
    expect(less.body).toMatchObject({ leads: [], following: [{ talk: 'a' }] })
    expect((await office.ask('DELETE', `/api/endpoints/${one.id}`, undefined, added.body.token)).status).toBe(204)
    await later(0, { ...A, when: '2032-01-11' }, B)
    await later(MINUTE)
    expect(titles(one)).toEqual([])
  })

  it('keeps what it follows when its subscription is renewed, and has to show a notice again', async () => {
    const one = await device('x', [{ talk: 'a' }])
    const next = service.subscribe('y')
    const { body } = await follow(next, [{ talk: 'a' }], { replaces: { id: one.id, token: one.token } })
    expect([body.id, body.state]).toEqual([one.id, 'unverified'])
    expect(office.desk.endpoints.count('reader')).toBe(1)
    await office.run()
    expect(service.noticesOf(next)[0]?.notice.endpoint).toBe(one.id)
  })

  it('has ended where its push service says so, and is left alone where that asks for it', async () => {
    const one = await device('x', [{ talk: 'a' }])
    const two = await device('y', [{ talk: 'a' }])
    service.answer = ({ path }) => (path.endsWith('x') ? 410 : (_, response) => response.writeHead(429, { 'retry-after': '120' }).end())
    await later(0, { ...A, when: '2032-01-11' }, B)
    await later(MINUTE)
    expect(office.desk.endpoints.find(one.id)?.state).toBe('gone')
    expect(office.desk.endpoints.find(two.id)?.state).toBe('active')
    service.answer = () => 201
    await later(MINUTE)
    expect(titles(two)).toHaveLength(1)
    await later(2 * MINUTE)
    expect(titles(two)).toHaveLength(2)
  })

  it('is not blamed where its push service refuses the desk: the operator is told, and it is tried again', async () => {
    const one = await device('x', [{ talk: 'a' }])
    service.answer = () => (_, response) => response.writeHead(403, { 'content-type': 'application/json' }).end('{"reason":"BadJwtToken"}')
    await later(0, { ...A, when: '2032-01-11' }, B)
    await later(MINUTE)
    expect(office.desk.endpoints.find(one.id)?.state).toBe('active')
    expect(office.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'push.refused')).toMatchObject([
      { level: 'error', service: service.url, status: 403, answer: '{"reason":"BadJwtToken"}' },
    ])
    service.answer = () => 201
    await later(MINUTE)
    expect(titles(one)).toHaveLength(2)
  })

  it('may follow again with the same subscription once it has ended, and has to show a notice again', async () => {
    const one = await device('x', [{ talk: 'a' }])
    service.answer = () => 410
    await later(0, { ...A, when: '2032-01-11' }, B)
    await later(MINUTE)
    expect(office.desk.endpoints.find(one.id)?.state).toBe('gone')
    service.answer = () => 201
    const again = await follow(one, [{ talk: 'a' }])
    expect([again.status, again.body.id, again.body.state]).toEqual([201, one.id, 'unverified'])
    await office.run()
    expect(service.noticesOf(one).at(-1)?.notice.code).toMatch(/^[A-Z0-9]{5}-/)
  })

  it('is told of a talk and of its deadline apart, and of weighty changes apart from others', async () => {
    const talk = { ...A, access: { deadline: '2032-01-10' } }
    await later(0, talk, B)
    const one = await device('x', [{ talk: 'a', leads: ['P1D'] }], { deadlines: true })
    await later(Date.parse('2032-01-09T09:00:00Z') - office.now)
    await later(0, { ...talk, status: 'cancelled' }, B)
    await later(MINUTE)
    await later(0, { ...talk, status: 'cancelled', summary: 'More.' }, B)
    await later(MINUTE)
    const kinds = service.noticesOf(one).map(({ notice, headers }) => [notice.tag, headers.topic])
    expect(
      kinds
        .slice(1)
        .map(([tag]) => tag)
        .sort(),
    ).toEqual(['a change', 'a deadline', 'a reminder', 'a update'])
    expect(new Set(kinds.map(([, topic]) => topic)).size).toBe(kinds.length)
  })

  it('is refused with what is wrong, and nothing is kept', async () => {
    const browser = service.subscribe('x')
    const { subscription } = browser
    const wrong = async (body: object) =>
      (await office.ask('POST', '/api/follows', body, null)).body.errors.map(({ field }: { field: string }) => field)
    const keys = { ...subscription.keys, auth: 'x' }
    expect(await wrong({ subscription: { ...subscription, keys }, following: [] })).toEqual(['subscription.keys.auth'])
    for (const endpoint of [
      'https://hooks.example/x',
      'http://10.0.0.1/x',
      'https://fcm.googleapis.com.example/x',
      'x',
      'https://user@fcm.googleapis.com/x',
    ])
      expect(await wrong({ subscription: { ...subscription, endpoint }, following: [] }), endpoint).toEqual(['subscription.endpoint'])
    expect(
      await wrong({ subscription, following: [{ talk: 'nothing' }, { filter: { party: ['atlantis'] } }, { leads: ['P1M'] }] }),
    ).toEqual(['following.2.leads.0'])
    expect(await wrong({ subscription, following: [{ talk: 'nothing' }, { filter: { party: ['atlantis'] } }] })).toEqual([
      'following.0.talk',
      'following.1.filter.party',
    ])
    expect(await wrong({ subscription, following: Array.from({ length: 51 }, () => ({})) })).toEqual(['following'])
    expect(office.desk.endpoints.count('reader')).toBe(0)
    const one = await device('y', [])
    expect(
      (await office.ask('PATCH', `/api/endpoints/${one.id}`, { url: 'https://hooks.example/', types: NEWS }, one.token)).body.errors,
    ).toHaveLength(2)
    const stranger = { ...one.subscription, keys: service.subscribe('z').subscription.keys }
    expect((await office.ask('POST', '/api/follows', { subscription: stranger, following: [] }, null)).status).toBe(409)
  })

  it('cannot where there is no way to reach the operator', async () => {
    const closed = await createOffice({ talks: [A] })
    expect((await closed.ask('GET', '/api/follows/key', undefined, null)).body.type).toBe('urn:parley:problem:following-off')
    const body = { subscription: service.subscribe('x').subscription, following: [] }
    expect((await closed.ask('POST', '/api/follows', body, null)).status).toBe(403)
    await closed.close()
  })

  it('is known to the desk by the same key after a restart, and where secrets were encrypted since', async () => {
    const key = office.desk.owner.followKey()
    await office.restart([A, B])
    expect(office.desk.owner.followKey()).toBe(key)
    const sealed = await createOffice({ db: office.db, talks: [A, B], contact: CONTACT, secretKey: 'a-key-of-at-least-32-characters-xx' })
    expect(sealed.desk.owner.followKey()).toBe(key)
    expect(office.db.first<{ value: string }>("SELECT value FROM setting WHERE key = 'vapid_keys'")?.value).toMatch(/^aes-gcm:/)
    await sealed.desk.stop()
  })

  it('is known to the desk that takes over, by the same key', async () => {
    const one = await device('x', [{ talk: 'a' }])
    const headers = { authorization: `Bearer ${ADMIN}` }
    const text = await (await office.app.hono.request('https://parley.example/api/export?move=yes', { headers })).text()
    const next = await createOffice({ at: office.now, contact: CONTACT })
    expect(next.desk.owner.followKey()).not.toBe(office.desk.owner.followKey())
    expect((await next.ask('POST', '/api/import', text, ADMIN, { 'content-type': 'application/x-ndjson' })).status).toBe(200)
    await next.restart([A, B])
    expect(next.desk.owner.followKey()).toBe(office.desk.owner.followKey())
    next.desk.replace(diary([{ ...A, when: '2032-01-11' }, B]))
    await next.run()
    next.now += MINUTE
    await next.run()
    expect(titles(one)).toEqual(['First: Moved from 10 January to 11 January 2032.'])
    await next.close()
  })

  it('is counted by where it comes from', async () => {
    const statuses: number[] = []
    for (let index = 0; index < 62; index++) statuses.push((await follow(service.subscribe(`x${index}`), [])).status)
    expect(statuses.slice(59)).toEqual([201, 429, 429])
  })
})
