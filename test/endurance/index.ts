// `npm run endurance`: a desk that anyone may use, in a process of its own, beside strangers who do what they like, receivers
// that never answer, and clients that ask and read nothing. It prints how late messages come, how long a calendar takes
// against the quiet desk, and how much memory is held; and ends with 1 where one of them is beyond its limit. The crowd takes
// processor time from whoever asks, too: how much longer a bare server of the same bytes takes beside it is not the desk's.
// MEMORY_GROUP names a memory group to run the desk in, such as /sys/fs/cgroup/memory/desk, where systemd gives none.
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { median, millisecondsOf, row } from '../bench/figures.ts'
import { folder } from '../process.ts'
import { healthyReceiver } from './healthy.ts'
import { memoryOf, startDesk } from './service.ts'

const HANGING = 1000
const STRANGERS = 200
const MUTE = 1000
const CALENDARS = 500
const TESTS = 30
const EDITS = 5
/** Milliseconds for the crowd to come, and between two looks. */
const GATHERING = 5000
const PAUSE = 20

const LATEST_MESSAGE = 2000
const MOST_TIMES = 3
const MOST_MEGABYTES = 400

const wait = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))
const say = (text: string) => void process.stdout.write(`${text}\n`)

/** A process of this folder, once it has said that it is ready. */
async function helper(
  file: string,
  ...args: string[]
): Promise<{ port: number; ask: (what: object) => Promise<unknown>; end: () => void }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answer = () => new Promise<unknown>((resolve) => child.once('message', resolve))
  const { port } = (await answer()) as { port: number }
  return {
    port,
    ask(what) {
      const answered = answer()
      child.send(what)
      return answered
    },
    end: () => child.disconnect(),
  }
}

/** A server in a process of its own that has the calendar's bytes, and knows nothing else. */
async function bareServer() {
  const place = folder()
  const bytes = await (await fetch(`${desk.url}/calendar.ics`)).bytes()
  writeFileSync(join(place, 'plain'), bytes)
  writeFileSync(join(place, 'zipped'), gzipSync(bytes))
  return helper('../bench/raw-server.ts', join(place, 'plain'), join(place, 'zipped'), JSON.stringify({ etag: '"bare"' }))
}

interface Figures {
  calendar: number[]
  bare: number[]
  tests: number[]
  changes: number[]
  events: number[]
}

const desk = await startDesk()
say(`  in ${desk.group}; resident memory is by /proc`)
const hanging = await helper('../bench/receiver.ts')
const healthy = await healthyReceiver(desk)
const bare = await bareServer()

async function look(): Promise<Figures> {
  const figures: Figures = { calendar: [], bare: [], tests: [], changes: [], events: [] }
  const took = (url: string) =>
    millisecondsOf(async () => void (await (await fetch(url, { headers: { 'accept-encoding': 'gzip' } })).bytes()))
  const calendars = async () => {
    for (let count = 0; count < CALENDARS; count++) {
      figures.calendar.push(await took(`${desk.url}/calendar.ics`))
      figures.bare.push(await took(`http://127.0.0.1:${bare.port}/`))
      await wait(PAUSE)
    }
  }
  const tests = async () => {
    for (let count = 0; count < TESTS; count++) {
      figures.tests.push(await healthy.test())
      await wait(PAUSE)
    }
  }
  const edits = async () => {
    for (let count = 0; count < EDITS; count++) {
      const { message, event } = await healthy.change()
      figures.changes.push(message)
      figures.events.push(event)
    }
  }
  await Promise.all([calendars(), tests(), edits()])
  return figures
}

await look() // warms up
const quiet = await look()
const quietMemory = memoryOf(desk.pid)
for (let index = 0; index < HANGING; index++)
  await desk.register(`http://127.1.${index >> 8}.${index & 255}:${hanging.port}/silent/${index}`)
const crowd = await helper('crowd.ts', desk.url, String(hanging.port), String(MUTE), String(STRANGERS))
await wait(GATHERING)
const beside = await look()
const counts = (await crowd.ask({ counts: true })) as Record<string, number>
const memory = memoryOf(desk.pid)
crowd.end()
hanging.end()
bare.end()
healthy.close()
const said = await desk.stop()

const slower = (name: 'calendar' | 'bare') => median(beside[name]) / median(quiet[name])
const times = slower('calendar') / Math.max(1, slower('bare'))
const latest = Math.max(...beside.tests, ...beside.changes, ...beside.events)
say(`  beside ${STRANGERS} strangers, ${HANGING} receivers that never answer and ${MUTE} clients that read nothing`)
say(`  strangers were answered ${JSON.stringify(counts)}`)
row('', 'median', 'latest', 'quiet median', 'quiet latest')
for (const [name, title] of [
  ['calendar', 'a calendar'],
  ['bare', 'the same bytes, of a bare server'],
  ['tests', 'a test, from its request to its receiver'],
  ['changes', 'a change, from the log to its receiver'],
  ['events', 'a change, from the log to a stream'],
] as const)
  row(title, ...[beside[name], quiet[name]].flatMap((each) => [`${median(each).toFixed(1)} ms`, `${Math.max(...each).toFixed(0)} ms`]))
row('resident memory at its peak', `${memory.peak.toFixed(0)} MB`, `quiet: ${quietMemory.peak.toFixed(0)} MB`)
if (said !== '') say(`  the desk said:\n${said}`)
const limits: [string, number, number][] = [
  ['the latest message, in milliseconds', latest, LATEST_MESSAGE],
  ["a calendar's median, in times that of the quiet desk (where the machine is slower, less that)", times, MOST_TIMES],
  ['memory, in MB', memory.peak, MOST_MEGABYTES],
]
for (const [name, is, most] of limits) row(`${is <= most ? 'holds' : 'FAILS'}: ${name}`, is.toFixed(1), `at most ${most}`)
process.exit(limits.every(([, is, most]) => is <= most) ? 0 : 1)
