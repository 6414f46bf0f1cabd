// Cached calendars, written with node:http alone: without Hono and without the web's Request and Response.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ready } from './calendars.ts'

/** Answers from the cache if it can; if it returns `false`, nothing was written. */
export function answerReady(ready: Ready, { method, url = '', headers }: IncomingMessage, outgoing: ServerResponse): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const reply = ready(url, (name) => headers[name])
  if (reply === null) return false
  outgoing.writeHead(reply.status, reply.headers)
  if (reply.body instanceof Uint8Array && method !== 'HEAD') outgoing.end(reply.body)
  else outgoing.end()
  return true
}
