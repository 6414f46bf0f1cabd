import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { dayWords, monthWords } from '../../src/language/dates.ts'
import { fill, LANGUAGES, WORDS } from '../../src/language/words.ts'
import { STATUSES } from '../../src/talks/record.ts'
import story from '../fixtures/story.ts'
import { folder, freePort, type Running, start } from '../process.ts'
import { browserSuite } from './browser-suite.ts'
import { startDesks } from './desks.ts'
import { NOW, writeManyTalks } from './many-talks.ts'
import { complaintsOf, inWindow } from './windows.ts'

const SIZES = [
  { name: 'a phone', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  { name: 'a desk', viewport: { width: 1280, height: 800 } },
] as const
/** On both, in every language. */
const READERS = SIZES.flatMap((size) => LANGUAGES.map((lang) => ({ ...size, lang })))
const EVERY_READER = READERS.map((reader) => [`${reader.name}, in ${WORDS[reader.lang].page.language}`, reader] as const)
type Reader = (typeof READERS)[number]

const suite = browserSuite(async () => {
  const events = folder()
  writeManyTalks(events, 10_000)
  const [desks, large] = await Promise.all([startDesks(), start({ EVENTS: events, CLOCK_FROM: NOW })])
  return { ...desks, large }
})

/** Opens a page in the language that the reader's browser asks for. */
const open = <T>(url: string, { lang, name: _, ...options }: Reader, look: (page: Page) => Promise<T>): Promise<T> =>
  inWindow(suite.browser, url, { ...options, locale: lang }, look)

/** Presses a link, and waits for the page that it leads to. */
const press = (page: Page, text: string | RegExp, within = 'body') =>
  page
    .locator(within)
    .getByRole('link', typeof text === 'string' ? { name: text, exact: true } : { name: text })
    .first()
    .click()

/** Fills in what is looked for, as somebody does who has a phone: the way there is a button above the list. */
async function search(page: Page, text: string, { lang, name }: Reader): Promise<void> {
  if (name === 'a phone') await press(page, WORDS[lang].page.find, '.acts')
  await page.locator('#q').fill(text)
  await page.locator('form[role=search] button').click()
}

/** The ids of the talks that a list shows, in its order. */
const rowsOf = (page: Page): Promise<string[]> =>
  page.locator('.talk .title a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname.split('/').at(-1) ?? ''))

interface Listed {
  id: string
  parties: { party: string }[]
}

async function fromApi({ url }: Running, query: string): Promise<Listed[]> {
  const talks: Listed[] = []
  for (let next: string | null = `${url}/api/talks?limit=500&${query}`; next !== null; ) {
    const answer = (await (await fetch(next)).json()) as { talks: Listed[]; next: string | null }
    talks.push(...answer.talks)
    next = answer.next === null ? null : `${url}/api/talks${new URL(answer.next).search}`
  }
  return talks
}

/** A talk that was held is not upcoming, even if nobody knows when it ended. */
const NOT_HELD = STATUSES.filter((status) => status !== 'held')
  .map((status) => `status=${status}`)
  .join('&')

/** Talks whose records name a party, whether it will come or not. */
const withParty = async (id: string) =>
  (await fromApi(suite.desks.large, '')).filter(({ parties }) => parties.some(({ party }) => party === id))

const idsOf = (talks: readonly Listed[]) => talks.map(({ id }) => id).sort()

describe.concurrent.each(EVERY_READER)('a reader with %s', (_, reader) => {
  const { lang } = reader
  const words = WORDS[lang].page

  it('finds the talks in Geneva, that no time is known, and who says so', async () => {
    await open(`${suite.desks.story.url}/`, reader, async (page) => {
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
      await search(page, 'Geneva', reader)
      expect(await rowsOf(page)).toEqual(['us-russia-1'])
      const row = page.locator('.talk')
      expect(await row.locator('.time').innerText()).toBe(words.timeOpen)
      expect(await row.locator('.sure').innerText()).toMatch(new RegExp(`${words.reported}\\s+${words.noPublisher}`))
      await row.locator('.title a').click()
      const unknown = page.locator('.unknown')
      expect(await unknown.locator('h2').innerText()).toBe(words.notKnownYet)
      expect(await unknown.locator('li').allInnerTexts()).toEqual([words.missingTime])
      expect(await page.locator('.big').innerText()).not.toMatch(/\d:\d/)
      // The number beside the date leads to the source.
      await page.locator('.facts .ref').first().click()
      const source = page.locator(':target')
      expect(await source.innerText()).toContain('In a phone call, Biden warns Putin against invading Ukraine')
      expect(await source.innerText()).toContain(words.noPublisher)
    })
  })

  it('finds all talks between NATO and Russia', async () => {
    await open(`${suite.desks.story.url}/`, reader, async (page) => {
      const facet = page.locator('.facet').first()
      const russia = { en: 'Russia', de: 'Russland', fr: 'Russie' }[lang]
      const nato = { en: 'NATO', de: 'NATO', fr: 'OTAN' }[lang]
      await facet.getByRole('link', { name: new RegExp(`^${nato} `) }).click()
      await facet.getByRole('link', { name: new RegExp(`^${russia} `) }).click()
      expect(await rowsOf(page)).toHaveLength(3) // with any of the two
      await press(page, words.between)
      expect(await rowsOf(page)).toEqual(['nato-russia-1'])
      // What can be subscribed to is what is shown.
      await press(page, words.subscribe, '.acts')
      const calendar = await page.locator('.open input').inputValue()
      expect((await (await fetch(calendar)).text()).match(/^UID:.*/gm)).toEqual([expect.stringContaining('nato-russia-1')])
    })
  })

  it('sees what is planned in a month: by a jump to it, and by its first and last day', async () => {
    await open(`${suite.desks.many.url}/`, reader, async (page) => {
      const name = monthWords('2027-05-01', lang)
      const jump = page.locator('.months').getByRole('link', { name: new RegExp(name, 'i') })
      const count = Number(await jump.locator('span').innerText())
      await jump.click()
      const section = page.locator('section[aria-labelledby="h2027-05"]')
      expect(await section.locator('h2').innerText()).toMatch(new RegExp(`^${name}$`, 'i'))
      const jumped = await section.locator('.title a').evaluateAll((links) => links.map(({ pathname }) => pathname.split('/').at(-1)))
      expect([count, jumped.length]).toEqual([jumped.length, expect.toSatisfy((length: number) => length > 4)])

      if (reader.name === 'a phone') await press(page, words.find, '.acts')
      await page.locator('input[name=since]').fill('2027-05-01')
      await page.locator('input[name=until]').fill('2027-05-31')
      await page.locator('form.days button').click()
      const chips = await page.locator('.chips bdi').allInnerTexts()
      expect(chips).toEqual([
        fill(words.fromDay, { date: dayWords('2027-05-01', lang, { year: true }) }),
        fill(words.untilDay, { date: dayWords('2027-05-31', lang, { year: true }) }),
      ])
      const all = await everyRow(page)
      const [within, ahead] = await Promise.all(
        ['', NOT_HELD].map((more) => fromApi(suite.desks.many, `since=2027-05-01&until=2027-05-31&${more}`)),
      )
      expect(all.filter((id) => !idsOf(within ?? []).includes(id))).toEqual([])
      expect(idsOf(ahead ?? []).filter((id) => !all.includes(id))).toEqual([])
      expect(jumped.filter((id) => !all.includes(id ?? ''))).toEqual([])
    })
  })

  it('finds them among ten thousand', async () => {
    await open(`${suite.desks.large.url}/parties`, reader, async (page) => {
      await press(page, { en: 'NATO', de: 'NATO', fr: 'OTAN' }[lang], 'main')
      await search(page, { en: 'Russia', de: 'Russland', fr: 'Russie' }[lang], reader)
      const all = await everyRow(page)
      const between = await fromApi(suite.desks.large, `party=nato&party=ru&match=all&since=2027-03-10&${NOT_HELD}`)
      expect(between.length).toBeGreaterThan(20)
      expect(idsOf(between).filter((id) => !all.includes(id))).toEqual([])
      // Words also find those to which one of the two is unlikely to come, and no other.
      const named = await Promise.all(['nato', 'ru'].map(async (party) => new Set(idsOf(await withParty(party)))))
      expect(all.filter((id) => !named.every((ids) => ids.has(id)))).toEqual([])
      expect(await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)).toBeLessThanOrEqual(0)
    })
  })
})

/** Of a list, all pages. */
async function everyRow(page: Page): Promise<string[]> {
  const rows = await rowsOf(page)
  for (let next = page.locator('.further [rel=next]'); (await next.count()) > 0; rows.push(...(await rowsOf(page)))) await next.click()
  return [...new Set(rows)]
}

describe.each(EVERY_READER)('a reader who comes back with %s', (_, reader) => {
  it('sees what has moved since, from where and to where, what is new, and no more than that', async () => {
    const { lang } = reader
    const words = WORDS[lang].page
    const own = folder()
    const env = { PORT: await freePort(), EVENTS: join(own, 'story.json'), DATABASE: join(own, 'parley.db') }
    const [first, second, third] = story.talks
    const publish = (talks: readonly unknown[], at: string): Promise<Running> => {
      writeFileSync(env.EVENTS, JSON.stringify({ ...story, talks }))
      return start({ ...env, CLOCK_FROM: at })
    }
    const { name: _, lang: locale, ...options } = reader
    const context = await suite.browser.newContext({ ...options, locale })
    let desk = await publish([first, second], '2022-01-05T09:00:00Z')
    try {
      const page = await context.newPage()
      const complaints = complaintsOf(page)
      await page.clock.setFixedTime('2022-01-05T10:00:00Z')
      await page.goto(`${desk.url}/`)
      expect(await page.locator('.fresh, .moved').count()).toBe(0)
      await desk.stop()

      desk = await publish([{ ...first, when: '2022-01-17' }, second, third], '2022-01-08T09:00:00Z')
      await page.clock.setFixedTime('2022-01-08T10:00:00Z')
      await page.goto(`${desk.url}/`)
      const seen = await page.locator('.talk').evaluateAll((rows) => rows.map((row) => row.querySelector('.fresh')?.textContent ?? null))
      expect([await rowsOf(page), seen]).toEqual([
        ['nato-russia-1', 'osce-russia-1', 'us-russia-1'],
        [null, words.isNew, words.isChanged],
      ])
      const moved = page.locator('.talk', { has: page.locator('.moved') })
      expect(await rowsOf(page)).toHaveLength(3)
      expect(await moved.locator('.moved').innerText()).toContain(words.movedFrom)
      expect(await moved.locator('.moved s').innerText()).toBe(dayWords('2022-01-10', lang, { year: true, weekday: true }))
      expect(await page.locator('.day', { has: moved }).locator('.date b').innerText()).toBe('17')

      await moved.locator('.title a').click()
      expect(await page.locator('.big').innerText()).toContain(dayWords('2022-01-17', lang, { year: true, weekday: true }))
      expect(await page.locator('.card .moved s').innerText()).toBe(dayWords('2022-01-10', lang, { year: true, weekday: true }))
      const told = await page.locator('.timeline li').first().innerText()
      expect(told).toContain(dayWords('2022-01-17', lang, { year: true }))

      // A visit later, nothing is new any more.
      await page.clock.setFixedTime('2022-01-08T12:00:00Z')
      await page.goto(`${desk.url}/`)
      expect(await page.locator('.fresh').count()).toBe(0)
      expect(complaints).toEqual([])
    } finally {
      await context.close()
      await desk.stop()
    }
  })
})
