import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const onError = (error: unknown) => {
  throw error
}
const PAGE = { accept: 'text/html' }

function ask(path: string, made: Desk = desk(diary([record()])), headers: Record<string, string> = PAGE): Promise<Response> {
  const { hono } = createApp(made, { adminToken: null, open: false, onError })
  return Promise.resolve(hono.request(`https://parley.example${path}`, { headers }))
}

async function html(path: string, made?: Desk): Promise<string> {
  const response = await ask(path, made)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  return response.text()
}

const rows = (page: string) => [...page.matchAll(/<h2 class="title"><a href="\/talks\/([\w-]+)/g)].map(([, id]) => id)

describe('the widget', () => {
  it('has what is coming, in the order of the list, and at most so many', async () => {
    const whens = ['2021-12-01', '2022-01-04', '2022-02-01', '2022-01-10', 'unknown', '2022-01', '2022-01-12~']
    const made = desk(diary(whens.map((when, index) => record({ id: `t${index}`, when }))), { at: '2022-01-08T00:00:00Z' })
    expect(rows(await html('/widget', made))).toEqual(['t3', 't6', 't5', 't2', 't4'])
    const short = await html('/widget?count=2', made)
    expect(rows(short)).toEqual(['t3', 't6'])
    expect(short).toContain('>All 5 talks</a>')
    const many = desk(diary(Array.from({ length: 60 }, (_, index) => record({ id: `t${index}` }))))
    expect(rows(await html('/widget', many))).toHaveLength(10)
    expect(rows(await html('/widget?count=50', many))).toHaveLength(50)
  })

  it('takes the filters of a list page, and leads to that list', async () => {
    const made = desk(
      diary([
        record({ id: 'one', parties: [{ party: 'nato' }], place: { city: 'Geneva', country: 'CH' } }),
        record({ id: 'two', parties: [{ party: 'nato' }, { party: 'ru' }] }),
        record({ id: 'three', parties: [{ party: 'ru' }], topics: ['ukraine'], title: 'Grain' }),
      ]),
    )
    const of = async (query: string) => rows(await html(`/widget?${query}`, made)).sort()
    expect(await of('party=nato')).toEqual(['one', 'two'])
    expect(await of('party=nato&party=ru')).toEqual(['one', 'three', 'two'])
    expect(await of('party=nato&party=ru&match=all')).toEqual(['two'])
    expect(await of('topic=ukraine')).toEqual(['three'])
    expect(await of('country=CH')).toEqual(['one'])
    expect(await of('place=geneva-ch')).toEqual(['one'])
    expect(await of('q=grain')).toEqual(['three'])
    expect(await of('status=cancelled')).toEqual([])
    expect(await of('party=&topic=')).toHaveLength(3)
    const page = await html('/widget?party=nato&lang=de', made)
    expect(page).toContain('<a href="/?party=nato&amp;lang=de" target="_blank" rel="noopener">')
    expect(page).toContain('<h1><bdi>NATO</bdi></h1>')
  })

  it('says of each how sure it is, and never a time that nobody knows', async () => {
    const talk = async (change: Parameters<typeof record>[0]) => html('/widget', desk(diary([record(change)])))
    expect(await talk({ when: '2022-01-10' })).toContain('<p class="when">Monday 10 January 2022</p>')
    const timed = await talk({ when: '2022-01-10T09:30', zone: 'Europe/Zurich' })
    expect(timed).toContain('<p class="when">Monday 10 January 2022, 09:30 <span class="soft">UTC+1</span></p>')
    const off = await talk({ when: '2022-01-10', status: 'cancelled' })
    expect(off).toContain('<s>Monday 10 January 2022</s>')
    expect(off).toContain('<b class="mark off">cancelled</b>')
    expect(await talk({ when: 'unknown' })).toContain('<p class="when">date not known</p>')
  })

  it('may be framed by any page, runs no script, and sets no cookie; no other page may be framed', async () => {
    const { headers } = await ask('/widget')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    )
    expect([headers.get('set-cookie'), headers.get('x-frame-options')]).toEqual([null, null])
    expect(await html('/widget')).not.toMatch(/<script|<form| style=/)
    for (const path of ['/', '/widget/build', '/talks/us-russia-1', '/nowhere', '/?party=nobody', '/widget/x'])
      expect([path, (await ask(path)).headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("frame-ancestors 'none'"),
      ])
  })

  it('is light or dark as its address asks', async () => {
    for (const theme of ['auto', 'light', 'dark']) expect(await html(`/widget?theme=${theme}`)).toContain(`data-theme="${theme}"`)
    expect(await html('/widget')).toContain('data-theme="auto"')
  })

  it.each([
    ['count=0', 'en', 'count: “0” is not from 1 to 50.'],
    ['count=51&lang=de', 'de', 'count: „51“ liegt nicht zwischen 1 und 50.'],
    ['count=x&lang=fr&theme=dark', 'fr', 'count\u00a0: «\u00a0x\u00a0» n’est pas compris entre 1 et 50.'],
    ['theme=red', 'en', '“red” is not a choice for theme.'],
    ['party=nobody&lang=de', 'de', 'Keine Partei'],
    ['month=2022-01', 'en', '“month” is not a filter of this page.'],
  ])('says what is wrong within the frame, in its language: %s', async (query, lang, said) => {
    const response = await ask(`/widget?${query}`)
    const page = await response.text()
    expect(response.status).toBe(400)
    expect(response.headers.get('content-security-policy')).toContain('frame-ancestors *')
    expect(page).toContain(`<html lang="${lang}" data-theme="${query.includes('dark') ? 'dark' : 'auto'}">`)
    if (said !== 'Keine Partei') expect(page).toContain(said)
    expect(page.length).toBeLessThan(1500)
    expect(page).not.toContain('<nav')
  })

  it('is not sent again where it has not changed, in each language', async () => {
    const { hono } = createApp(desk(diary([record()])), { adminToken: null, open: false, onError })
    const first = await hono.request('/widget')
    const tag = first.headers.get('etag') ?? ''
    expect((await hono.request('/widget', { headers: { 'if-none-match': tag } })).status).toBe(304)
    const german = await hono.request('/widget', { headers: { 'accept-language': 'de', 'if-none-match': tag } })
    expect([german.status, german.headers.get('vary')]).toEqual([200, 'accept-language'])
    expect(await german.text()).toContain('<html lang="de"')
  })

  it('escapes what records say', async () => {
    const page = await html('/widget', desk(diary([record({ title: '<script>alert(1)</script> & "x"' })])))
    expect(page).not.toContain('<script')
    expect(page).toContain('&lt;script&gt;')
  })
})

describe('the page that makes its line', () => {
  const lineOf = (page: string) =>
    (/<textarea[^>]*>([^<]*)<\/textarea>/.exec(page)?.[1] ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')

  it('gives a line of HTML with what was chosen, and shows it', async () => {
    const made = desk(diary([record({ parties: [{ party: 'nato' }, { party: 'ru' }] })]))
    const page = await html('/widget/build?party=nato&party=ru&match=all&theme=dark&count=5&lang=fr&topic=', made)
    const query = 'party=nato&amp;party=ru&amp;match=all&amp;count=5&amp;theme=dark&amp;lang=fr'
    const title = 'OTAN + Russie – Parley'
    expect(lineOf(page)).toBe(
      `<iframe src="https://parley.example/widget?${query}" title="${title}" width="340" height="550" loading="lazy"></iframe>`,
    )
    expect(page).toContain(`<iframe src="/widget?${query}" title="${title}"`)
    expect(page.match(/<select name="party">/g)).toHaveLength(3)
    expect(page).toContain('<option value="all" selected>')
    expect(await html(`/widget?${query.replaceAll('&amp;', '&')}`, made)).toContain('<html lang="fr" data-theme="dark">')
  })

  it('offers what talks have, and keeps filters that it has no field for', async () => {
    const page = await html('/widget/build?since=2022-01-01&uncertain=omit&q=talks')
    for (const [name, value] of Object.entries({ since: '2022-01-01', uncertain: 'omit', q: 'talks' }))
      expect(page).toContain(`<input type="hidden" name="${name}" value="${value}">`)
    expect(page).toContain('<option value="us">United States</option>')
    expect(lineOf(page)).toContain('since=2022-01-01&amp;q=talks&amp;uncertain=omit')
  })

  it('may show a frame of this desk, and refuses what a widget would', async () => {
    expect((await ask('/widget/build')).headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'; frame-src 'self'$/)
    expect((await ask('/widget/build?count=51')).status).toBe(400)
  })
})
