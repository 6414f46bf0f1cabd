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

describe('the diary page', () => {
  it('lists upcoming talks, the next first, then past ones, the latest first', async () => {
    const talks = ['2021-12-01', '2022-01-04', '2022-02-01', '2022-01-10', 'unknown'].map((when, index) =>
      record({ id: `t${index}`, when }),
    )
    const page = await html(desk(diary(talks), { at: '2022-01-08T00:00:00Z' }), '/')
    const order = [...page.matchAll(/href="\/talks\/(t\d)"|id="(upcoming|past)"/g)].map((match) => match[1] ?? match[2])
    expect(order).toEqual(['upcoming', 't3', 't2', 't4', 'past', 't1', 't0'])
  })
  it('links to the calendar with the filters of the page', async () => {
    const page = await html(desk(diary([record()])), '/?party=us&status=planned')
    expect(page).toContain('webcal://parley.example/calendar.ics?party=us&amp;status=planned')
    expect(page).toContain(
      'https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fparley.example%2Fcalendar.ics%3Fparty%3Dus%26status%3Dplanned%26cancelled%3Dwords',
    )
    expect(page).toContain('https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fparley.example%2Fcalendar.ics')
  })
  it('lists a postponed talk under upcoming ones, last, whatever its old day', async () => {
    const made = desk(
      diary([record({ id: 'a', when: 'unknown', status: 'postponed', title: 'Given up' }), record({ id: 'b', title: 'To come' })]),
    )
    const page = await html(made, '/')
    expect(page.indexOf('To come')).toBeLessThan(page.indexOf('Given up'))
    expect(page.indexOf('Given up')).toBeLessThan(page.indexOf('id="past"'))
  })

  it('suggests a shorter calendar where it is larger than Google takes', async () => {
    const talks = Array.from({ length: 900 }, (_, index) => record({ id: `talk-${index}`, summary: 'x'.repeat(600) }))
    const page = await html(desk(diary(talks)), '/')
    expect(page).toContain('larger than a megabyte')
    expect(page).toContain('href="/?since=-P30D"')
    expect(await html(desk(diary([record()])), '/')).not.toContain('larger than a megabyte')
  })

  it('has pages of a hundred', async () => {
    const made = desk(diary(Array.from({ length: 250 }, (_, index) => record({ id: `t${index}` }))))
    const count = async (path: string) => [...(await html(made, path)).matchAll(/href="\/talks\//g)].length
    expect([await count('/'), await count('/?page=2'), await count('/?page=3')]).toEqual([100, 100, 50])
  })
  it('has an English heading, whatever the language of its calendar', async () => {
    const heading = async (path: string) => /<h1>(.*)<\/h1>/.exec(await html(desk(diary([record()])), path))?.[1]
    expect(await heading('/')).toBe('Upcoming talks')
    expect(await heading('/?lang=de')).toBe('Upcoming talks')
    expect(await heading('/?since=2022-01-01&alarm=PT1H')).toBe('Upcoming talks')
    expect(await heading('/?party=us&lang=de')).toBe('United States')
  })
  it('says so where the address that Google would get is too long for it', async () => {
    const cities = ['Abc'.repeat(33), 'Xyz'.repeat(32)]
    const made = desk(diary(cities.map((city, index) => record({ id: `t${index}`, place: { city } }))))
    const [one, other] = cities.map((city) => city.toLowerCase())
    const long = 'This address is so long that Google would drop it.'
    const query = `/?place=${one}&place=${other}`
    expect(`https://parley.example/calendar.ics${query.slice(1)}`).toHaveLength(244) // with "&cancelled=words" too long
    expect(await html(made, query)).toContain(long)
    expect(await html(made, `/?place=${one}`)).not.toContain(long)
  })
  it.each(['/', '/?party=us', '/?page=2', '/talks/t1', '/nowhere'])('keeps its links below the path of PUBLIC_URL: %s', async (path) => {
    const talks = Array.from({ length: 250 }, (_, index) => record({ id: `t${index}`, place: { city: 'Geneva' }, topics: ['ukraine'] }))
    const made = desk(diary(talks, { series: { id: 's', title: 'S' } }), { options: { publicUrl: 'https://host.example/parley' } })
    const links = [...(await html(made, path)).matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link)
    expect(links.length).toBeGreaterThan(4)
    expect(links.filter((link) => !link?.startsWith('/parley/'))).toEqual([])
  })
  it('says a problem in words to a person, and as a problem to a program', async () => {
    const made = desk(diary([record()]))
    expect(await html(made, '/?party=nobody')).toContain('party: &quot;nobody&quot; is not known here')
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
      '<dd>The time is not known.</dd>',
      '<dd>The place is not known.</dd>',
      '“A note”, A ministry',
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
      expect(page.match(/<script/g)?.length ?? 0).toBe(path === '/' ? 0 : 1)
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
    expect(await data({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })).toMatchObject({ startDate: '2022-01-10T09:30+01:00' })
    expect(await data({ when: '2022-01' })).not.toHaveProperty('startDate')
    expect(await data({ status: 'cancelled' })).toMatchObject({ eventStatus: 'https://schema.org/EventCancelled' })
  })
  it('says a place of which only the coordinates are known', async () => {
    const made = desk(diary([record({ place: { geo: { lat: 46.2266, lon: 6.1405 } } })]))
    expect(await html(made, '/talks/us-russia-1')).toContain('<dt>Place</dt><dd><bdi>46.2266, 6.1405</bdi>')
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
