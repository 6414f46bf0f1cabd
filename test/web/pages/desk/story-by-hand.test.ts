// The talks of the story, put into an empty desk by the pages alone: the feed is the one that the file of them gives.
import { expect, it } from 'vitest'
import { createClock } from '../../../../src/runtime/clock.ts'
import { readDiary } from '../../../../src/talks/diary.ts'
import type { Citation, Source, TalkRecord } from '../../../../src/talks/record.ts'
import { NODE_BOUNDS } from '../../../../src/webhooks/deliveries/bounds.ts'
import { parties } from '../../../fixtures/parties.ts'
import story from '../../../fixtures/story.ts'
import { calendar, desk } from '../../../make.ts'
import { createApp } from '../../checked-app.ts'
import { deskBrowser } from './desk-browser.ts'

const ADMIN = 'the-token-of-the-operator'
const NO_TALKS = readDiary([{ name: 'parties.ts', content: { parties } }], parties)

/** It stands still, since each change has its second. */
const clock = () => createClock(() => Date.parse('2022-01-05T09:00:00Z'), null)

/** What an editor types of a talk: what the story says outright comes from it, and the rest is added line by line. */
function typed(talk: TalkRecord) {
  const said = talk.sources as readonly Citation[]
  const named = (id: string) => parties[id as keyof typeof parties].name
  // The first source says whatever a field holds; lines say how the rest follows, and of whom it is told.
  const lines = said.filter(({ derived, attributedTo }) => derived !== undefined || attributedTo !== undefined)
  const column = (of: (line: Citation) => string) => lines.map(of)
  const isOutright = said.some(({ supports, derived }) => supports.includes('when') && derived === undefined)
  return {
    id: talk.id,
    'from.when': isOutright ? '' : 'lines',
    title: talk.title,
    when: talk.when,
    zone: talk.zone ?? '',
    city: talk.place?.city ?? '',
    country: talk.place?.country ?? '',
    topics: (talk.topics ?? []).join(', '),
    party: talk.parties.map(({ party }) => named(party)),
    role: talk.parties.map(() => ''),
    attendance: talk.parties.map(({ attendance }) => attendance ?? ''),
    series: story.series?.title ?? '',
    'title.de': talk.languages?.de?.title ?? '',
    'title.fr': talk.languages?.fr?.title ?? '',
    'cite.source': column(() => ''),
    'cite.supports': column(({ supports }) => supports.join(', ')),
    'cite.by': column(({ attributedTo }) => attributedTo ?? ''),
    'cite.derived': column(({ derived }) => derived ?? ''),
    'cite.stance': column(() => ''),
    'cite.says': column(() => ''),
  }
}

it('the talks of the story come into an empty desk by the pages alone, and the feed is that of their file', async () => {
  const options = { clock: clock(), sending: { send: null, bounds: NODE_BOUNDS } }
  const expected = await calendar(
    desk(readDiary([{ name: 'story.ts', content: story }], parties), { options: { ...options, clock: clock() } }),
  )
  const byHand = desk(NO_TALKS, { options })
  const onError = (error: unknown) => {
    throw error
  }
  const browser = deskBrowser(createApp(byHand, { adminToken: ADMIN, open: false, onError }))
  await browser.signIn(ADMIN)
  const source = story.sources.story as Source
  for (const talk of story.talks as readonly TalkRecord[]) {
    const heard = { heard: source.title, published: source.published }
    const seen = await browser.send(await browser.get('/desk/new'), '/desk/new', { ...heard, ...typed(talk), act: 'check' })
    expect([talk.id, seen.status, seen.text]).toEqual([talk.id, 200, expect.stringContaining('Before it goes out')])
    const done = await browser.send(seen, '/desk/new', { act: 'publish' })
    expect(done.text).toContain('Published.')
  }
  expect(byHand.health()).toMatchObject({ status: 'ok', talks: 3 })
  expect(await calendar(byHand)).toBe(expected)
})
