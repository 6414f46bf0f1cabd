import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { browserSuite } from './browser-suite.ts'
import { ADDRESSES, SCHEMES, startDesks, WIDTHS } from './desks.ts'
import { accessibilityFlaws, htmlFlaws, lowTargets, mainText, sidewaysScroll } from './page-checks.ts'

/** What a thumb hits without care (WCAG 2.5.5); what axe asks for is 24, or some room around it (2.5.8). */
const THUMB = 44
/** Screens for fingers. */
const TOUCHED = [
  { width: 360, height: 800 },
  { width: 1100, height: 800 },
]

const suite = browserSuite(startDesks)

describe.concurrent.each(ADDRESSES.map((address) => [`${address.path} (${address.desk})`, address] as const))('%s', (_, address) => {
  it.each(WIDTHS)('keeps the rules of accessibility at %d px, light and dark, and does not scroll sideways', async (width) => {
    await suite.visit(address, { viewport: { width, height: 800 } }, async (page) => {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme })
        expect({ colorScheme, flaws: await accessibilityFlaws(page) }).toEqual({ colorScheme, flaws: [] })
      }
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
    })
  })

  it.each(TOUCHED)('has targets that a thumb hits, on a screen of $width px', async (viewport) => {
    await suite.visit(address, { viewport, hasTouch: true, isMobile: true }, async (page) => {
      expect(await lowTargets(page, THUMB)).toEqual([])
    })
  })

  it('is valid HTML as it is served', async () => {
    const response = await fetch(`${suite.desks[address.desk].url}${address.path}`, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(address.status ?? 200)
    expect(await htmlFlaws(await response.text())).toEqual([])
  })

  it('says the same without scripts', async () => {
    const read = (page: Page) => mainText(page.locator('main'))
    const without = await suite.visit(address, { javaScriptEnabled: false }, read)
    expect(without.length).toBeGreaterThan(20)
    expect(await suite.visit(address, {}, read)).toBe(without)
  })
})

describe('what is not a page', () => {
  it('is a description of an app that the browser takes', async () => {
    const page = await suite.browser.newPage()
    await page.goto(`${suite.desks.story.url}/parties/nato`)
    const session = await page.context().newCDPSession(page)
    const { url, errors, data } = await session.send('Page.getAppManifest')
    expect([new URL(url).pathname, errors]).toEqual(['/manifest.webmanifest', []])
    expect(JSON.parse(data ?? '{}')).toMatchObject({ name: 'Parley', display: 'standalone' })
    await page.close()
  })

  it('is a sitemap that a reader of XML takes', async () => {
    const page = await suite.browser.newPage()
    const text = JSON.stringify(await (await fetch(`${suite.desks.many.url}/sitemap.xml`)).text())
    await page.evaluate(`xml = new DOMParser().parseFromString(${text}, 'application/xml')`)
    const found = await page.evaluate(
      `['parsererror', 'urlset', 'urlset > url > loc'].map((selector) => xml.querySelectorAll(selector).length)`,
    )
    // Of 300 talks, seven are gone.
    expect(found).toEqual([0, 1, expect.toSatisfy((count: number) => count > 293)])
    await page.close()
  })

  it.each([
    ['favicon.ico', 32],
    ['apple-touch-icon.png', 180],
    ['open-graph.png', 1200],
  ])('is a picture that can be shown: %s', async (name, width) => {
    const page = await suite.browser.newPage()
    await page.goto(`${suite.desks.empty.url}/${name}`)
    expect(await page.locator('img').evaluate((picture) => picture.naturalWidth)).toBe(width)
    await page.close()
  })
})

describe('the checks', () => {
  const BAD = `<!doctype html><html lang="en"><head><title>Bad</title><style>#small a { font-size: 9px; line-height: 1 }</style></head>
<body><main><h1>Bad</h1><p style="color: #999">Pale</p><p id="small"><a href="/a">a</a> <a href="/b">b</a></p>
<p>A <a href="/c">link</a> in text</p><img src="data:,"><div style="width: 400px">Wide</div></main></body></html>`

  it('find what is wrong', async () => {
    const context = await suite.browser.newContext({ viewport: { width: 320, height: 800 } })
    const page = await context.newPage()
    await page.setContent(BAD)
    const found = (await accessibilityFlaws(page)).map((flaw) => flaw.split(':')[0])
    expect([...new Set(found)].sort()).toEqual(['color-contrast', 'image-alt', 'target-size'])
    expect(await sidewaysScroll(page)).toBeGreaterThan(80)
    expect((await lowTargets(page, THUMB)).map((line) => line.split(': ')[1])).toEqual(['<a href="/a">a</a>', '<a href="/b">b</a>'])
    await context.close()
    expect((await htmlFlaws(BAD)).map((flaw) => flaw.split(/[ :]/)[2])).toContain('no-inline-style')
  })
})
