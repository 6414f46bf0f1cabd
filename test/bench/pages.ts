// Pages of a large diary that are not kept, beside the least that could answer the same question: one pass over all talks,
// sorted, and what is shown as JSON. And a feed that is asked for while pages are.
import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { byStart, type Standing } from '../../src/changes/standing.ts'
import { createClock } from '../../src/runtime/clock.ts'
import { resolveDiary } from '../../src/talks/bundled-records.ts'
import { createApp } from '../../src/web/app.ts'
import { desk } from '../make.ts'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'
import { median, millisecondsOf, row } from './figures.ts'

const COUNT = 10_000
const AT = '2027-03-10T09:00:00Z'
const ROUNDS = 25
const SECONDS = 1
const FEED_ROUNDS = 7
/** Page requests a second beside a feed: far more than readers of a diary make. */
const PAGES_A_SECOND = 20

interface Question {
  name: string
  path: string
  fits: (standing: Standing, title: string) => boolean
}

const QUESTIONS: readonly Question[] = [
  { name: 'what is coming', path: '/', fits: () => true },
  { name: 'a party', path: '/parties/nato', fits: ({ parties }) => parties.includes('nato') },
  { name: 'a month', path: '/month/2027-04', fits: ({ span }) => span.first?.startsWith('2027-04') === true },
  { name: 'words', path: '/?q=number+77', fits: (_, title) => title.includes('number 77') },
  { name: 'a calendar', path: '/subscribe?party=nato', fits: ({ parties }) => parties.includes('nato') },
  { name: 'what changed', path: '/changes', fits: ({ revision }) => revision > 1 },
  { name: 'changes of few', path: '/changes?status=held', fits: ({ status }) => status === 'held' },
  { name: 'a talk', path: '/talks/talk-5000', fits: ({ talk }) => talk === 'talk-5000' },
]

export async function pages(): Promise<void> {
  await uncached()
  await feedBesidePages()
}

async function uncached(): Promise<void> {
  // A desk that lives at another time keeps no pages.
  const clock = createClock(() => Date.parse(AT), AT)
  const made = desk(resolveDiary([madeUp(COUNT)], {}), { options: { clock } })
  const onError = (error: unknown) => {
    throw error
  }
  const { hono } = createApp(made, { adminToken: null, open: false, onError })
  const titles = new Map(made.histories.standing().map((standing) => [standing.talk, made.talk(standing).title]))
  row('', 'first', 'then', 'of the least', 'which takes')
  for (const { name, path, fits } of QUESTIONS) {
    let page = ''
    const get = () =>
      millisecondsOf(async () => {
        page = await (await hono.request(`https://parley.example${path}`)).text()
      })
    const first = await get()
    const shown = new Set([...page.matchAll(/"(?:https:\/\/parley\.example)?\/talks\/([\w-]+)(?:\.ics)?"/g)].map(([, id]) => id))
    const least = () =>
      millisecondsOf(async () => {
        const fitting = made.histories.standing().filter((standing) => fits(standing, titles.get(standing.talk) ?? ''))
        const some = fitting.sort(byStart).filter(({ talk }) => shown.has(talk))
        return JSON.stringify(some.map((standing) => made.talk(standing)))
      })
    const [mine, limit]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      mine.push(await get())
      limit.push(await least())
    }
    row(
      `${name}, ${shown.size} of ${COUNT} talks shown, ${(page.length / 1024).toFixed(0)} KiB`,
      `${first.toFixed(0)} ms`,
      `${median(mine).toFixed(1)} ms`,
      `${(median(mine) / median(limit)).toFixed(1)} times`,
      `${median(limit).toFixed(2)} ms`,
    )
  }
}

/** Both come from one process, so what a page takes, feeds have to wait for. */
async function feedBesidePages(): Promise<void> {
  const { base, child } = await serve()
  const path = '/parties/us.ics'
  const headers = { 'if-none-match': (await fetch(`${base}${path}`)).headers.get('etag') ?? '' }
  const feed = () => autocannon({ url: `${base}${path}`, headers, connections: 10, duration: SECONDS })
  let days = 0
  const load = (page: () => string) => () =>
    autocannon({
      url: base,
      connections: 2,
      duration: SECONDS,
      overallRate: PAGES_A_SECOND,
      requests: [{ setupRequest: (request) => ({ ...request, path: page() }) }],
    })
  const loads = { none: async () => {}, kept: load(() => '/parties/nato'), new: load(() => `/parties/nato?since=-P${++days}D`) }
  const figures = { none: [] as autocannon.Result[], kept: [] as autocannon.Result[], new: [] as autocannon.Result[] }
  for (let round = 0; round <= FEED_ROUNDS; round++)
    for (const name of ['none', 'kept', 'new'] as const) {
      const [result] = await Promise.all([feed(), loads[name]()])
      if (round > 0) figures[name].push(result) // the first one warms up
    }
  child.disconnect()
  const rate = (name: keyof typeof figures) => median(figures[name].map(({ requests }) => requests.average))
  const late = (name: keyof typeof figures) => median(figures[name].map(({ latency }) => latency.max))
  row('', 'feeds a second', 'of a feed alone', 'the slowest of all', 'alone')
  for (const [name, title] of [
    ['kept', `a feed (304) beside ${PAGES_A_SECOND} pages a second that are kept`],
    ['new', `beside ${PAGES_A_SECOND} a second that are made anew`],
  ] as const)
    row(title, rate(name).toFixed(0), `${(rate(name) / rate('none')).toFixed(2)} times`, `${late(name)} ms`, `${late('none')} ms`)
}

async function serve(): Promise<{ base: string; child: ChildProcess }> {
  const events = join(folder(), 'events.json')
  writeFileSync(events, JSON.stringify(madeUp(COUNT)))
  const child = fork(fileURLToPath(new URL('parley-server.ts', import.meta.url)), [], {
    env: { ...process.env, EVENTS: events, DATABASE: ':memory:' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const port = await new Promise<number>((resolve) => child.once('message', (message: { port: number }) => resolve(message.port)))
  return { base: `http://127.0.0.1:${port}`, child }
}
