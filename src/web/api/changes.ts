// The log over HTTP: pages of it, waiting for what comes next, and as a stream of events.

import type { Context, Hono } from 'hono'
import { stepsOf } from '../../changes/histories.ts'
import { changeJson } from '../../changes/talk-json.ts'
import type { Desk } from '../../desk.ts'
import { sentenceOf } from '../../language/change-sentence.ts'
import { LANGUAGES, type Language } from '../../language/words.ts'
import { FILTER_PARAMETERS, type Filter, type ParameterProblem, type Parameters, parseFilter, single } from '../../talks/filter.ts'
import { quoted } from '../../talks/quoting.ts'
import { MINUTE } from '../../talks/units.ts'
import { takes } from '../../webhooks/endpoints/recipients.ts'
import { jsonResponse } from '../json.ts'
import { badParameters, beyondLog, noTalk, problem } from '../problem-response.ts'
import { integer, parametersOf, unknownParameters } from '../query.ts'

const DEFAULT_LIMIT = 100
const MOST = 1000
/** Seconds. */
const LONGEST_WAIT = 30
/** How many changes one request looks at: a filter that matches little is answered in several. */
const MOST_LOOKED_AT = 20_000
const CHUNK = 500
/** Those who wait and those who stream, together. */
const MOST_LISTENERS = 1000
/** A stream ends after so many milliseconds, for the client to come back. */
const STREAM_FOR = 5 * MINUTE
const HEARTBEAT = 15_000
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  // Proxies that gather an answer before they hand it on would hold every event back.
  'x-accel-buffering': 'no',
}

interface Question {
  filter: Filter
  lang: Language
  after: number
  limit: number
}

interface Found {
  changes: ReturnType<typeof changeJson>[]
  /** Up to where was looked: what to ask after next. */
  cursor: number
  /** Whether the log goes on after the cursor. */
  more: boolean
}

export function changes(app: Hono, desk: Desk): void {
  let listeners = 0
  /** Counts a listener in, and answers with how to count it out; `null` where there are too many. */
  const listen = (): (() => void) | null => {
    if (listeners >= MOST_LISTENERS) return null
    listeners++
    let over = false
    return () => {
      if (!over) listeners--
      over = true
    }
  }

  app.get('/api/changes', async (context) => {
    const parameters = parametersOf(context.req.url)
    const errors: ParameterProblem[] = []
    const wait = integer(parameters, 'wait', errors, { least: 0, most: LONGEST_WAIT, otherwise: 0 })
    const question = readQuestion(parameters, desk, ['wait'], 0, errors)
    if (question instanceof Response) return question
    let found = find(desk, question)
    if (found.changes.length === 0 && !found.more && wait > 0) {
      const done = listen()
      if (!done) return tooMany()
      try {
        found = await awaitChange(desk, question, found, wait * 1000, context.req.raw.signal)
      } finally {
        done()
      }
    }
    return jsonResponse({ cursor: found.cursor, more: found.more, changes: found.changes }, { 'cache-control': 'no-store' })
  })

  app.get('/api/changes/stream', (context) => {
    const parameters = parametersOf(context.req.url)
    const errors: ParameterProblem[] = []
    const last = context.req.header('last-event-id')
    const question = readQuestion(parameters, desk, [], last === undefined ? desk.histories.cursor : lastEventId(last, errors), errors)
    if (question instanceof Response) return question
    // A client that comes back knows better than the address it first asked at.
    if (last !== undefined) question.after = lastEventId(last, errors)
    if (errors.length > 0) return badParameters(errors, false)
    if (question.after > desk.histories.cursor) return beyondLog(question.after, desk.histories.cursor)
    // Nobody reads the body of an answer to HEAD, so nothing would ever count its listener out.
    if (context.req.raw.method === 'HEAD') return new Response(null, { headers: STREAM_HEADERS })
    const done = listen()
    return done ? stream(desk, question, done) : tooMany()
  })

  app.get('/api/talks/:id/changes', (context) => ofTalk(context, context.req.param('id'), desk))
}

function ofTalk(context: Context, id: string, desk: Desk): Response {
  const parameters = parametersOf(context.req.url)
  const unknown = unknownParameters(parameters, ['after', 'limit', 'lang'])
  const errors: ParameterProblem[] = [...unknown]
  const after = integer(parameters, 'after', errors, { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 })
  const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: DEFAULT_LIMIT })
  const lang = language(parameters, errors)
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  if (!desk.histories.latest(id)) return noTalk(id, desk.site)
  if (after > desk.histories.cursor) return beyondLog(after, desk.histories.cursor)
  const rows = desk.changesOf(id, after, limit + 1)
  const page = stepsOf(rows.slice(0, limit), desk.histories)
  return jsonResponse({
    cursor: page.at(-1)?.change.cursor ?? after,
    more: rows.length > limit,
    changes: page.map((step) => changeJson(step.change, sentenceOf(step, lang))),
  })
}

