// How far one Durable Object goes: the memory of its isolate in workerd with a diary of so many talks in its bundle, against
// the 128 MB that an isolate has. The heap may not grow beyond half of that, or workerd ends: the other half is for bytes.
import { WebSocket } from 'undici'
import type { TalkRecord } from '../../src/talks/record.ts'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'
import { row } from './figures.ts'
import { projectOf, writeRecords } from './project.ts'
import { call, type Dev, exported, get, receiver, settled, startDev } from './workerd.ts'

const ENDPOINTS = 1000
const LIMIT = 128
const FLAGS = `--max-heap-size=${LIMIT / 2} --expose-gc --trace-gc`

export async function object(): Promise<void> {
  for (const talks of [1000, 10_000]) await measure(talks)
}

async function measure(talks: number): Promise<void> {
  const records = madeUp(talks)
  const [project, state] = [projectOf(records.talks), folder()]
  const { url, received, close } = await receiver()
  const start = () => startDev(project, state, { flags: FLAGS })
  const all = talks.toLocaleString('en')
  const told = ENDPOINTS.toLocaleString('en')
  let dev = await start()
  try {
    const report = reporter(dev)
    await report(`${all} talks, published`)
    await call(dev.base, 'POST', '/api/import', await exported(talks, ENDPOINTS, url, 'events'))
    await report(`the same, imported with ${told} endpoints`)
    await get(dev.base, '/calendar.ics')
    await report(`a calendar of ${all} talks`)
    for (const lang of ['de', 'fr']) await get(dev.base, `/calendar.ics?lang=${lang}`)
    await report('the same in two more languages')
    for (let index = 0; index < 50; index++) await get(dev.base, `/calendar.ics?since=${1950 + index}-01-01`)
    await report('the same with 50 filters')
    await (await call(dev.base, 'GET', '/api/export')).arrayBuffer()
    await report('exported')
    dev.end()
    writeRecords(project, [{ ...(records.talks[0] as TalkRecord), title: 'Another title' }, ...records.talks.slice(1)])
    dev = await start()
    await settled(dev.base)
    await reporter(dev)(`started with one changed, ${told} endpoints told`)
    row('messages received of these', String(received.count))
  } finally {
    dev.end()
    close()
  }
}

/** Prints what is in use now, and since it last did: the most that the heap held after any collection, and the CPU time. */
function reporter(dev: Dev): (name: string) => Promise<void> {
  let [said, cpu] = [0, 0]
  return async (name) => {
    const [most, took] = [mostAfterCollection(dev.said().slice(said)), dev.cpu() - cpu]
    // Buffers are freed beside the program, and all are when it collects again.
    for (let round = 0; round < 2; round++) await get(dev.base, '/gc')
    const { usedSize, backingStorageSize } = await usage(dev.inspector)
    const used = (usedSize + backingStorageSize) / 2 ** 20
    const figures = [`${used.toFixed(0)} MB in use`, `${(used / LIMIT).toFixed(2)} of ${LIMIT} MB`]
    row(name, ...figures, most === 0 ? '' : `heap at most ${most.toFixed(0)} MB`, `${took.toFixed(0)} ms CPU`)
    ;[said, cpu] = [dev.said().length, dev.cpu()]
  }
}

/** Megabytes, as V8 writes them down: "Scavenge 12.5 (17.7) -> 9.0 (17.7) MB". The other isolates are small. */
function mostAfterCollection(said: string): number {
  return Math.max(0, ...[...said.matchAll(/ -> (\d+\.\d) \(\d+\.\d\) MB/g)].map(([, megabytes]) => Number(megabytes)))
}

/** What the isolate holds: on its heap, and in buffers beside it. */
async function usage(port: string): Promise<{ usedSize: number; backingStorageSize: number }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { origin: 'http://localhost' } })
  const reply = new Promise<{ usedSize: number; backingStorageSize: number }>((resolve, reject) => {
    socket.addEventListener('open', () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' })))
    socket.addEventListener('error', () => reject(new Error('the inspector cannot be reached')))
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data))
      if (id === 1) resolve(result)
    })
  })
  try {
    return await reply
  } finally {
    socket.close()
  }
}
