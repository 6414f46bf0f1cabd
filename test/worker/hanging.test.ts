// Where the object sends by itself. With a queue other invocations do, of which a developer's machine has one at a time.
import { describe, expect, it } from 'vitest'
import { call, got, register } from './asked.ts'

describe('webhooks from a Durable Object by itself', () => {
  it('do not wait for a receiver that hangs', async () => {
    const hanging = await register('/hang/alarm')
    const other = await register('/beside')
    await call('POST', `/api/endpoints/${hanging.id}/test`, undefined, 202)
    await expect.poll(async () => (await got('/hang/alarm')).length, { timeout: 10_000 }).toBe(1)
    await call('POST', `/api/endpoints/${other.id}/test`, undefined, 202)
    await expect.poll(async () => (await got('/beside')).length, { timeout: 3000 }).toBe(1)
    for (const { id } of [hanging, other]) await call('DELETE', `/api/endpoints/${id}`, undefined, 204)
  })
})
