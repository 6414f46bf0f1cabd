// `feed`: a calendar of records, or of a desk's database.

import { existsSync, writeFileSync } from 'node:fs'
import { FORM_PARAMETERS, parseForm } from '../calendar/feed-form.ts'
import { feedRequest } from '../calendar/feed-key.ts'
import { readConfig } from '../config.ts'
import { createDesk } from '../desk.ts'
import { createClock } from '../runtime/clock.ts'
import { Fault } from '../runtime/faults.ts'
import { systemRandom } from '../runtime/random.ts'
import { openNode } from '../sqlite/driver.node.ts'
import type { Diary } from '../talks/diary.ts'
import { FILTER_PARAMETERS, type Parameters, parseFilter } from '../talks/filter-parameters.ts'
import { OWN_RECORDS } from '../talks/own-records.node.ts'
import { problemLine } from '../talks/problem.ts'
import { readApart } from '../talks/read-apart.node.ts'
import { NODE_BOUNDS } from '../webhooks/deliveries/bounds.ts'
import { parseOptions, UsageError } from './options.node.ts'

const FEED_HELP = `Usage: npm run -s parley -- feed [filters] [options]

Writes a calendar of the records that EVENTS names (default: the project's own). Its events are stamped with the
present time, as a desk that starts now would; with --database they come from the log of a desk, as that desk serves
them.

Filters, each as in an address (those marked * may be repeated):
  --party ID *     --match any|all    --topic ID *      --series ID *
  --place SLUG *   --country CODE *   --status STATUS *
  --since DAY      --until DAY        a day such as 2022-01-10, or a span back from today such as -P90D
                                      (write --since=-P90D)
Form:
  --alarm LEAD *   an alarm so long before each talk, such as PT1H or P1D
  --uncertain include|omit            months and longer windows (default omit)
  --cancelled keep|words|omit         (default keep)
  --busy yes|no                       whether events take up time (default no)
  --lang en|de|fr                     (default en)
Options:
  --database FILE  read the log of a desk; nothing is written to it
  --output FILE    write to a file instead

Broken records are left out, and named on the standard error. Where not all of the records could be read, no calendar
is written. Exit status 0 if one was, 1 if not, 2 if the command was not understood.

Example: npm run -s parley -- feed --party nato --lang de --output nato.ics
`

const NOTHING: Diary = { talks: [], embargoes: new Map(), broken: { ids: new Set(), unreadable: false }, problems: [], register: new Map() }

type Env = Readonly<Record<string, string | undefined>>

export async function feed(args: string[], env: Env): Promise<number> {
  const text = { type: 'string' } as const
  const names = [...FILTER_PARAMETERS, ...FORM_PARAMETERS]
  const parameterOptions = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]))
  const { values } = parseOptions(args, { ...parameterOptions, help: { type: 'boolean', short: 'h' }, database: text, output: text })
  if (values.help) {
    process.stdout.write(FEED_HELP)
    return 0
  }
  const parameters = names.flatMap((name) => ((values[name] as string[] | undefined) ?? []).map((value): [string, string] => [name, value]))
  const calendar = await makeCalendar(parameters, values.database as string | undefined, env)
  if (typeof values.output === 'string') write(values.output, calendar)
  else process.stdout.write(calendar)
  return 0
}

function write(path: string, calendar: Uint8Array): void {
  try {
    writeFileSync(path, calendar)
  } catch (error) {
    throw new Fault(`The calendar could not be written: ${error instanceof Error ? error.message : String(error)}.`, { cause: error })
  }
}

async function makeCalendar(parameters: Parameters, database: string | undefined, env: Env): Promise<Uint8Array> {
  const config = readConfig(env)
  if (database !== undefined && !existsSync(database)) throw new Fault(`There is no database at ${database}.`)
  const db = openNode(database ?? ':memory:', { readOnly: database !== undefined })
  const diary = database === undefined ? (await readApart(config.EVENTS ?? OWN_RECORDS, { env })).diary : NOTHING
  for (const problem of diary.problems) process.stderr.write(`Left out: ${problemLine(problem)}\n`)
  // A calendar without the talks that could not be read would show them as gone, and might replace a good one.
  if (diary.broken.unreadable) throw new Fault('No calendar was written, since not all of the records could be read.')
  const clock = createClock(Date.now, config.CLOCK_FROM ?? null)
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`
  const otherwise = config.PUBLIC_URL ? new URL(config.PUBLIC_URL).hostname : 'parley.localhost'
  const desk = createDesk({
    db,
    clock,
    random: systemRandom,
    diary,
    publicUrl,
    domain: { wanted: config.DOMAIN ?? null, otherwise },
    emptyDiary: 'keep',
    readOnly: database !== undefined,
    mostBytes: Number.MAX_SAFE_INTEGER,
    log: () => {},
    sending: { send: null, bounds: NODE_BOUNDS },
  })
  if (database === undefined) desk.wake()
  const { filter, problems } = parseFilter(parameters, (kind, id) => desk.histories.subject(kind, id) !== null)
  const { form, problems: more } = parseForm(parameters)
  const errors = [...problems, ...more]
  if (errors.length > 0)
    throw new UsageError(errors.map(({ parameter, message, expected }) => `--${parameter}: ${message}. Expected: ${expected}`).join('\n'))
  const { bytes } = await desk.feeds.get(feedRequest({ filter, form }), clock.today())
  db.close()
  return bytes
}
