// What a reader meets who has a keyboard alone: the stops of the Tab key, and how each shows that it has the focus.
import type { Page } from 'playwright-core'

/** What can be reached and used, in the order of the document. */
const USABLE = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex]:not([tabindex="-1"])'

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

/** How many things of the page can be reached. */
export function countUsable(page: Page): Promise<number> {
  return page.locator(USABLE).evaluateAll((all) => all.filter((each) => each.checkVisibility({ visibilityProperty: true })).length)
}

/** Where Tab leads next; `null` when it has left the page. */
export async function tab(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Stop | null> {
  await page.keyboard.press(key)
  return page.locator('html').evaluate((root, usable) => {
    // Runs in the page, so it holds all that it needs; there is no DOM in Node for the compiler to know.
    const page = root.ownerDocument
    const view = page.defaultView
    const active = page.activeElement
    if (active === null || active === page.body || active === root) return null
    type Box = { left: number; right: number; top: number; bottom: number }
    const around = (box: Box, by: number): Box => ({
      left: box.left - by,
      right: box.right + by,
      top: box.top - by,
      bottom: box.bottom + by,
    })
    const inside = (inner: Box, outer: Box) =>
      inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
    const style = view.getComputedStyle(active)
    const width = Number.parseFloat(style.outlineWidth)
    const box = active.getClientRects()[0]
    const reach = around(box, width + Number.parseFloat(style.outlineOffset))
    let cutBy: string | null = null
    for (let outer = active.parentElement; outer !== null && outer !== page.body && cutBy === null; outer = outer.parentElement) {
      const { overflowX, overflowY } = view.getComputedStyle(outer)
      const cuts = overflowX !== 'visible' || overflowY !== 'visible'
      if (cuts && !inside(reach, outer.getBoundingClientRect())) cutBy = outer.outerHTML.slice(0, 80)
    }
    const top = page.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    const all = [...page.querySelectorAll(usable)].filter((each) => each.checkVisibility({ visibilityProperty: true }))
    return {
      index: all.indexOf(active),
      html: active.outerHTML.slice(0, 160),
      outline: { style: style.outlineStyle, width },
      seen: top !== null && (active.contains(top) || top.contains(active)),
      cutBy,
    }
  }, USABLE)
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
