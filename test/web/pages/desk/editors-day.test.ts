// An editor's day by the pages alone: a new talk with a new party, its time a day later, a move, the wrong day undone, a clash
// with another editor; and what calendars, an endpoint and the log have after each step.
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../../../src/desk.ts'
import { createSetClock } from '../../../../src/runtime/clock.ts'
import { NODE_BOUNDS } from '../../../../src/webhooks/deliveries/bounds.ts'
import { calendar, desk, diary, readCalendar } from '../../../make.ts'
import { createApp } from '../../checked-app.ts'
import { type DeskBrowser, deskBrowser } from './desk-browser.ts'

const ADMIN = 'the-token-of-the-operator'
const HEARD = {
  heard: 'https://ministry.example/note',
  publisher: 'Egypt’s foreign ministry',
  published: '24 November 2026',
  official: 'yes',
}

interface Day {
  made: Desk
  /** Sentences that an endpoint was told. */
  told: string[]
  browserFor(name: string, lang?: string): Promise<DeskBrowser>
  /** Lets what is queued be sent. */
  run(): Promise<void>
}

async function day(): Promise<Day> {
  const told: string[] = []
  const made = desk(diary([]), {
    options: {
      clock: createSetClock(Date.parse('2026-11-26T09:00:00Z'), Date.now),
      sending: {
        send: async ({ body }) => {
          const { data } = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as {
            data: { change: { sentence: string } }
          }
          told.push(data.change.sentence)
          return { status: 200, retryAfter: null, answer: '' }
        },
        bounds: NODE_BOUNDS,
      },
    },
  })
  await made.unlock()
  const onError = (error: unknown) => {
    throw error
  }
  const app = createApp(made, { adminToken: ADMIN, open: false, onError })
  const registered = await app.hono.request('https://parley.example/api/endpoints', {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://hooks.example/' }),
  })
  expect(registered.status).toBe(201)
  return {
    made,
    told,
    async browserFor(name, lang = 'en') {
      const token = await made.tokens.make({ name, scopes: ['write'], ends: null }, 'operator', Date.now())
      const browser = deskBrowser(app, lang)
      expect((await browser.signIn(token?.text ?? '')).text).toContain(name)
      return browser
    },
    async run() {
      made.wake()
      await made.idle()
    },
  }
}

const events = async (made: Desk) => readCalendar(await calendar(made))

