// What changed, as a page and for feed readers: the same changes, by the same filters.
import { parseAtomFeed, parseJsonFeed } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/desk.ts'
import { openNode } from '../../../src/sqlite/driver.node.ts'
import type { TalkRecord } from '../../../src/talks/record.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

interface Answer {
  status: number
  text: string
  headers: Headers
}

function asking(made: Desk) {
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { adminToken: null, open: false, onError })
  return async (path: string, headers: Record<string, string> = { accept: 'text/html' }): Promise<Answer> => {
    const response = await hono.request(`https://parley.example${path}`, { headers })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
}

/** A desk that published these diaries one day after the other, from 1 January on. */
function published(...diaries: Partial<TalkRecord>[][]): Desk {
  const db = openNode(':memory:')
  return diaries
    .map((records, index) => desk(diary(records.map((each) => record(each))), { db, at: `2022-01-0${index + 1}T10:00:00Z` }))
    .at(-1) as Desk
}

const TALKS = [
  [{ id: 'a' }, { id: 'b', topics: ['arms'] }],
  [
    { id: 'a', when: '2022-01-17' },
    { id: 'b', topics: ['arms'] },
  ],
  [
    { id: 'a', when: '2022-01-17' },
    { id: 'b', topics: ['arms'], status: 'cancelled' as const, statusReason: 'no visas' },
  ],
  [{ id: 'a', when: '2022-01-17', place: { city: 'Geneva', country: 'CH' } }],
]
const EVERYTHING = ['b withdrawn', 'a Place', 'b called off', 'a Moved', 'b Announced', 'a Announced']

