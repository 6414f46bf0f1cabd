// The edge cache in front of a desk: calendars and pages are answered from it, conditional requests too, without waking
// the desk. What it answers is at most a minute older than the desk.
import { conditionOf } from './conditional-request.ts'
import { namedLanguage, preferredLanguage } from './language.ts'
import { withoutTracking } from './tracking-parameters.ts'

/** How long a response is cached at the edge, in seconds. */
export const EDGE_SECONDS = 60
/** Keeps the Cache-Control for clients in a stored response, whose own is for the edge. */
const CLIENT_CACHE = 'x-parley-cache-control'

export interface Edge {
  /** The cache of the data centre that answers; it is asked with plain GET requests only. */
  cache: { match(request: Request): Promise<Response | undefined>; put(request: Request, response: Response): Promise<void> }
  desk: (request: Request) => Promise<Response>
  /** Work that the response does not wait for. */
  later: (work: Promise<unknown>) => void
}

/** What an operator is told whose desk is asked where nothing is kept: on `*.workers.dev`, the platform's cache does nothing. */
export const NOT_CACHED =
  'On *.workers.dev nothing is cached: every request for a calendar or page wakes the desk. Name a domain of yours under "routes" in wrangler.toml.'

export function isWithoutCache({ url }: Request): boolean {
  return new URL(url).hostname.endsWith('.workers.dev')
}

/** Calendars and pages: what is the same for everyone. The API is not, since it must agree with what messages tell. */
export function isPublic({ method, url }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const { pathname } = new URL(url)
  return (
    pathname === '/calendar.ics' ||
    pathname === '/accreditation.ics' ||
    /^\/changes\.(?:atom|json)$/.test(pathname) ||
    isPage(pathname) ||
    /^\/(?:robots\.txt|sitemap\.xml|sitemaps\/\d+\.xml)$/.test(pathname) ||
    /^\/(?:talks|parties|series|topics|places)\/[^/]+\.(?:ics|json)$/.test(pathname)
  )
}

/** Pages have a language, which is that of the reader where the address names none. */
function isPage(pathname: string): boolean {
  return (
    /^\/(?:|past|subscribe|follow|month(?:\/[^/]+)?|docs(?:\/[^/]+)?|widget(?:\/build)?|talks\/[^/]+|(?:parties|series|topics|places)(?:\/[^/]+(?:\/(?:past|subscribe))?)?)$/.test(
      pathname,
    ) && !/\.(?:ics|json)$/.test(pathname)
  )
}

export async function answerAtEdge(request: Request, { cache, desk, later }: Edge): Promise<Response> {
  if (!isPublic(request)) return desk(request)
  // `Accept` decides only whether a problem becomes a page. Problems are not cached, so one key is enough.
  const { url, lang } = canonical(request)
  const accepts = { accept: request.headers.get('accept') ?? '*/*', ...(lang === null ? {} : { 'accept-language': lang }) }
  const plain = new Request(url, { headers: accepts })
  const key = new Request(lang === null ? url : `${url}${url.includes('?') ? '&' : '?'}${CHOSEN}=${lang}`)
  const kept = await cache.match(key)
  if (kept) return answer(request, kept, kept.headers.get(CLIENT_CACHE))
  const fresh = await desk(plain)
  if (fresh.status !== 200) return headOf(request, fresh)
  const stored = new Response(fresh.clone().body, fresh)
  stored.headers.set(CLIENT_CACHE, fresh.headers.get('cache-control') ?? 'no-cache')
  stored.headers.set('cache-control', `public, max-age=${EDGE_SECONDS}`)
  later(cache.put(key, stored))
  return answer(request, fresh, fresh.headers.get('cache-control'))
}

/** In a key of the cache: the language that was chosen for a page whose address names none. */
const CHOSEN = '~lang'

/** The address with its parameters in one order and without those of trackers; and the language of a page, where it names none. */
function canonical({ url: address, headers }: Request): { url: string; lang: string | null } {
  const url = new URL(address)
  const pairs = withoutTracking(url.searchParams).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  url.search = new URLSearchParams(pairs).toString()
  const lang = isPage(url.pathname) && namedLanguage(address) === null ? preferredLanguage(headers.get('accept-language')) : null
  return { url: url.href, lang }
}

/** The response in the form that was asked for: whole, without its body, or not modified. */
function answer(request: Request, found: Response, cacheControl: string | null): Response {
  const response = new Response(found.body, found)
  response.headers.delete(CLIENT_CACHE)
  response.headers.delete('age')
  if (cacheControl !== null) response.headers.set('cache-control', cacheControl)
  const [tag, modified] = [response.headers.get('etag'), response.headers.get('last-modified')]
  if (tag === null || modified === null) return headOf(request, response)
  const { headers } = request
  const validators = { tag: tag.replace(/^W\//, '').slice(1, -1), modified: Date.parse(modified) }
  const condition = conditionOf(validators, (name) => headers.get(name))
  if (condition === 'whole') return headOf(request, response)
  response.headers.delete('content-type')
  response.headers.delete('content-length')
  return new Response(null, { status: condition === 'failed' ? 412 : 304, headers: response.headers })
}

function headOf({ method }: Request, response: Response): Response {
  return method === 'HEAD' ? new Response(null, response) : response
}
