// Signed deliveries a second, each durably recorded (synchronous=FULL, a database in a file), beside the same POSTs sent
// by a bare undici Pool with as many connections as the deliverer has exchanges at once.
import { Pool } from 'undici'
import { readDiary } from '../../src/talks/diary.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import type { Request } from '../../src/webhooks/deliveries/send.ts'
import { madeUp } from './diary.ts'
import { median, millisecondsOf, row } from './figures.ts'
import { addEndpoints, createSender, type Receiver, sendBare, startReceiver } from './sender.ts'

const ROUNDS = 12
/** Rounds that only warm both up. */
const WARM = 3
const AT = '2026-12-01T00:00:00Z'

export async function deliveries(): Promise<void> {
  const receiver = await startReceiver()
  row('', 'deliveries a second', 'of a bare Pool', 'the Pool sends')
  await compare(receiver, '', { talks: 5000, endpoints: 1, rounds: ROUNDS })
  await compare(receiver, '', { talks: 100, endpoints: 100, rounds: ROUNDS })
  await compare(receiver, '/after/100', { talks: 1000, endpoints: 1, rounds: 6 })
  await compare(receiver, '/after/100', { talks: 60, endpoints: 100, rounds: 6 })
  receiver.stop()
}

interface Case {
  talks: number
  endpoints: number
  rounds: number
}

async function compare(receiver: Receiver, path: string, { talks, endpoints: count, rounds }: Case): Promise<void> {
  const sender = createSender(readDiary([{ name: 'made-up.json', content: madeUp(talks) }], {}), AT)
  const { desk, db } = sender
  const requests: Request[] = []
  const endpoints = addEndpoints(
    sender,
    Array.from({ length: count }, (_, index) => ({ url: `${receiver.url}${path}/${index}` })),
  )
  sender.watch((request) => requests.push(request))
  sender.start()
  await desk.idle()
  sender.watch(null)
  const total = talks * count
  if (requests.length !== total) throw new Error(`bench: ${requests.length} deliveries were sent, not ${total}`)

  const atOnce = count === 1 ? NODE_BOUNDS.each : NODE_BOUNDS.quick
  const pool = new Pool(receiver.url, { connections: atOnce })
  await sendBare(pool, requests.slice(0, 2000), atOnce)
  const times = { mine: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    db.transaction(() => {
      for (const endpoint of endpoints) desk.owner.replay(endpoint, { after: 0 })
    })
    const before = desk.health().deliveries.delivered
    const mine = await millisecondsOf(async () => {
      desk.wake()
      await desk.idle()
    })
    const recorded = desk.health().deliveries.delivered - before
    if (recorded !== total) throw new Error(`bench: ${recorded} deliveries were recorded, not ${total}`)
    const bare = await sendBare(pool, requests, atOnce)
    if (round < WARM) continue
    times.mine.push(mine)
    times.bare.push(bare)
  }
  const [mine, bare] = [median(times.mine), median(times.bare)]
  const name = `${count} ${count === 1 ? 'endpoint' : 'endpoints'}, ${path === '' ? 'answers at once' : 'answers after 100 ms'}, ${atOnce} at once`
  row(name, `${((total / mine) * 1000).toFixed(0)}`, `${(bare / mine).toFixed(2)} times`, `${((total / bare) * 1000).toFixed(0)}`)
  await pool.close()
  await sender.close()
}
