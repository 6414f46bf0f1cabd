// What is asked for with a token, or by whoever is signed in, is loaded when the first of it is asked for.
import type { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { desk, diary, record } from '../make.ts'
import { createApp } from './checked-app.ts'
import { privatePart } from './private-routes.ts'

const onError = (error: unknown) => {
  throw error
}
const made = () => createApp(desk(diary([record()])), { adminToken: null, open: false, onError }).hono
/** Whether requests are handed on to that part, whatever their method. */
const handsOn = (hono: Hono) => (path: string) => hono.router.match('TRACE', path)[0].length > 0

describe('the private part', () => {
  it('is asked at every address that it answers', () => {
    const paths = privatePart().routes.map(({ path }) => path)
    const isHandedOn = handsOn(made())
    expect(paths.length).toBeGreaterThan(50)
    expect(paths.filter((path) => !isHandedOn(path))).toEqual([])
  })

  it('is not asked where something public answers', () => {
    const hono = made()
    const paths = hono.routes.filter(({ method }) => method !== 'ALL').map(({ path }) => path)
    expect(paths.length).toBeGreaterThan(30)
    expect(paths.filter(handsOn(hono))).toEqual([])
  })

  it('refuses a method with those that the address takes', async () => {
    const hono = made()
    const refused = await hono.request('/api/records/some', { method: 'POST' })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, PATCH, DELETE'])
    const page = await hono.request('/desk', { method: 'DELETE' })
    expect([page.status, page.headers.get('allow'), page.headers.get('cache-control')]).toEqual([405, 'GET, HEAD', 'no-store, private'])
  })

  it('answers HEAD without a body', async () => {
    const response = await made().request('/desk', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('has nothing at its other addresses', async () => {
    const hono = made()
    const statuses = ['/desk/no/such/page', '/endpoints/a/b/c/d', '/api/records/some/nothing', '/api/tokens/a/b'].map(
      async (path) => (await hono.request(path)).status,
    )
    expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404])
  })
})
