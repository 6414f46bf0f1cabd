import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { calendar, desk, diary, readCalendar, record, SOURCES } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const HOSTILE = `<script>alert(1)</script> & "quotes" 'single' </title>`

function app(made: Desk) {
  const onError = (error: unknown) => {
    throw error
  }
  return createApp(made, { adminToken: null, open: false, onError }).hono
}

async function html(made: Desk, path: string): Promise<string> {
  const response = await app(made).request(`https://parley.example${path}`, { headers: { accept: 'text/html' } })
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  return response.text()
}

/** What stands in the rows of a page, in their order. */
const rows = (page: string) => [...page.matchAll(/<h4 class="title"><a href="[^"]*\/talks\/([\w-]+)/g)].map(([, id]) => id)

describe('the list of upcoming talks', () => {
  it('has them by month, week and day, what is less known after that, and past ones on a page of their own', async () => {
    const whens = [
      '2021-12-01',
      '2022-01-04',
      '2022-02-01',
      '2022-01-10',
      'unknown',
      '2022-01',
      '2022',
      '[2022-01-11..2022-01-14]',
      '2022-01-12~',
    ]
    const made = desk(diary(whens.map((when, index) => record({ id: `t${index}`, when }))), { at: '2022-01-08T00:00:00Z' })
    const page = await html(made, '/')
    expect(rows(page)).toEqual(['t3', 't7', 't8', 't5', 't2', 't6', 't4'])
    expect([...page.matchAll(/<h2 id="h([^"]+)"/g)].map(([, id]) => id).filter((id) => /^\d|none/.test(id ?? ''))).toEqual([
      '2022-01',
      '2022-02',
      '2022',
      'none',
    ])
    expect(page).toContain('<p class="week">Next week</p>')
    expect(page).toContain('<p class="week">Day not known</p>')
    expect(rows(await html(made, '/past'))).toEqual(['t1', 't0'])
    expect(await html(made, '/past')).toContain('not known whether it was held')
  })

  it('begins with today: what goes on stands there, and what began long ago without an end that is known after all that has a date', async () => {
    const whens = {
      going: '2022-01-06/2022-01-20',
      window: '[2021-12-20..2022-01-20]',
      lately: '2022-01-04/',
      long: '2021-06-01/',
      about: '2021-12~',
      year: '2021~',
      since: '[2021-06-01..]',
      next: '2022-01-10',
      none: 'unknown',
    }
    const records = Object.entries(whens).map(([id, when]) => record({ id, when }))
    const page = await html(desk(diary(records), { at: '2022-01-08T00:00:00Z' }), '/')
    expect(rows(page)).toEqual(['window', 'lately', 'going', 'next', 'year', 'long', 'since', 'about', 'none'])
    expect(page).toContain('Earlier, not known to be over')
    expect(page).toContain('<a href="#d2022-01-08">Today <span class="soft">3</span></a>')
  })

  it('says of each how sure it is and who says so, with one mark', async () => {
    const marks = async (change: Parameters<typeof record>[0]) =>
      /<b class="mark (\w+)">([^<]+)<\/b>(?: <bdi>([^<]*))?/.exec(await html(desk(diary([record(change)])), '/'))?.slice(1)
    expect(await marks({})).toEqual(['official', 'official', 'A ministry'])
    expect(await marks({ when: '2022-01-10~' })).toEqual(['open', 'about', 'A ministry'])
    expect(await marks({ when: '2022-02' })).toEqual(['open', 'date to be confirmed', 'A ministry'])
    expect(await marks({ status: 'cancelled' })).toEqual(['off', 'cancelled', 'A ministry'])
  })

  it('says of a time how far it is from UTC, and of a day that its time is not known', async () => {
    const page = async (change: Parameters<typeof record>[0]) => html(desk(diary([record(change)])), '/')
    expect(await page({ when: '2022-01-10T09:30/2022-01-10T12:00', zone: 'Europe/Zurich' })).toContain(
      '<time datetime="2022-01-10T09:30+01:00"><b>09:30–12:00</b></time> <span class="soft zone">UTC+1</span>',
    )
    expect(await page({ when: '2022-01-10T09:30', zone: 'Asia/Kolkata' })).toContain('UTC+5:30')
    const day = await page({})
    expect(day).toContain('time to be confirmed')
    expect(/<p class="time">(.*?)<\/p>/s.exec(day)?.[1]).not.toMatch(/\d/)
  })

  it('strikes the date that a talk moved from', async () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const page = await html(desk(diary([record({ when: '2022-01-17' })]), { db }), '/')
    expect(page).toContain('Moved from <s>Monday 10 January 2022</s>')
  })

  it('lists a postponed talk last, whatever its old day', async () => {
    const made = desk(diary([record({ id: 'a', when: 'unknown', status: 'postponed' }), record({ id: 'b' })]))
    expect(rows(await html(made, '/'))).toEqual(['b', 'a'])
  })

  it('has at most two hundred rows and three months, and leads on to all others', async () => {
    const days = Array.from({ length: 450 }, (_, index) =>
      record({ id: `t${index}`, when: index < 250 ? '2022-01-10' : `2022-${String(2 + (index % 6)).padStart(2, '0')}-03` }),
    )
    const made = desk(diary(days))
    const seen = new Set<string | undefined>()
    for (let path: string | undefined = '/', pages = 0; path !== undefined && pages < 20; pages++) {
      const page = await html(made, path)
      const here = rows(page)
      expect(here.length).toBeLessThanOrEqual(200)
      expect(new Set([...page.matchAll(/<section class="month" id="m([^"]+)"/g)].map(([, id]) => id)).size).toBeLessThanOrEqual(3)
      for (const id of here) seen.add(id)
      path = /href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen.size).toBe(450)
    expect(await html(made, '/')).toContain('href="/?month=2022-07"')
  })

  it('offers filters with how many talks each leaves, and says how to take each off', async () => {
    const talks = [
      record({ id: 'a', parties: [{ party: 'us' }, { party: 'nato' }] }),
      record({ id: 'b', parties: [{ party: 'us' }] }),
      record({ id: 'c', parties: [{ party: 'nato' }] }),
    ]
    const made = desk(diary(talks))
    const page = await html(made, '/')
    expect(page).toContain('<a href="/?party=nato"><bdi>NATO</bdi> <span>2</span></a>')
    expect(rows(await html(made, '/?party=nato&party=us&match=all'))).toEqual(['a'])
    const two = await html(made, '/?party=nato&party=us')
    expect(two).toContain('<a href="/?party=nato&amp;party=us&amp;match=all">Only talks between all of these</a>')
    expect(two).toContain('aria-label="Take off: NATO"')
    const none = await html(made, '/?party=nato&status=held')
    expect(none).toContain('No talk fits.')
    expect(none).toContain('<a href="/?party=nato"><bdi>Without “held”: 2 talks</bdi></a>')
  })

  it('finds words in titles, names, places and topics of every language, without case or accents', async () => {
    const talks = [
      record({ id: 'a', title: 'Über Grenzen', place: { city: 'Zürich', country: 'CH' } }),
      record({ id: 'b', topics: ['arms-control'], languages: { fr: { title: 'Désarmement' } } }),
    ]
    const found = async (words: string) => rows(await html(desk(diary(talks)), `/?q=${encodeURIComponent(words)}`))
    expect(await found('zurich UBER')).toEqual(['a'])
    expect(await found('schweiz')).toEqual(['a'])
    expect(await found('desarm')).toEqual(['b'])
    expect(await found('arms control')).toEqual(['b'])
    expect(await found('arms zurich')).toEqual([])
    expect(await found('')).toEqual(['a', 'b'])
  })

  it('says what to do where nothing is to come, and where there is nothing at all', async () => {
    const past = await html(desk(diary([record({ when: '2021-12-01' })])), '/')
    expect(past).toContain('Nothing is planned as far as this diary knows.')
    expect(rows(past)).toEqual(['us-russia-1'])
    expect(await html(desk(diary([])), '/')).toContain('No talks yet.')
  })

  it('leaves out what has no fixed day, where it is asked to', async () => {
    const made = desk(diary([record({ id: 'a' }), record({ id: 'b', when: '2022-02' }), record({ id: 'c', when: '2022-01-12~' })]))
    expect(rows(await html(made, '/?uncertain=omit'))).toEqual(['a'])
  })
})