/** Each change of the page by its talk and how its sentence begins. */
const changesOn = (page: string) =>
  [...page.matchAll(/<li id="c\d+">.*?talks\/(\w+)[?"].*?<p><bdi>(\w+)/gs)].map(([, talk, word]) => `${talk} ${word}`)

describe('the page of changes', () => {
  it('has the latest first, by day, each with what was before and what is now', async () => {
    const { text } = await asking(published(...TALKS))('/changes')
    expect(changesOn(text)).toEqual(['b Withdrawn', 'a Place', 'b Called', 'a Moved', 'b Announced', 'a Announced'])
    expect([...text.matchAll(/<h2 id="h(2022[^"]+)"/g)].map(([, day]) => day)).toEqual([
      '2022-01-04',
      '2022-01-03',
      '2022-01-02',
      '2022-01-01',
    ])
    expect(text).toContain(
      '<dt>When</dt><dd><s><bdi>Monday 10 January 2022</bdi></s> <span aria-hidden="true">→</span> <bdi>Monday 17 January 2022</bdi></dd>',
    )
    expect(text).toContain(
      '<dt>Where</dt><dd><span class="soft">not known</span> <span aria-hidden="true">→</span> <bdi>Geneva, Switzerland</bdi></dd>',
    )
    expect(text).toContain(
      '<dt>Status</dt><dd><s><bdi>planned</bdi></s> <span aria-hidden="true">→</span> <bdi>cancelled: no visas</bdi></dd>',
    )
  })

  it.each([
    ['/changes?topic=arms', ['b Withdrawn', 'b Called', 'b Announced']],
    ['/changes?place=geneva-ch', ['a Place']],
    ['/changes?type=rescheduled&type=cancelled', ['b Called', 'a Moved']],
    ['/changes?type=talk.announced', ['b Announced', 'a Announced']],
    ['/changes?type=announced&topic=arms', ['b Announced']],
    ['/changes?q=geneva', ['a Place', 'a Moved', 'a Announced']],
    ['/changes?status=held', []],
  ])('takes filters: %s', async (path, expected) => {
    const { status, text } = await asking(published(...TALKS))(path)
    expect([status, changesOn(text)]).toEqual([200, expected])
    if (expected.length === 0) expect(text).toContain('No change fits.')
  })

  it('strikes nothing that still holds: a date that became more precise is no correction', async () => {
    const made = published([{ when: '2022-01' }], [{ when: '2022-01-10' }])
    const { text } = await asking(made)('/changes')
    expect(text).toContain(
      '<dt>When</dt><dd><bdi>January 2022</bdi> <span aria-hidden="true">→</span> <bdi>Monday 10 January 2022</bdi></dd>',
    )
  })

  it('goes back page by page, without a gap or a change twice', async () => {
    const many = Array.from({ length: 120 }, (_, index) => ({ id: `t${index}` }))
    const ask = asking(published(many))
    const seen: string[] = []
    let path: string | undefined = '/changes'
    for (let pages = 0; path !== undefined && pages < 5; pages++) {
      const { text }: Answer = await ask(path)
      seen.push(...[...text.matchAll(/<li id="(c\d+)">/g)].map(([, id = '']) => id))
      path = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `c${120 - index}`))
  })

  it('loads what keeps it up to date only where it begins with the latest', async () => {
    const ask = asking(published(...TALKS))
    const first = (await ask('/changes?topic=arms&lang=de')).text
    expect(first).toContain('src="/changes.js"')
    expect(first).toContain('data-cursor="6" data-stream="/api/changes/stream?topic=arms&amp;lang=de"')
    expect((await ask('/changes?before=3')).text).not.toContain('src="/changes.js"')
  })

  it('says that nothing has changed, in each language', async () => {
    const empty = asking(desk(diary([])))
    expect((await empty('/changes')).text).toContain('Nothing has changed yet.')
    expect((await empty('/changes?lang=de')).text).toContain('Noch hat sich nichts geändert.')
    expect((await empty('/changes?lang=fr')).text).toContain('Rien n’a encore changé.')
  })

  it.each(['type=moved', 'before=0', 'before=x', 'page=2', 'month=2022-01', 'party=nobody', `q=${'x'.repeat(201)}`])(
    'refuses %s',
    async (query) => {
      const ask = asking(published(...TALKS))
      for (const path of ['/changes', '/changes.atom', '/changes.json'])
        expect([path, (await ask(`${path}?${query}`)).status]).toEqual([path, 400])
    },
  )
})

it('says that a cursor is of another log', async () => {
  for (const path of ['/changes', '/changes.atom', '/changes.json'])
    expect((await asking(published(...TALKS))(`${path}?before=999`)).status).toBe(409)
})

describe('a feed of changes', () => {
  const ids = (made: Desk) =>
    made
      .changes(0, 100)
      .map(({ id }) => id)
      .reverse()

  it('is an Atom feed that a reader takes, with the ids of the changes', async () => {
    const made = published(...TALKS)
    const { status, headers, text } = await asking(made)('/changes.atom', {})
    expect([status, headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8'])
    const feed = parseAtomFeed(text)
    expect(feed).toMatchObject({
      id: 'https://parley.example/changes.atom',
      title: { value: 'Parley – What changed' },
      updated: '2022-01-04T10:00:00Z',
      authors: [{ name: 'Parley', uri: 'https://parley.example/' }],
    })
    expect(feed.entries?.map(({ id }) => id?.split('change/')[1])).toEqual(ids(made))
    expect(feed.entries?.map(({ id }) => id?.split('change/')[0])).toContain('tag:parley.example,2022-01-04:')
    expect(feed.entries?.[3]).toMatchObject({
      title: { value: 'United States – Russia talks: moved from 10 January to 17 January 2022.' },
      updated: '2022-01-02T10:00:00Z',
      published: '2022-01-02T10:00:00Z',
      links: [expect.objectContaining({ href: 'https://parley.example/talks/a#r2', rel: 'alternate' })],
      categories: [expect.objectContaining({ term: 'rescheduled' })],
    })
  })

  it('is a JSON Feed with the same entries', async () => {
    const made = published(...TALKS)
    const { headers, text } = await asking(made)('/changes.json?topic=arms', {})
    expect(headers.get('content-type')).toBe('application/feed+json; charset=utf-8')
    const feed = parseJsonFeed(JSON.parse(text))
    expect(feed).toMatchObject({
      title: 'Parley – What changed: arms',
      home_page_url: 'https://parley.example/changes?topic=arms',
      feed_url: 'https://parley.example/changes.json?topic=arms',
      language: 'en',
    })
    const all = made
      .changes(0, 100)
      .filter(({ talk }) => talk === 'b')
      .map(({ id }) => id)
      .reverse()
    expect(feed.items?.map(({ id }) => id)).toEqual(all)
    expect(feed.items?.[1]).toMatchObject({
      url: 'https://parley.example/talks/b#r2',
      date_published: '2022-01-03T10:00:00Z',
      tags: ['cancelled'],
    })
    expect(feed.items?.[1]?.content_text).toContain('Status: planned → cancelled: no visas')
  })

  it('keeps to the rules of its format', async () => {
    const ask = asking(published(...TALKS))
    const json = JSON.parse((await ask('/changes.json', {})).text)
    expect(json.version).toBe('https://jsonfeed.org/version/1.1')
    for (const item of json.items) {
      expect([typeof item.id, typeof item.content_html]).toEqual(['string', 'string'])
      expect(item.date_published).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    }
    const atom = (await ask('/changes.atom', {})).text
    // RFC 4287, 4.1.1 and 4.1.2: what there must be once.
    const entries = atom.split('<entry>').slice(1)
    for (const entry of entries)
      for (const name of ['id', 'title', 'updated']) expect(entry.match(new RegExp(`<${name}[ >]`, 'g'))).toHaveLength(1)
    expect(new Set(entries.map((entry) => /<id>(.*)<\/id>/.exec(entry)?.[1])).size).toBe(EVERYTHING.length)
  })

  it('is of one language, and leads to pages in it', async () => {
    const { text } = await asking(published(...TALKS))('/changes.atom?lang=de', { 'accept-language': 'fr' })
    const feed = parseAtomFeed(text)
    expect(feed.title?.value).toBe('Parley – Was sich geändert hat')
    expect(feed.entries?.[3]?.title?.value).toContain('verlegt')
    expect(feed.entries?.[3]?.links?.[0]?.href).toBe('https://parley.example/talks/a?lang=de#r2')
    expect((await asking(published(...TALKS))('/changes.atom', { 'accept-language': 'fr' })).text).toContain('What changed')
  })

  it('has nothing in it that a record could break out with', async () => {
    const hostile = `]]></title><script>alert(1)</script> & "quotes" 'single'`
    const ask = asking(published([{ id: 'a', title: hostile }], [{ id: 'a', title: hostile, statusReason: hostile, status: 'cancelled' }]))
    const { text } = await ask('/changes.atom', {})
    expect(parseAtomFeed(text).entries?.[0]?.title?.value).toContain(hostile)
    expect(text).not.toContain('<script>')
    const [item] = JSON.parse((await ask('/changes.json', {})).text).items
    expect(item.title).toContain(hostile)
    expect(item.content_html).not.toContain('<script>')
  })

  it('is not sent again to a reader that has it, and is once something changed', async () => {
    const db = openNode(':memory:')
    const one = asking(desk(diary([record()]), { db, at: '2022-01-01T10:00:00Z' }))
    for (const path of ['/changes.atom', '/changes.json']) {
      const tag = (await one(path, {})).headers.get('etag') ?? ''
      expect((await one(path, { 'if-none-match': tag })).status).toBe(304)
      const other = asking(desk(diary([record({ when: '2022-01-17' })]), { db, at: '2022-01-02T10:00:00Z' }))
      expect((await other(path, { 'if-none-match': tag })).status).toBe(200)
    }
  })

  it('goes on in parts', async () => {
    const many = Array.from({ length: 70 }, (_, index) => ({ id: `t${index}` }))
    const made = published(many)
    const ask = asking(made)
    const first = JSON.parse((await ask('/changes.json', {})).text)
    const second = JSON.parse((await ask(first.next_url.replace('https://parley.example', ''), {})).text)
    expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(ids(made))
    expect(second.next_url).toBeUndefined()
    const atom = parseAtomFeed((await ask('/changes.atom', {})).text)
    expect(atom.links?.find(({ rel }) => rel === 'next')?.href).toBe('https://parley.example/changes.atom?before=21')
  })

  it('is found from pages, with their filters', async () => {
    const { text } = await asking(published(...TALKS))('/?topic=arms')
    expect(text).toContain('<link rel="alternate" type="application/atom+xml" title="What changed (Atom)" href="/changes.atom?topic=arms">')
    expect(text).toContain(
      '<link rel="alternate" type="application/feed+json" title="What changed (JSON Feed)" href="/changes.json?topic=arms">',
    )
    expect((await asking(published(...TALKS))('/topics/arms')).text).toContain('href="/changes.atom?topic=arms"')
  })
})

describe('a long log', () => {
  it('is looked at in parts where a filter fits little', async () => {
    const made = published([{ id: 'first', topics: ['rare'] }, ...Array.from({ length: 300 }, (_, index) => ({ id: `t${index}` }))])
    const { text } = await asking(made)('/changes?topic=rare')
    expect(changesOn(text)).toEqual(['first Announced'])
  })
})
