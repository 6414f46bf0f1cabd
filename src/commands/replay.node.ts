// `replay`: what an endpoint would have got.

import { readConfig } from '../config.ts'
import type { Logger } from '../runtime/logger.ts'
import { FILTER_PARAMETERS } from '../talks/filter-parameters.ts'
import { inOneSentence } from '../talks/flaw.ts'
import { flawOf } from '../talks/flaw-issue.ts'
import { OWN_RECORDS } from '../talks/own-records.node.ts'
import { problemLine } from '../talks/problem.ts'
import { readApart } from '../talks/read-apart.node.ts'
import { dayBegins, dayEnds, isDay, readInstant } from '../talks/time.ts'
import { UTC } from '../talks/zone.ts'
import { NOTHING_ALLOWED } from '../webhooks/endpoints/address.ts'
import { NewEndpoint } from '../webhooks/endpoints/endpoint-fields.ts'
import { secretBytes } from '../webhooks/endpoints/signature.ts'
import { goThrough } from './fast-forward.node.ts'
import { counted, parseOptions, UsageError } from './options.node.ts'

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

/** `--until` ends the span here, so the filter of that name is `--until-day`. */
const FILTERS = [...FILTER_PARAMETERS.filter((name) => name !== 'until'), 'until-day']
/** The options whose names are not those of the endpoint's fields. */
const OPTION_OF: Record<string, string> = { url: 'to', leads: 'lead', types: 'type', dayAt: 'day-at' }

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

export async function replay(args: string[], env: Record<string, string | undefined>): Promise<number> {
  const text = { type: 'string' } as const
  const list = { type: 'string', multiple: true } as const
  const filters = Object.fromEntries(FILTERS.map((name) => [name, list]))
  const options = { from: text, until: text, to: text, lead: list, 'day-at': text, zone: text, type: list, lang: text, secret: text }
  const { values } = parseOptions(args, { ...filters, ...options, help: { type: 'boolean', short: 'h' } })
  if (values.help) {
    process.stdout.write(REPLAY_HELP)
    return 0
  }
  const from = readTime('from', one(values, 'from'), 'start')
  const until = readTime('until', one(values, 'until'), 'end')
  if (until < from) throw new UsageError('--until is before --from.')
  const endpoint = readEndpoint(values)
  const secret = readSecret(values)
  const config = readConfig(env)
  const { diary } = await readApart(config.EVENTS ?? OWN_RECORDS, { env })
  for (const problem of diary.problems) process.stderr.write(`Left out: ${problemLine(problem)}\n`)
  const result = await goThrough(
    {
      from,
      until,
      diaries: [{ at: from, diary }],
      endpoint,
      secret,
      filter: FILTERS.flatMap((name) => many(values, name).map((value) => [name === 'until-day' ? 'until' : name, value] as const)),
      allowed: config.ALLOW_ADDRESSES ?? NOTHING_ALLOWED,
      zone: config.ZONE,
      publicUrl: config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`,
      log,
    },
    (made) => {
      if (secret === null) process.stdout.write(`Signed with ${made}\n`)
    },
  )
  const missing = result.undelivered === 0 ? '' : `, ${result.undelivered} not`
  process.stdout.write(`${counted(result.delivered, 'message')} delivered${missing}, in ${counted(result.wakeUps, 'wake-up')}.\n`)
  return result.undelivered === 0 ? 0 : 1
}

function readEndpoint(values: Values): NewEndpoint {
  if (values.to === undefined) throw new UsageError(`replay needs --to.\n\n${REPLAY_HELP}`)
  const result = NewEndpoint.safeParse({
    url: values.to,
    leads: many(values, 'lead'),
    types: values.type === undefined ? null : many(values, 'type'),
    dayAt: one(values, 'day-at') ?? null,
    zone: one(values, 'zone') ?? null,
    lang: one(values, 'lang') ?? null,
  })
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return `--${OPTION_OF[name] ?? name}: ${inOneSentence(flawOf(issue)).message}`
  })
  throw new UsageError(lines.join('\n'))
}

function readSecret(values: Values): string | null {
  const secret = one(values, 'secret') ?? null
  if (secret !== null && secretBytes(secret) === null) throw new UsageError('--secret must be whsec_ and base64 of 24 to 64 bytes.')
  return secret
}

/** Fired reminders, and what went wrong, to the standard error. */
const log: Logger = (level, event, fields) => {
  if (level !== 'info' || event === 'reminder.fired') process.stderr.write(`${event} ${JSON.stringify(fields)}\n`)
}

function readTime(name: string, value: string | undefined, edge: 'start' | 'end'): number {
  if (value === undefined) throw new UsageError(`replay needs --${name}.\n\n${REPLAY_HELP}`)
  if (isDay(value)) return edge === 'start' ? dayBegins(value, UTC) : dayEnds(value, UTC) - 1
  const instant = readInstant(value)
  if (instant === null)
    throw new UsageError(`--${name}: "${value}" is neither a day such as 2022-01-14 nor an instant such as 2022-01-14T09:00:00Z.`)
  return instant
}

function one(values: Values, name: string): string | undefined {
  return values[name] as string | undefined
}

function many(values: Values, name: string): string[] {
  return (values[name] as string[] | undefined) ?? []
}
