// What SECRET_KEY does to the secrets in the store.
import { afterEach, describe, expect, it } from 'vitest'
import { createOffice } from '../office.ts'
import { createReceiver, messageOf } from '../receiver.ts'

const KEY = 'a-key-of-thirty-two-characters-or-more'
const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})

const inner = (secret: string) => secret.slice('whsec_'.length)

describe('SECRET_KEY', () => {
  it('seals every secret in the store, the old ones of rotations too', async () => {
    const office = await createOffice({ secretKey: KEY })
    open.push(() => office.close())
    const { id, secret } = await office.register({ url: 'http://127.0.0.1:9/' })
    const { body } = await office.ask('POST', `/api/endpoints/${id}/rotate`, {})
    const rows = office.db.all<Record<string, unknown>>('SELECT secret, old_secret, token_hash FROM endpoint')
    expect(rows).toHaveLength(1)
    expect(Object.values(rows[0] ?? {}).join()).not.toMatch(
      new RegExp(`${inner(secret)}|${inner(body.secret)}|whsec_|parley_`.replaceAll('+', '\\+')),
    )
  })

  it('that is altered in the store stops what it signs, not the desk', async () => {
    const receiver = await createReceiver()
    open.push(() => receiver.close())
    const office = await createOffice({ secretKey: KEY })
    open.push(() => office.close())
    const broken = await office.register({ url: `${receiver.url}/broken` })
    const whole = await office.register({ url: `${receiver.url}/whole` })
    office.db.run("UPDATE endpoint SET secret = 'aes-gcm:AAAA:AAAA' WHERE id = ?", broken.id)
    for (const { id } of [broken, whole]) await office.ask('POST', `/api/endpoints/${id}/test`, {})
    await office.run()
    expect(receiver.received.map((each) => [each.path, messageOf(each).type])).toEqual([['/whole', 'endpoint.test']])
    const { body } = await office.ask('GET', `/api/endpoints/${broken.id}/deliveries`)
    expect(body.deliveries[0]).toMatchObject({ state: 'waiting', attempts: [{ status: null, error: expect.stringContaining('unsigned') }] })
  })
})
