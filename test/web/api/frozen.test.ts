import { describe, expect, it } from 'vitest'
import { BODY, register, world } from '../worlds.ts'

describe('freezing a desk', () => {
  it('ends what can be altered: a frozen desk acknowledges nothing that the other would not know', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    const { id } = await register(source)
    const tested = (await (await source.request('POST', `/api/endpoints/${id}/test`)).json()) as { id: string }
    await source.made.idle()
    expect((await source.request('GET', '/api/export?move=yes')).status).toBe(200)
    for (const [method, path, body] of [
      ['POST', '/api/endpoints', BODY],
      ['PATCH', `/api/endpoints/${id}`, { lang: 'de' }],
      ['POST', `/api/endpoints/${id}/verify`, undefined],
      ['POST', `/api/endpoints/${id}/test`, undefined],
      ['POST', `/api/endpoints/${id}/rotate`, {}],
      ['POST', `/api/endpoints/${id}/pause`, undefined],
      ['POST', `/api/endpoints/${id}/enable`, undefined],
      ['POST', `/api/endpoints/${id}/replay`, { after: 0 }],
      ['DELETE', `/api/endpoints/${id}`, undefined],
      ['POST', `/api/deliveries/${tested.id}/resend`, undefined],
    ] as const) {
      const answer = await source.request(method, path, body && JSON.stringify(body))
      expect([path, answer.status, await answer.json()]).toMatchObject([
        path,
        409,
        { detail: expect.stringContaining('This desk was moved') },
      ])
    }
    expect(await (await source.request('GET', `/api/endpoints/${id}`)).json()).toMatchObject({ id, lang: 'en', state: 'active' })
    expect((await source.request('POST', '/api/thaw')).status).toBe(200)
    expect((await source.request('PATCH', `/api/endpoints/${id}`, JSON.stringify({ lang: 'de' }))).status).toBe(200)
  })

  it('ends also what was asked for before, and had to wait', async () => {
    const { made } = await world('2022-01-08T12:00:00Z')
    const { owner, endpoints } = made
    const done = await owner.register(BODY, 'operator')
    if (!done.ok) throw new Error(JSON.stringify(done))
    const { endpoint } = done.value
    const { secret } = endpoints.sealed(endpoint.key)
    const waiting = [owner.register(BODY, 'operator'), owner.alter(endpoint, { lang: 'de' }, 'operator'), owner.rotate(endpoint, null)]
    await made.freeze()
    for (const each of await Promise.all(waiting)) expect(each).toMatchObject({ ok: false, conflict: expect.stringContaining('was moved') })
    expect(endpoints.list(0, 10)).toEqual([endpoint])
    expect(endpoints.sealed(endpoint.key).secret).toBe(secret)
  })

  it('is taken back by thawing', async () => {
    const source = await world('2022-01-08T12:00:00Z')
    await register(source)
    await source.request('GET', '/api/export?move=yes')
    expect((await source.request('POST', '/api/thaw')).status).toBe(200)
    source.clock.set(Date.parse('2022-01-09T09:00:00Z'))
    source.made.wake()
    await source.made.idle()
    expect(source.sent).toHaveLength(1)
    expect(source.made.health().status).toBe('ok')
  })
})
