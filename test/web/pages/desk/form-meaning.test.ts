// What the form must not write that no editor meant, and must not lose: who said what, what was typed, what it does not ask for.
import { describe, expect, it } from 'vitest'
import type { TalkRecord } from '../../../../src/talks/record.ts'
import { record, SOURCES } from '../../../make.ts'
import { NEW, type RecordDesk, recordDesk, resource } from '../../api/record-desk.ts'
import { createApp } from '../../checked-app.ts'
import { TOKEN } from '../../worlds.ts'
import { type DeskBrowser, deskBrowser } from './desk-browser.ts'

const PATH = '/desk/talks/by-hand'
const HEARD = { heard: 'A call', published: '5 January 2022' }
const TWO = { party: ['United States', 'Russia'], role: ['', ''], attendance: ['', ''], title: 'A talk' }
const FULL: Partial<TalkRecord> = {
  when: '2022-01-10T09:30',
  zone: 'Europe/Zurich',
  said: 'in the morning',
  statusReason: 'a reason',
  place: { name: 'Palais', city: 'Geneva', country: 'CH', geo: { lat: 46.2, lon: 6.1 } },
  topics: ['a-topic-whose-name-is-longer-than-forty-eight-characters-long'],
  summary: 'A text',
  level: 'ministers',
  format: 'in-person',
  languages: { de: { title: 'Gespräche', summary: 'Ein Text' }, it: { title: 'Colloqui' } },
  links: [{ url: 'https://a.example/x', title: 'X y' }],
  contact: { name: 'N', organisation: 'O', email: 'a@b.example', phone: '+41 1', public: false },
  access: { deadline: '2022-01-08', url: 'https://a.example/access', note: 'a note' },
}

interface World extends RecordDesk {
  browser: DeskBrowser
  talk(id?: string): TalkRecord | undefined
}

async function world(change: Partial<TalkRecord> | null = FULL): Promise<World> {
  const made = await recordDesk()
  const onError = (error: unknown) => {
    throw error
  }
  const browser = deskBrowser(createApp(made.made, { adminToken: TOKEN, open: false, onError }))
  await browser.signIn(await made.token('Anna', ['write']))
  if (change !== null) expect((await made.ask('PUT', '/api/records/by-hand', resource(change), NEW)).status).toBe(201)
  return { ...made, browser, talk: (id = 'by-hand') => made.made.editor.get(id)?.resource.talk }
}

