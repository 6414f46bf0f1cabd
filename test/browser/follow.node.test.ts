// Following in a browser: the page, the service worker, and the notices that it shows. The browser's own push service cannot
// be reached, so a push service that is not ours gives out the address, and what comes there is handed to the browser.
import { join } from 'node:path'
import type { CDPSession, Worker } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, start } from '../process.ts'
import { createPushService, type Browser as Follower, type PushService } from '../webhooks/push-service.ts'
import { browserSuite } from './browser-suite.ts'
import { NOW, writeManyTalks } from './many-talks.ts'

const CONTACT = 'editors@diary.example'
let service: PushService
const events = join(folder(), 'events')
const suite = browserSuite<'desk' | 'off'>(async () => {
  writeManyTalks(events, 40)
  const [desk, off] = await Promise.all([
    start({ EVENTS: events, CLOCK_FROM: NOW, CONTACT, ALLOW_ADDRESSES: '127.0.0.1', ADMIN_TOKEN: 'the-token-of-the-operator' }),
    start(),
  ])
  return { desk, off }
})
beforeAll(async () => {
  service = await createPushService()
})
afterAll(async () => {
  await service.close()
})

/** Stands in for the browser's push manager: its own never answers without a network. */
const pushManager = ({ endpoint, keys }: Follower['subscription']): string => `
  const made = { endpoint: ${JSON.stringify(endpoint)}, toJSON: () => (${JSON.stringify({ endpoint, keys })}), unsubscribe: async () => true }
  let given = null
  PushManager.prototype.subscribe = async (options) => (given = { ...made, options })
  PushManager.prototype.getSubscription = async () => given
`

/** Hands a notice to the service worker, as the push service would. */
async function deliver(session: CDPSession, origin: string, data: string): Promise<void> {
  const registered = new Promise<string>((resolve) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [found] = registrations.filter(({ scopeURL }: { scopeURL: string }) => scopeURL.startsWith(origin))
      if (found) resolve(found.registrationId)
    }),
  )
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data })
  await session.send('ServiceWorker.disable')
}

/** A browser without a desktop shows nothing: notices are written down, each in the place of an earlier one with its tag. */
async function writeDown(worker: Worker): Promise<void> {
  await worker.evaluate(`
    self.shown = new Map()
    self.registration.showNotification = async (title, { body, tag, lang, data }) => void self.shown.set(tag, { title, body, tag, lang, url: data.url })
  `)
}

/** The browser gives up a subscription, and hands over another or leaves it to the service worker to ask for one. */
async function renew(worker: Worker, old: Follower['subscription'], next: Follower['subscription'], handedOver: boolean): Promise<void> {
  await worker.evaluate(`(async () => {
    const made = ({ endpoint, keys }) => ({ endpoint, options: { userVisibleOnly: true }, toJSON: () => ({ endpoint, keys }) })
    PushManager.prototype.subscribe = async ({ userVisibleOnly }) => {
      if (!userVisibleOnly) throw new Error('asks for another kind of subscription')
      return made(${JSON.stringify(next)})
    }
    const event = new Event('pushsubscriptionchange')
    const waited = []
    Object.assign(event, {
      oldSubscription: made(${JSON.stringify(old)}),
      newSubscription: ${handedOver} ? made(${JSON.stringify(next)}) : null,
      waitUntil: (promise) => waited.push(promise),
    })
    self.dispatchEvent(event)
    if (waited.length !== 1) throw new Error('the browser would end the worker')
    await waited[0]
  })()`)
}

interface Shown {
  title: string
  body: string
  tag: string
  lang: string
  url: string | null
}

interface Kept {
  state: string
  url: string
}

const shown = (worker: Worker): Promise<Shown[]> => worker.evaluate('[...self.shown.values()]')

