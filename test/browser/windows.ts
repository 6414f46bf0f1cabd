// Windows of the browser: each is a reader of its own, who shares nothing with others, and is closed at the end.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

export interface Opening extends BrowserContextOptions {
  /** What the address answers. */
  status?: number
}

/** Opens an address, and fails where the page throws, or the browser has something to complain about. */
export async function inWindow<T>(
  browser: Browser,
  url: string,
  { status = 200, ...options }: Opening,
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  try {
    const page = await context.newPage()
    const complaints = complaintsOf(page, status)
    const response = await page.goto(url)
    expect(response?.status()).toBe(status)
    const seen = await look(page)
    expect(complaints).toEqual([])
    return seen
  } finally {
    await context.close()
  }
}

/** What a page throws or is warned of, from now on. */
export function complaintsOf(page: Page, status = 200): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // Chromium says of a page that is itself a problem that it could not be loaded.
    const isOfPage = message.location().url === page.url() && message.text().includes(`status of ${status}`)
    if (['error', 'warning'].includes(message.type()) && !(status >= 400 && isOfPage)) complaints.push(message.text())
  })
  return complaints
}