describe("an editor's day", () => {
  it('is done by the pages alone', async () => {
    const { made, told, browserFor, run } = await day()
    const anna = await browserFor('Anna')
    const ben = await browserFor('Ben')

    // A new talk, of which only the day is known, with parties that the diary has not seen.
    const form = await anna.get('/desk/new')
    const typed = {
      ...HEARD,
      party: ['Egypt', 'African Union', ''],
      role: ['host', '', ''],
      when: '2 December',
      city: 'Cairo',
      country: 'eg',
    }
    const asked = await anna.send(form, '/desk/new', { ...typed, act: 'check' })
    expect([asked.status, asked.text]).toEqual([422, expect.stringContaining('“Egypt” is new here')])
    expect(made.histories.cursor).toBe(0)
    const kinds = { 'kind.egypt': 'state', 'country.egypt': 'EG', 'kind.african-union': 'organisation' }
    const seen = await anna.send(asked, '/desk/new', { ...kinds, act: 'check' })
    expect(seen.status).toBe(200)
    expect(seen.text).toContain('announced for')
    expect(seen.text).toContain('angekündigt')
    expect(seen.text).toContain('1 × JSON for programs (Standard Webhooks)')
    expect(made.histories.cursor).toBe(0)
    const published = await anna.send(seen, '/desk/new', { act: 'publish' })
    expect([published.status, published.text]).toEqual([200, expect.stringContaining('Published.')])
    const id = 'egypt-african-union-1'
    expect(await events(made)).toMatchObject([{ uid: `${id}@parley.example`, allDay: true, start: '2026-12-02', sequence: 0 }])
    await run()
    expect(told).toEqual([expect.stringContaining('announced for 2 December 2026')])
    expect(made.editor.get(id)?.resource).toMatchObject({
      talk: {
        parties: [{ party: 'egypt', role: 'host' }, { party: 'african-union' }],
        sources: [{ supports: ['when', 'place', 'parties'] }],
      },
      parties: { egypt: { name: 'Egypt', kind: 'state', country: 'EG' } },
    })

    // Its time, a day later, from another source; the zone follows from the country.
    const path = `/desk/talks/${id}`
    const timed = await anna.send(await anna.get(path), path, {
      ...{ heard: 'A note of the African Union', publisher: 'African Union', published: '25 November 2026', official: 'yes' },
      ...{ when: '2 December 10:30', act: 'check' },
    })
    expect([timed.status, timed.text]).toEqual([200, expect.stringContaining('Before it goes out')])
    expect(timed.text).toContain('Africa/Cairo')
    await anna.send(timed, path, { act: 'publish' })
    expect(await events(made)).toMatchObject([{ allDay: false, start: '2026-12-02T08:30:00Z', sequence: 1 }])
    const { talk } = made.editor.get(id)?.resource ?? {}
    expect(talk?.sources.map(({ source, supports }) => [source, supports])).toEqual([
      ['egypt-s-foreign-ministry-20261124', ['place', 'parties']],
      ['african-union-20261125', ['when']],
      ['african-union-20261125', ['zone']],
    ])

    // It moves; that was the wrong day, and is taken back at the same place.
    const said = { heard: 'A call', published: '26 November 2026', act: 'check' }
    const moved = await anna.send(await anna.get(path), path, { ...said, when: '4 December 10:30' })
    const after = await anna.send(moved, path, { act: 'publish' })
    expect((await events(made))[0]?.start).toBe('2026-12-04T08:30:00Z')
    const undone = await anna.send(after, '/desk/undo', {})
    expect(undone.text).toContain('Undone.')
    expect(await events(made)).toMatchObject([{ start: '2026-12-02T08:30:00Z', sequence: 3 }])

    // Ben opened it before Anna altered the title: he is told of that, and loses nothing of his own.
    const stale = await ben.get(path)
    const titled = await anna.send(await anna.get(path), path, { title: 'Sudan contact group', act: 'check' })
    await anna.send(titled, path, { act: 'publish' })
    const clash = await ben.send(stale, path, { ...said, when: '3 December 10:30' })
    expect(clash.status).toBe(412)
    expect(clash.text).toMatch(/Anna.*<dt>title<\/dt>.*Sudan contact group/s)
    expect(clash.text).toContain('value="Thursday 3 December 2026, 10:30"')
    // What he left as it was is as she has it.
    const again = await ben.send(clash, path, { act: 'check' })
    expect([again.status, again.text]).toEqual([200, expect.stringContaining('Before it goes out')])
    await ben.send(again, path, { act: 'publish' })
    expect(await events(made)).toMatchObject([{ summary: expect.stringContaining('Sudan contact group'), start: '2026-12-03T08:30:00Z' }])
    await run()
    expect(told).toHaveLength(made.histories.cursor)
    const changes = made.changes(0, 100).map((change) => change.id)
    const authors = made.editor.authors(changes)
    expect(changes.map((change) => authors.get(change))).toEqual(['Anna', 'Anna', 'Anna', 'Anna', 'Anna', 'Ben'])
    // The public does not learn who it was.
    const log = JSON.stringify(made.changes(0, 100))
    expect(log).not.toMatch(/Anna|Ben"/)
  })

  it('is nothing for who has no token, one for something else, or a form of another site', async () => {
    const { made, browserFor } = await day()
    const anna = await browserFor('Anna')
    const stranger = await browserFor('Zoe')
    stranger.cookie = ''
    expect((await stranger.get('/desk/new')).status).toBe(401)
    const foreign = await anna.post('/desk/new', [['act', 'publish']], { 'sec-fetch-site': 'cross-site' })
    expect(foreign.status).toBe(403)
    const reader = await made.tokens.make({ name: 'Reader', scopes: ['read'], ends: null }, 'operator', Date.now())
    anna.cookie = ''
    await anna.signIn(reader?.text ?? '')
    const refused = await anna.post('/desk/new', [['act', 'publish']])
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('write')])
    made.tokens.revoke(reader?.token.id ?? '', 'operator', Date.now())
    expect((await anna.get('/desk/new')).status).toBe(401)
    expect(made.histories.cursor).toBe(0)
  })

  it('loses nothing that was typed when the session ends in the middle', async () => {
    const { made, browserFor } = await day()
    const anna = await browserFor('Anna')
    const form = await anna.get('/desk/new')
    anna.cookie = ''
    const ended = await anna.send(form, '/desk/new', { ...HEARD, when: '2 December', title: 'Kept title', act: 'publish' })
    expect([ended.status, ended.text]).toEqual([401, expect.stringContaining('what you typed is kept')])
    const token = await made.tokens.make({ name: 'Ben', scopes: ['write'], ends: null }, 'operator', Date.now())
    const back = await anna.send(ended, '/desk/sign-in', { token: token?.text ?? '' })
    expect(back.text).toContain('value="Kept title"')
    expect(made.histories.cursor).toBe(0)
  })

  it('keeps a draft, a form that was sent twice, and a form in each language', async () => {
    const { made, browserFor } = await day()
    for (const [lang, name] of [
      ['en', 'Anna'],
      ['de', 'Ben'],
      ['fr', 'Zoe'],
    ] as const) {
      const browser = await browserFor(name, lang)
      const kept = await browser.send(await browser.get('/desk/new'), '/desk/new', { title: `Draft ${lang}`, act: 'draft' })
      expect(kept.text).toContain(`Draft ${lang}`)
    }
    const anna = await browserFor('Eve')
    const [, draft = ''] = /href="(\/desk\/new\?draft=[^"]+)"><bdi>Draft fr/.exec((await anna.get('/desk')).text) ?? []
    const typed = { ...HEARD, party: ['us'], role: [''], attendance: [''], 'kind.us': 'state', when: '', act: 'check' }
    const seen = await anna.send(await anna.get(draft), '/desk/new', typed)
    expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('Publish')])
    await anna.send(seen, '/desk/new', { act: 'publish' })
    const cursor = made.histories.cursor
    await anna.send(seen, '/desk/new', { act: 'publish' })
    expect([cursor, made.histories.cursor]).toEqual([1, 1])
    expect((await anna.get('/desk')).text).not.toContain('Draft fr</bdi></a> <span class="soft"><bdi>')
  })
})
