// The log as server-sent events.

import type { Desk } from '../../desk.ts'
import { MINUTE, SECOND } from '../../talks/units.ts'
import { type Found, find, nextChange, type Question } from '../change-search.ts'
import { READABLE_BY_ALL } from '../cors.ts'
import type { ToldChanges } from '../told-changes.ts'
import type { Listener } from './listeners.ts'

/** A stream ends after so many milliseconds, for the client to come back. */
const STREAM_FOR = 5 * MINUTE
const HEARTBEAT = 15 * SECOND
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  ...READABLE_BY_ALL,
  // Proxies that buffer the response would hold every event back.
  'x-accel-buffering': 'no',
}

interface Parts {
  told: ToldChanges
  listener: Listener
  /** Does it when it is this client's turn. */
  inTurn: (work: () => void) => void
}

/**
 * Server-sent events, as fast as they are read, one at a time: what a client has yet to take is what all are sent. Changes that
 * do not match move the last event id on, too.
 */
export function stream(desk: Desk, question: Question, { told, listener, inTurn }: Parts): Response {
  const gone = new AbortController()
  const until = performance.now() + STREAM_FOR
  let { after } = question
  let opened = false
  let end: (how?: 'cut') => void = () => {}

  const next = () => find(desk, told, { ...question, limit: 1, after })
  const take = (): Promise<Found> =>
    new Promise((resolve, reject) =>
      inTurn(() => {
        try {
          resolve(next())
        } catch (error) {
          end('cut')
          reject(error)
        }
      }),
    )
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const cut = () => end('cut')
        // For a client that does not read: without a read, `pull` is not called and cannot end the stream.
        const latest = setTimeout(cut, STREAM_FOR + HEARTBEAT)
        listener.signal.addEventListener('abort', cut)
        end = (how) => {
          clearTimeout(latest)
          listener.signal.removeEventListener('abort', cut)
          gone.abort()
          listener.done()
          if (how === 'cut') controller.error(new Error('the stream is over'))
        }
      },
      async pull(controller) {
        if (!opened) {
          opened = true
          controller.enqueue(encoder.encode(`retry: 3000\nid: ${after}\n\n`))
          return
        }
        let found = await take()
        if (found.changes.length === 0 && !found.more) {
          await nextChange(desk, Math.max(0, Math.min(HEARTBEAT, until - performance.now())), gone.signal)
          found = await take()
        }
        if (gone.signal.aborted) return
        for (const event of eventsOf(found, after)) controller.enqueue(event)
        after = found.cursor
        if (performance.now() < until && !desk.hasEnded) return
        end()
        controller.close()
      },
      cancel: () => end(),
      // Nothing is made ready before it is asked for.
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: STREAM_HEADERS })
}

const encoder = new TextEncoder()

/** Never none, so that a client that waits knows that it is not forgotten. */
function eventsOf({ changes, cursor }: Found, after: number): Uint8Array[] {
  const passed = changes.at(-1)?.json.cursor ?? after
  const events = changes.map(({ event }) => event)
  if (cursor > passed) events.push(encoder.encode(`id: ${cursor}\n\n`))
  return events.length > 0 ? events : [encoder.encode(': still here\n\n')]
}