describe("the editors' form", () => {
  it('leaves a record as it is when nothing is altered', async () => {
    const { browser, talk } = await world()
    const before = talk()
    const seen = await browser.send(await browser.get(PATH), PATH, { act: 'check' })
    expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('Before it goes out')])
    await browser.send(seen, PATH, { act: 'publish' })
    expect(talk()).toEqual(before)
  })

  it('does not say that the sources of the talk that was copied say anything of the next one', async () => {
    const { browser, made, talk } = await world()
    const form = await browser.get('/desk/new?copy=by-hand')
    const seen = await browser.send(form, '/desk/new', { ...HEARD, when: '20 January 2022', act: 'check' })
    await browser.send(seen, '/desk/new', { act: 'publish' })
    const id = made.editor.list().find((each) => each.id !== 'by-hand')?.id ?? ''
    expect(talk(id)?.sources.map(({ source }) => source)).toEqual(['a-call-20220105'])
  })

  it('keeps what was said of a date when it is read back', async () => {
    const { browser, talk } = await world(null)
    const seen = await browser.send(await browser.get('/desk/new'), '/desk/new', {
      ...HEARD,
      ...TWO,
      when: 'early March 2022',
      act: 'check',
    })
    await browser.send(seen, '/desk/new', { act: 'publish' })
    expect(talk('a-talk-1') ?? talk('a-1')).toMatchObject({ when: '2022-03', said: 'early March 2022' })
  })

  it('shows what was altered after it was looked at before that is published', async () => {
    const { browser, made } = await world(null)
    const seen = await browser.send(await browser.get('/desk/new'), '/desk/new', { ...HEARD, ...TWO, when: '3 March 2022', act: 'check' })
    const again = await browser.send(seen, '/desk/new', { when: '5 April 2022', act: 'publish' })
    expect([again.text, made.editor.list()]).toEqual([expect.stringContaining('Before it goes out'), []])
    await browser.send(again, '/desk/new', { act: 'publish' })
    expect(made.editor.list()).toHaveLength(1)
  })

  it('takes the lines alone where an editor asks for that', async () => {
    const { browser, talk } = await world()
    const seen = await browser.send(await browser.get(PATH), PATH, { 'from.when': 'lines', title: 'Another title', act: 'check' })
    await browser.send(seen, PATH, { act: 'publish' })
    expect(talk()).toMatchObject({ title: 'Another title', sources: [{ source: 'ministry', supports: record().sources[0]?.supports }] })
  })

  it('has two ids for two new parties whose names have no Latin letters', async () => {
    const { browser } = await world(null)
    const party = ['Россия', '中国', 'россия']
    const asked = await browser.send(await browser.get('/desk/new'), '/desk/new', { ...HEARD, party, when: '3 March 2022', act: 'check' })
    expect([...asked.text.matchAll(/name="kind\.([^"]*)"/g)].map(([, id]) => id)).toEqual(['party', 'party-2'])
  })

  it('knows a party by the name that it had when the form was opened', async () => {
    const { browser, ask, talk } = await world({ parties: [{ party: 'us' }] })
    const party = ['Baltic States', 'us']
    const kinds = { 'kind.baltic-states': 'group' }
    const seen = await browser.send(await browser.get(PATH), PATH, { ...HEARD, party, ...kinds, act: 'check' })
    await browser.send(seen, PATH, { act: 'publish' })
    const open = await browser.get(PATH)
    const renamed = await ask('PUT', '/api/parties/baltic-states', { name: 'The Baltic Three', kind: 'group' }, { 'if-match': '*' })
    expect([renamed.status, open.text]).toEqual([200, expect.stringContaining('value="Baltic States"')])
    const again = await browser.send(open, PATH, { title: 'Another title', act: 'check' })
    await browser.send(again, PATH, { act: 'publish' })
    expect(talk()).toMatchObject({ title: 'Another title', parties: [{ party: 'baltic-states' }, { party: 'us' }] })
  })

  it('takes a summary of 10,000 letters of any script', async () => {
    const { browser, talk } = await world()
    const summary = '字'.repeat(10_000)
    const seen = await browser.send(await browser.get(PATH), PATH, { ...HEARD, summary, act: 'check' })
    expect(seen.status).toBe(200)
    await browser.send(seen, PATH, { act: 'publish' })
    expect(talk()?.summary).toBe(summary)
  })

  it('keeps lines whole where another editor altered some of them meanwhile', async () => {
    const two = { ...SOURCES, other: { title: 'Another', publisher: null, url: null, published: '2022-01-02', official: false } }
    const { browser, ask, talk } = await world({ place: { city: 'Geneva', country: 'CH' } })
    const mine = await browser.get(PATH)
    const [first] = record().sources
    const sources = [{ source: 'other', supports: ['place'] }, ...(first ? [first] : [])]
    const theirs = await ask('PATCH', '/api/records/by-hand', { talk: { sources }, sources: two }, { 'if-match': '*' })
    expect(theirs.status).toBe(200)
    const clash = await browser.send(mine, PATH, { 'cite.by': ['a diplomat', ''], act: 'check' })
    expect(clash.status).toBe(412)
    const seen = await browser.send(clash, PATH, { act: 'check' })
    await browser.send(seen, PATH, { act: 'publish' })
    expect(talk()?.sources.find(({ attributedTo }) => attributedTo === 'a diplomat')?.source).toBe('ministry')
  })
})
