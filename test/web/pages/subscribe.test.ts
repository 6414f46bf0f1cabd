// The page on which a calendar is put together: what it says of the calendar is what the calendar holds.
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

type Ask = (path: string, headers?: Record<string, string>) => Promise<{ status: number; text: string }>

function asking(made: Desk): Ask {
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { adminToken: null, open: false, onError })
  return async (path, headers = { accept: 'text/html' }) => {
    const response = await hono.request(`https://parley.example${path}`, { headers })
    return { status: response.status, text: await response.text() }
  }
}

const plain = (text: string) => text.replaceAll('&amp;', '&')
/** Where the page's link to Apple's app leads, as a path. */
const calendarOf = (page: string) => plain(/href="webcal:\/\/parley\.example([^"]+)"/.exec(page)?.[1] ?? '')
const optionsOf = (page: string) =>
  [...page.matchAll(/<ul class="options">(.*?)<\/ul>/gs)].flatMap(([, list = '']) =>
    [...list.matchAll(/<a href="([^"]+)"[^>]*>([^<]+)<\/a>/g)].map(([, address = '', said = '']) => ({ address: plain(address), said })),
  )

function uidsOf(text: string): string[] {
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
  return events.map((event) => String(event.getFirstPropertyValue('uid')).split('@')[0] ?? '').sort()
}

const RECORDS = [
  record({ id: 'day' }),
  record({ id: 'month', when: '2022-02' }),
  record({ id: 'long', when: '[2022-01-10..2022-02-10]' }),
  record({ id: 'short', when: '[2022-01-10..2022-01-14]' }),
  record({ id: 'year', when: '2022' }),
  record({ id: 'unknown', when: 'unknown' }),
  record({ id: 'past', when: '2021-11-01' }),
  record({ id: 'off', status: 'cancelled' }),
  record({ id: 'off-long-ago', when: '2021-11-01', status: 'cancelled' }),
  record({ id: 'geneva', place: { city: 'Geneva', country: 'CH' }, topics: ['arms'] }),
]

/** Published in autumn, looked at in January. */
function made(): Desk {
  const db = openNode(':memory:')
  desk(diary(RECORDS), { db, at: '2021-10-15T00:00:00Z' })
  return desk(diary(RECORDS), { db, at: '2022-01-05T12:00:00Z' })
}

