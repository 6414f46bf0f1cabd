// Entry: the command line. `check` reads records, `feed` writes a calendar.
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { DateTime } from 'luxon'
import { parties } from '../events/parties.ts'
import { FORM_PARAMETERS, parseForm } from './calendar/form.ts'
import { createClock } from './clock.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createDesk } from './desk.ts'
import { Fault } from './fault.ts'
import { openNode } from './sqlite/driver.node.ts'
import type { Diary } from './talks/diary.ts'
import { FILTER_PARAMETERS, type Parameters, parseFilter } from './talks/filter.ts'
import { problemLine } from './talks/problem.ts'
import { readRecords } from './talks/read.node.ts'
import { isDay } from './talks/when.ts'
import { NOTHING_ALLOWED } from './webhooks/address.ts'
import { NODE_BOUNDS } from './webhooks/deliver.ts'
import { NewEndpoint } from './webhooks/endpoint.ts'
import { secretBytes } from './webhooks/signature.ts'

const OWN_RECORDS = fileURLToPath(new URL('../events/index.ts', import.meta.url))

const HELP = `Usage: npm run -s parley -- <command> [options]

Commands:
  check [path]   read the records and list every problem of every record
  feed           write a calendar to the standard output
  replay         take a desk through a span of time, and send what an endpoint would have got
  demo           the same with the talks of the story, and a receiver that prints them

"npm run -s parley -- <command> --help" says more of each.
`

const CHECK_HELP = `Usage: npm run -s parley -- check [path]

Reads the records at the path and lists every problem of every record: file, talk, field, what is wrong, and what
would be right. Exit status 0 if there is none, 1 if there is any, 2 if the command was not understood.

  path   a module such as events/index.ts, a .json file, or a folder of .json files;
         default: what EVENTS names, else the project's own records

Example: npm run -s parley -- check my-records/
`

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
  --lang en|de|fr                     (default en)
Options:
  --database FILE  read the log of a desk; nothing is written to it
  --output FILE    write to a file instead

Broken records are left out, and named on the standard error. Where not all of the records could be read, no calendar
is written. Exit status 0 if one was, 1 if not, 2 if the command was not understood.

Example: npm run -s parley -- feed --party nato --lang de --output nato.ics
`

const REPLAY_HELP = `Usage: npm run -s parley -- replay --from TIME --until TIME --to URL [options]

Takes a desk through a span of time by jumping from one wake-up to the next, with the records that EVENTS names
(default: the project's own) and a database of its own, and sends for real: what would this endpoint get?

  --from TIME      a day such as 2021-12-31, or an instant such as 2021-12-31T12:00:00Z
  --until TIME     a day (to its end, UTC) or an instant
  --to URL         where messages go; http:// and addresses on this machine are allowed here
  --lead LEAD *    a reminder so long before each talk, such as P1D or PT1H
  --day-at HH:MM   when leads in days are told, for talks without a time (default 09:00)
  --zone ZONE      of leads in days (default: the talk's, else ZONE, else UTC)
  --type TYPE *    only changes of these types
  --lang en|de|fr  of sentences (default en)
  --secret SECRET  the whsec_… to sign with (default: a new one, which is printed)

Filters as for feed: --party, --match, --topic, --series, --place, --country, --status, --since, --until-day.
Those marked * may be repeated. Exit status 0 if every message was delivered, 1 if not, 2 if the command was not
understood.

Example: npm run -s parley -- replay --from 2021-12-31 --until 2022-01-14 --to http://127.0.0.1:9000/ --lead P1D
`

const DEMO_HELP = `Usage: npm run -s parley -- demo

Takes a desk through the two weeks of the story, with a receiver of its own on this machine that verifies each
signature and prints each message as a line. Nothing leaves the machine, and nothing is kept.
`

const NOTHING: Diary = { talks: [], embargoes: new Map(), broken: { ids: new Set(), unreadable: false }, problems: [], register: new Map() }

class UsageError extends Error {}

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Who reads only a part, as "| head" does, has had enough.
  if (code === 'EPIPE') process.exit(0)
  process.stderr.write(`The output could not be written: ${message}.\n`)
  process.exit(1)
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof Fault)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function main([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'check':
      return check(args)
    case 'feed':
      return feed(args)
    case 'replay':
      return replayCommand(args)
    case 'demo':
      return demoCommand(args)
    case undefined:
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(HELP)
      return command === undefined ? 2 : 0
    default:
      throw new UsageError(`There is no command "${command}".\n\n${HELP}`)
  }
}

async function check(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, { help: { type: 'boolean', short: 'h' } }, true)
  if (values.help) {
    process.stdout.write(CHECK_HELP)
    return 0
  }
  if (positionals.length > 1) throw new UsageError(`check takes one path, not ${positionals.length}.`)
  const path = positionals[0] ?? readConfig(process.env).EVENTS ?? OWN_RECORDS
  const diary = await readRecords(path, parties)
  for (const problem of diary.problems) process.stdout.write(`${problemLine(problem)}\n`)
  const count = diary.problems.length
  process.stdout.write(
    count === 0
      ? `${counted(diary.talks.length, 'talk')}, no problem.\n`
      : `${counted(count, 'problem')}; ${counted(diary.talks.length, 'talk')} without one.\n`,
  )
  return count === 0 ? 0 : 1
}

async function feed(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const names = [...FILTER_PARAMETERS, ...FORM_PARAMETERS]
  const parameterOptions = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]))
  const { values } = parse(args, { ...parameterOptions, help: { type: 'boolean', short: 'h' }, database: text, output: text }, false)
  if (values.help) {
    process.stdout.write(FEED_HELP)
    return 0
  }
  const parameters = names.flatMap((name) => ((values[name] as string[] | undefined) ?? []).map((value): [string, string] => [name, value]))
  const calendar = await makeCalendar(parameters, values.database as string | undefined, readConfig(process.env))
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

async function replayCommand(args: string[]): Promise<number> {
  const text = { type: 'string' } as const
  const list = { type: 'string', multiple: true } as const
  const filters = FILTER_PARAMETERS.filter((name) => name !== 'until')
  const filterOptions = Object.fromEntries([...filters, 'until-day'].map((name) => [name, list]))
  const options = { from: text, until: text, to: text, lead: list, 'day-at': text, zone: text, type: list, lang: text, secret: text }
  const { values } = parse(args, { ...filterOptions, ...options, help: { type: 'boolean', short: 'h' } }, false)
  if (values.help) {
    process.stdout.write(REPLAY_HELP)
    return 0
  }
  const one = (name: string) => values[name] as string | undefined
  const many = (name: string) => (values[name] as string[] | undefined) ?? []
  const from = readTime('from', one('from'), 'start')
  const until = readTime('until', one('until'), 'end')
  if (until < from) throw new UsageError('--until is before --from.')
  const endpoint = NewEndpoint.safeParse({
    url: one('to'),
    leads: many('lead'),
    types: values.type === undefined ? null : many('type'),
    dayAt: one('day-at') ?? null,
    zone: one('zone') ?? null,
    lang: one('lang') ?? null,
  })
  if (!endpoint.success)
    throw new UsageError(
      endpoint.error.issues.map(({ path, message }) => `--${OPTION_OF[String(path[0])] ?? String(path[0])} ${message}`).join('\n'),
    )
  const secret = one('secret') ?? null
  if (secret !== null && secretBytes(secret) === null) throw new UsageError('--secret must be whsec_ and base64 of 24 to 64 bytes.')
  const config = readConfig(process.env)
  const diary = await readRecords(config.EVENTS ?? OWN_RECORDS, parties)
  for (const problem of diary.problems) process.stderr.write(`Left out: ${problemLine(problem)}\n`)
  const { replay } = await import('./replay.node.ts')
  const result = await replay(
    {
      from,
      until,
      diaries: [{ at: from, diary }],
      endpoint: endpoint.data,
      secret,
      filter: [...filters, 'until-day'].flatMap((name) =>
        many(name).map((value) => [name === 'until-day' ? 'until' : name, value] as const),
      ),
      allowed: config.ALLOW_ADDRESSES ?? NOTHING_ALLOWED,
      zone: config.ZONE,
      publicUrl: config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`,
      log: (level, event, fields) =>
        process.stderr.write(level === 'info' && event !== 'reminder.fired' ? '' : `${event} ${JSON.stringify(fields)}\n`),
    },
    (made) => {
      if (secret === null) process.stdout.write(`Signed with ${made}\n`)
    },
  )
  process.stdout.write(
    `${counted(result.delivered, 'message')} delivered${result.undelivered === 0 ? '' : `, ${result.undelivered} not`}, in ${counted(result.wakeUps, 'wake-up')}.\n`,
  )
  return result.undelivered === 0 ? 0 : 1
}

