// The editors' pages in a real browser: signing in, every page and what forms answer, by rules, by hand and by keys.

import nodeIcal, { type VEvent } from 'node-ical'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCalendar } from '../make.ts'
import { start } from '../process.ts'
import { browserSuite } from './browser-suite.ts'
import { SCHEMES, WIDTHS } from './desks.ts'
import { accessibilityFlaws, htmlFlaws, lowTargets, sidewaysScroll } from './page-checks.ts'
import { allStops, countUsable } from './tab-stops.ts'

const ADMIN = 'the-token-of-the-operator'
const LONG = 'Averylongnamewithoutanyblankinit'.repeat(4)
const PAGES = ['', '/new?lang=fr', '/talks/TALK', '/talks/TALK?done=published&change=x&lang=de', '/parties/sudan?lang=fr'] as const

type State = Exclude<BrowserContextOptions['storageState'], string | undefined>

let signedIn: State

const suite = browserSuite(async () => ({ desk: await start({ ADMIN_TOKEN: ADMIN, CLOCK_FROM: '2022-01-08T09:00:00Z' }) }))

const SOURCES = { note: { title: LONG, publisher: null, url: null, published: '2022-01-04', official: true } }
const TALK = {
  id: 'by-hand',
  title: `Talks of ${LONG}`,
  when: '2022-02-10T10:00',
  zone: 'Africa/Khartoum',
  status: 'confirmed',
  parties: [{ party: 'sudan', role: 'host' }, { party: 'us' }],
  sources: [{ source: 'note', supports: ['when', 'status', 'parties'] }],
}

async function put(path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', 'if-none-match': '*' }
  const response = await fetch(`${suite.desks.desk.url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
  if (response.status !== 201) throw new Error(await response.text())
}

beforeAll(async () => {
  await put('/api/parties/sudan', { name: LONG, kind: 'state', country: 'SD' })
  await put('/api/records/by-hand', { talk: TALK, sources: SOURCES })
  signedIn = await suite.visit({ desk: 'desk', path: '/desk' }, { javaScriptEnabled: false }, async (page) => {
    await page.getByLabel('Token').fill(ADMIN)
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.locator('main').innerText()).toContain('Signed in as operator.')
    return page.context().storageState()
  })
})

/** The first day of a talk, as two parsers read it that are not ours. */
async function readByBoth(id: string): Promise<Record<string, string>> {
  const text = await (await fetch(`${suite.desks.desk.url}/calendar.ics`)).text()
  const mine = readCalendar(text).find(({ uid }) => uid.startsWith(`${id}@`))
  const theirs = Object.values(nodeIcal.parseICS(text)).find((each) => each?.type === 'VEVENT' && each.uid.startsWith(`${id}@`)) as VEvent
  return { 'ical.js': mine?.start ?? '', 'node-ical': theirs.start.toISOString().slice(0, 10) }
}

const addressOf = (page: string) => `/desk${page.replace('TALK', 'by-hand')}`
const visit = <T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>) =>
  suite.visit({ desk: 'desk', path }, { storageState: signedIn, ...options }, look)

describe.each(PAGES)('/desk%s', (path) => {
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

describe('a new talk', () => {
  it.each(SCHEMES)('is looked at and published, and every answer keeps the rules, %s', async (colorScheme) => {
    const context = await suite.browser.newContext({ storageState: signedIn, colorScheme, viewport: { width: 320, height: 800 } })
    const page = await context.newPage()
    const press = async (name: string): Promise<number> => {
      const answer = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('button', { name, exact: true }).click()
      const response = await answer
      await page.waitForLoadState()
      if (response.status() !== 303) expect(await htmlFlaws(await response.text())).toEqual([])
      expect(await accessibilityFlaws(page)).toEqual([])
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
      return response.status()
    }
    await page.goto(`${suite.desks.desk.url}/desk/new`)
    await page.getByLabel('Who 1').fill(`Party ${colorScheme}`)
    await page.getByLabel('When', { exact: true }).fill('someday')
    expect(await press('Check and show')).toBe(422)
    await page.getByRole('alert').getByRole('link', { name: 'When', exact: true }).click()
    expect(new URL(page.url()).hash).toBe('#f-when')
    await page.getByLabel('Where did you hear it?').fill('A call')
    await page.getByLabel('When', { exact: true }).fill('3 March')
    await page.getByLabel('It is', { exact: true }).selectOption('group')
    expect(await press('Check and show')).toBe(200)
    expect(await page.locator('.coming').innerText()).toContain('3 March 2022')
    expect(await press('Publish')).toBe(303)
    expect(await page.getByRole('status').innerText()).toContain('Published.')
    const [, id = ''] = /\/desk\/talks\/([^?]+)/.exec(page.url()) ?? []
    expect(await readByBoth(id)).toEqual({ 'ical.js': '2022-03-03', 'node-ical': '2022-03-03' })
    expect(await press('Undo')).toBe(303)
    expect(await page.getByRole('status').innerText()).toContain('Undone.')
    await context.close()
  })

  it('is written and published by keys alone', async () => {
    await visit('/desk/new', { viewport: { width: 1280, height: 800 } }, async (page) => {
      const to = async (name: string) => {
        for (let presses = 0; presses < 120; presses++) {
          await page.keyboard.press('Tab')
          const here = await page.locator(':focus').evaluate((at) => (at.labels?.[0] ?? at).textContent?.trim() ?? '')
          if (here.startsWith(name)) return
        }
        throw new Error(`no ${name}`)
      }
      await to('Where did you hear it?')
      await page.keyboard.type('A call')
      await to('Who 1')
      await page.keyboard.type('United States')
      await to('When')
      await page.keyboard.type('4 March')
      await to('Check and show')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.coming')
      await to('Publish')
      await page.keyboard.press('Enter')
      await page.waitForSelector('[role=status]')
      expect(await page.getByRole('status').innerText()).toContain('Published.')
    })
  })
})
