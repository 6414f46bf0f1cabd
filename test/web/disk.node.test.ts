// What is answered while nothing can be written: the fault is named, what is public goes on being served, and what was due
// comes once there is room.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { desk, diary, record } from '../make.ts'
import { folder, parley, type Running, start, startToEnd } from '../process.ts'
import { createApp } from './checked-app.ts'
import { TOKEN } from './worlds.ts'

const AS_OPERATOR = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
const register = (description = 'a') => ({
  method: 'POST',
  headers: AS_OPERATOR,
  body: JSON.stringify({ url: 'https://hooks.example/', description }),
})
const running: Running[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')))
})

describe('a disk that is full', () => {
  const fill = (db: ReturnType<typeof openNode>) =>
    db.first(`PRAGMA max_page_count = ${db.first<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0}`)

  it('is named to whoever writes, is seen in health, and is over by itself', async () => {
    const db = openNode(':memory:')
    const made = desk(diary([record()]), { db })
    const { hono } = createApp(made, { adminToken: TOKEN, open: false, onError: () => {} })
    fill(db)
    let answer = await hono.request('/api/endpoints', register())
    for (let tries = 0; answer.status === 201 && tries < 100; tries++)
      answer = await hono.request('/api/endpoints', register('x'.repeat(300)))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await answer.json()).toMatchObject({
      type: 'urn:parley:problem:store-unavailable',
      detail: expect.stringContaining('the disk is full'),
    })
    expect((await hono.request('/readyz')).status).toBe(503)
    expect(await (await hono.request('/healthz')).json()).toMatchObject({
      status: 'degraded',
      faults: ['The database :memory: could not be written: the disk is full.'],
    })
    expect(await (await hono.request('/metrics', { headers: AS_OPERATOR })).text()).toMatch(/^parley_faults 1$/m)
    for (const path of ['/', '/calendar.ics', '/talks/us-russia-1']) expect((await hono.request(path)).status).toBe(200)

    db.first('PRAGMA max_page_count = 100000')
    made.wake()
    expect((await hono.request('/readyz')).status).toBe(200)
    expect((await hono.request('/api/endpoints', register())).status).toBe(201)
  })

  it('has the desk try again within seconds, and not at once', () => {
    const db = openNode(':memory:')
    const made = desk(diary([record()]), { db })
    fill(db)
    made.replace(diary(Array.from({ length: 200 }, (_, index) => record({ id: `talk-${index}`, summary: 'x'.repeat(2000) }))))
    expect((made.wake() ?? 0) - made.clock.now()).toBe(2000)
    db.first('PRAGMA max_page_count = 100000')
    made.wake()
    expect(made.health()).toMatchObject({ talks: 200, faults: [], ready: true })
  })
})

describe('a database that is deleted while the desk runs', () => {
  it('is noticed without anybody writing, and nothing more is acknowledged', async () => {
    const path = join(folder(), 'parley.db')
    const service = await start({ DATABASE: path, ADMIN_TOKEN: TOKEN })
    running.push(service)
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200)
    rmSync(path)
    const answer = await fetch(`${service.url}/api/endpoints`, register())
    expect([answer.status, await answer.json()]).toMatchObject([503, { detail: expect.stringContaining('the database file is gone') }])
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${service.url}/calendar.ics`)).status).toBe(200)
    await expect.poll(() => service.said().err, { timeout: 10_000 }).toContain('was deleted or replaced while the desk ran')
  })
})

describe('a database in use', () => {
  it('can be backed up, and no other desk starts on it', async () => {
    const path = join(folder(), 'parley.db')
    const service = await start({ DATABASE: path })
    running.push(service)
    expect(await parley(['backup', `${path}.copy`], { DATABASE: path })).toMatchObject({ status: 0 })
    expect(await startToEnd({ DATABASE: path })).toMatchObject({ status: 1, err: expect.stringContaining('is in use by another Parley') })
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200)
  })
})
