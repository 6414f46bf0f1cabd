// The calendars' addresses. What is kept is answered without a promise, which keeps the server's fast path.

import type { Context, Hono } from 'hono'
import type { FeedRequest } from '../calendar/feed.ts'
import type { Answer } from '../calendar/feed-cache.ts'
import { parseForm } from '../calendar/form.ts'
import type { About } from '../calendar/presence.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import type { Desk } from '../desk.ts'
import { createLru } from '../runtime/lru.ts'
import { NO_FILTER } from '../talks/filter.ts'
import { quoted } from '../talks/quoting.ts'
import { badParameters, noTalk, notFound, problem } from './problem-response.ts'
import { parametersOf, readQuery, tooLong, unknownParameters } from './query.ts'
import { type Header, type Reply, replyTo } from './reply.ts'

const KINDS: Record<string, SubjectKind> = { parties: 'party', series: 'series', topics: 'topic', places: 'place' }
const TALK_PARAMETERS = ['alarm', 'cancelled', 'lang']

/** Addresses whose reading is kept. */
const MOST_READ = 2000

/** The answer to an address that was read before, off what is kept; `null` where anything has to be made. */
export type Ready = (address: string, header: Header) => Reply | null

/** Adds the routes, and answers with the way past them for what is ready. */
export function calendars(app: Hono, desk: Desk): Ready {
  const { feeds, clock } = desk
  const compresses = feeds.compress !== null
  // Addresses that were read before; those made up at random push each other out.
  const read = createLru<string, FeedRequest>(MOST_READ)

  const answer = (context: Context, about: () => FeedRequest['about'] | Response | string): Response | Promise<Response> => {
    const { url, headers } = context.req.raw
    const address = url.slice(url.indexOf('/', url.indexOf('//') + 2))
    let request = read.get(address)
    if (!request) {
      const parsed = readRequest(address, about(), desk)
      if (parsed instanceof Response) return parsed
      read.set(address, parsed)
      request = parsed
    }
    const respond = (made: Answer, zips = compresses): Response | Promise<Response> => {
      const reply = replyTo(made, (name) => (name === 'accept-encoding' && !zips ? null : headers.get(name)), compresses)
      if (reply !== 'compress') return new Response(reply.body, reply)
      // Where compressing fails, plain bytes are as good.
      return Promise.resolve(feeds.compress?.(made)).then(
        () => respond(made),
        () => respond(made, false),
      )
    }
    const found = feeds.get(request, clock.today())
    return found instanceof Promise ? found.then((made) => respond(made)) : respond(found)
  }

  app.get('/calendar.ics', (context) => answer(context, () => null))
  app.get('/talks/:file{.+\\.ics}', (context) => answer(context, () => nameOf(context)))
  for (const [folder, kind] of Object.entries(KINDS)) {
    app.get(`/${folder}/:file{.+\\.ics}`, (context) => answer(context, () => aboutOf(kind, nameOf(context), desk)))
  }

  return (address, header) => {
    const request = read.get(address)
    const kept = request && feeds.kept(request, clock.today())
    const reply = kept ? replyTo(kept, header, compresses) : null
    return reply === 'compress' ? null : reply
  }
}

function nameOf(context: Context): string {
  return context.req.param('file')?.slice(0, -'.ics'.length) ?? ''
}

function aboutOf(kind: About['kind'], id: string, desk: Desk): About | Response {
  return desk.histories.subject(kind, id) ? { kind, id } : notFound(`No ${kind} ${quoted(id)} was ever named in this diary.`)
}

function readRequest(address: string, about: FeedRequest['about'] | Response | string, desk: Desk): FeedRequest | Response {
  if (about instanceof Response) return about
  if (tooLong(address))
    return problem({
      type: 'address-too-long',
      status: 414,
      title: 'The address is too long',
      detail: 'Calendar apps drop addresses of more than 256 characters; this desk reads at most 2,000.',
    })
  const parameters = parametersOf(address)
  if (typeof about === 'string') return talkRequest(about, parameters, desk)
  const query = readQuery(parameters, desk.histories)
  return query instanceof Response ? query : { talk: null, about, ...query }
}

/** One talk's calendar always has its talk: no filter, and nothing that leaves it out. */
function talkRequest(talk: string, parameters: ReturnType<typeof parametersOf>, { histories, site }: Desk): FeedRequest | Response {
  if (!histories.latest(talk)) return noTalk(talk, site)
  const unknown = unknownParameters(parameters, TALK_PARAMETERS)
  const { form, problems } = parseForm(parameters)
  if (form.cancelled === 'omit')
    problems.push({ parameter: 'cancelled', message: '"omit" would leave the only talk out', expected: 'keep or words' })
  const errors = [...unknown, ...problems]
  return errors.length === 0 ? { talk, about: null, filter: NO_FILTER, form } : badParameters(errors, unknown.length > 0)
}
