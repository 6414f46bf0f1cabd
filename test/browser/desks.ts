// The desks whose pages are looked at in a browser, and the addresses: to have another one tested, add it to the list.
import { join } from 'node:path'
import { folder, type Running, start } from '../process.ts'
import type { Place } from './browser-suite.ts'
import { NOW, writeManyTalks } from './many-talks.ts'

/** `story`: the talks of test/fixtures. `many`: 300 made-up ones, of which a fifth has changed. `empty`: none at all. */
export type DeskName = 'story' | 'many' | 'empty'

export type Address = Place<DeskName>

export const ADDRESSES: readonly Address[] = [
  { desk: 'story', path: '/' },
  { desk: 'story', path: '/parties/nato?lang=fr' },
  { desk: 'story', path: '/talks/us-russia-1' },
  { desk: 'story', path: '/nowhere', status: 404 },
  { desk: 'story', path: '/?party=nobody', status: 400 },
  { desk: 'story', path: '/docs?lang=de' },
  { desk: 'story', path: '/docs/webhooks' },
  { desk: 'story', path: '/docs/operators?lang=fr' },
  { desk: 'story', path: '/docs/api' },
  { desk: 'story', path: '/docs/webhoks', status: 404 },
  { desk: 'story', path: '/widget?party=nato&lang=fr' },
  { desk: 'story', path: '/widget?count=99&lang=de', status: 400 },
  { desk: 'story', path: '/endpoints?lang=de' },
  { desk: 'story', path: '/desk?lang=fr' },
  { desk: 'many', path: '/' },
  { desk: 'many', path: '/widget?theme=dark' },
  { desk: 'many', path: '/widget/build?party=ru&party=us&match=all&theme=light&count=4' },
  { desk: 'many', path: '/?status=confirmed&topic=sanctions&lang=de' },
  { desk: 'many', path: '/?q=nothing+like+it' },
  { desk: 'many', path: '/past' },
  { desk: 'many', path: '/month/2027-04' },
  { desk: 'many', path: '/month/2027-04?party=ru&lang=de' },
  { desk: 'many', path: '/subscribe?party=ru&alarm=P1D' },
  { desk: 'many', path: '/parties/nato/subscribe?lang=fr' },
  { desk: 'story', path: '/subscribe?talk=us-russia-1&lang=de' },
  { desk: 'many', path: '/follow?party=ru&topic=sanctions' },
  { desk: 'many', path: '/follow?talk=talk-0&lang=de' },
  { desk: 'story', path: '/follow?lang=fr' },
  { desk: 'many', path: '/changes' },
  { desk: 'many', path: '/changes?party=ru&type=rescheduled&lang=de' },
  { desk: 'story', path: '/changes?lang=fr' },
  { desk: 'many', path: '/places' },
  { desk: 'many', path: '/series/lake-talks' },
  // Moved, called off, postponed, withdrawn; the first with all that a talk can have.
  { desk: 'many', path: '/talks/talk-0' },
  { desk: 'many', path: '/talks/talk-10?lang=de' },
  { desk: 'many', path: '/talks/talk-15' },
  { desk: 'many', path: '/talks/talk-35' },
  { desk: 'empty', path: '/' },
]

export const WIDTHS = [320, 360, 1280] as const
export const SCHEMES = ['light', 'dark'] as const

export type Desks = Record<DeskName, Running>

/** Starts them all, at times at which their talks are upcoming and past. */
export async function startDesks(): Promise<Desks> {
  const [story, many, empty] = await Promise.all([start({ CLOCK_FROM: '2022-01-08T09:00:00Z' }), startMany(), startEmpty()])
  return { story, many, empty }
}

/** What changed between two editions is told only by a desk that has published both. */
async function startMany(): Promise<Running> {
  const own = folder()
  const env = { EVENTS: join(own, 'events'), DATABASE: join(own, 'parley.db'), CLOCK_FROM: NOW, CONTACT: 'editors@diary.example' }
  writeManyTalks(env.EVENTS, 300)
  await (await start(env)).stop()
  writeManyTalks(env.EVENTS, 300, 2)
  return start(env)
}

function startEmpty(): Promise<Running> {
  const own = folder()
  writeManyTalks(own, 0)
  return start({ EVENTS: own, EMPTY_DIARY: 'publish' })
}
