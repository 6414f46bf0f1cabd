// `npm run endurance`: a desk that anyone may use, in a process of its own, beside strangers who do what they like, receivers
// that never answer, and clients that ask and read nothing. It prints how late messages come, how long a calendar takes
// against the quiet desk, and how much memory is held; and ends with 1 where one of them is beyond its limit.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median, millisecondsOf, row } from '../bench/figures.ts'
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

interface Figures {
  calendar: number[]
  tests: number[]
  changes: number[]
  events: number[]
}

const desk = await startDesk()
say(`  in ${desk.group}; resident memory is by /proc`)
const hanging = await helper('../bench/receiver.ts')
const healthy = await healthyReceiver(desk)

async function look(): Promise<Figures> {
  const figures: Figures = { calendar: [], tests: [], changes: [], events: [] }
  const calendars = async () => {
    for (let count = 0; count < CALENDARS; count++) {
      figures.calendar.push(await millisecondsOf(async () => void (await (await fetch(`${desk.url}/calendar.ics`)).bytes())))
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
healthy.close()
const said = await desk.stop()

const times = median(beside.calendar) / median(quiet.calendar)
const latest = Math.max(...beside.tests, ...beside.changes, ...beside.events)
say(`  beside ${STRANGERS} strangers, ${HANGING} receivers that never answer and ${MUTE} clients that read nothing`)
say(`  strangers were answered ${JSON.stringify(counts)}`)
row('', 'median', 'latest', 'quiet median', 'quiet latest')
for (const [name, title] of [
  ['calendar', 'a calendar'],
  ['tests', 'a test, from its request to its receiver'],
  ['changes', 'a change, from the log to its receiver'],
  ['events', 'a change, from the log to a stream'],
] as const)
  row(title, ...[beside[name], quiet[name]].flatMap((each) => [`${median(each).toFixed(1)} ms`, `${Math.max(...each).toFixed(0)} ms`]))
row('resident memory at its peak', `${memory.peak.toFixed(0)} MB`, `quiet: ${quietMemory.peak.toFixed(0)} MB`)
if (said !== '') say(`  the desk said:\n${said}`)
const limits: [string, number, number][] = [
  ['the latest message, in milliseconds', latest, LATEST_MESSAGE],
  ["a calendar's median, in times that of the quiet desk", times, MOST_TIMES],
  ['memory, in MB', memory.peak, MOST_MEGABYTES],
]
for (const [name, is, most] of limits) row(`${is <= most ? 'holds' : 'FAILS'}: ${name}`, is.toFixed(1), `at most ${most}`)
process.exit(limits.every(([, is, most]) => is <= most) ? 0 : 1)
