// The demonstration: the diary of the story, taken through its days, with a receiver that verifies each signature and
// prints each message as a line. One move is made up, and says so.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { diff } from '../changes/diff.ts'
import { standingAfter } from '../changes/standing.ts'
import { dayWords } from '../language/dates.ts'
import { type Diary, readDiary } from '../talks/diary.ts'
import type { RecordsFile, TalkRecord } from '../talks/record.ts'
import { instantText } from '../talks/time.ts'
import { NOTHING_ALLOWED } from '../webhooks/endpoints/address.ts'
import { type SignedHeaders, verify } from '../webhooks/endpoints/signature.ts'
import { FORMAT_NAMES, type FormatName } from '../webhooks/formats/formats.ts'
import { changeMessage } from '../webhooks/messages/message.ts'
import { STORY } from './demo-records.ts'
import { goThrough } from './fast-forward.node.ts'
import { parseOptions } from './options.node.ts'

const DEMO_HELP = `Usage: npm run -s parley -- demo

Takes a desk through the two weeks of the story, with a receiver of its own on this machine that verifies each
signature and prints each message as a line. Nothing leaves the machine, and nothing is kept.
`

const FROM = '2021-12-31T12:00:00Z'
const UNTIL = '2022-01-14T23:59:59Z'
const MOVED_AT = '2022-01-08T12:00:00Z'
const MOVED = { talk: 'nato-russia-1', when: '2022-01-14' }
/** The id of a source that stands for what no real source says. */
const MADE_UP = 'demonstration'

interface Received {
  type: string
  timestamp: string
  data: {
    change?: { sentence: string }
    reminder?: { sentence: string; lead: string }
    talk: { sources: { source: string }[] }
  }
}

export async function demo(args: string[]): Promise<number> {
  const { values } = parseOptions(args, { help: { type: 'boolean', short: 'h' } })
  if (values.help) {
    process.stdout.write(DEMO_HELP)
    return 0
  }
  return show((line) => process.stdout.write(`${line}\n`))
}

/** Returns exit status 0 if every message arrived with a valid signature. */
async function show(print: (line: string) => void): Promise<number> {
  print(`Three talks that one news story announced, as an endpoint would have been told of them from ${dayOf(FROM)} to ${dayOf(UNTIL)}.`)
  print('It asks to be reminded a day before (P1D) and an hour before (PT1H). Of all three talks only the day is known: so it is')
  print('reminded at nine in the morning of the day before, and, since no hour can be counted, of the day itself (P0D).')
  print(
    `To show a change, this demonstration makes one up: on ${dayOf(MOVED_AT)}, NATO and Russia move to ${dayOf(MOVED.when)}. No source says so.`,
  )
  print('')
  let secret = ''
  let count = 0
  let wrong = 0
  const server = await listen(async (headers, body) => {
    const good = await verify(headers, body, secret, Math.floor(Date.now() / 1000))
    count++
    if (!good) wrong++
    print(lineOf(JSON.parse(body) as Received, good))
  })
  const { port } = server.address() as AddressInfo
  const result = await goThrough(
    {
      from: Date.parse(FROM),
      until: Date.parse(UNTIL),
      diaries: [
        { at: Date.parse(FROM), diary: diaryOf(STORY) },
        { at: Date.parse(MOVED_AT), diary: diaryOf(withMove(STORY)) },
      ],
      endpoint: { url: `http://127.0.0.1:${port}/`, leads: ['P1D', 'PT1H'] },
      secret: null,
      filter: [],
      allowed: NOTHING_ALLOWED,
      zone: 'UTC',
      publicUrl: 'http://parley.localhost',
      log: () => {},
    },
    (given) => {
      secret = given
    },
  )
  server.close()
  print('')
  print(
    wrong === 0 && result.undelivered === 0
      ? `${count} messages, every signature verified. Times are UTC; a desk went through these two weeks in ${result.wakeUps} wake-ups.`
      : `${count} messages, ${wrong} with a wrong signature; ${result.undelivered} not delivered.`,
  )
  print('')
  print('The same move as every format writes it; an endpoint names its own, and a browser that follows has web-push:')
  for (const [format, body] of inEveryFormat()) print(`${format.padEnd(12)} ${body}`)
  print('')
  print(
    'The same to an address of yours: npm run -s parley -- replay --from 2021-12-31 --until 2022-01-14 --to https://… --lead P1D --lead PT1H',
  )
  return wrong === 0 && result.undelivered === 0 ? 0 : 1
}

/** What is frozen of the made-up move, before it is completed for an endpoint. */
function inEveryFormat(): [FormatName, string][] {
  const [before, after] = [diaryOf(STORY), diaryOf(withMove(STORY))].map(({ talks }) => talks.find(({ id }) => id === MOVED.talk) ?? null)
  if (!before || !after) throw new Error(`demo: ${MOVED.talk} is not in its records`)
  const at = instantText(Date.parse(MOVED_AT))
  const was = standingAfter(null, before, instantText(Date.parse(FROM)))
  const is = standingAfter(was, after, at)
  const [difference] = diff(new Map([[before.id, { talk: before, standing: was }]]), new Map([[after.id, after]]))
  const change = { cursor: 2, id: MADE_UP, talk: after.id, revision: 2, types: difference?.types ?? [], at, before, after }
  const site = { url: 'http://parley.localhost', domain: 'parley.localhost' }
  return FORMAT_NAMES.filter((format) => format !== 'standard').map((format) => [
    format,
    changeMessage({ change, was, is }, { format, lang: 'en' }, site).body,
  ])
}

function lineOf({ type, timestamp, data }: Received, good: boolean): string {
  const { change, reminder, talk } = data
  const madeUp = talk.sources.some(({ source }) => source === MADE_UP) ? ' (made up)' : ''
  const what = (change ?? reminder)?.sentence ?? ''
  const mark = good ? 'verified' : 'WRONG SIGNATURE'
  return `${timestamp.slice(0, 16).replace('T', ' ')}  ${mark}  ${(reminder ? `${type} ${reminder.lead}` : type).padEnd(19)}  ${what}${madeUp}`
}

function dayOf(iso: string): string {
  return dayWords(iso.slice(0, 10), 'en', { year: true })
}

function diaryOf(file: RecordsFile): Diary {
  return readDiary([{ name: 'demo-records.ts', content: file }], {})
}

function withMove(file: RecordsFile): RecordsFile {
  const move = (talk: TalkRecord): TalkRecord =>
    talk.id === MOVED.talk
      ? {
          ...talk,
          when: MOVED.when,
          sources: [
            ...talk.sources
              .map((citation) => ({ ...citation, supports: citation.supports.filter((field) => field !== 'when') }))
              .filter(({ supports }) => supports.length > 0),
            { source: MADE_UP, supports: ['when'], derived: 'made up by the demonstration' },
          ],
        }
      : talk
  const source = {
    title: 'Made up by the demonstration: no source says that this talk moved',
    publisher: null,
    url: null,
    published: '2022-01-08',
    official: false,
  }
  return { ...file, sources: { ...file.sources, [MADE_UP]: source }, talks: file.talks.map(move) }
}

function listen(onMessage: (headers: SignedHeaders, body: string) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      void onMessage(request.headers as unknown as SignedHeaders, body).then(() => response.writeHead(204).end())
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
