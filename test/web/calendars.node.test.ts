// Calendars from the real process: off what is ready, over a socket, compressed for those who take it.
import { request as httpRequest } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, type Running, start } from '../process.ts'
import { type Answer, atNoon, calendarsSuite, NOON } from './calendars-suite.ts'

let made: Running
beforeAll(async () => {
  made = await start({ PORT: await freePort(), PUBLIC_URL: 'https://parley.example', CLOCK_FROM: NOON })
})
afterAll(() => made.stop())

/** A request whose headers are only those given, and whose answer is not decoded. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${made.url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = new Uint8Array(Buffer.concat(chunks))
        const named = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)])
        resolve({ status: response.statusCode ?? 0, headers: new Headers(named), body, text: new TextDecoder().decode(body) })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

calendarsSuite(ask, atNoon)

describe('compression', () => {
  it('gives gzip to those who take it, with a tag of its own', async () => {
    const plain = await ask('/calendar.ics')
    for (const accept of ['gzip', 'deflate, gzip;q=0.5', 'GZIP', 'br, *']) {
      const zipped = await ask('/calendar.ics', { 'accept-encoding': accept })
      expect(zipped.headers.get('content-encoding')).toBe('gzip')
      expect(zipped.headers.get('content-length')).toBe(String(zipped.body.length))
      expect(zipped.headers.get('etag')).toBe(plain.headers.get('etag')?.replace(/"$/, '-gz"'))
      expect(zipped.headers.get('vary')).toBe('accept-encoding')
      expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true)
    }
  })
  it.each(['', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.000, *', '*;q=0', 'deflate'])('gives plain bytes for %j', async (accept) => {
    const { headers, status } = await ask('/calendar.ics', { 'accept-encoding': accept })
    expect(status).toBe(200)
    expect(headers.get('content-encoding')).toBe(null)
    expect(headers.get('vary')).toBe('accept-encoding')
  })
})

describe('a conditional request for what is compressed', () => {
  it.each(['"tag"', 'W/"tag"', '"tag-gz"'])('answers 304 to %s, with the tag of what it would get', async (given) => {
    const tag = (await ask('/calendar.ics')).headers.get('etag')?.slice(1, -1) ?? ''
    const value = given.replace('tag', tag)
    for (const [accept, etag] of [
      ['gzip', `"${tag}-gz"`],
      ['identity', `"${tag}"`],
    ] as const) {
      const { status, headers } = await ask('/calendar.ics', { 'if-none-match': value, 'accept-encoding': accept })
      expect([status, headers.get('etag'), headers.get('vary')]).toEqual([304, etag, 'accept-encoding'])
    }
  })
})
