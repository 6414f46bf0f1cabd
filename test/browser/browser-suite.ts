// What every suite in a browser begins and ends with: the browser, and the desks whose pages it looks at.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { Running } from '../process.ts'
import { startChromium } from './chromium.ts'
import { inWindow } from './windows.ts'

export interface Place<Name extends string> {
  desk: Name
  path: string
  /** What it answers, if not 200. */
  status?: number
}

export interface BrowserSuite<Name extends string> {
  readonly browser: Browser
  readonly desks: Readonly<Record<Name, Running>>
  /** Opens a page of a desk in a window of its own, as `inWindow` does. */
  visit<T>(place: Place<Name>, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T>
}

/** Starts a browser and the desks before the tests of the file that calls it, and stops them after the last. */
export function browserSuite<Name extends string>(startAll: () => Promise<Record<Name, Running>>): BrowserSuite<Name> {
  let browser: Browser | undefined
  let desks: Record<Name, Running> | undefined

  beforeAll(async () => {
    await Promise.all([
      startChromium().then((started) => {
        browser = started
      }),
      startAll().then((started) => {
        desks = started
      }),
    ])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), ...Object.values<Running>(desks ?? {}).map((desk) => desk.stop())])
  })

  return {
    get browser() {
      return begun(browser)
    },
    get desks() {
      return begun(desks)
    },
    visit({ desk, path, status = 200 }, options, look) {
      return inWindow(this.browser, `${this.desks[desk].url}${path}`, { status, ...options }, look)
    },
  }
}

function begun<T>(started: T | undefined): T {
  if (started === undefined) throw new Error('The suite has not begun: ask within a test.')
  return started
}
