// The calendars' addresses. What is kept is answered without a promise, which keeps the server's fast path.

import type { Context, Hono } from 'hono'
import type { Answer } from '../calendar/feed-cache.ts'
import { FORM_PARAMETERS, parseForm } from '../calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../calendar/feed-key.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import type { Desk } from '../desk.ts'
import { createLru } from '../runtime/lru.ts'
import type { Parameters } from '../talks/filter-parameters.ts'
import { quoted } from '../talks/quoting.ts'
import type { CalendarCounts } from './calendar-counts.ts'
import { type Header, type Reply, replyTo } from './calendar-reply.ts'
import { addressTooLong, badParameters, noTalk, notFound } from './problem-response.ts'
import { hasTracking, parametersOf, readQuery, tooLong, unknownParameters } from './query-parameters.ts'
import { requestFlaw } from './request-flaws.ts'

const KINDS: Record<string, SubjectKind> = { parties: 'party', series: 'series', topics: 'topic', places: 'place' }
/** A talk's own calendar has it however vague its date is: `uncertain` alters nothing there. */
const TALK_PARAMETERS: readonly string[] = FORM_PARAMETERS

/** Addresses whose reading is kept. */
const MOST_KNOWN = 2000

/** The answer to an address that was read before, off what is kept; `null` where anything has to be made. */
export type Ready = (address: string, header: Header) => Reply | null

/** What an address asks for, or the answer that refuses it. */
type Reading = (parameters: Parameters) => FeedRequest | Response

/** Adds the routes, and answers with the way past them for what is ready. */
export function calendars(app: Hono, desk: Desk, counts: CalendarCounts): Ready {
  const { feeds, clock } = desk
  const compresses = feeds.compress !== null
  // Those made up at random push each other out.
  const known = createLru<string, FeedRequest>(MOST_KNOWN)

  const respond = (made: Answer, headers: Headers, zips = compresses): Response | Promise<Response> => {
    const reply = replyTo(made, (name) => (name === 'accept-encoding' && !zips ? null : headers.get(name)), compresses)
    if (reply !== 'compress') return new Response(reply.body, reply)
    // Where compressing fails, plain bytes are as good.
    return Promise.resolve(feeds.compress?.(made)).then(
      () => respond(made, headers),
      () => respond(made, headers, false),
    )
  }

  const find = (context: Context, read: Reading): Response | Promise<Response> => {
    const { url, headers } = context.req.raw
    const address = url.slice(url.indexOf('/', url.indexOf('//') + 2))
    let request = known.get(address)
    if (!request) {
      const reading = tooLong(address) ? addressTooLong() : read(parametersOf(address))
      if (reading instanceof Response) return reading
      request = reading
      // Each click has parameters of its own: they must not push out what is asked for again.
      if (!hasTracking(address)) known.set(address, request)
    }
    const found = feeds.get(request, clock.today())
    return found instanceof Promise ? found.then((made) => respond(made, headers)) : respond(found, headers)
  }

  const count = (response: Response): Response => {
    counts.answered(response.status)
    return response
  }
  const answer = (context: Context, read: Reading): Response | Promise<Response> => {
    const found = find(context, read)
    if (!(found instanceof Promise)) return count(found)
    return found.then(count, (error: unknown) => {
      counts.answered(500)
      throw error
    })
  }

  app.get('/calendar.ics', (context) => answer(context, (parameters) => partOfDiary(parameters, desk, null)))
  app.get('/accreditation.ics', (context) => answer(context, (parameters) => partOfDiary(parameters, desk, null, 'deadlines')))
  app.get('/talks/:file{.+\\.ics}', (context) => answer(context, (parameters) => ofTalk(parameters, desk, nameOf(context))))
  for (const [folder, kind] of Object.entries(KINDS)) {
    app.get(`/${folder}/:file{.+\\.ics}`, (context) =>
      answer(context, (parameters) => partOfDiary(parameters, desk, { kind, id: nameOf(context) })),
    )
  }

  return (address, header) => {
    const request = known.get(address)
    const kept = request && feeds.kept(request, clock.today())
    const reply = kept ? replyTo(kept, header, compresses) : null
    if (reply === null || reply === 'compress') return null
    counts.answered(reply.status)
    return reply
  }
}

function nameOf(context: Context): string {
  return context.req.param('file')?.slice(0, -'.ics'.length) ?? ''
}

function partOfDiary(
  parameters: Parameters,
  { histories }: Desk,
  about: FeedRequest['about'],
  of: FeedRequest['of'] = 'talks',
): FeedRequest | Response {
  if (about !== null && !histories.subject(about.kind, about.id))
    return notFound(`No ${about.kind} ${quoted(about.id)} was ever named in this diary.`)
  const query = readQuery(parameters, histories)
  return query instanceof Response ? query : feedRequest({ of, about, ...query })
}

/** One talk's calendar always has its talk: no filter, and nothing that leaves it out. */
function ofTalk(parameters: Parameters, { histories, site }: Desk, talk: string): FeedRequest | Response {
  if (!histories.latest(talk)) return noTalk(talk, site)
  const unknown = unknownParameters(parameters, TALK_PARAMETERS)
  const { form, problems } = parseForm(parameters)
  if (form.cancelled === 'omit')
    problems.push({ parameter: 'cancelled', ...requestFlaw('only-talk-left-out', { value: 'omit', choices: ['keep', 'words'] }) })
  const errors = [...unknown, ...problems]
  return errors.length === 0 ? feedRequest({ talk, form }) : badParameters(errors, unknown.length > 0)
}
