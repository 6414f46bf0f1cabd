// From what a reader looks at to their own calendar, by pressing links alone.
import ICAL from 'ical.js'
import ical from 'node-ical'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, WORDS } from '../../src/language/words.ts'
import { leadWords } from '../../src/web/pages/subscribe-choices.ts'
import { browserSuite } from './browser-suite.ts'
import { startDesks } from './desks.ts'

const SIZES = [
  { name: 'a phone', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  { name: 'a desk', viewport: { width: 1280, height: 800 } },
] as const
const RUSSIA = { en: 'Russia', de: 'Russland', fr: 'Russie' } as const
const INDIA = { en: 'India', de: 'Indien', fr: 'Inde' } as const
/** How many talks of the party the calendar has, at least, and when its alarms ring. */
const DIARIES = [
  { desk: 'story', party: RUSSIA, least: 3, triggers: ['-PT15H'] },
  { desk: 'many', party: INDIA, least: 20, triggers: ['-P1D', '-PT15H'] },
] as const
const EVERY_READER = SIZES.flatMap((size) =>
  [true, false].flatMap((javaScriptEnabled) =>
    LANGUAGES.map(
      (lang) => [`${size.name}, in ${lang}, scripts ${javaScriptEnabled ? 'on' : 'off'}`, { ...size, lang, javaScriptEnabled }] as const,
    ),
  ),
)

const suite = browserSuite(startDesks)

describe.each(EVERY_READER)('a reader with %s', (_, { lang, name: _name, ...options }) => {
  it.each(DIARIES)(
    'has the talks of $party.en with a reminder a day before after three taps, and what the page said is in the calendar',
    async ({ desk, party, least, triggers }) => {
      const words = WORDS[lang]
      await suite.visit({ desk, path: '/' }, { ...options, locale: lang }, async (page) => {
        await page
          .locator('.facet a', { hasText: new RegExp(`^${party[lang]} `) })
          .first()
          .click()
        await page.locator('.acts').getByRole('link', { name: words.page.subscribe, exact: true }).click()
        await page
          .locator('.options')
          .getByRole('link', { name: leadWords('P1D', words.subscribe), exact: true })
          .click()
        const link = (await page.locator('.open a.button').first().getAttribute('href')) ?? ''
        expect(link).toMatch(/^webcal:\/\//)
        const said = await page.locator('main').innerText()

        // As an app of the reader's takes it.
        const text = await (await fetch(link.replace('webcal:', 'http:'))).text()
        const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
        const others = Object.values(ical.sync.parseICS(text)).filter((each) => each?.type === 'VEVENT')
        const [before = '', after = ''] = words.subscribe.holds.split('{talks}')
        const held = new RegExp(`${before}(\\d+) [^.:]*${after}`).exec(said)?.[1]
        expect([events.length, others.length]).toEqual([Number(held), Number(held)])
        expect(events.length).toBeGreaterThanOrEqual(least)
        // Alarms are for what is fixed and takes place.
        const found = events.flatMap((event) =>
          event.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
        )
        expect([...new Set(found)].sort()).toEqual(triggers)
        expect(String(new ICAL.Component(ICAL.parse(text)).getFirstPropertyValue('name'))).toContain(party[lang])
      })
    },
  )
})

describe('a reader with Android', () => {
  const userAgent = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'

  it('is not offered what does nothing there', async () => {
    const [phone] = SIZES
    await suite.visit({ desk: 'many', path: '/subscribe?party=ru' }, { viewport: phone.viewport, userAgent }, async (page) => {
      expect(await page.locator('.webcal').isVisible()).toBe(false)
      expect(await page.locator('.open input').isVisible()).toBe(true)
    })
    await suite.visit({ desk: 'many', path: '/subscribe?party=ru' }, { viewport: phone.viewport }, async (page) => {
      expect(await page.locator('.webcal').isVisible()).toBe(true)
    })
  })
})