describe('pages of parties, series, topics and places', () => {
  const made = () =>
    desk(
      diary(
        [record({ id: 'a', topics: ['arms-control'], place: { city: 'Geneva', country: 'CH' } }), record({ id: 'b', when: '2021-12-01' })],
        { series: { id: 's', title: 'The series' } },
      ),
    )

  it.each(['/parties/us', '/series/s'])('have what is coming, what was, and a calendar of their own: %s', async (path) => {
    const page = await html(made(), path)
    expect(rows(page)).toEqual(['a'])
    expect(page).toContain(`<link rel="alternate" type="text/calendar" href="${path}.ics">`)
    expect(page).toContain(`href="${path}/subscribe"`)
    expect(rows(await html(made(), `${path}/past`))).toEqual(['b'])
  })

  it('are listed, with counts', async () => {
    expect(await html(made(), '/topics')).toContain(
      '<a href="/topics/arms-control"><bdi>arms control</bdi></a> <span class="soft">1 talk</span> <b>1 to come</b>',
    )
    expect(await html(made(), '/places')).toContain('href="/places/geneva-ch"')
    expect(await html(made(), '/parties')).toContain('<bdi>United States</bdi></a> <span class="soft">2 talks</span>')
  })

  it('do not exist where nothing was ever called so', async () => {
    const response = await app(made()).request('https://parley.example/parties/nobody', { headers: { accept: 'text/html' } })
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('Nothing in this diary is called “nobody”.')])
  })
})

