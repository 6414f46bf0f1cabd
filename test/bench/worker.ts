// The desk in the real runtime of Workers, on this machine: the size of its bundle, and the CPU time of workerd for what
// it is asked. CPU time is read from the kernel, since no clock in a Worker moves while it works.
import { setTimeout as sleep } from 'node:timers/promises'
import type { TalkRecord } from '../../src/talks/record.ts'
import { instantText } from '../../src/talks/time.ts'
import { folder } from '../process.ts'
import { makeBundle } from '../worker/bundle.node.ts'
import { madeUp } from './diary.ts'
import { row } from './figures.ts'
import { projectOf } from './project.ts'
import { call, exported, get, health, receiver, settled, startDev } from './workerd.ts'

const TALKS = 1000
const ENDPOINTS = 100
/** Milliseconds for the Worker to be bundled, started and filled. */
const EMBARGO = 30_000
/** CPU for one request: of a Worker on the free plan, and of a Durable Object on either (documentation of Cloudflare, Limits). */
const OF_A_WORKER = ['a Worker, free plan', '10 ms'] as const
const OF_AN_OBJECT = ['an object', '30 s'] as const
/** Rows that an object may write a day on the free plan (documentation of Cloudflare, Durable Objects, Pricing). */
const OF_A_DAY = ['a day, free plan', '100,000'] as const

export async function worker(): Promise<void> {
  const { start, all } = makeBundle()
  row('bundle, minified and gzipped', `${(all / 1024).toFixed(1)} KiB`, 'free plan', '3 MB')
  row('', 'of it at the start', `${(start / 1024).toFixed(1)} KiB`)
  await change()
  const dev = await startDev(process.cwd(), folder())
  const { base } = dev
  try {
    // Talks of another origin are left alone by the records of the bundle.
    await call(base, 'POST', '/api/import', await exported(TALKS, 0, '', 'made-up'))
    const cpu = async (name: string, limit: readonly [string, string], count: number, work: (index: number) => Promise<unknown>) => {
      const before = dev.cpu()
      for (let index = 0; index < count; index++) await work(index)
      row(name, `${((dev.cpu() - before) / count).toFixed(2)} ms CPU`, ...limit)
    }
    await get(base, '/calendar.ics')
    await cpu('a calendar of 1,000 talks from the edge cache', OF_A_WORKER, 1000, () => get(base, '/calendar.ics'))
    await cpu('the same, unchanged (304)', OF_A_WORKER, 1000, () => get(base, '/calendar.ics', { 'if-none-match': '*' }))
    await cpu('a calendar of 1,000 talks, kept texts, made anew', OF_AN_OBJECT, 50, (index) =>
      get(base, `/calendar.ics?since=${1900 + index}-01-01`),
    )
    await cpu('a calendar of 1,000 talks, nothing kept', OF_AN_OBJECT, 3, (index) =>
      get(base, `/calendar.ics?lang=${['de', 'fr', 'en'][index]}&cancelled=words`),
    )
  } finally {
    dev.end()
  }
}

/** What a change costs that is told to all endpoints: a talk that becomes public while the desk runs, as its embargo ends. */
async function change(): Promise<void> {
  const ends = Math.ceil((Date.now() + EMBARGO) / 1000) * 1000
  const { talks } = madeUp(TALKS)
  const secret: TalkRecord = { ...(talks[0] as TalkRecord), id: 'under-embargo', embargoUntil: instantText(ends) }
  const { url, received, close } = await receiver()
  const dev = await startDev(projectOf([...talks, secret]), folder())
  const written = async (count: number) => (Number(await (await fetch(`${dev.base}/rows`)).text()) / count).toFixed(1)
  try {
    row('rows written for a talk that is published', await written(TALKS), ...OF_A_DAY)
    await get(dev.base, '/calendar.ics')
    row('for each in a calendar with nothing kept', await written(TALKS), ...OF_A_DAY)
    await call(dev.base, 'POST', '/api/import', await exported(TALKS, ENDPOINTS, url, 'events'))
    await settled(dev.base)
    await written(1)
    const { cursor } = await health(dev.base)
    if (cursor !== TALKS) throw new Error(`The embargo ended too early: ${cursor} changes, not ${TALKS}`)
    await sleep(ends - Date.now() - 500)
    const before = dev.cpu()
    await sleep(1500)
    await settled(dev.base)
    row(`a change, told to ${ENDPOINTS} endpoints`, `${(dev.cpu() - before).toFixed(0)} ms CPU`, ...OF_AN_OBJECT)
    row('messages received of these', String(received.count))
    row('rows written for each', await written(ENDPOINTS), ...OF_A_DAY)
  } finally {
    dev.end()
    close()
  }
}
