import { get } from 'node:http'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/language/words.ts'
import { folder, start } from '../process.ts'
import { browserSuite } from './browser-suite.ts'
import { HOSTILE, NAMES, writeHostileTalks } from './hostile-talks.ts'
import { accessibilityFlaws, htmlFlaws, sidewaysScroll } from './page-checks.ts'
import { inWindow } from './windows.ts'

const suite = browserSuite(async () => {
  const own = folder()
  const env = { EVENTS: join(own, 'events'), DATABASE: join(own, 'parley.db') }
  writeHostileTalks(env.EVENTS, 1)
  await (await start({ ...env, CLOCK_FROM: '2022-01-05T09:00:00Z' })).stop()
  writeHostileTalks(env.EVENTS, 2)
  return { desk: await start({ ...env, CLOCK_FROM: '2022-01-08T09:00:00Z' }) }
})

const PATHS = [
  '/',
  '/past',
  '/month/2022-01',
  '/parties',
  '/series',
  '/topics',
  '/places',
  ...NAMES.flatMap((name) => [
    ...['moved', 'cancelled', 'postponed', 'timed'].map((id) => `/talks/${name}-${id}`),
    `/parties/${name}-guest`,
    `/series/${name}-series`,
    `/?q=${encodeURIComponent(HOSTILE[name].slice(0, 200))}`,
  ]),
]
/** Texts that a stranger puts into an address: none of them may do more than be shown. */
const ASKED = NAMES.flatMap((name) => {
  const text = encodeURIComponent(HOSTILE[name].slice(0, 150))
  return [
    ...['party', 'topic', 'place', 'country', 'status', 'since', 'month', 'page', 'lang', 'nothing'].map((key) => ({
      path: `/?${key}=${text}`,
      status: 400,
    })),
    { path: `/?${text}=1`, status: 400 },
    { path: `/talks/${text}`, status: 404 },
    { path: `/parties/${text}`, status: 404 },
    { path: `/month/${text}`, status: 404 },
    { path: `/${text}/${text}`, status: 404 },
  ]
})

/** Nothing that a text could have made is there, and nothing has run. */
async function expectClean(page: Page): Promise<void> {
  expect(await page.evaluate('[typeof ran, typeof globalThis.ran]')).toEqual(['undefined', 'undefined'])
  expect(await page.locator('img, textarea, iframe, [onerror], [onfocus], [onmouseover], [autofocus], [href^="javascript"]').count()).toBe(
    0,
  )
  const scripts = page.locator('script:not([type="application/ld+json"])')
  expect(await scripts.evaluateAll((all) => all.map((each) => [new URL(each.src).pathname, each.textContent]))).toEqual([['/page.js', '']])
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
  expect(await accessibilityFlaws(page)).toEqual([])
  for (const text of await page.locator('script[type="application/ld+json"]').allTextContents())
    expect(JSON.parse(text)).toMatchObject({ '@context': 'https://schema.org' })
  expect(await looseText(page)).toEqual([])
}

/** Text from right to left that could reorder the words around it, since nothing isolates it from them. */
function looseText(page: Page): Promise<string[]> {
  return page.locator('body').evaluate((body) => {
    // Runs in the page, so it holds all that it needs.
    const { defaultView: view } = body.ownerDocument
    const walker = body.ownerDocument.createTreeWalker(body, view.NodeFilter.SHOW_TEXT)
    const loose: string[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!/[\u0590-\u08ff]/.test(node.data) || node.parentElement.closest('bdi, script')) continue
      const isByLine = view.getComputedStyle(node.parentElement).unicodeBidi === 'plaintext'
      if (!isByLine) loose.push(node.parentElement.outerHTML.slice(0, 200))
    }
    return loose
  })
}

/** Pages of talks say most in words of their own, so they are looked at in each language. */
const SHOWN = PATHS.flatMap((path) => (path.startsWith('/talks/') ? LANGUAGES : LANGUAGES.slice(0, 1)).map((lang) => [path, lang] as const))

describe.concurrent.each(SHOWN)('with texts of strangers in every field, %s in %s', (path, lang) => {
  it('shows them and does nothing else, also on the narrowest screen', async () => {
    const url = `${suite.desks.desk.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
    await inWindow(suite.browser, url, { viewport: { width: 320, height: 700 } }, async (page) => {
      await expectClean(page)
      expect(await htmlFlaws(await (await fetch(url)).text())).toEqual([])
    })
  })
})

describe.concurrent.each(ASKED)('with texts of strangers in its address, $path', ({ path, status }) => {
  it('answers with a page that says what is wrong', async () => {
    const url = `${suite.desks.desk.url}${path}`
    await inWindow(suite.browser, url, { viewport: { width: 320, height: 700 }, status }, async (page) => {
      await expectClean(page)
      const served = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
      expect(await htmlFlaws(served)).toEqual([])
      expect(served).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    })
  })
})

describe('with texts of strangers in the headers', () => {
  it.each(['host', 'accept', 'accept-language', 'if-none-match', 'if-modified-since', 'x-forwarded-host', 'referer', 'cookie'])(
    'the page says nothing of them: %s',
    async (name) => {
      for (const text of [`"><script>ran=1</script>`, `'; ran=1; '`, `x.example/"onload="ran=1`, '*'.repeat(5000)]) {
        const { status, body } = await ask({ accept: 'text/html', [name]: text })
        // Nobody who asks for the wrong host need get a page.
        expect(name === 'host' ? [200, 400] : [200]).toContain(status)
        expect(body).not.toMatch(/ran=1|x\.example\/"onload|\*{9}/)
      }
    },
  )
})

/** Asks for the list of topics, on which records have no texts of their own, with headers that `fetch` would not send. */
function ask(headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get(`${suite.desks.desk.url}/topics`, { headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    }).on('error', reject)
  })
}
