// The log as server-sent events.

import type { Desk } from '../../desk.ts'
import { MINUTE, SECOND } from '../../talks/units.ts'
import { find, nextChange, type Question } from '../change-search.ts'
import { READABLE_BY_ALL } from '../cors.ts'

/** A stream ends after so many milliseconds, for the client to come back. */
const STREAM_FOR = 5 * MINUTE
const HEARTBEAT = 15 * SECOND
/** Changes that are made ready before a client has taken those before them. */
const MOST_AT_ONCE = 5
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  ...READABLE_BY_ALL,
  // Proxies that buffer the response would hold every event back.
  'x-accel-buffering': 'no',
}

/** Server-sent events, as fast as they are read. Changes that do not match move the last event id on, too. */
export function stream(desk: Desk, question: Question, done: () => void): Response {
  const encoder = new TextEncoder()
  const gone = new AbortController()
  const until = performance.now() + STREAM_FOR
  let { after } = question
  let opened = false
  let forget: ReturnType<typeof setTimeout>
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // For a client that does not read: without a read, `pull` is not called and cannot end the stream.
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
        // A few at a time: what one client does not read is held for each of them.
        const few = { ...question, limit: Math.min(question.limit, MOST_AT_ONCE) }
        let found = find(desk, { ...few, after })
        if (found.changes.length === 0 && !found.more) {
          await nextChange(desk, Math.max(0, Math.min(HEARTBEAT, until - performance.now())), gone.signal)
          found = find(desk, { ...few, after })
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
      // Nothing is made ready before it is asked for.
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: STREAM_HEADERS })
}
