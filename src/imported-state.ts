// Whether a state that was taken in can be opened: its rows are held against each other, and all that a start and its
// readers read is read once, before anything is committed.
import { readChanges } from './changes/change-log.ts'
import { createHistories, type Histories } from './changes/histories.ts'
import { readGaps } from './changes/log-gaps.ts'
import { changeJson } from './changes/talk-json.ts'
import { readHandDiary } from './editing/hand-diary.ts'
import { sentenceOf } from './language/change-sentence.ts'
import { createReminders } from './reminders/reminders.ts'
import { StoreFault } from './runtime/faults.ts'
import type { Sqlite } from './sqlite/port.ts'
import { createDueTimes } from './webhooks/deliveries/due-times.ts'
import { endpointJson } from './webhooks/endpoints/endpoint.ts'
import { createRecipients } from './webhooks/endpoints/recipients.ts'
import type { Secrets } from './webhooks/endpoints/secrets.ts'
import { createEndpoints } from './webhooks/endpoints/store.ts'

/** Rows that do not go together, each with a query that finds one. */
const TORN: [what: string, query: string][] = [
  [
    'revisions of the talk {found} are not counted from 1',
    'SELECT talk AS found FROM change GROUP BY talk HAVING min(revision) <> 1 OR max(revision) <> count(*)',
  ],
  [
    'revisions of the talk {found} are not in the order of the log',
    'SELECT is_.talk AS found FROM change AS is_ JOIN change AS was ON was.talk = is_.talk AND was.revision = is_.revision - 1 WHERE was.cursor > is_.cursor OR was.at > is_.at',
  ],
  ['the talk {found} begins with its withdrawal', 'SELECT talk AS found FROM change WHERE revision = 1 AND talk_json IS NULL'],
  [
    'the talk {found} of the log is missing among the talks, or does not stand at its latest change',
    `SELECT change.talk AS found FROM change LEFT JOIN talk ON talk.id = change.talk
     WHERE talk.id IS NULL OR talk.cursor <> (SELECT max(cursor) FROM change AS other WHERE other.talk = change.talk)`,
  ],
  ['a record of {found} was made by an act that is not there', 'SELECT id AS found FROM record WHERE act NOT IN (SELECT key FROM act)'],
  [
    'a change of the talk {found} was made by an act that is not there',
    'SELECT talk AS found FROM change WHERE act IS NOT NULL AND act NOT IN (SELECT key FROM act)',
  ],
  [
    'versions of the record {found} are not counted from 1',
    'SELECT id AS found FROM record GROUP BY kind, id HAVING min(version) <> 1 OR max(version) <> count(*)',
  ],
  ['the talk {found} has no change', 'SELECT id AS found FROM talk WHERE NOT EXISTS (SELECT 1 FROM change WHERE change.talk = talk.id)'],
  [
    'the talk {found} is of an origin that made none of its changes',
    // One that editors have taken over may have changes of its former origin alone.
    `SELECT id AS found FROM talk WHERE origin NOT IN (SELECT origin FROM change WHERE change.talk = talk.id)
     AND NOT (origin = 'desk' AND taken_from IN (SELECT origin FROM change WHERE change.talk = talk.id))`,
  ],
  [
    'a start is of the talk {found}, which is not there',
    "SELECT talk AS found FROM start WHERE replace(talk, '.accreditation', '') NOT IN (SELECT id FROM talk)",
  ],
  [
    'a start was given by the change {found}, which is not there',
    "SELECT armed_by AS found FROM start WHERE armed_by IS NOT NULL AND replace(armed_by, '.accreditation', '') NOT IN (SELECT id FROM change)",
  ],
  [
    'a lead is of the endpoint {found}, which is not there',
    'SELECT endpoint AS found FROM lead WHERE endpoint NOT IN (SELECT key FROM endpoint)',
  ],
  [
    'a delivery is for the endpoint {found}, which is not there',
    "SELECT endpoint AS found FROM delivery WHERE state = 'waiting' AND endpoint NOT IN (SELECT key FROM endpoint)",
  ],
  [
    'an attempt is of the delivery {found}, which is not there',
    'SELECT delivery AS found FROM attempt WHERE delivery NOT IN (SELECT key FROM delivery)',
  ],
  [
    'the delivery {found} has more attempts than it counts',
    // The next would be kept under a number that is taken.
    'SELECT delivery AS found FROM attempt JOIN delivery ON delivery.key = attempt.delivery WHERE number > total - (attempted_at IS NOT NULL)',
  ],
]
const PAGE = 500

