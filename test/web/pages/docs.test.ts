import { describe, expect, it } from 'vitest'
import { openapi } from '../../../src/web/api/openapi.ts'
import { listAssets } from '../../../src/web/pages/assets.node.ts'
import { DOCS } from '../../../src/web/pages/doc.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const onError = (error: unknown) => {
  throw error
}
const PAGE = { accept: 'text/html' }

function ask(path: string, { headers = PAGE as Record<string, string>, method = 'GET', publicUrl = 'https://parley.example' } = {}) {
  const made = desk(diary([record()]), { options: { publicUrl } })
  const { hono } = createApp(made, { adminToken: null, open: false, onError, assets: listAssets() })
  return Promise.resolve(hono.request(`https://parley.example${path}`, { headers, method }))
}

async function html(path: string, publicUrl?: string): Promise<string> {
  const response = await ask(path, publicUrl === undefined ? {} : { publicUrl })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  return response.text()
}

const names = Object.keys(DOCS)
const ids = (page: string) => [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)

/** Where a page leads within the documentation; an empty path is the page itself. */
const linksOf = (page: string) =>
  [...page.matchAll(/ href="((?:\/docs\/[^"#]*)?)(?:#([^"]+))?"/g)].map(([, path = '', anchor]) => ({ path, anchor: anchor ?? null }))

describe('the documentation', () => {
  it('lists its pages by whom they are for, in the language of the reader', async () => {
    const page = await html('/docs?lang=de')
    expect([...page.matchAll(/<h2>([^<]+)<\/h2><ul class="docs" lang="en">/g)].map(([, title]) => title)).toEqual([
      'Zum Abonnieren',
      'Zum Programmieren',
      'Für die Redaktion',
      'Für den Betrieb',
    ])
    expect([...page.matchAll(/<li><a href="\/docs\/(\w+)\?lang=de">/g)].map(([, name]) => name)).toEqual(names)
    expect(page).toContain('Diese Dokumentation ist auf Englisch.')
    expect(await html('/docs')).not.toContain('auf Englisch')
  })

  it.each(names)('has a page with its contents, whose links lead to pages and headings: %s', async (name) => {
    const page = await html(`/docs/${name}?lang=fr`)
    expect(page).toContain('<html lang="fr">')
    expect(page).toContain('<div class="text" lang="en">')
    expect(page).toContain('Cette documentation est en anglais.')
    expect(new Set(ids(page)).size).toBe(ids(page).length)
    const nav = /<nav class="contents".*?<\/nav>/s.exec(page)?.[0] ?? ''
    expect([...nav.matchAll(/href="#([^"]+)"/g)].length).toBeGreaterThan(2)
    for (const { path, anchor } of linksOf(page)) {
      const of = path === '' ? page : await html(path)
      if (anchor !== null) expect([path, anchor, ids(of)]).toEqual([path, anchor, expect.arrayContaining([anchor])])
    }
  })

  it('is reached from each page, and keeps the language and the path of the desk', async () => {
    const publicUrl = 'https://host.example/parley'
    expect(await html('/?lang=de', publicUrl)).toContain('<a href="/parley/docs?lang=de">Doku</a>')
    const page = await html('/docs/webhooks?lang=de', publicUrl)
    expect(page).toContain('<a href="/parley/docs/calendars?lang=de">')
    expect(page).toContain('<a href="/parley/docs/operators?lang=de#settings">')
    expect(page).toContain('<a href="/parley/openapi.json">')
    expect(page).toContain('href="/parley/docs.css"')
    expect(await html('/docs/api', publicUrl)).toContain("curl 'https://host.example/parley/api/talks'".replaceAll("'", '&#39;'))
  })

  it('is in the sitemap', async () => {
    const text = await (await ask('/sitemap.xml')).text()
    for (const path of ['/docs', ...names.map((name) => `/docs/${name}`)])
      expect(text).toContain(`<url><loc>https://parley.example${path}</loc><xhtml:link`)
  })

  it('is not sent again where it has not changed, and has heads', async () => {
    const { hono } = createApp(desk(diary([record()])), { adminToken: null, open: false, onError, assets: listAssets() })
    for (const path of ['/docs', '/docs/webhooks', '/docs/api']) {
      const first = await hono.request(path)
      const tag = first.headers.get('etag') ?? ''
      expect(tag).toMatch(/^".+"$/)
      expect((await hono.request(path, { headers: { 'if-none-match': tag } })).status).toBe(304)
      const head = await hono.request(path, { method: 'HEAD' })
      expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, tag, ''])
    }
  })

  it('refuses parameters that it does not know', async () => {
    for (const path of ['/docs?party=us', '/docs/webhooks?q=x']) expect((await ask(path)).status).toBe(400)
    expect((await ask('/docs/webhooks?utm_source=x')).status).toBe(200)
  })

  it.each([
    ['/docs/webhoks', ['webhooks']],
    ['/docs/Operator', ['operators']],
    ['/docs/calendar.md', ['calendars']],
    ['/docs/zzz', []],
    ['/docs/constructor', []],
    ['/docs/%3Cscript%3E', []],
  ])('says of a page that is not there which may be meant: %s', async (path, near) => {
    const response = await ask(path)
    const page = await response.text()
    expect(response.status).toBe(404)
    expect([...page.matchAll(/<li><a href="\/docs\/(\w+)">/g)].map(([, name]) => name)).toEqual(near)
    expect(page.includes('Did you mean')).toBe(near.length > 0)
    expect(page).toContain('<a class="button quiet" href="/docs">')
    expect(page).not.toContain('<script>')
  })

  it('says so to programs, too', async () => {
    const response = await ask('/docs/webhoks', { headers: { accept: '*/*' } })
    expect(await response.json()).toMatchObject({
      type: 'urn:parley:problem:not-found',
      detail: 'The documentation has no page "webhoks". All are listed at https://parley.example/docs',
    })
  })

  it('is not there on a desk that came without it', async () => {
    const { hono } = createApp(desk(diary([record()])), { adminToken: null, open: false, onError })
    for (const path of ['/docs', '/docs/webhooks']) expect((await hono.request(path)).status).toBe(404)
    expect(await (await hono.request('/sitemap.xml')).text()).not.toContain('/docs')
  })
})

interface Operation {
  operationId: string
  summary: string
  parameters?: { name: string; description: string }[]
  responses: Record<string, unknown>
}

describe('the page of the API', () => {
  const document = openapi() as unknown as {
    paths: Record<string, Record<string, Operation>>
    components: { schemas: object }
    webhooks: object
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  /** Words without elements, as a reader sees them. */
  const wordsOf = (part: string) =>
    part
      .replace(/<[^>]*>/g, '')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')

  it('has every operation with each of its parameters and answers', async () => {
    const page = await html('/docs/api')
    expect(page.match(/<section class="operation"/g)).toHaveLength(operations.length)
    for (const { path, method, operation } of operations) {
      const section = new RegExp(`<h3 id="${operation.operationId}">(.*?)</section>`, 's').exec(page)?.[1] ?? ''
      const words = wordsOf(section)
      expect(words).toContain(`${method} ${path}\n${operation.summary.replaceAll('`', '')}`)
      for (const { name, description } of operation.parameters ?? []) {
        const item = new RegExp(`<li><code>${name}</code>(.*?)</li>`, 's').exec(section)?.[1] ?? ''
        expect([path, name, wordsOf(item)]).toEqual([path, name, expect.stringContaining(description.replaceAll('`', ''))])
      }
      for (const status of Object.keys(operation.responses)) expect(section).toContain(`<code>${status}</code>`)
      expect(words).toMatch(/For examplecurl [^']*'https:\/\/parley\.example\//)
    }
  })

  it('has every schema and message', async () => {
    const page = await html('/docs/api')
    for (const name of Object.keys(document.components.schemas)) expect(ids(page)).toContain(`schema-${name}`)
    for (const type of Object.keys(document.webhooks)) expect(ids(page)).toContain(`message-${type.replaceAll('.', '-')}`)
  })

  it('says type, limits and default of a parameter, and folds what is deep', async () => {
    const words = wordsOf(await html('/docs/api'))
    expect(words).toContain('limit integer, 1 to 1000, default 100How many at most.')
    expect(words).toContain('status planned or confirmed or postponed or cancelled or held, several')
    expect(words).toContain('url string, needed')
    expect(await html('/docs/api')).toMatch(/<details><summary>Fields of <code>place<\/code><\/summary><ul class="fields">/)
  })
})
