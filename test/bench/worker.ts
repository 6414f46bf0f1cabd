// The desk in the real runtime of Workers, on this machine: the size of its bundle, and the CPU time of workerd for what
// it is asked. CPU time is read from the kernel, since no clock in a Worker moves while it works.
import { folder } from '../process.ts'
import { makeBundle } from '../worker/bundle.node.ts'
import { row } from './figures.ts'
import { call, exported, get, health, receiver, settled, startDev } from './workerd.ts'

const TALKS = 1000
const ENDPOINTS = 100
/** CPU for one request: of a Worker on the free plan, and of a Durable Object on either (documentation of Cloudflare, Limits). */
const OF_A_WORKER = ['a Worker, free plan', '10 ms'] as const
const OF_AN_OBJECT = ['an object', '30 s'] as const

export async function worker(): Promise<void> {
  row('bundle, minified and gzipped', `${(makeBundle() / 1024).toFixed(1)} KiB`, 'free plan', '3 MB')
  const { url, received, close } = await receiver()
  const dev = await startDev(process.cwd(), folder())
  const { base } = dev
  try {
    // Talks of another origin are left alone by the records of the bundle.
    await call(base, 'POST', '/api/import', await exported(TALKS, ENDPOINTS, url, 'made-up'))
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
    const { cursor } = await health(base)
    await settled(base)
    received.count = 0
    await cpu(`a message for each of ${ENDPOINTS} endpoints, asked for and sent`, OF_AN_OBJECT, 1, async () => {
      for (const id of await endpoints(base)) await call(base, 'POST', `/api/endpoints/${id}/replay`, JSON.stringify({ after: cursor - 1 }))
      await settled(base)
    })
    row('messages received of these', String(received.count))
  } finally {
    dev.end()
    close()
  }
}

async function endpoints(base: string): Promise<string[]> {
  const { endpoints: all } = (await (await call(base, 'GET', `/api/endpoints?limit=${ENDPOINTS}`)).json()) as {
    endpoints: { id: string }[]
  }
  return all.map(({ id }) => id)
}
