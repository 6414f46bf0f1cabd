// Pages as they are served: made once for each address, language, day and state of the log, kept within a bound of bytes, and
// answered with validators like calendars.
import type { Gzip } from '../calendar/feed-cache.ts'
import type { Desk } from '../desk.ts'
import type { Language } from '../language/words.ts'
import { createLru } from '../runtime/lru.ts'
import { conditionOf, GZIP_SUFFIX, takesGzip } from './conditional-request.ts'
import { parametersOf } from './query-parameters.ts'

export interface PageCache {
  /** Answers with what `make` gives, or has given; a response of its own goes out as it is. */
  answer(request: Request, lang: Language, make: () => Promise<string | Response>): Promise<Response>
}

interface Kept {
  cursor: number
  day: string
  bytes: Uint8Array<ArrayBuffer>
  tag: string
  /** When it last became another one: milliseconds, in whole seconds. */
  modified: number
  /** Made when it is first asked for; `null` where nothing can be compressed. */
  gzip: Promise<Uint8Array<ArrayBuffer>> | null | undefined
}

interface Options {
  headers: Readonly<Record<string, string>>
  mostBytes: number
  /** Left out where the platform compresses. */
  gzip?: Gzip | undefined
}

export function createPageCache(desk: Desk, { headers, mostBytes, gzip }: Options): PageCache {
  const { histories, clock } = desk
  const kept = createLru<string, Kept>(mostBytes, ({ bytes }, key) => Math.ceil(bytes.length * (gzip ? 1.3 : 1)) + key.length * 2 + 500)

  const make = async (key: string, text: string): Promise<Kept> => {
    const bytes = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
    const tag = await hashOf(bytes)
    const before = kept.get(key)
    const modified = before?.tag === tag ? before.modified : Math.floor(clock.now() / 1000) * 1000
    const made: Kept = { cursor: histories.cursor, day: clock.today(), bytes, tag, modified, gzip: gzip ? undefined : null }
    // A desk that lives at another time says on each page what time it is.
    if (clock.from === null) kept.set(key, made)
    return made
  }

  const compressed = async (made: Kept): Promise<Uint8Array<ArrayBuffer> | null> => {
    if (made.gzip === undefined) made.gzip = gzip?.(made.bytes) ?? null
    try {
      return await made.gzip
    } catch {
      // Plain bytes are as good.
      made.gzip = null
      return null
    }
  }

  const reply = async (made: Kept, request: Request): Promise<Response> => {
    const zipped = takesGzip(request.headers.get('accept-encoding')) ? await compressed(made) : null
    const validators = { etag: `"${made.tag}${zipped ? GZIP_SUFFIX : ''}"`, 'last-modified': new Date(made.modified).toUTCString() }
    const condition = conditionOf(made, (name) => request.headers.get(name))
    const varies = [headers.vary, gzip && 'accept-encoding'].filter((name) => name).join(', ')
    const vary = varies === '' ? {} : { vary: varies }
    if (condition !== 'whole') {
      const { 'content-type': _, ...rest } = headers
      return new Response(null, { status: condition === 'failed' ? 412 : 304, headers: { ...rest, ...validators, ...vary } })
    }
    const coding = zipped ? { 'content-encoding': 'gzip' } : {}
    return new Response(zipped ?? made.bytes, { headers: { ...headers, ...validators, ...vary, ...coding } })
  }

  return {
    async answer(request, lang, makeText) {
      // What trackers add to links that are shared says nothing to a page, and is another thing on each of them.
      const asked = new URLSearchParams(parametersOf(request.url).map(([name, value]) => [name, value]))
      const key = `${lang} ${new URL(request.url).pathname}?${asked}`
      const found = kept.get(key)
      if (found && found.cursor === histories.cursor && found.day === clock.today()) return reply(found, request)
      const text = await makeText()
      return text instanceof Response ? text : reply(await make(key, text), request)
    },
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return btoa(String.fromCharCode(...hash.subarray(0, 15)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
