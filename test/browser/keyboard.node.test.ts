import { describe, expect, it } from 'vitest'
import { browserSuite } from './browser-suite.ts'
import { type Address, startDesks } from './desks.ts'
import { allStops, countUsable, tab, tabTo } from './tab-stops.ts'

const PAGES: readonly Address[] = [
  { desk: 'many', path: '/' },
  { desk: 'many', path: '/?party=us&status=planned' },
  { desk: 'many', path: '/talks/talk-0' },
  { desk: 'many', path: '/month/2027-04' },
  { desk: 'many', path: '/subscribe?party=ru&alarm=P1D' },
  { desk: 'many', path: '/changes' },
  { desk: 'many', path: '/parties' },
  { desk: 'many', path: '/parties/us' },
  { desk: 'many', path: '/widget/build?party=ru' },
  { desk: 'story', path: '/docs' },
  { desk: 'story', path: '/docs/webhooks' },
  { desk: 'story', path: '/docs/api' },
  { desk: 'story', path: '/endpoints' },
  { desk: 'story', path: '/nowhere', status: 404 },
]
const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
]

/** It has neither head nor foot, for it stands in another page. */
const WIDGET: Address = { desk: 'many', path: '/widget' }

const suite = browserSuite(startDesks)

const named = (addresses: readonly Address[]) => addresses.map((address) => [address.path, address] as const)

describe.concurrent.each(named([...PAGES, WIDGET]))('with a keyboard alone, %s', (_, address) => {
  it.each(SIZES)('is gone through in the order of the page, to its end, and shows where the focus is at $width px', async (viewport) => {
    await suite.visit(address, { viewport }, async (page) => {
      const stops = await allStops(page)
      expect(stops.map(({ index }) => index)).toEqual(Array.from({ length: await countUsable(page) }, (_, index) => index))
      expect(stops.filter(({ outline }) => outline.style === 'none' || outline.width < 2)).toEqual([])
      expect(stops.filter(({ seen }) => !seen)).toEqual([])
      expect(stops.filter(({ cutBy }) => cutBy !== null)).toEqual([])
    })
  })
})

describe.concurrent.each(named(PAGES))('with a keyboard alone, %s', (_, address) => {
  it('offers first to skip what is the same on every page, and does', async () => {
    await suite.visit(address, {}, async (page) => {
      expect((await tab(page))?.html).toContain('class="skip"')
      await page.keyboard.press('Enter')
      expect(new URL(page.url()).hash).toBe('#main')
      const next = await tab(page)
      // The first thing after it is in the main part, and none of the head.
      expect(next).not.toBeNull()
      expect(await page.locator('main :focus, .side :focus').count()).toBe(1)
    })
  })
})

describe('with a keyboard alone', () => {
  it('goes back by the same way', async () => {
    await suite.visit({ desk: 'many', path: '/talks/talk-0' }, {}, async (page) => {
      const there = await allStops(page)
      const back: number[] = []
      for (let stop = await tab(page, 'Shift+Tab'); back.length < there.length * 2; stop = await tab(page, 'Shift+Tab')) {
        if (stop !== null && stop.index !== back.at(-1)) back.push(stop.index)
        if (stop?.index === 0) break
      }
      expect(back).toEqual(there.map(({ index }) => index).reverse())
    })
  })

  it.each([['/subscribe'], ['/talks/talk-0']])('what is folded opens and closes by Enter and by the space bar: %s', async (path) => {
    await suite.visit({ desk: 'many', path }, {}, async (page) => {
      const isOpen = () => page.locator('details:has(> summary:focus)').evaluate((details) => details.open)
      await tabTo(page, /^<summary/)
      expect(await isOpen()).toBe(false)
      await page.keyboard.press('Enter')
      expect(await isOpen()).toBe(true)
      await page.keyboard.press('Space')
      expect(await isOpen()).toBe(false)
    })
  })

  it('a filter is set, another one added, and each taken off by its chip', async () => {
    await suite.visit({ desk: 'many', path: '/' }, {}, async (page) => {
      const press = async (fits: RegExp) => {
        await tabTo(page, fits)
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      }
      const asked = () => new URL(page.url()).search
      await press(/href="\/\?party=eg"/)
      expect(asked()).toBe('?party=eg')
      expect(await page.locator('h1').innerText()).toContain('Egypt')
      await press(/href="\/\?party=eg&amp;country=CH"/)
      expect(asked()).toBe('?party=eg&country=CH')
      expect(await page.locator('.chips a bdi').allInnerTexts()).toEqual(['Egypt', 'Switzerland'])
      await press(/aria-label="Take off: Egypt"/)
      expect(asked()).toBe('?country=CH')
      await press(/aria-label="Take off: Switzerland"/)
      expect(asked()).toBe('')
    })
  })

  it('words are looked for, and taken off again', async () => {
    await suite.visit({ desk: 'many', path: '/' }, {}, async (page) => {
      await tabTo(page, /^<input id="q"/)
      await page.keyboard.type('sanctions')
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      expect(new URL(page.url()).searchParams.get('q')).toBe('sanctions')
      const titles = await page.locator('.talk .title').allInnerTexts()
      expect(titles.length).toBeGreaterThan(2)
      await tabTo(page, /aria-label="Take off: /)
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      expect(new URL(page.url()).search).toBe('')
    })
  })

  it('days are typed in', async () => {
    await suite.visit({ desk: 'many', path: '/' }, {}, async (page) => {
      await tabTo(page, /^<input type="date" name="since"/)
      await page.keyboard.type('04012027')
      await tabTo(page, /^<input type="date" name="until"/)
      await page.keyboard.type('04302027')
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      const { searchParams } = new URL(page.url())
      expect([searchParams.get('since'), searchParams.get('until')]).toEqual(['2027-04-01', '2027-04-30'])
    })
  })
})