async function until<T>(look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (let times = 0; ; times++) {
    const found = await look()
    if (holds(found) || times > 100) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('the page on which a browser follows', () => {
  it.each([
    ['phone', 390, 'en', 'Done. A first notice arrives soon'],
    ['desk', 1280, 'de', 'Fertig. Gleich kommt eine erste Mitteilung'],
  ])('follows on a %s in two taps, shows notices, and ends what it follows', { timeout: 60_000 }, async (name, width, lang, done) => {
    const follower = service.subscribe(name)
    const { url } = suite.desks.desk
    await suite.visit({ desk: 'desk', path: `/parties/ru?lang=${lang}` }, { viewport: { width, height: 900 } }, async (page) => {
      await page.context().grantPermissions(['notifications'], { origin: url })
      await page.context().addInitScript(pushManager(follower.subscription))
      await page.locator('main a[href^="/follow"]').first().click()
      await page.locator('#follow button').click()
      await expect.poll(() => page.locator('#follow-state').textContent()).toContain(done)
      const session = await page.context().newCDPSession(page)
      const worker = page.context().serviceWorkers()[0] as Worker
      await writeDown(worker)
      const [first] = await until(
        async () => service.noticesOf(follower),
        ({ length }) => length > 0,
      )
      await deliver(session, url, JSON.stringify(first?.notice))
      expect(
        await until(
          () => shown(worker),
          ({ length }) => length > 0,
        ),
      ).toMatchObject([{ title: 'Parley', lang, tag: 'endpoint.verification' }])
      const { endpoint } = first?.notice ?? {}
      const headers = { authorization: 'Bearer the-token-of-the-operator' }
      const stateOf = async () => ((await (await fetch(`${url}/api/endpoints/${endpoint}`, { headers })).json()) as { state: string }).state
      expect(await until(stateOf, (state) => state === 'active')).toBe('active')

      const notice = { title: 'Talks', text: 'Moved.\nThe time is not known.', lang, tag: 'talk-0 change', url: `${url}/talks/talk-0` }
      await deliver(session, url, JSON.stringify(notice))
      await deliver(session, url, JSON.stringify({ ...notice, text: 'Moved again.' }))
      const two = await until(
        () => shown(worker),
        (found) => found.some(({ body }) => body === 'Moved again.'),
      )
      expect(two).toHaveLength(2)
      expect(two.find(({ tag }) => tag === notice.tag)).toMatchObject({ body: 'Moved again.', url: notice.url })

      await page.reload()
      await expect.poll(() => page.locator('#followed li').count()).toBe(1)
      await page.locator('#followed button').click()
      await expect.poll(() => page.locator('#followed li').count()).toBe(0)
      expect((await fetch(`${url}/api/endpoints/${endpoint}`, { headers })).status).toBe(404)
    })
  })

  it('goes on following where the browser renews its subscription, by itself or not', { timeout: 60_000 }, async () => {
    const [first, second, third] = ['before', 'renewed', 'again'].map((name) => service.subscribe(name)) as [Follower, Follower, Follower]
    const { url } = suite.desks.desk
    const ofOperator = { headers: { authorization: 'Bearer the-token-of-the-operator' } }
    await suite.visit({ desk: 'desk', path: '/follow?party=ru&lang=de' }, {}, async (page) => {
      await page.context().grantPermissions(['notifications'], { origin: url })
      await page.context().addInitScript(pushManager(first.subscription))
      await page.reload()
      await page.locator('#follow button').click()
      const session = await page.context().newCDPSession(page)
      await until(
        async () => page.context().serviceWorkers().length,
        (count) => count > 0,
      )
      const worker = page.context().serviceWorkers()[0] as Worker
      await writeDown(worker)
      /** The code comes to the new address, and is sent back by the worker with the token that it was given. */
      const confirmed = async (follower: Follower) => {
        const [sent] = await until(
          async () => service.noticesOf(follower),
          ({ length }) => length > 0,
        )
        await deliver(session, url, JSON.stringify(sent?.notice))
        const look = async () => (await (await fetch(`${url}/api/endpoints/${sent?.notice.endpoint}`, ofOperator)).json()) as Kept
        return until(look, ({ state }) => state === 'active')
      }
      const before = await confirmed(first)
      expect(before).toMatchObject({ state: 'active', url: first.subscription.endpoint, lang: 'de' })

      await renew(worker, first.subscription, second.subscription, false)
      expect(await confirmed(second)).toEqual({ ...before, url: second.subscription.endpoint })
      await renew(worker, second.subscription, third.subscription, true)
      expect(await confirmed(third)).toEqual({ ...before, url: third.subscription.endpoint })
    })
  })

  it('says that the browser refuses, and that it shows no notices', { timeout: 60_000 }, async () => {
    await suite.visit({ desk: 'desk', path: '/follow?party=ru' }, {}, async (page) => {
      await page.evaluate("Notification.requestPermission = async () => 'denied'")
      await page.locator('#follow button').click()
      await expect.poll(() => page.locator('#follow-state').textContent()).toContain('does not allow notices')
    })
    await suite.visit({ desk: 'desk', path: '/follow?party=ru' }, {}, async (page) => {
      await page.evaluate('delete window.PushManager')
      await page.locator('#follow button').click()
      await expect.poll(() => page.locator('#follow-state').textContent()).toContain('cannot show notices')
    })
  })

  it('says that the push service does not answer', { timeout: 60_000 }, async () => {
    await suite.visit({ desk: 'desk', path: '/follow?party=ru' }, {}, async (page) => {
      await page.evaluate(`
        Notification.requestPermission = async () => 'granted'
        PushManager.prototype.subscribe = () => new Promise(() => {})
        PushManager.prototype.getSubscription = async () => null
      `)
      await page.locator('#follow button').click()
      await expect
        .poll(() => page.locator('#follow-state').textContent(), { timeout: 25_000 })
        .toContain('has not answered within 15 seconds')
    })
  })

  it('offers the calendar where nobody can follow', async () => {
    await suite.visit({ desk: 'off', path: '/follow' }, {}, async (page) => {
      expect(await page.locator('#follow').count()).toBe(0)
      expect(await page.locator('main').textContent()).toContain('the operator has not set CONTACT')
      expect(await page.locator('main a[href="/subscribe"]').count()).toBe(1)
    })
  })
})
