// What pages of other sites may do (the Fetch standard, "CORS protocol"): read what is public with GET, never with a token.

/** With what is public. Without credentials, so that any site may be named. */
export const READABLE_BY_ALL = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Last-Modified, Retry-After',
}

/** Headers of a request that browsers ask leave for: conditions, and where a stream goes on. */
const ALLOWED_HEADERS =
  'If-None-Match, If-Modified-Since, If-Match, If-Unmodified-Since, Last-Event-ID, Cache-Control, Pragma, X-Requested-With'
/** For so many seconds a browser need not ask again. */
const ASK_AGAIN = 86_400

/** What an owner or the operator asks with a token: no other site's page may. */
export function isForTokens(path: string): boolean {
  return (
    path === '/metrics' ||
    /^\/endpoints(?:\/|$)/.test(path) ||
    /^\/api\/(?:endpoints|deliveries|records|tokens|acts|export|import|thaw)(?:\/|$)/.test(path) ||
    /^\/desk(?:\/|$)/.test(path) ||
    /^\/api\/(?:parties\/|changes\/[^/]+\/undo$)/.test(path)
  )
}

/** The answer to OPTIONS at an address that answers GET. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...READABLE_BY_ALL,
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': String(ASK_AGAIN),
      allow: 'GET, HEAD, OPTIONS',
    },
  })
}