describe('the page of a calendar', () => {
  it.each([
    ['/subscribe', 5, 5],
    ['/subscribe?uncertain=include', 7, 3],
    ['/subscribe?cancelled=omit', 4, 6],
    ['/subscribe?party=us', 5, 5],
    ['/subscribe?place=geneva-ch&topic=arms', 1, 0],
    ['/subscribe?status=cancelled', 1, 1],
    ['/subscribe?since=2022-01-01', 4, 4],
    ['/parties/us/subscribe?status=planned', 4, 4],
    ['/places/geneva-ch/subscribe', 1, 0],
  ])('says how many talks it holds, and how many it does not: %s', async (path, held, left) => {
    const ask = asking(made())
    const { text } = await ask(path)
    expect(Number(/The calendar holds (\d+) talk/.exec(text)?.[1])).toBe(held)
    expect(Number(/Not in it: (\d+) talk/.exec(text)?.[1] ?? 0)).toBe(left)
    const uids = uidsOf((await ask(calendarOf(text))).text)
    expect(uids).toHaveLength(held)
    const reasons = [...(/<ul class="left">(.*?)<\/ul>/s.exec(text)?.[1] ?? '').matchAll(/<li>(\d+) /g)].map(([, count]) => Number(count))
    expect(reasons.reduce((sum, count) => sum + count, 0)).toBe(left)
  })

  it('names the next talk, which is neither past nor called off', async () => {
    const { text } = await asking(made())('/subscribe?topic=arms')
    expect(text).toContain('The next: United States – Russia talks, Monday 10 January 2022.')
    expect((await asking(made())('/subscribe?status=cancelled')).text).toContain('Nothing in it is to come yet')
  })

  it('has the shortest address of a calendar, and one calendar by its own address', async () => {
    const ask = asking(made())
    expect(calendarOf((await ask('/subscribe?party=us')).text)).toBe('/parties/us.ics')
    expect(calendarOf((await ask('/subscribe?party=us&party=ru&match=all')).text)).toBe('/calendar.ics?party=ru&party=us&match=all')
    expect(calendarOf((await ask('/subscribe?topic=arms&alarm=P1D&lang=de')).text)).toBe('/topics/arms.ics?alarm=P1D&lang=de')
  })

  it('offers each choice as a link that keeps all others, and whose calendar has it', async () => {
    const ask = asking(made())
    const { text } = await ask('/subscribe?party=us&alarm=P1D&busy=yes')
    const options = optionsOf(text)
    expect(options.map(({ said }) => said)).toEqual([
      ...['No reminder', '15 minutes before', 'an hour before', 'that day at nine', 'a day before', 'a week before'],
      ...['leave out', 'show, marked as open', 'mark as cancelled', 'say so in the title only', 'leave out', 'stays free', 'shows as busy'],
      ...['English', 'Deutsch', 'Français'],
    ])
    for (const { address } of options) {
      const there = await ask(address)
      expect([address, there.status]).toEqual([address, 200])
      const calendar = await ask(calendarOf(there.text))
      expect(calendar.status).toBe(200)
      expect(address).toContain('party=us')
    }
    const reached = calendarOf((await ask(options.find(({ said }) => said === 'an hour before')?.address ?? '')).text)
    expect(reached).toBe('/parties/us.ics?alarm=P1D&alarm=PT1H&busy=yes')
    const off = calendarOf((await ask(options.find(({ said }) => said === 'a day before')?.address ?? '')).text)
    expect(off).toBe('/parties/us.ics?busy=yes')
  })

  it('has an alarm that it does not offer itself, in words', async () => {
    const { text } = await asking(made())('/subscribe?alarm=PT37M&alarm=PT1H30M&alarm=P3D&alarm=PT90S')
    for (const said of ['37 minutes before', '1 h 30 min before', '3 days before', 'PT1M30S before']) expect(text).toContain(`>${said}</a>`)
  })

  it('gives each app its link, by the name of the calendar, and says what Android needs', async () => {
    const { text } = await asking(made())('/subscribe?party=us')
    expect(text).toContain(
      `https://calendar.google.com/calendar/r?cid=${encodeURIComponent('webcal://parley.example/parties/us.ics?cancelled=words')}`,
    )
    const outlook = `url=${encodeURIComponent('https://parley.example/parties/us.ics')}&amp;name=${encodeURIComponent('Parley – United States')}`
    expect(text).toContain(`https://outlook.live.com/calendar/0/addfromweb?${outlook}`)
    expect(text).toContain(`https://outlook.office.com/calendar/0/addfromweb?${outlook}`)
    expect(text).toContain('<input readonly value="https://parley.example/parties/us.ics">')
    expect(text).toContain('On Android no tap subscribes')
    expect(text).toMatch(/<figure class="code"><svg/)
  })

  it('suggests a shorter calendar where it is larger than Google takes', async () => {
    const talks = Array.from({ length: 900 }, (_, index) => record({ id: `talk-${index}`, summary: 'x'.repeat(600) }))
    const { text } = await asking(desk(diary(talks)))('/subscribe?party=us')
    expect(text).toContain('larger than a megabyte')
    expect(text).toContain('href="/subscribe?party=us&amp;since=-P30D"')
    expect((await asking(made())('/subscribe')).text).not.toContain('larger than a megabyte')
  })

  it('says that an address is too long, as Google gets it', async () => {
    const cities = ['Abc'.repeat(33), 'Xyz'.repeat(32)]
    const ask = asking(desk(diary(cities.map((city, index) => record({ id: `t${index}`, place: { city } })))))
    const [one, other] = cities.map((city) => city.toLowerCase())
    const long = 'This address is so long that Google would drop it.'
    const query = `?place=${one}&place=${other}`
    expect(`https://parley.example/calendar.ics${query}`).toHaveLength(244) // with "&cancelled=words" too long
    expect((await ask(`/subscribe${query}`)).text).toContain(long)
    expect((await ask(`/subscribe?place=${one}`)).text).not.toContain(long)
  })

  it('says that an address is too long, and what a calendar leaves out of a search', async () => {
    const many = Array.from({ length: 20 }, (_, index) => record({ id: `t${index}`, topics: [`a-rather-long-topic-number-${index}`] }))
    const ask = asking(desk(diary(many)))
    const topics = many.map(({ topics: [topic] = [] }) => `topic=${topic}`).join('&')
    expect((await ask(`/subscribe?${topics}`)).text).toContain('so long that Google would drop it')
    expect((await ask('/subscribe?q=geneva')).text).toContain('A calendar cannot search: “geneva” is left out.')
  })

  it('leads to a list of the same talks for another page', async () => {
    const ask = asking(made())
    expect((await ask('/places/geneva-ch/subscribe?topic=arms')).text).toContain('href="/widget/build?topic=arms&amp;place=geneva-ch"')
    expect((await ask('/widget/build?topic=arms&place=geneva-ch')).status).toBe(200)
    expect((await ask('/subscribe?talk=day')).text).not.toContain('/widget/build')
  })

  it('refuses what it does not know, and says so in the language of the reader', async () => {
    const ask = asking(made())
    expect((await ask('/subscribe?party=nobody&lang=de')).status).toBe(400)
    expect((await ask('/subscribe?alarm=P1Y')).status).toBe(400)
    expect((await ask('/subscribe?talk=none')).status).toBe(404)
    expect((await ask('/subscribe?talk=day&party=us')).status).toBe(400)
    expect((await ask('/parties/nobody/subscribe')).status).toBe(404)
  })

  it('is reached from lists, months and pages of subjects, with their filters', async () => {
    const ask = asking(made())
    const linked = async (path: string) => plain(/<a class="button" href="([^"]+)">Subscribe/.exec((await ask(path)).text)?.[1] ?? '')
    expect(await linked('/?party=us&since=2022-01-01')).toBe('/subscribe?party=us&since=2022-01-01')
    expect(await linked('/parties/us?status=planned')).toBe('/parties/us/subscribe?status=planned')
    expect(await linked('/month/2022-01?topic=arms')).toBe('/subscribe?topic=arms')
    expect(await linked('/talks/day')).toBe('/subscribe?talk=day')
    expect(await linked('/parties')).toBe('/subscribe')
  })
})

