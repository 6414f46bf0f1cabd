// From the list of talks to a calendar in the reader's own app with the keys of Tab, Enter and the arrows, and no mouse.
import ical from 'node-ical'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, WORDS } from '../../src/language/words.ts'
import { leadWords } from '../../src/web/pages/subscribe-choices.ts'
import { browserSuite } from './browser-suite.ts'
import { startDesks } from './desks.ts'
import { type Stop, tabTo } from './tab-stops.ts'

const SIZES = [
  { name: 'a phone', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  { name: 'a desk', viewport: { width: 1280, height: 800 } },
] as const
const READERS = SIZES.flatMap((size) => LANGUAGES.map((lang) => [`${size.name}, in ${lang}`, { ...size, lang }] as const))

/** Whose talks, how many at least, and when their alarms ring: a talk without a time is reminded of by its day. */
const DIARIES = [
  { desk: 'story', party: 'ru', least: 3, triggers: ['-PT15H'] },
  { desk: 'many', party: 'in', least: 20, triggers: ['-P1D', '-PT15H'] },
] as const

const suite = browserSuite(startDesks)

const shown = ({ outline, seen, cutBy }: Stop) => ({ outline: outline.style !== 'none' && outline.width >= 2, seen, cutBy })
const SHOWN = { outline: true, seen: true, cutBy: null }

/** Goes on to a thing with Tab, sees that it is the one, that a keyboard led to it, and that this can be seen. */
async function goTo(page: Page, fits: RegExp): Promise<void> {
  expect(shown(await tabTo(page, fits))).toEqual(SHOWN)
  expect(await page.locator(':focus-visible').count()).toBe(1)
}

/** Goes on to a link, and follows it. */
async function follow(page: Page, fits: RegExp): Promise<URL> {
  await goTo(page, fits)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  return new URL(page.url())
}

describe.concurrent.each(READERS)('a reader with a keyboard alone, on %s', (_, { lang, name: _name, ...options }) => {
  it.each(DIARIES)(
    'has all talks of $party in the calendar of $desk, with a reminder a day before',
    async ({ desk, party, least, triggers }) => {
      const words = WORDS[lang]
      await suite.visit({ desk, path: '/' }, { ...options, locale: lang }, async (page) => {
        const list = await follow(page, new RegExp(`href="/\\?party=${party}"`))
        expect([list.pathname, list.search]).toEqual(['/', `?party=${party}`])
        const choice = await follow(page, new RegExp(`href="/subscribe\\?party=${party}[^>]*>${words.page.subscribe}<`))
        expect([choice.pathname, choice.search]).toEqual(['/subscribe', `?party=${party}`])
        const lead = await follow(page, new RegExp(`href="/subscribe\\?party=${party}&amp;alarm=P1D"`))
        expect([lead.pathname, lead.search]).toEqual(['/subscribe', `?party=${party}&alarm=P1D`])
        expect(await page.locator('.options [aria-current]', { hasText: leadWords('P1D', words.subscribe) }).count()).toBe(1)

        // An app that subscribes by a link,
        await goTo(page, /^<a[^>]* href="webcal:/)
        const link = await page.locator(':focus').getAttribute('href')
        expect(await page.locator(':focus').innerText()).toBe(words.subscribe.apple)
        // A calendar is in English unless its address says otherwise.
        const form = new URLSearchParams({ alarm: 'P1D', ...(lang === 'en' ? {} : { lang }) })
        expect(link).toBe(`${suite.desks[desk].url.replace('http:', 'webcal:')}/parties/${party}.ics?${form}`)
        // and one into which the address is pasted: it is marked as a whole as soon as it has the focus.
        await goTo(page, /^<input readonly/)
        const field = page.locator(':focus')
        const marked = await field.evaluate(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))
        expect(marked).toBe(link?.replace('webcal:', 'http:'))

        const events = Object.values(ical.sync.parseICS(await (await fetch(marked)).text())).filter((each) => each?.type === 'VEVENT')
        expect(events.length).toBeGreaterThanOrEqual(least)
        const all = await (await fetch(`${suite.desks[desk].url}/parties/${party}.ics?lang=${lang}`)).text()
        expect(events).toHaveLength(all.match(/^BEGIN:VEVENT/gm)?.length ?? 0)
        const alarms = events.flatMap((event) => event.alarms ?? [])
        expect([...new Set(alarms.map(({ trigger }) => String(trigger)))].sort()).toEqual(triggers)
      })
    },
  )
})
