// What an edit costs from its request to where it is written and queued for whoever is told, in a diary by hand of one talk and
// of 10,000; and how long the calendar takes that is made after it, against the one that is made after a file was edited.
import { join } from 'node:path'
import { createDesk, type Desk } from '../../src/desk.ts'
import { createSetClock } from '../../src/runtime/clock.ts'
import { systemRandom } from '../../src/runtime/random.ts'
import { openNode } from '../../src/sqlite/driver.node.ts'
import { type Diary, readDiary } from '../../src/talks/diary.ts'
import type { RecordsFile } from '../../src/talks/record.ts'
import { NODE_BOUNDS } from '../../src/webhooks/deliveries/bounds.ts'
import { request } from '../make.ts'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'
import { inTurns, median, milliseconds, millisecondsOf, row } from './figures.ts'
import { addEndpoints } from './sender.ts'

const TALKS = 10_000
const ROUNDS = 31
const ENDPOINTS = 100
const LIMIT = 10
const START = Date.parse('2027-01-01T00:00:00Z')
const ACTING = { by: 'bench', dryRun: false, spellingOnly: false }
const NONE = readDiary([], {})

export async function edits(): Promise<void> {
  const files = madeUp(TALKS)
  const [one, many] = [byHand(madeUp(1)), byHand(files)]
  const id = 'talk-0'
  const edit = (desk: Desk) => (round: number) =>
    milliseconds(() => desk.editor.patch(id, { talk: { title: `Title ${round}` } }, { match: 'any' }, ACTING))
  const [editOne, editMany] = [edit(one), edit(many)]
  let round = 0
  const [small, large] = await inTurns(
    ROUNDS,
    () => editOne(++round),
    () => editMany(round),
  )
  row(
    'an edit, written and queued, in 10,000 talks',
    `${large.toFixed(1)} ms`,
    `${(large / small).toFixed(1)} times`,
    'in a diary of one talk',
    `${small.toFixed(1)} ms`,
  )
  row('', 'is to stay within', `${LIMIT} ms`)
  const made = (desk: Desk, alter: () => void) => async () => {
    alter()
    return millisecondsOf(async () => desk.feeds.get(request(), desk.clock.today()))
  }
  const file = desk(read(files))
  await file.feeds.get(request(), file.clock.today())
  await many.feeds.get(request(), many.clock.today())
  const ofHand = made(many, () => void editMany(++round))
  const ofFile = made(file, () => {
    file.replace(read(renamed(files, ++round)))
    file.wake()
  })
  const figures: [number[], number[]] = [[], []]
  for (let turn = 0; turn < 5; turn++) {
    figures[0].push(await ofHand())
    figures[1].push(await ofFile())
  }
  const [hand, filed] = [median(figures[0]), median(figures[1])]
  row(
    'the calendar after an edit by hand',
    `${hand.toFixed(1)} ms`,
    `${(hand / filed).toFixed(2)} times`,
    'that after an edit of a file',
    `${filed.toFixed(1)} ms`,
  )
}

function renamed(file: RecordsFile, round: number): RecordsFile {
  return { ...file, talks: file.talks.map((talk, index) => (index === 0 ? { ...talk, title: `Title ${round}` } : talk)) }
}

function read(content: RecordsFile): Diary {
  return readDiary([{ name: 'made-up.json', content }], {})
}

function desk(diary: Diary): Desk {
  const db = openNode(join(folder(), 'parley.db'))
  const made = createDesk({
    db,
    clock: createSetClock(START, Date.now),
    random: systemRandom,
    diary,
    publicUrl: 'https://parley.example',
    domain: { wanted: null, otherwise: 'parley.example' },
    emptyDiary: 'publish',
    mostBytes: 64 * 1024 * 1024,
    log: () => {},
    sending: { send: null, bounds: NODE_BOUNDS },
  })
  const wishes = Array.from({ length: ENDPOINTS }, (_, index) => ({ url: `https://hooks.example/${index}` }))
  addEndpoints({ db, desk: made }, wishes)
  made.wake()
  return made
}

function byHand(file: RecordsFile): Desk {
  const made = desk(NONE)
  made.editor.putMany(file, ACTING)
  return made
}