function readQuestion(
  parameters: Parameters,
  { histories }: Desk,
  besides: readonly string[],
  otherwise: number,
  errors: ParameterProblem[],
): Question | Response {
  const unknown = unknownParameters(parameters, [...FILTER_PARAMETERS, 'after', 'limit', 'lang', ...besides])
  const { filter, problems } = parseFilter(parameters, (kind, id) => histories.subject(kind, id) !== null)
  errors.unshift(...unknown, ...problems)
  const after = integer(parameters, 'after', errors, { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise })
  const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: DEFAULT_LIMIT })
  const lang = language(parameters, errors)
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  return after > histories.cursor ? beyondLog(after, histories.cursor) : { filter, lang, after, limit }
}

function find(desk: Desk, { filter, lang, after, limit }: Question): Found {
  const today = desk.clock.today()
  const found: Found['changes'] = []
  let cursor = after
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += CHUNK) {
    const rows = desk.changes(cursor, CHUNK)
    for (const step of stepsOf(rows, desk.histories)) {
      if (found.length === limit) return { changes: found, cursor, more: true }
      cursor = step.change.cursor
      if (takes(filter, [step.was, step.is], today)) found.push(changeJson(step.change, sentenceOf(step, lang)))
    }
    if (rows.length < CHUNK) break
  }
  return { changes: found, cursor, more: cursor < desk.histories.cursor }
}

async function awaitChange(desk: Desk, question: Question, start: Found, millis: number, signal: AbortSignal): Promise<Found> {
  const until = performance.now() + millis
  let found = start
  while (found.changes.length === 0 && !signal.aborted && performance.now() < until) {
    await nextChange(desk, until - performance.now(), signal)
    found = find(desk, { ...question, after: found.cursor })
  }
  return found
}

/** Resolves at the next change, after a while, or when nobody listens any more. */
function nextChange(desk: Desk, millis: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      forget()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, millis)
    const forget = desk.histories.onChange(end)
    signal?.addEventListener('abort', end)
  })
}

/** Server-sent events, as fast as they are read. What does not match moves the last event's id on, too. */
function stream(desk: Desk, question: Question, done: () => void): Response {
  const encoder = new TextEncoder()
  const gone = new AbortController()
  const until = performance.now() + STREAM_FOR
  let { after } = question
  let opened = false
  let forget: ReturnType<typeof setTimeout>
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // A client that does not read is not waited for.
      forget = setTimeout(() => {
        gone.abort()
        controller.error(new Error('the stream is over'))
        done()
      }, STREAM_FOR + HEARTBEAT)
    },
    async pull(controller) {
      if (!opened) {
        opened = true
        controller.enqueue(encoder.encode(`retry: 3000\nid: ${after}\n\n`))
        return
      }
      let found = find(desk, { ...question, after })
      if (found.changes.length === 0 && !found.more) {
        await nextChange(desk, Math.max(0, Math.min(HEARTBEAT, until - performance.now())), gone.signal)
        found = find(desk, { ...question, after })
      }
      if (gone.signal.aborted) return
      const events = found.changes.map((change) => `id: ${change.cursor}\nevent: ${change.types[0]}\ndata: ${JSON.stringify(change)}\n\n`)
      if (found.cursor > after && found.cursor !== found.changes.at(-1)?.cursor) events.push(`id: ${found.cursor}\n\n`)
      after = found.cursor
      controller.enqueue(encoder.encode(events.length > 0 ? events.join('') : ': still here\n\n'))
      if (performance.now() < until && desk.health().ready) return
      clearTimeout(forget)
      controller.close()
      done()
    },
    cancel() {
      clearTimeout(forget)
      gone.abort()
      done()
    },
  })
  return new Response(body, { headers: STREAM_HEADERS })
}

function lastEventId(value: string, errors: ParameterProblem[]): number {
  if (/^\d{1,15}$/.test(value)) return Number(value)
  if (!errors.some(({ parameter }) => parameter === 'Last-Event-ID'))
    errors.push({ parameter: 'Last-Event-ID', message: `${quoted(value)} is no cursor`, expected: 'the id of the last event' })
  return 0
}

function language(parameters: Parameters, errors: ParameterProblem[]): Language {
  const lang = single(parameters, 'lang', errors) ?? 'en'
  if ((LANGUAGES as readonly string[]).includes(lang)) return lang as Language
  errors.push({ parameter: 'lang', message: `${quoted(lang)} is not known here`, expected: LANGUAGES.join(', ') })
  return 'en'
}

function tooMany(): Response {
  return problem(
    {
      type: 'too-many-listeners',
      status: 503,
      title: 'Too many wait for changes',
      detail: `At most ${MOST_LISTENERS} at once. Ask without wait, or try again.`,
    },
    { 'retry-after': '30' },
  )
}
