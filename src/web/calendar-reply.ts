// A finished calendar as the response to a request: plain, compressed, or not modified. Headers are made once for each
// calendar.
import { REFRESH_MINUTES } from '../calendar/feed.ts'
import type { Answer } from '../calendar/feed-cache.ts'
import { conditionOf, GZIP_SUFFIX, takesGzip } from './conditional-request.ts'
import { READABLE_BY_ALL } from './cors.ts'

export interface Reply {
  status: 200 | 304 | 412
  headers: Record<string, string>
  /** A stream is a new one at every read. */
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null
}

/** The request's header by its lower-case name. */
export type Header = (
  name: 'accept-encoding' | 'if-match' | 'if-unmodified-since' | 'if-none-match' | 'if-modified-since',
) => string | null | undefined

/** The replies that a calendar may be answered with. */
interface Prepared {
  tag: string
  modified: number
  plain: Reply
  unchanged: Reply
  gzip: Reply | null
  unchangedGzip: Reply
}

/** They live as long as their calendar, and so are bounded by the cache that holds it. */
const prepared = new WeakMap<Answer, Prepared>()

/**
 * Returns `compress` if gzip was asked for and has to be made first. `compresses`: whether this runtime compresses, and not
 * the platform in front of it.
 */
export function replyTo(answer: Answer, header: Header, compresses: boolean): Reply | 'compress' {
  const made = prepare(answer, compresses)
  const gzip = compresses && takesGzip(header('accept-encoding'))
  const condition = conditionOf(made, header)
  if (condition === 'failed') return { ...made.unchanged, status: 412 }
  if (condition === 'unchanged') return gzip ? made.unchangedGzip : made.unchanged
  if (!gzip) return made.plain
  if (made.gzip === null && answer.gzip !== null) made.gzip = zipped(made.plain, answer.gzip, answer.tag)
  return made.gzip ?? 'compress'
}

function prepare(answer: Answer, compresses: boolean): Prepared {
  const found = prepared.get(answer)
  if (found) return found
  const { tag, stream } = answer
  const modified = Date.parse(answer.changedAt)
  const validators = {
    etag: `"${tag}"`,
    'last-modified': new Date(modified).toUTCString(),
    'cache-control': `public, max-age=${REFRESH_MINUTES * 60}, stale-if-error=86400`,
    ...READABLE_BY_ALL,
    ...(compresses ? { vary: 'accept-encoding' } : {}),
  }
  const content = {
    'content-type': 'text/calendar; charset=utf-8',
    'content-length': String(answer.length),
    'x-content-type-options': 'nosniff',
  }
  const whole = { status: 200, headers: { ...content, ...validators } } as const
  const made: Prepared = {
    tag,
    modified,
    plain: stream
      ? {
          ...whole,
          get body() {
            return stream()
          },
        }
      : { ...whole, body: answer.bytes },
    unchanged: { status: 304, headers: validators, body: null },
    gzip: null,
    unchangedGzip: { status: 304, headers: { ...validators, etag: gzipTag(tag) }, body: null },
  }
  prepared.set(answer, made)
  return made
}

function zipped({ headers }: Reply, body: Uint8Array<ArrayBuffer>, tag: string): Reply {
  return {
    status: 200,
    headers: { ...headers, 'content-length': String(body.length), 'content-encoding': 'gzip', etag: gzipTag(tag) },
    body,
  }
}

function gzipTag(tag: string): string {
  return `"${tag}${GZIP_SUFFIX}"`
}
