import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import { MOST_ADDRESSES } from '../../../src/web/pages/sitemap.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const onError = (error: unknown) => {
  throw error
}

function ask(made: Desk, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(
    createApp(made, { adminToken: null, open: false, onError }).hono.request(`https://parley.example${path}`, { headers }),
  )
}

async function read(made: Desk, path = '/sitemap.xml') {
  const response = await ask(made, path)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8'])
  const text = await response.text()
  const entries = [...text.matchAll(/<loc>(.*?)<\/loc>(?:<lastmod>(.*?)<\/lastmod>)?/g)]
  return { text, lastmod: Object.fromEntries(entries.map(([, loc = '', lastmod]) => [loc.replace('https://parley.example', ''), lastmod])) }
}

describe('the sitemap', () => {
  it('has each page worth finding, with when it last changed', async () => {
    const db = openNode(':memory:')
    const one = record({ id: 'one', place: { city: 'Kraków' }, topics: ['ukraine'] })
    desk(diary([one, record({ id: 'gone', parties: [{ party: 'nato' }] })]), { db, at: '2022-01-05T12:00:00Z' })
    desk(diary([one]), { db, at: '2022-01-06T12:00:00Z' })
    const series = { id: 's', title: 'S' }
    const other = record({ id: 'two', parties: [{ party: 'ru' }, { party: 'osce', attendance: 'declined' }] })
    const made = desk(diary([one, other], { series }), { db, at: '2022-01-07T12:00:00Z' })
    const { lastmod } = await read(made)
    const last = '2022-01-07T12:00:00Z'
    expect(lastmod).toEqual({
      ...Object.fromEntries(['/', '/past', '/changes', '/parties', '/series', '/topics', '/places'].map((path) => [path, last])),
      '/talks/one': last, // which is now part of a series
      '/talks/two': last,
      '/parties/us': last,
      '/parties/ru': last,
      '/series/s': last,
      '/topics/ukraine': last,
      '/places/krakow': last,
    })
  })

  it('says of a page when its own talks changed', async () => {
    const db = openNode(':memory:')
    const old = record({ id: 'old', parties: [{ party: 'nato' }] })
    desk(diary([old]), { db, at: '2022-01-05T12:00:00Z' })
    const { lastmod } = await read(desk(diary([old, record({ id: 'new' })]), { db, at: '2022-01-07T12:00:00Z' }))
    expect([lastmod['/talks/old'], lastmod['/parties/nato'], lastmod['/parties/us'], lastmod['/']]).toEqual([
      '2022-01-05T12:00:00Z',
      '2022-01-05T12:00:00Z',
      '2022-01-07T12:00:00Z',
      '2022-01-07T12:00:00Z',
    ])
  })

  it('names each page in each language, escaped', async () => {
    const publicUrl = "https://parley.example/a&b'c"
    const made = desk(diary([record({ place: { city: '東京' } })]), { options: { publicUrl } })
    const { text } = await read(made)
    const address = 'https://parley.example/a&amp;b&apos;c/places/%E6%9D%B1%E4%BA%AC'
    expect(text).toContain(
      `<url><loc>${address}</loc><lastmod>2022-01-05T12:00:00Z</lastmod>` +
        ['en', 'de', 'fr'].map((lang) => `<xhtml:link rel="alternate" hreflang="${lang}" href="${address}?lang=${lang}"/>`).join('') +
        `<xhtml:link rel="alternate" hreflang="x-default" href="${address}"/></url>`,
    )
    expect(text).not.toMatch(/&(?!\w+;)/)
  })

  it('leads to pages that are there', async () => {
    const made = desk(diary([record({ place: { city: '東京' }, topics: ['ukraine'] })], { series: { id: 's', title: 'S' } }))
    const { lastmod } = await read(made)
    for (const path of Object.keys(lastmod)) expect([path, (await ask(made, path)).status]).toEqual([path, 200])
  })

  it('has no talk where the diary has none', async () => {
    expect((await read(desk(diary([])))).lastmod).toEqual(
      Object.fromEntries(['/', '/past', '/parties', '/series', '/topics', '/places'].map((path) => [path, undefined])),
    )
  })

  it('is not sent again where it has not changed', async () => {
    const made = desk(diary([record()]))
    const { hono } = createApp(made, { adminToken: null, open: false, onError })
    const first = await hono.request('/sitemap.xml')
    const [tag, modified] = [first.headers.get('etag') ?? '', first.headers.get('last-modified') ?? '']
    expect((await hono.request('/sitemap.xml', { headers: { 'if-none-match': tag } })).status).toBe(304)
    expect((await hono.request('/sitemap.xml', { headers: { 'if-modified-since': modified } })).status).toBe(304)
    expect(first.headers.has('vary')).toBe(false)
  })

  it('is an index of parts where it would be long', async () => {
    const talks = Array.from({ length: MOST_ADDRESSES + 5 }, (_, index) => record({ id: `t${index}` }))
    const made = desk(diary(talks))
    const { text, lastmod } = await read(made)
    expect(text).toContain('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    const parts = Object.keys(lastmod)
    expect(parts).toEqual(['/sitemaps/1.xml', '/sitemaps/2.xml'])
    expect(Object.values(lastmod)).toEqual(['2022-01-05T12:00:00Z', '2022-01-05T12:00:00Z'])
    const pages = (await Promise.all(parts.map((part) => read(made, part)))).map(({ lastmod }) => Object.keys(lastmod))
    expect(pages[0]).toHaveLength(MOST_ADDRESSES)
    // The seven lists, and two parties.
    expect(new Set(pages.flat()).size).toBe(MOST_ADDRESSES + 5 + 7 + 2)
    for (const file of ['3.xml', '0.xml', '1', 'x.xml']) expect((await ask(made, `/sitemaps/${file}`)).status).toBe(404)
  })

  it('has no parts where it is short', async () => {
    expect((await ask(desk(diary([record()])), '/sitemaps/1.xml')).status).toBe(404)
  })
})

describe('/robots.txt', () => {
  it('leaves everything open but the API, and names the sitemap', async () => {
    const response = await ask(desk(diary([])), '/robots.txt')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('User-agent: *\nDisallow: /api/\n\nSitemap: https://parley.example/sitemap.xml\n')
  })
  it('names paths as they are where PUBLIC_URL has one', async () => {
    const made = desk(diary([]), { options: { publicUrl: 'https://host.example/parley' } })
    expect(await (await ask(made, '/robots.txt')).text()).toContain(
      'Disallow: /parley/api/\n\nSitemap: https://host.example/parley/sitemap.xml',
    )
  })
})

it.each(['/sitemap.xml', '/sitemaps/1.xml', '/robots.txt'])('%s refuses a parameter, but not those of trackers', async (path) => {
  const made = desk(diary([record()]))
  expect((await ask(made, `${path}?lang=de`)).status).toBe(400)
  expect((await ask(made, `${path}?fbclid=x`)).status).toBe(path === '/sitemaps/1.xml' ? 404 : 200)
})
