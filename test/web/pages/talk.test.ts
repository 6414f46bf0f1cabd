// The page of a talk.
import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { calendar, desk, diary, readCalendar, record, SOURCES } from '../../make.ts'
import { appOf, html } from './page-text.ts'

const HOSTILE = `<script>alert(1)</script> & "quotes" 'single' </title>`

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

  it('says once it is past that the time is not known, and not that it is still to come', async () => {
    const page = (change: Parameters<typeof record>[0], lang = 'en') =>
      html(desk(diary([record(change)])), `/talks/us-russia-1?lang=${lang}`)
    expect(await page({})).toContain('time to be confirmed')
    const past = { when: '2021-12-01' }
    expect(await page(past)).toMatch(/^(?!.*to be confirmed).*time not known/s)
    expect(await page(past, 'de')).toMatch(/^(?!.*Uhrzeit offen).*Uhrzeit nicht bekannt/s)
    expect(await page(past, 'fr')).toMatch(/^(?!.*heure à confirmer).*heure inconnue/s)
    const held = await page({ ...past, status: 'held' })
    expect(held).toContain('<h2 id="h-unknown">Not known</h2><ul><li>the time</li>')
    expect(held).not.toContain('Not known yet')
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
    const response = await appOf(desk(diary([record()]))).request('https://parley.example/')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})