describe('the language of a page', () => {
  const made = () => desk(diary([record({ languages: { de: { title: 'Gespräche' } } })]))
  const asked = async (path: string, language?: string) =>
    (
      await app(made()).request(`https://parley.example${path}`, {
        headers: { accept: 'text/html', ...(language ? { 'accept-language': language } : {}) },
      })
    ).text()
  const langOf = (page: string) => /<html lang="(\w+)">/.exec(page)?.[1]

  it('is that of the address, else the one that the browser prefers, else English', async () => {
    expect(langOf(await asked('/'))).toBe('en')
    expect(langOf(await asked('/', 'de-CH,de;q=0.9,en;q=0.8'))).toBe('de')
    expect(langOf(await asked('/', 'it,fr;q=0.5,de;q=0.4'))).toBe('fr')
    expect(langOf(await asked('/', 'de;q=0, fr;q=0.1'))).toBe('fr')
    expect(langOf(await asked('/', 'x'.repeat(10_000)))).toBe('en')
    expect(langOf(await asked('/?lang=de', 'fr'))).toBe('de')
    expect(langOf(await asked('/nowhere', 'fr'))).toBe('fr')
  })

  it('goes along with links where the reader has chosen it, and not else', async () => {
    expect(await asked('/?lang=de')).toContain('href="/talks/us-russia-1?lang=de"><bdi>Gespräche</bdi>')
    expect(await asked('/', 'de')).toContain('href="/talks/us-russia-1"><bdi>Gespräche</bdi>')
    expect(await asked('/', 'de')).toContain('calendar.ics?lang=de')
  })

  it('is refused where it is none', async () => {
    const response = await app(made()).request('https://parley.example/?lang=xx', {
      headers: { accept: 'text/html', 'accept-language': 'de' },
    })
    expect([response.status, langOf(await response.text())]).toEqual([400, 'de'])
  })
})

