// Following from end to end in a Firefox, without its maker's service: a real subscription, real encryption for its keys, and
// notices that the browser decrypts and shows. It needs a Firefox, which FIREFOX names.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { record, recordsJson } from '../make.ts'
import { folder, type Running, start } from '../process.ts'
import { type Autopush, startAutopush } from './autopush.ts'

const ADMIN = 'the-token-of-the-operator'
const own = folder()
const EVENTS = join(own, 'talks.json')
const talk = (when: string) => writeFileSync(EVENTS, recordsJson([record({ id: 'a', title: 'First', when })]))

let autopush: Autopush
let desk: Running
let browser: Browser
beforeAll(async () => {
  autopush = await startAutopush()
  talk('2032-01-10')
  desk = await start({
    EVENTS,
    CONTACT: 'desk@diary.example',
    ALLOW_ADDRESSES: '127.0.0.1',
    ADMIN_TOKEN: ADMIN,
    DATABASE: join(own, 'parley.db'),
  })
  browser = await launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: {
      'dom.push.enabled': true,
      'dom.push.connection.enabled': true,
      'dom.push.serverURL': autopush.socketUrl,
      'dom.push.testing.allowInsecureServerURL': true,
      'permissions.default.desktop-notification': 1,
      'alerts.useSystemBackend': false,
      'network.proxy.type': 0,
    },
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await desk?.stop()
  autopush?.close()
})

const shown = (page: Page) =>
  page.evaluate(`(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    return (await registration.getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang }))
  })()`) as Promise<{ title: string; body: string; tag: string; lang: string }[]>

describe('a Firefox that follows', () => {
  it('gets a first notice, is told of a move, and shows the second notice in the place of the first', { timeout: 240_000 }, async () => {
    const page = await browser.newPage()
    await page.goto(`${desk.url}/follow?talk=a`)
    await page.locator('#follow button').click()
    await expect.poll(() => page.$eval('#follow-state', (state) => state.textContent), { timeout: 20_000 }).toContain('Done.')
    await expect.poll(() => shown(page), { timeout: 20_000 }).toMatchObject([{ title: 'Parley', tag: 'endpoint.verification' }])
    const headers = { authorization: `Bearer ${ADMIN}` }
    const states = async () =>
      ((await (await fetch(`${desk.url}/api/endpoints`, { headers })).json()) as { endpoints: { state: string }[] }).endpoints
    await expect.poll(states, { timeout: 20_000 }).toMatchObject([{ state: 'active' }])
    expect(autopush.pushed[0]).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '3600',
      authorization: expect.stringMatching(/^vapid t=/),
    })

    const body = async () => (await shown(page)).filter(({ tag }) => tag === 'a change').map((notice) => notice.body.split('\n')[0])
    talk('2032-01-11')
    await expect.poll(body, { timeout: 90_000, interval: 500 }).toEqual(['Moved from 10 January to 11 January 2032.'])
    talk('2032-01-12')
    await expect.poll(body, { timeout: 90_000, interval: 500 }).toEqual(['Moved from 11 January to 12 January 2032.'])
    expect(await body()).toHaveLength(1)
  })
})
