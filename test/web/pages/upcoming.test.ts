// The list of upcoming talks: its order, what each row says, its filters and its search.
import { describe, expect, it } from 'vitest'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { desk, diary, record } from '../../make.ts'
import { html, rows } from './page-text.ts'

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

  it('says of a talk that is past or called off that its time is not known, and not that it is still to come', async () => {
    const timesOf = async (path: string, change: Parameters<typeof record>[0]) =>
      [...(await html(desk(diary([record(change)])), path)).matchAll(/<p class="time"><span class="soft">([^<]+)/g)].map(([, said]) => said)
    expect(await timesOf('/', {})).toEqual(['time to be confirmed'])
    expect(await timesOf('/', { when: '2022-01-10/2022-01-12' })).toEqual(['times to be confirmed'])
    expect(await timesOf('/', { status: 'cancelled' })).toEqual(['time not known'])
    expect(await timesOf('/past', { when: '2021-12-01' })).toEqual(['time not known'])
    expect(await timesOf('/past', { when: '2021-12-01', status: 'held' })).toEqual(['time not known'])
    expect(await timesOf('/past?lang=de', { when: '2021-12-01/2021-12-03' })).toEqual(['Uhrzeiten nicht bekannt'])
    expect(await timesOf('/past?lang=fr', { when: '2021-12-01' })).toEqual(['heure inconnue'])
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
    expect(await html(made, '/?q=nothing')).toContain('<bdi>Without “nothing”: 3 talks</bdi>')
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
