// The log over HTTP: in pages, by long polling, and as a stream of events.
import type { Context, Hono } from 'hono'
import { stepsOf } from '../../changes/histories.ts'
import { changeJson } from '../../changes/talk-json.ts'
import type { Desk } from '../../desk.ts'
import { sentenceOf } from '../../language/change-sentence.ts'
import { createTurns } from '../../runtime/turns.ts'
import { type ParameterProblem, single } from '../../talks/filter-parameters.ts'
import { plain } from '../../talks/quoting.ts'
import { type Found, find, nextChange, readAfter, readLanguage, readLimit, readQuestion } from '../change-search.ts'
import { jsonBytes, jsonResponse, jsonText } from '../json-response.ts'
import { createKeptBodies } from '../kept-bodies.ts'
import { badParameters, noTalk, problem, wrongCursor } from '../problem-response.ts'
import { integer, parametersOf, unknownParameters } from '../query-parameters.ts'
import { requestFlaw } from '../request-flaws.ts'
import { createToldChanges } from '../told-changes.ts'
import type { ChangePage } from './answers.ts'
import { STREAM_HEADERS, stream } from './change-stream.ts'
import { createListeners } from './listeners.ts'

/** Seconds. */
const LONGEST_WAIT = 30
/** Those who wait and those who stream, together. */
const MOST_LISTENERS = 1000
/** Of pages that are kept. */
const MOST_BYTES = 16 * 1024 * 1024

export function changes(app: Hono, desk: Desk, clientOf: (context: Context) => string): void {
  const told = createToldChanges(desk)
  const kept = createKeptBodies(desk, MOST_BYTES)
  const listeners = createListeners(MOST_LISTENERS)
  const turns = createTurns(() => performance.now())

  app.get('/api/changes', async (context) => {
    const parameters = parametersOf(context.req.url)
    const errors: ParameterProblem[] = []
    const wait = integer(parameters, 'wait', errors, { least: 0, most: LONGEST_WAIT, otherwise: 0 })
    const question = readQuestion(parameters, desk, ['wait'], 0, errors)
    if (question instanceof Response) return question
    const page = ({ cursor, more, changes: found }: Found) => jsonText<ChangePage>({ cursor, more, changes: found.map(({ json }) => json) })
    const answer = (asked: string, found: () => Found) =>
      jsonBytes(
        kept.bytes(asked, () => page(found())),
        { 'cache-control': 'no-store' },
      )
    const asked = `${new URLSearchParams(parameters.filter(([name]) => name !== 'wait').map(([name, value]) => [name, value]))}`
    if (wait === 0) return answer(asked, () => find(desk, told, question))
    let found = find(desk, told, question)
    if (found.changes.length === 0 && !found.more) {
      const listener = listeners.listen(clientOf(context))
      if (!listener) return tooMany()
      const gone = AbortSignal.any([context.req.raw.signal, listener.signal])
      try {
        found = await awaitChange(desk, found, wait * 1000, gone, (after) => find(desk, told, { ...question, after }))
      } finally {
        listener.done()
      }
    }
    // The cursor says how far it was looked: whoever waited may have got further than who asks now.
    return answer(`${asked} ${found.cursor}`, () => found)
  })

  app.get('/api/changes/stream', (context) => {
    const parameters = parametersOf(context.req.url)
    const errors: ParameterProblem[] = []
    // Clients that cannot set the header give a parameter of the same meaning; one that knows of no event gives an empty one.
    const last = context.req.header('last-event-id') || single(parameters, 'lastEventId', errors) || undefined
    const question = readQuestion(
      parameters,
      desk,
      ['lastEventId'],
      last === undefined ? desk.histories.cursor : lastEventId(last, errors),
      errors,
    )
    if (question instanceof Response) return question
    // A client that reconnects is further on than the address with which it began.
    if (last !== undefined) question.after = lastEventId(last, errors)
    if (errors.length > 0) return badParameters(errors, false)
    const wrong = wrongCursor(question.after, desk)
    if (wrong) return wrong
    // Nobody reads the body of a response to HEAD, so its listener would never end.
    if (context.req.raw.method === 'HEAD') return new Response(null, { headers: STREAM_HEADERS })
    const client = clientOf(context)
    const listener = listeners.listen(client)
    if (!listener) return tooMany()
    return stream(desk, question, { told, listener, inTurn: (work) => turns.enter(client, work) })
  })

  app.get('/api/talks/:id/changes', (context) => ofTalk(context, context.req.param('id'), desk))
}

function ofTalk(context: Context, id: string, desk: Desk): Response {
  const parameters = parametersOf(context.req.url)
  const unknown = unknownParameters(parameters, ['after', 'limit', 'lang'])
  const errors: ParameterProblem[] = [...unknown]
  const after = readAfter(parameters, errors, 0)
  const limit = readLimit(parameters, errors)
  const lang = readLanguage(parameters, errors)
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  if (!desk.histories.latest(id)) return noTalk(id, desk.site)
  const wrong = wrongCursor(after, desk)
  if (wrong) return wrong
  const rows = desk.changesOf(id, after, limit + 1)
  const page = stepsOf(rows.slice(0, limit), desk.histories)
  return jsonResponse<ChangePage>({
    cursor: page.at(-1)?.change.cursor ?? after,
    more: rows.length > limit,
    changes: page.map((step) => changeJson(step, sentenceOf(step, lang))),
  })
}

async function awaitChange(desk: Desk, start: Found, millis: number, signal: AbortSignal, again: (after: number) => Found): Promise<Found> {
  const until = performance.now() + millis
  let found = start
  while (found.changes.length === 0 && !signal.aborted && performance.now() < until) {
    await nextChange(desk, until - performance.now(), signal)
    found = again(found.cursor)
  }
  return found
}

function lastEventId(value: string, errors: ParameterProblem[]): number {
  if (/^\d{1,15}$/.test(value)) return Number(value)
  if (!errors.some(({ parameter }) => parameter === 'Last-Event-ID'))
    errors.push({ parameter: 'Last-Event-ID', ...requestFlaw('not-an-event-id', { value: plain(value) }) })
  return 0
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