/** Which option a field of an endpoint is. */
const OPTION_OF: Record<string, string> = { url: 'to', leads: 'lead', types: 'type', dayAt: 'day-at' }

function readTime(name: string, value: string | undefined, edge: 'start' | 'end'): DateTime {
  if (value === undefined) throw new UsageError(`replay needs --${name}.\n\n${REPLAY_HELP}`)
  const day = isDay(value)
  const time = day || /T.*(?:Z|[+-]\d{2}:\d{2})$/.test(value) ? DateTime.fromISO(value, { zone: 'utc' }) : DateTime.invalid('form')
  if (!time.isValid)
    throw new UsageError(`--${name}: "${value}" is neither a day such as 2022-01-14 nor an instant such as 2022-01-14T09:00:00Z.`)
  return day && edge === 'end' ? time.endOf('day') : time
}

async function demoCommand(args: string[]): Promise<number> {
  const { values } = parse(args, { help: { type: 'boolean', short: 'h' } }, false)
  if (values.help) {
    process.stdout.write(DEMO_HELP)
    return 0
  }
  const { demo } = await import('./demo.node.ts')
  return demo((line) => process.stdout.write(`${line}\n`))
}

async function makeCalendar(parameters: Parameters, database: string | undefined, config: Config): Promise<Uint8Array> {
  if (database !== undefined && !existsSync(database)) throw new Fault(`There is no database at ${database}.`)
  const db = openNode(database ?? ':memory:', { readOnly: database !== undefined })
  const diary = database === undefined ? await readRecords(config.EVENTS ?? OWN_RECORDS, parties) : NOTHING
  for (const problem of diary.problems) process.stderr.write(`Left out: ${problemLine(problem)}\n`)
  // A calendar without what could not be read would say that it is gone, and take the place of a good one.
  if (diary.broken.unreadable) throw new Fault('No calendar was written, since not all of the records could be read.')
  const clock = createClock(Date.now, config.CLOCK_FROM ?? null)
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`
  const otherwise = config.PUBLIC_URL ? new URL(config.PUBLIC_URL).hostname : 'parley.localhost'
  const desk = createDesk({
    db,
    clock,
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
  const { bytes } = await desk.feeds.get({ talk: null, about: null, filter, form }, clock.today())
  db.close()
  return bytes
}

function parse(args: string[], options: NonNullable<ParseArgsConfig['options']>, allowPositionals: boolean) {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee --help.`)
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
