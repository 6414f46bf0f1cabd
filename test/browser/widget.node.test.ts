// The widget in a page of another origin, which lets in nothing but frames of the desk.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../process.ts'
import { browserSuite } from './browser-suite.ts'
import { SCHEMES } from './desks.ts'
import { accessibilityFlaws, htmlFlaws } from './page-checks.ts'

const suite = browserSuite(async () => ({ desk: await start({ CLOCK_FROM: '2022-01-08T09:00:00Z' }) }))
let host: Server
let hostUrl = ''
/** What the host has in its page. */
let line = ''

beforeAll(async () => {
  host = createServer((_, response) => {
    const policy = `default-src 'none'; frame-src ${suite.desks.desk.url}`
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
    response.end(`<!doctype html><html lang="en"><head><title>Host</title></head><body><main><h1>Host</h1>${line}</main></body></html>`)
  })
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening))
  hostUrl = `http://localhost:${(host.address() as AddressInfo).port}/`
})
afterAll(() => {
  host?.close()
})

/** The line that the builder gives for what is chosen. */
async function lineFor(query: string): Promise<string> {
  const page = await suite.browser.newPage()
  await page.goto(`${suite.desks.desk.url}/widget/build?${query}`)
  const made = await page.locator('textarea').inputValue()
  await page.close()
  return made
}

async function embedded(given: string, options: Parameters<Browser['newContext']>[0], look: (frame: Frame, page: Page) => Promise<void>) {
  line = given
  const context = await suite.browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('favicon')) complaints.push(message.text())
  })
  await page.goto(hostUrl)
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame()
  if (!frame) throw new Error('The page has no frame.')
  await look(frame, page)
  expect(complaints).toEqual([])
  expect(await context.cookies()).toEqual([])
  await context.close()
}

const groundOf = (frame: Frame) => frame.evaluate<string>('getComputedStyle(document.body).backgroundColor')
const LIGHT = 'rgb(252, 251, 248)'
const DARK = 'rgb(21, 24, 27)'

describe('the widget in a page of another origin', () => {
  it.each([
    ['auto', 'light', LIGHT],
    ['auto', 'dark', DARK],
    ['light', 'dark', LIGHT],
    ['dark', 'light', DARK],
  ] as const)('shows its talks, with colours that are asked for as %s where the reader has %s', async (theme, colorScheme, ground) => {
    const made = await lineFor(`theme=${theme}&lang=de`)
    expect(await htmlFlaws(`<!doctype html><html lang="en"><head><title>Host</title></head><body>${made}</body></html>`)).toEqual([])
    await embedded(made, { colorScheme }, async (frame) => {
      expect(await frame.locator('li .title').allInnerTexts()).toHaveLength(3)
      expect(await frame.locator('html').getAttribute('lang')).toBe('de')
      expect(await groundOf(frame)).toBe(ground)
    })
  })

  it.each(SCHEMES)('keeps the rules of accessibility, %s', async (theme) => {
    await embedded(await lineFor(`theme=${theme}&party=nato`), { viewport: { width: 360, height: 800 } }, async (frame) => {
      expect(await frame.locator('li .title').count()).toBe(1)
      expect(await accessibilityFlaws(frame)).toEqual([])
      expect(await frame.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    })
  })

  it('opens a talk beside the page, which it does not reach, also without scripts', async () => {
    for (const javaScriptEnabled of [true, false])
      await embedded(await lineFor('count=1'), { javaScriptEnabled }, async (frame, page) => {
        const [opened] = await Promise.all([page.context().waitForEvent('page'), frame.locator('.title a').click()])
        await opened.waitForLoadState()
        expect(new URL(opened.url()).pathname).toMatch(/^\/talks\//)
        expect([page.url(), await opened.evaluate<unknown>('window.opener')]).toEqual([hostUrl, null])
      })
  })

  it('lets no other page of the desk be framed', async () => {
    line = `<iframe src="${suite.desks.desk.url}/" title="The diary"></iframe>`
    const page = await suite.browser.newPage()
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(hostUrl)
    expect((await refused).text()).toContain("frame-ancestors 'none'")
    await page.close()
  })
})
