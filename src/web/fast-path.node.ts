// Cached calendars, written with node:http alone: without Hono and without the web's Request and Response.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ready } from './calendars.ts'

/** An address whose path or query holds UTF-8 as it is, which node:http reads as Latin-1, with it percent-encoded. */
export function inAscii(url: string): string {
  return /^[\x21-\x7e]*$/.test(url)
    ? url
    : Buffer.from(url, 'latin1')
        .toString('utf8')
        .replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
}

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
