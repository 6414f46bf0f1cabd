import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { browserSuite } from './browser-suite.ts'
import { ADDRESSES, startDesks } from './desks.ts'
import { sidewaysScroll } from './page-checks.ts'

/** What Core Web Vitals call good is 0.1; nothing here has a reason to move at all. */
const STEADY = 0.001
/** An hour after which all of the second edition was published, and none of the first. */
const EARLIER = Date.parse('2027-03-09T00:00:00Z')

const suite = browserSuite(startDesks)

/** How far what was painted has moved since the page was opened. */
function shift(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sum += value }).observe({ type: 'layout-shift', buffered: true })
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 100)))
  })`)
}

describe.each([360, 1280])('at %d px, where the scripts come late and have much to add, nothing moves', (width) => {
  it.each(['/', '/talks/talk-0', '/talks/talk-15', '/parties/us', '/month/2027-04'])('%s', async (path) => {
    const context = await suite.browser.newContext({ viewport: { width, height: 800 }, timezoneId: 'Pacific/Auckland' })
    const page = await context.newPage()
    try {
      await context.addInitScript(`localStorage.setItem('parley-visit', JSON.stringify({ at: ${EARLIER} }))`)
      await page.clock.setFixedTime('2027-03-10T09:00:00Z')
      await page.route('**/page.js', async (route) => {
        const response = await route.fetch()
        await new Promise((resolve) => setTimeout(resolve, 300))
        await route.fulfill({ response })
      })
      await page.goto(`${suite.desks.many.url}${path}`)
      if (path === '/') expect(await page.locator('.fresh').count()).toBeGreaterThan(3)
      if (path === '/talks/talk-0') expect(await page.locator('.here').count()).toBeGreaterThan(0)
      expect(await shift(page)).toBeLessThan(STEADY)
    } finally {
      await context.close()
    }
  })
})

describe('the measure of what moves', () => {
  it('sees a line that comes late', async () => {
    const page = await suite.browser.newPage()
    await page.setContent('<p id="late"></p><p>One</p><p>Two</p>')
    await page.evaluate(
      `new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => { late.style.height = '300px'; resolve() }, 50)))`,
    )
    expect(await shift(page)).toBeGreaterThan(STEADY)
    await page.close()
  })
})

describe.concurrent.each(ADDRESSES.map((address) => [`${address.path} (${address.desk})`, address] as const))('%s', (_, address) => {
  it.each([
    ['twice as large, on a desk', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ['four times as large, on a desk', { viewport: { width: 320, height: 200 }, deviceScaleFactor: 4 }],
    ['on a wide screen', { viewport: { width: 1920, height: 1080 } }],
  ])('does not scroll sideways, %s', async (_, options) => {
    await suite.visit(address, options, async (page) => {
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
      // Lines are not longer than can be read, either. A widget is as wide as the page that frames it says.
      if (!address.path.startsWith('/widget?'))
        expect(await page.locator('main').evaluate((main) => main.getBoundingClientRect().width)).toBeLessThanOrEqual(1100)
    })
  })

  it('keeps its marks, its buttons and its fields where colours are forced', async () => {
    await suite.visit(address, {}, async (page) => {
      await page.emulateMedia({ forcedColors: 'active' })
      const bare = await page
        .locator('.mark, .button, button, main input:not([type=checkbox], [type=radio]), .date.span b, .card.unknown, [aria-current]')
        .evaluateAll((all) => {
          // Runs in the page, so it holds all that it needs.
          const view = all[0]?.ownerDocument.defaultView
          return all.flatMap((each) => {
            const style = view.getComputedStyle(each, each.matches('.mark') ? '::before' : null)
            const drawn = ['Top', 'Bottom', 'Left'].some((side) => {
              return Number.parseFloat(style[`border${side}Width`]) >= (each.matches('[aria-current]') ? 2 : 1)
            })
            return drawn ? [] : [each.outerHTML.slice(0, 120)]
          })
        })
      expect(bare).toEqual([])
    })
  })

  it('has on paper what it says, and not what is for clicking', async () => {
    await suite.visit(address, {}, async (page) => {
      const titles = await page.locator('main .title, main h1').allInnerTexts()
      await page.emulateMedia({ media: 'print' })
      const shown = await page.locator('.top nav, .acts, .side, .months, .chips, .skip').evaluateAll((all) => {
        return all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 120))
      })
      expect(shown).toEqual([])
      expect(await page.locator('main .title, main h1').allInnerTexts()).toEqual(titles)
      expect((await page.pdf()).length).toBeGreaterThan(1000)
    })
  })
})