describe('deadlines for accreditation', () => {
  const withDeadlines = () => {
    const access = { deadline: '2022-01-07' }
    return asking(desk(diary([record({ id: 'a', access }), record({ id: 'b', access: { deadline: '2022-03' } }), record({ id: 'c' })])))
  }

  it('have a calendar, put together in the same way', async () => {
    const ask = withDeadlines()
    const choice = optionsOf((await ask('/subscribe?party=us&alarm=P1D')).text).find(({ said }) => said === 'Accreditation deadlines')
    const { text } = await ask(choice?.address ?? '')
    expect(calendarOf(text)).toBe('/accreditation.ics?party=us&alarm=P1D')
    expect(text).toContain('The calendar holds 1 accreditation deadline: 1 to come, 0 past.')
    expect(text).toContain('Not in it: 1 accreditation deadline.')
    expect(uidsOf((await ask(calendarOf(text))).text)).toEqual(['a.accreditation'])
    for (const { address } of optionsOf(text)) expect([address, (await ask(address)).status]).toEqual([address, 200])
    expect(calendarOf((await ask('/parties/ru/subscribe?of=accreditation')).text)).toBe('/accreditation.ics?party=ru')
  })

  it('are offered only where there are any, and refused by another name', async () => {
    expect((await asking(made())('/subscribe')).text).not.toContain('Accreditation deadlines')
    expect((await withDeadlines()('/subscribe?of=deadlines')).status).toBe(400)
    expect((await withDeadlines()('/accreditation.ics?party=nobody')).status).toBe(400)
  })
})

describe('one talk', () => {
  it('has a calendar of its own, with the same choices but for leaving it out', async () => {
    const ask = asking(made())
    const { text } = await ask('/subscribe?talk=day&alarm=P1D')
    expect(calendarOf(text)).toBe('/talks/day.ics?alarm=P1D')
    expect(optionsOf(text).filter(({ said }) => said === 'leave out')).toEqual([])
    for (const { address } of optionsOf(text)) expect(uidsOf((await ask(calendarOf((await ask(address)).text))).text)).toEqual(['day'])
  })

  it('is copied once, as it stands today', async () => {
    const page = async (change: Parameters<typeof record>[0]) =>
      plain((await asking(desk(diary([record(change)])))('/talks/us-russia-1')).text)
    const link = (text: string, host: string) => new URL(new RegExp(`href="(https://${host}[^"]+)"`).exec(text)?.[1] ?? 'none:')
    const day = await page({})
    expect(link(day, 'calendar.google.com/calendar/render').searchParams.get('dates')).toBe('20220110/20220111')
    expect(link(day, 'calendar.google.com/calendar/render').searchParams.get('text')).toBe('United States – Russia talks [time TBC]')
    expect(link(day, 'outlook.live.com').searchParams.get('allday')).toBe('true')
    expect(day).toContain('it does not move when the talk does')
    const timed = await page({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })
    expect(link(timed, 'calendar.google.com/calendar/render').searchParams.get('dates')).toBe('20220110T083000Z/20220110T093000Z')
    expect(link(timed, 'outlook.office.com').searchParams.get('startdt')).toBe('2022-01-10T08:30:00Z')
    expect(link(timed, 'outlook.office.com').searchParams.has('allday')).toBe(false)
    const vague = await page({ when: '2022-02' })
    expect(vague).toContain('There is nothing to copy yet')
    expect(vague).not.toContain('calendar/render')
    expect(await page({ status: 'cancelled' })).not.toContain('calendar/render')
  })
})