/** What is wrong with a state; `null` where it can be used. The caller has a transaction open. */
export function flawOfState(db: Sqlite): string | null {
  for (const [what, query] of TORN) {
    const row = db.first<{ found: string | number }>(`${query} LIMIT 1`)
    if (row) return what.replace('{found}', `"${row.found}"`)
  }
  let part = 'log'
  try {
    const histories = createHistories(db)
    const unnamed = unnamedSubject(histories)
    if (unnamed !== null) return `a talk names the ${unnamed}, which is not among the subjects`
    readLog(db, histories)
    part = 'records by hand'
    readHandDiary(db, new Map())
    part = 'endpoints'
    const reminders = createReminders({ db, histories, zone: 'UTC' })
    readEndpoints(db, createEndpoints(db, reminders.askers))
    part = 'queue'
    createDueTimes(db).earliest()
    return null
  } catch (error) {
    if (error instanceof StoreFault) throw error
    return `its ${part} cannot be read (${error instanceof Error ? error.message : String(error)})`
  }
}

/** The first secret that cannot be opened with this desk's key; `null` where all can. */
export async function flawOfSecrets(
  secrets: Secrets,
  sealed: Iterable<{ line: number; texts: (string | null)[] }>,
): Promise<string | null> {
  for (const { line, texts } of sealed)
    for (const text of texts)
      if (text !== null && !(await canBeOpened(secrets, text)))
        return `line ${line}, a row of "endpoint": a secret in it cannot be read with this SECRET_KEY`
  return null
}

async function canBeOpened(secrets: Secrets, text: string): Promise<boolean> {
  try {
    await secrets.open(text)
    return true
  } catch {
    return false
  }
}

function unnamedSubject({ talks, subject }: Histories): string | null {
  for (const history of talks.values())
    for (const { parties, topics, series, place } of history) {
      const named = [
        ...parties.map((id) => ['party', id] as const),
        ...topics.map((id) => ['topic', id] as const),
        ...(series === null ? [] : [['series', series] as const]),
        ...(place === null ? [] : [['place', place] as const]),
      ]
      const missing = named.find(([kind, id]) => subject(kind, id) === null)
      if (missing) return `${missing[0]} "${missing[1]}"`
    }
  return null
}

/** Every change as it is told. */
function readLog(db: Sqlite, histories: Histories): void {
  readGaps(db)
  for (let after = 0; ; ) {
    const changes = readChanges(db, { after }, PAGE)
    for (const change of changes) {
      const is = histories.talks.get(change.talk)?.[change.revision - 1]
      if (is === undefined) throw new Error(`the change ${change.id} is in no history`)
      const step = { change, was: histories.before(is), is }
      changeJson(step, sentenceOf(step, 'en'))
    }
    const last = changes.at(-1)
    if (last === undefined) return
    after = last.cursor
  }
}

function readEndpoints(db: Sqlite, endpoints: ReturnType<typeof createEndpoints>): void {
  for (let after = 0; ; ) {
    const page = endpoints.list(after, PAGE)
    for (const endpoint of page) endpointJson(endpoint)
    const last = page.at(-1)
    if (last === undefined) break
    after = last.key
  }
  createRecipients(db, endpoints).all()
}
