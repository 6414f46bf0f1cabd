// Sending where there is only `fetch`, as on Workers: no redirects, a cap on what is read, one deadline for the whole
// exchange. What a name resolves to cannot be checked there; the platform does that (global_fetch_strictly_public).
import { type Allowed, checkUrl } from '../endpoints/address.ts'
import type { Reply } from './retry.ts'
import { ANSWERED_HEADERS, answerText, CANCELLED, DEADLINE, MOST_READ, type Send } from './send.ts'

export interface FetchSendOptions {
  allowed: Allowed
  /** The desk's own address, to which nothing is sent. */
  ownUrl: string
  /** Milliseconds for the whole exchange. */
  deadline?: number
}

export function createFetchSend({ allowed, ownUrl, deadline = DEADLINE }: FetchSendOptions): Send {
  return async ({ url, headers, body, method = 'POST' }, begun) => {
    const address = checkUrl(url, { allowed, ownUrl })
    if (!address.ok) return { error: 'address', detail: address.message }
    const over = AbortSignal.timeout(deadline)
    const early = new AbortController()
    begun?.(() => early.abort())
    try {
      const signal = AbortSignal.any([over, early.signal])
      const response = await fetch(url, { method, headers, body, redirect: 'manual', signal })
      const answer = answerText(await readSome(response, () => signal.aborted))
      const some = ANSWERED_HEADERS.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)]] : []))
      const told = some.length === 0 ? {} : { headers: Object.fromEntries(some) as Record<string, string> }
      return { status: response.status, retryAfter: response.headers.get('retry-after'), answer, ...told }
    } catch (error) {
      if (early.signal.aborted) return CANCELLED
      if (over.aborted) return { error: 'timeout', detail: `no whole answer within ${deadline / 1000} seconds` }
      return failureOf(error)
    }
  }
}

/** The first bytes of a response; the rest is not waited for. One that breaks off by itself is read as far as it came. */
async function readSome({ body }: Response, isOver: () => boolean): Promise<Uint8Array> {
  if (body === null) return new Uint8Array()
  const kept = new Uint8Array(MOST_READ)
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  let length = 0
  try {
    for (let part = await reader.read(); !part.done && length < MOST_READ; part = await reader.read()) {
      const piece = part.value.subarray(0, MOST_READ - length)
      kept.set(piece, length)
      length += piece.length
    }
  } catch (error) {
    if (isOver()) throw error
  }
  void reader.cancel().catch(() => {})
  return kept.subarray(0, length)
}

/** The platform says little more than that it failed. */
function failureOf(error: unknown): Reply {
  const detail = error instanceof Error ? error.message.slice(0, 300) : String(error)
  return { error: /certificate|tls|ssl/i.test(detail) ? 'tls' : 'unreachable', detail }
}
