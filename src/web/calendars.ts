// The calendars' addresses. What is kept is answered without a promise, which keeps the server's fast path.
import type { Context, Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import type { About } from '../calendar/appearance.ts'
import { type FeedRequest, REFRESH_MINUTES } from '../calendar/feed.ts'
import type { Answer } from '../calendar/feeds.ts'
import { parseForm } from '../calendar/form.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import type { Desk } from '../desk.ts'
import { NO_FILTER } from '../talks/filter.ts'
import { quoted } from '../talks/problem.ts'
import { GZIP_SUFFIX, isFresh, takesGzip } from './conditional.ts'
import { badParameters, notFound, problem } from './problem.ts'
import { parametersOf, readQuery, tooLong, unknownParameters } from './query.ts'

const KINDS: Record<string, SubjectKind> = { parties: 'party', series: 'series', topics: 'topic', places: 'place' }
const TALK_PARAMETERS = ['alarm', 'cancelled', 'lang']

export function calendars(app: Hono, desk: Desk): void {
  // Addresses that were read before; those made up at random push each other out.
  const read = new LRUCache<string, FeedRequest>({ max: 2000 })

  const answer = (context: Context, about: (path: string) => FeedRequest['about'] | Response | string): Response | Promise<Response> => {
    const { url, headers } = context.req.raw
    const address = url.slice(url.indexOf('/', url.indexOf('//') + 2))
    let request = read.get(address)
    if (!request) {
      const parsed = readRequest(address, about(context.req.path), desk)
      if (parsed instanceof Response) return parsed
      read.set(address, parsed)
      request = parsed
    }
    const respond = (made: Answer) => answerWith(made, headers, desk)
    const found = desk.feeds.get(request, desk.clock.today())
    return found instanceof Promise ? found.then(respond) : respond(found)
  }

  app.get('/calendar.ics', (context) => answer(context, () => null))
  app.get('/talks/:file{.+\\.ics}', (context) => answer(context, () => nameOf(context)))
  for (const [folder, kind] of Object.entries(KINDS)) {
    app.get(`/${folder}/:file{.+\\.ics}`, (context) => answer(context, () => aboutOf(kind, nameOf(context), desk)))
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
function talkRequest(talk: string, parameters: ReturnType<typeof parametersOf>, { histories }: Desk): FeedRequest | Response {
  if (!histories.latest(talk)) return notFound(`No talk ${quoted(talk)} was ever in this diary.`)
  const unknown = unknownParameters(parameters, TALK_PARAMETERS)
  const { form, problems } = parseForm(parameters)
  if (form.cancelled === 'omit')
    problems.push({ parameter: 'cancelled', message: '"omit" would leave the only talk out', expected: 'keep or words' })
  const errors = [...unknown, ...problems]
  return errors.length === 0 ? { talk, about: null, filter: NO_FILTER, form } : badParameters(errors, unknown.length > 0)
}

interface Prepared {
  modified: number
  plain: Record<string, string>
}

const prepared = new WeakMap<Answer, Prepared>()

/** Headers are made once an answer. */
function prepare(answer: Answer, compresses: boolean): Prepared {
  const found = prepared.get(answer)
  if (found) return found
  const modified = Date.parse(answer.changedAt)
  const plain = {
    'content-type': 'text/calendar; charset=utf-8',
    'content-length': String(answer.bytes.length),
    etag: `"${answer.tag}"`,
    'last-modified': new Date(modified).toUTCString(),
    'cache-control': `public, max-age=${REFRESH_MINUTES * 60}, stale-if-error=86400`,
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    ...(compresses ? { vary: 'accept-encoding' } : {}),
  }
  const made = { modified, plain }
  prepared.set(answer, made)
  return made
}

function answerWith(answer: Answer, headers: Headers, { feeds }: Desk): Response | Promise<Response> {
  const { modified, plain } = prepare(answer, feeds.compress !== null)
  const compressed = feeds.compress !== null && takesGzip(headers.get('accept-encoding'))
  if (isFresh({ tag: answer.tag, modified }, headers.get('if-none-match'), headers.get('if-modified-since'))) {
    const { 'content-type': _type, 'content-length': _length, ...kept } = plain
    return new Response(null, { status: 304, headers: compressed ? { ...kept, etag: gzipTag(answer) } : kept })
  }
  if (!compressed || !feeds.compress) return new Response(answer.bytes, { headers: plain })
  const zipped = ({ length }: Uint8Array) => ({
    ...plain,
    'content-length': String(length),
    etag: gzipTag(answer),
    'content-encoding': 'gzip',
  })
  if (answer.gzip) return new Response(answer.gzip, { headers: zipped(answer.gzip) })
  return feeds.compress(answer).then((bytes) => new Response(bytes, { headers: zipped(bytes) }))
}

function gzipTag({ tag }: Answer): string {
  return `"${tag}${GZIP_SUFFIX}"`
}
