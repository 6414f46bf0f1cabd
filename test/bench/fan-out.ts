// One change for 10,000 endpoints, 100 of which are dead: they take the connection and stay silent. How long the
// transaction of the change takes, and how long it is until the last live endpoint has it, beside as many POSTs by a bare
// undici Pool.
import { Pool } from 'undici'
import { readDiary } from '../../src/talks/diary.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import type { Request } from '../../src/webhooks/deliveries/send.ts'
import { madeUp } from './diary.ts'
import { median, milliseconds, millisecondsOf, row } from './figures.ts'
import { addEndpoints, createSender, type Receiver, sendBare, startReceiver } from './sender.ts'

const ENDPOINTS = 10_000
const DEAD = 100
const LIVE = ENDPOINTS - DEAD
const ROUNDS = 3
const SOME = 500
const AT = '2026-12-01T00:00:00Z'

export async function fanOut(): Promise<void> {
  const [live, dead] = [await startReceiver(), await startReceiver()]
  const rounds: Figures[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await oneChange(live, dead))
  live.stop()
  dead.stop()
  const middle = (figure: (of: Figures) => number) => median(rounds.map(figure))
  const [last, bare] = [middle((each) => each.last), middle((each) => each.bare)]
  row(`transaction of a change for ${ENDPOINTS} endpoints`, `${middle((each) => each.transaction).toFixed(0)} ms`)
  row(
    `from there to the last of ${LIVE} live ones`,
    `${last.toFixed(0)} ms`,
    `${(bare / last).toFixed(2)} of the speed`,
    'of a bare Pool',
    `${bare.toFixed(0)} ms`,
  )
  // Of the first, since the process keeps what former desks had.
  const [first] = rounds
  row('resident memory at the peak', `${((first?.memory ?? 0) / 1024 / 1024).toFixed(0)} MB`)
  row('before the change', `${((first?.before ?? 0) / 1024 / 1024).toFixed(0)} MB`)
}

interface Figures {
  transaction: number
  last: number
  bare: number
  before: number
  memory: number
}

async function oneChange(live: Receiver, dead: Receiver): Promise<Figures> {
  const diary = (count: number) => readDiary([{ name: 'made-up.json', content: madeUp(count) }], {})
  const sender = createSender(diary(100), AT)
  const { desk, db } = sender
  desk.wake()
  addEndpoints(
    sender,
    Array.from({ length: ENDPOINTS }, (_, index) => ({
      url: index % (ENDPOINTS / DEAD) === 50 ? `${dead.url}/silent/${index}` : `${live.url}/${index}`,
    })),
  )
  // The bare Pool sends some of them again and again: to hold them all would be counted as the desk's memory.
  const requests: Request[] = []
  let sent = 0
  sender.watch((request) => {
    if (!request.url.startsWith(live.url)) return
    sent++
    if (requests.length < SOME) requests.push(request)
  })
  const before = process.memoryUsage.rss()
  let memory = before
  const look = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss())
  }, 25)
  // From the change before, endpoints are held in memory. What it queued is none of this.
  desk.replace(diary(101))
  sender.wakeOnly()
  for (const table of ['delivery', 'message', 'tally']) db.run(`DELETE FROM ${table}`)
  desk.replace(diary(102))
  const transaction = milliseconds(() => sender.wakeOnly())
  const last = await live.count(LIVE)
  const took = await millisecondsOf(() => {
    sender.start()
    return last.taken
  })
  clearInterval(look)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const { delivered } = desk.health().deliveries
  if (delivered !== LIVE || sent !== LIVE) throw new Error(`bench: ${delivered} deliveries were recorded, not ${LIVE}`)
  const pool = new Pool(live.url, { connections: NODE_BOUNDS.quick })
  const all = Array.from({ length: LIVE }, (_, index) => requests[index % SOME] as Request)
  const bare = await sendBare(pool, all, NODE_BOUNDS.quick)
  await pool.close()
  await sender.close()
  return { transaction, last: took, bare, before, memory }
}