describe('a page that was read before', () => {
  it('is not sent again, and is another one in another language', async () => {
    const made = app(desk(diary([record()])))
    const ask = (headers: Record<string, string>) => made.request('https://parley.example/', { headers })
    const first = await ask({})
    const tag = first.headers.get('etag') ?? ''
    expect(first.headers.get('vary')).toContain('accept-language')
    expect((await ask({ 'if-none-match': tag })).status).toBe(304)
    expect((await ask({ 'if-none-match': tag, 'accept-language': 'de' })).status).toBe(200)
    expect((await ask({ 'if-modified-since': first.headers.get('last-modified') ?? '' })).status).toBe(304)
  })
})

describe('addresses on pages', () => {
  it.each([
    '/',
    '/?party=us',
    '/?page=2',
    '/talks/t1',
    '/past',
    '/month',
    '/subscribe?party=us',
    '/parties',
    '/parties/us/subscribe',
    '/parties/us',
    '/topics/ukraine/past',
    '/nowhere',
  ])('keeps its links below the path of PUBLIC_URL: %s', async (path) => {
    const talks = Array.from({ length: 250 }, (_, index) => record({ id: `t${index}`, place: { city: 'Geneva' }, topics: ['ukraine'] }))
    const made = desk(diary(talks, { series: { id: 's', title: 'S' } }), { options: { publicUrl: 'https://host.example/parley' } })
    const links = [...(await html(made, path)).matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link)
    expect(links.length).toBeGreaterThan(4)
    expect(links.filter((link) => !link?.startsWith('/parley/'))).toEqual([])
  })
  it('says a problem in words to a person, and as a problem to a program', async () => {
    const made = desk(diary([record()]))
    expect(await html(made, '/?party=nobody')).toContain('No party “nobody” is known here.')
    expect(await html(made, '/?party=nobody&lang=de')).toContain('Beteiligte „nobody“ sind hier nicht bekannt.')
    expect(await html(made, '/?patry=us&lang=fr')).toContain('« patry » n’est pas un filtre de cette page.')
    expect(await html(made, '/nowhere')).toContain('There is nothing at this address')
    const answer = await app(made).request('https://parley.example/?party=nobody')
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('the page of a talk', () => {
  it('says what is not known, the sources, and what changed', async () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    const made = desk(diary([record({ when: '2022-01-17' })]), { db, at: '2022-01-06T00:00:00Z' })
    const page = await html(made, '/talks/us-russia-1')
    for (const text of [
      '<h2 id="h-unknown">Not known yet</h2><ul><li>the time</li><li>the place</li></ul>',
      '<bdi>A note</bdi>',
      '<b class="mark official">official</b> <bdi>A ministry</bdi>',
      'Moved from 10 January to 17 January 2022.',
      'Announced for 10 January 2022.',
      'webcal://parley.example/talks/us-russia-1.ics',
    ])
      expect(page).toContain(text)
  })
  it('escapes whatever a record holds', async () => {
    const made = desk(
      diary([record({ title: HOSTILE, summary: HOSTILE, said: HOSTILE, place: { name: HOSTILE }, statusReason: HOSTILE })], {
        sources: { ...SOURCES, ministry: { title: HOSTILE, publisher: HOSTILE, url: null, published: '2022', official: true } },
      }),
    )
    for (const path of ['/', '/talks/us-russia-1']) {
      const page = await html(made, path)
      expect(page).not.toContain('<script>alert')
      expect(page.match(/<script/g)).toHaveLength(2)
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    }
  })
  it('has schema.org data that a parser reads, with only what is known', async () => {
    const data = async (change: Parameters<typeof record>[0]) =>
      JSON.parse(
        /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(
          await html(desk(diary([record(change)])), '/talks/us-russia-1'),
        )?.[1] ?? '',
      ) as Record<string, unknown>
    expect(await data({ title: HOSTILE, place: { city: 'Geneva', country: 'CH' } })).toMatchObject({
      '@type': 'Event',
      name: HOSTILE,
      startDate: '2022-01-10',
      location: { name: 'Geneva', address: { addressLocality: 'Geneva', addressCountry: 'CH' } },
      attendee: [{ name: 'United States' }],
    })
    expect(await data({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })).toMatchObject({ startDate: '2022-01-10T09:30:00+01:00' })
    expect(await data({ when: '2022-01' })).not.toHaveProperty('startDate')
    expect(await data({ status: 'cancelled' })).toMatchObject({ eventStatus: 'https://schema.org/EventCancelled' })
  })
  it('says a place of which only the coordinates are known', async () => {
    const made = desk(diary([record({ place: { geo: { lat: 46.2266, lon: 6.1405 } } })]))
    expect(await html(made, '/talks/us-russia-1')).toContain('<dt>Where</dt><dd><bdi>46.2266, 6.1405</bdi>')
    expect(readCalendar(await calendar(made))).toMatchObject([
      { location: '46.2266, 6.1405', description: expect.stringContaining('\nPlace: 46.2266, 6.1405\n') },
    ])
  })
  it('says beside its calendar that its date is too vague for one', async () => {
    const db = openNode(':memory:')
    desk(diary([record({ id: 'dated' })]), { db })
    const made = desk(diary([record({ id: 'dated', when: '2022' }), record({ id: 'never', when: '2022' }), record()]), { db })
    expect(await html(made, '/talks/never')).toContain('There is no event yet: the date of this talk is too vague for a calendar (2022).')
    expect(await html(made, '/talks/dated')).toContain('it is shown at the last one that was known')
    expect(await html(made, '/talks/us-russia-1')).not.toMatch(/too vague/)
  })

  it('says that a withdrawn talk is withdrawn', async () => {
    const db = openNode(':memory:')
    desk(diary([record()]), { db })
    expect(await html(desk(diary([]), { db }), '/talks/us-russia-1')).toContain('Withdrawn: the diary no longer has this talk.')
  })
  it('allows no script, no frame and nothing from elsewhere', async () => {
    const response = await app(desk(diary([record()]))).request('https://parley.example/')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})

describe('talks as JSON', () => {
  it('have the filters of the diary', async () => {
    const made = desk(diary([record(), record({ id: 'b', parties: [{ party: 'nato' }] }), record({ id: 'c', when: '2022' })]))
    const ids = async (query: string) =>
      ((await (await app(made).request(`https://parley.example/api/talks${query}`)).json()) as { talks: { id: string }[] }).talks.map(
        ({ id }) => id,
      )
    expect(await ids('')).toEqual(['c', 'b', 'us-russia-1'])
    expect(await ids('?party=nato')).toEqual(['b'])
    expect(await ids('?since=2022-02-01')).toEqual(['c'])
    expect(await ids('?until=2021-12-31')).toEqual([])
  })
  it('come in pages that lead to the next', async () => {
    const made = desk(diary(Array.from({ length: 5 }, (_, index) => record({ id: `t${index}` }))))
    const seen: string[] = []
    for (let url: string | null = 'https://parley.example/api/talks?limit=2'; url; ) {
      const page = (await (await app(made).request(url)).json()) as { next: string | null; total: number; talks: { id: string }[] }
      expect(page.total).toBe(5)
      seen.push(...page.talks.map(({ id }) => id))
      url = page.next
    }
    expect(seen).toEqual(['t0', 't1', 't2', 't3', 't4'])
  })
  it('are one at an address, also beside its page', async () => {
    const made = desk(diary([record({ contact: { name: 'Hidden', public: false } })]))
    const [one, same] = await Promise.all(
      ['/api/talks/us-russia-1', '/talks/us-russia-1.json'].map(async (path) =>
        (await app(made).request(`https://parley.example${path}`)).json(),
      ),
    )
    expect(one).toEqual(same)
    expect(one).toMatchObject({
      id: 'us-russia-1',
      uid: 'us-russia-1@parley.example',
      revision: 1,
      withdrawn: false,
      url: 'https://parley.example/talks/us-russia-1',
      calendar: 'https://parley.example/talks/us-russia-1.ics',
      announcedAt: '2022-01-05T12:00:00Z',
    })
    expect(JSON.stringify(one)).not.toContain('Hidden')
  })
})
