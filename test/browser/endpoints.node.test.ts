// The pages on which webhooks are looked after, in a real browser: signing in, every page, and their forms by hand.
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Running, start } from '../process.ts'
import { createReceiver, type Receiver } from '../webhooks/receiver.ts'
import { browserSuite } from './browser-suite.ts'
import { SCHEMES, WIDTHS } from './desks.ts'
import { accessibilityFlaws, htmlFlaws, lowTargets, sidewaysScroll } from './page-checks.ts'
import { allStops, countUsable } from './tab-stops.ts'

const ADMIN = 'the-token-of-the-operator'
const LONG = 'https-and-a-very-long-name-without-any-blank-in-it-'.repeat(4)
const PAGES = ['', '/settings?lang=de', '/deliveries?lang=fr', '/deliveries/DELIVERY', '?done=replay&count=3&lang=de'] as const

type State = Exclude<BrowserContextOptions['storageState'], string | undefined>

let receiver: Receiver
let signedIn: State
let id = ''
let delivery = ''

const suite = browserSuite(async () => {
  const env = { ADMIN_TOKEN: ADMIN, ALLOW_ADDRESSES: '127.0.0.1', REGISTRATION: 'open', CLOCK_FROM: '2022-01-08T09:00:00Z' }
  return { desk: await start(env) }
})

const ask = async (method: string, path: string, body: object | null = null) => {
  const { url } = suite.desks.desk as Running
  const headers = { authorization: `Bearer ${ADMIN}`, ...(body ? { 'content-type': 'application/json' } : {}) }
  const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return (await response.json()) as { id: string; token: string; state: string }
}

beforeAll(async () => {
  receiver = await createReceiver()
  receiver.answer = () => (_, response) => response.writeHead(500).end(`${LONG}\n\u0007 broken`)
  const made = await ask('POST', '/api/endpoints', { url: `${receiver.url}/${LONG}`, leads: ['P1D'], headers: { 'x-key': 'secret' } })
  id = made.id
  delivery = (await ask('POST', `/api/endpoints/${id}/test`, {})).id
  await receiver.until((received) => received.length > 0)
  signedIn = await suite.visit({ desk: 'desk', path: '/endpoints' }, { javaScriptEnabled: false }, async (page) => {
    await signIn(page, made.token)
    expect(new URL(page.url()).pathname).toBe(`/endpoints/${id}`)
    return page.context().storageState()
  })
})
afterAll(() => receiver.close())

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const addressOf = (page: string) => `/endpoints/${id}${page.replace('DELIVERY', delivery)}`
const visit = <T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>) =>
  suite.visit({ desk: 'desk', path }, { storageState: signedIn, ...options }, look)

describe.each(PAGES)('/endpoints/ID%s', (path) => {
  it.each(WIDTHS)('keeps the rules of accessibility at %d px, light and dark, and does not scroll sideways', async (width) => {
    await visit(addressOf(path), { viewport: { width, height: 800 } }, async (page) => {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme })
        expect({ colorScheme, flaws: await accessibilityFlaws(page) }).toEqual({ colorScheme, flaws: [] })
      }
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
    })
  })

  it('has targets that a thumb hits', async () => {
    await visit(addressOf(path), { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true }, async (page) => {
      expect(await lowTargets(page, 44)).toEqual([])
    })
  })

  it('is gone through with a keyboard, and shows where the focus is', async () => {
    await visit(addressOf(path), { viewport: { width: 360, height: 740 } }, async (page) => {
      const stops = await allStops(page)
      expect(stops.map(({ index }) => index)).toEqual(Array.from({ length: await countUsable(page) }, (_, index) => index))
      expect(stops.filter(({ outline, seen, cutBy }) => outline.style === 'none' || !seen || cutBy !== null)).toEqual([])
    })
  })

  it('is valid HTML as it is served', async () => {
    const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const response = await fetch(`${suite.desks.desk.url}${addressOf(path)}`, { headers: { accept: 'text/html', cookie } })
    expect(response.status).toBe(200)
    expect(await htmlFlaws(await response.text())).toEqual([])
  })
})

describe('without scripts', () => {
  it('what is wrong with a form is found at its field, by the summary, and mended', async () => {
    const context = await suite.browser.newContext({ storageState: signedIn, javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${suite.desks.desk.url}${addressOf('/settings')}`)
    await page.getByLabel('Reminders', { exact: true }).fill('soon')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByRole('link', { name: 'Reminders' }).click()
    expect(new URL(page.url()).hash).toBe('#f-leads')
    const field = page.getByLabel('Reminders', { exact: true })
    expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual(['soon', 'true'])
    await field.fill('PT2H')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await page.getByRole('status').innerText()).toBe('Saved.')
    await context.close()
    expect(await ask('GET', `/api/endpoints/${id}`)).toMatchObject({ leads: ['PT2H'] })
  })

  it('a stranger registers, is shown the secrets once, and is signed in; what is shown is in order', async () => {
    await suite.visit(
      { desk: 'desk', path: '/endpoints/new' },
      { javaScriptEnabled: false, viewport: { width: 320, height: 800 } },
      async (page) => {
        await page.getByLabel('Address (URL)').fill(receiver.url)
        await page.getByRole('button', { name: 'Register' }).click()
        expect(await page.getByLabel('Signing secret').inputValue()).toMatch(/^whsec_/)
        expect(await page.getByLabel('Token').inputValue()).toMatch(/^parley_/)
        expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
        await page.getByRole('link', { name: 'On to the endpoint' }).click()
        expect(await page.locator('main').innerText()).toContain('not confirmed yet')
        expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
        await page.getByRole('button', { name: 'Sign out' }).click()
        expect(new URL(page.url()).pathname).toBe('/endpoints')
        expect(await page.context().cookies()).toEqual([])
      },
    )
  })
})

describe('what a form answers', () => {
  it.each(SCHEMES)('keeps the rules of accessibility and of HTML, %s', async (colorScheme) => {
    const context = await suite.browser.newContext({ colorScheme, viewport: { width: 320, height: 800 } })
    const page = await context.newPage()
    const register = async (): Promise<number> => {
      const answer = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('button', { name: 'Register' }).click()
      const response = await answer
      expect(await htmlFlaws(await response.text())).toEqual([])
      expect(await accessibilityFlaws(page)).toEqual([])
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
      return response.status()
    }
    await page.goto(`${suite.desks.desk.url}/endpoints/new`)
    await page.getByLabel('Address (URL)').fill(receiver.url)
    await page.getByLabel('Reminders', { exact: true }).fill('soon')
    expect(await register()).toBe(400)
    expect(await page.locator('[aria-invalid]').count()).toBe(1)
    await page.getByLabel('Reminders', { exact: true }).fill('P1D')
    expect(await register()).toBe(201)
    expect(await page.locator('#s-secret').count()).toBe(1)
    await context.close()
  })
})
