// What a reader meets who has a keyboard alone: the stops of the Tab key, and how each shows that it has the focus.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/** A stop of the Tab key. */
export interface Stop {
  /** Its place among all that can be used. */
  index: number
  html: string
  outline: { style: string; width: number }
  /** Whether it is on the screen, with no other thing over the middle of it. */
  seen: boolean
  /** What cuts its outline off, if something does. */
  cutBy: string | null
}

/** What the page is asked by, put into it. */
const IN_PAGE = readFileSync(new URL('tab-stops.page.js', import.meta.url), 'utf8')

/** How many things of the page can be reached, those in its frames too. */
export async function countUsable(page: Page): Promise<number> {
  return page.evaluate<number>(`${IN_PAGE};tabStops.all().length`)
}

/** Where Tab leads next; `null` when it has left the page. */
export async function tab(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Stop | null> {
  await page.keyboard.press(key)
  return page.evaluate<Stop | null>(`${IN_PAGE};tabStops.active()`)
}

/** All stops from the top of the page to its end. A field of several parts, such as a date, is one. */
export async function allStops(page: Page): Promise<Stop[]> {
  const stops: Stop[] = []
  // Fields for a date have five stops; nothing else has more than one.
  for (let left = (await countUsable(page)) + 20; left > 0; left--) {
    const stop = await tab(page)
    if (stop === null || (stops.length > 1 && stop.index === stops[0]?.index)) return stops
    if (stop.index !== stops.at(-1)?.index) stops.push(stop)
  }
  throw new Error(`Tab does not leave the page; it is at ${stops.at(-1)?.html}`)
}

/** Goes on with Tab until a thing that fits has the focus. */
export async function tabTo(page: Page, fits: RegExp): Promise<Stop> {
  for (let left = (await countUsable(page)) + 20; left > 0; left--) {
    const stop = await tab(page)
    if (stop !== null && fits.test(stop.html)) return stop
  }
  throw new Error(`Tab does not lead to ${fits}`)
}
