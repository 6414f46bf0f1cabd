// REGISTRATION=open: strangers get nothing until they have said that they want it.
import { describe, expect, it } from 'vitest'
import { exampleOf } from '../../../src/webhooks/messages/examples.ts'
import { record } from '../../make.ts'
import { messageOf } from '../receiver.ts'
import { codesOf, FIRST, join, SECOND, set } from './open-desk.ts'

const HOUR = 3_600_000

describe("a stranger's endpoint", () => {
  it('gets nothing but its code until its owner types that back', async () => {
    const { office, receiver } = await set()
    const { status, body } = await join(office, receiver.url, { leads: ['PT1H'] })
    expect([status, body.state, body.owner]).toEqual([201, 'unverified', 'anyone'])
    await office.restart([FIRST, SECOND])
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).type)).toEqual(['endpoint.verification'])
    for (const path of ['test', 'enable', 'pause'])
      expect([path, (await office.ask('POST', `/api/endpoints/${body.id}/${path}`, {}, body.token)).status]).toEqual([path, 409])
    expect((await office.ask('POST', `/api/endpoints/${body.id}/replay`, { after: 0 }, body.token)).status).toBe(409)

    const [code = ''] = codesOf(receiver)
    const verified = await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code: ` ${code.toLowerCase()} ` }, body.token)
    expect(verified).toMatchObject({ status: 200, body: { state: 'active' } })
    await office.restart([FIRST, SECOND, record({ id: 'third' })])
    await office.run()
    expect(receiver.received.slice(1).map((each) => messageOf(each).data.talk.id)).toEqual(['third'])
    expect((await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code }, body.token)).status).toBe(409)
  })

  it('is asked in the words that the catalogue gives as an example', async () => {
    const { office, receiver } = await set()
    const { body } = await join(office, receiver.url)
    await office.run()
    const [asked] = receiver.received.map((each) => messageOf(each).data)
    const example = exampleOf('endpoint.verification', { url: 'https://parley.example', domain: 'parley.example' }) as { data: object }
    expect({ ...example.data, endpoint: body.id, code: asked.code }).toEqual(asked)
  })

  it.each([
    ['alone', (code: string) => code],
    ['in JSON', (code: string) => JSON.stringify({ ok: code })],
    ['far down in a page', (code: string) => `<!doctype html>${'<p>Thank you.</p>\n'.repeat(700)}${code}`],
  ])('is active as soon as it echoes its code, %s', async (_, text) => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_asked, response) => response.end(text(messageOf(received).data.code))
    const { body } = await join(office, receiver.url)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${body.id}`, undefined, body.token)).body.state).toBe('active')
  })

  it.each([
    ['the code of another', (_: string, other: string) => other],
    ['nothing', () => ''],
    ['a part of the code', (code: string) => code.slice(0, -1)],
  ])('stays without messages where it answers with %s', async (_, answer) => {
    const { office, receiver } = await set()
    await join(office, `${receiver.url}/first`)
    await office.run()
    const [other = ''] = codesOf(receiver)
    receiver.answer = (received) => (_asked, response) => response.end(answer(messageOf(received).data.code, other))
    const { body } = await join(office, `${receiver.url}/second`)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${body.id}`, undefined, body.token)).body.state).toBe('unverified')
  })

  it('stays without messages where its code comes with a failure', async () => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_, response) => response.writeHead(400).end(received.body)
    const { body } = await join(office, receiver.url)
    await office.run()
    expect((await office.ask('GET', `/api/endpoints/${body.id}`, undefined, body.token)).body.state).toBe('unverified')
  })

  it.each([
    ['', (body: string) => body],
    ['within an address', (body: string) => `/find?q=${encodeURIComponent(body)}`],
    ['cut off', (body: string) => body.slice(0, body.search(/[A-Z2-9]{5}-[A-Z2-9]{5}/) + 9)],
  ])('does not show its code to whoever registered it, even where its receiver repeats it %s', async (_, repeated) => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_asked, response) => response.writeHead(400).end(repeated(received.body))
    const { body } = await join(office, receiver.url)
    await office.run()
    const [code = ''] = codesOf(receiver)
    const { deliveries } = (await office.ask('GET', `/api/endpoints/${body.id}/deliveries`, undefined, body.token)).body
    const one = await office.ask('GET', `/api/deliveries/${deliveries[0].id}`, undefined, body.token)
    expect(one.body).toMatchObject({ type: 'endpoint.verification', attempts: [{ status: 400 }] })
    expect(JSON.parse(one.body.body).data).toMatchObject({ endpoint: body.id, code: '·····-·····' })
    expect(one.body.attempts[0].answer).toContain('·····-·····')
    expect(JSON.stringify([deliveries, one.body])).not.toContain(code.slice(0, 6))
  })

  it('takes five wrong codes, then only a new one, of which three are sent in an hour', async () => {
    const { office, receiver } = await set()
    const { body } = await join(office, receiver.url)
    await office.run()
    const verify = async (wish: object) => (await office.ask('POST', `/api/endpoints/${body.id}/verify`, wish, body.token)).status
    for (let count = 0; count < 5; count++) expect(await verify({ code: 'AAAAA-AAAAA' })).toBe(400)
    const [code = ''] = codesOf(receiver)
    expect(await verify({ code })).toBe(429)
    for (let count = 0; count < 3; count++) expect(await verify({})).toBe(202)
    expect(await verify({})).toBe(429)
    await office.run()
    expect(await verify({ code })).toBe(400)
    expect(new Set(codesOf(receiver)).size).toBe(4)
    expect(await verify({ code: codesOf(receiver).at(-1) })).toBe(200)
  })

  it('that moves to another address is unverified again, and what waited does not go there', async () => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_, response) => response.end(messageOf(received).data.code)
    const { body } = await join(office, `${receiver.url}/own`)
    await office.run()
    receiver.answer = () => 500
    await office.restart([FIRST, SECOND])
    await office.run()
    receiver.answer = () => 204
    receiver.received.length = 0
    const moved = await office.ask('PATCH', `/api/endpoints/${body.id}`, { url: `${receiver.url}/victim` }, body.token)
    expect(moved).toMatchObject({ status: 200, body: { state: 'unverified' } })
    for (let count = 0; count < 3; count++) {
      office.now += HOUR
      await office.run()
    }
    expect(receiver.received.map((each) => [each.path, messageOf(each).type])).toEqual([['/victim', 'endpoint.verification']])
    const [code] = codesOf(receiver)
    expect((await office.ask('POST', `/api/endpoints/${body.id}/verify`, { code }, body.token)).status).toBe(200)
    expect((await office.ask('POST', `/api/endpoints/${body.id}/replay`, { after: 1 }, body.token)).body.queued).toBe(1)
  })

  it('that moves has a day to be verified again, however old it is', async () => {
    const { office, receiver } = await set()
    receiver.answer = (received) => (_, response) => response.end(messageOf(received).data.code)
    const { body } = await join(office, receiver.url)
    await office.run()
    receiver.answer = () => 204
    office.now += 48 * HOUR
    await office.ask('PATCH', `/api/endpoints/${body.id}`, { url: `${receiver.url}/new` }, body.token)
    const stateAfter = async (hours: number) => {
      office.now += hours * HOUR
      const other = await join(office, `${receiver.url}/other`)
      await office.ask('DELETE', `/api/endpoints/${other.body.id}`, undefined, other.body.token)
      return (await office.ask('GET', `/api/endpoints/${body.id}`)).body.state
    }
    expect([await stateAfter(0), await stateAfter(23), await stateAfter(2)]).toEqual(['unverified', 'unverified', undefined])
  })

  it('cannot be told what happens to other endpoints', async () => {
    const { office, receiver } = await set()
    for (const type of ['endpoint.failing', 'endpoint.disabled', 'reminder.skipped'])
      expect((await join(office, receiver.url, { types: [type] })).body.errors).toMatchObject([{ field: 'types' }])
    const { body } = await join(office, receiver.url)
    expect((await office.ask('PATCH', `/api/endpoints/${body.id}`, { types: ['endpoint.failing'] }, body.token)).status).toBe(400)
  })
})
