// Calendars over HTTP: what is asked of whatever serves the diary of the story, which became known at NOON.
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/language/words.ts'

export const NOON = '2022-01-05T12:00:00Z'

export interface Answer {
  status: number
  headers: Headers
  body: Uint8Array<ArrayBuffer>
  text: string
}

/** A request whose headers are only those given. */
export type Ask = (path: string, headers?: Record<string, string>, method?: string) => Promise<Answer>

const PATHS = [
  '/calendar.ics',
  '/talks/us-russia-1.ics',
  '/parties/nato.ics',
  '/series/russia-january-2022.ics',
  '/topics/ukraine.ics',
  '/places/geneva-ch.ics',
]

/** `stamped` gives a calendar the stamps of noon, where a desk needs a moment to start. */
export function calendarsSuite(ask: Ask, stamped: (text: string) => string = (text) => text): void {
  describe('a calendar over HTTP', () => {
    it.each(PATHS)('is UTF-8 text/calendar at %s, with validators', async (path) => {
      const { status, headers, body, text } = await ask(path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
      expect(headers.get('content-length')).toBe(String(body.length))
      expect(headers.get('etag')).toMatch(/^"[\w-]+"$/)
      expect(new Date(headers.get('last-modified') ?? '').toISOString()).toMatch(/^2022-01-05T12:00:/)
      expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true)
      expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
    })

    it.each(LANGUAGES)('has the bytes that were reviewed, in %s', async (lang) => {
      const { text } = await ask(`/calendar.ics?alarm=P1D&lang=${lang}`)
      await expect(stamped(text)).toMatchFileSnapshot(`../golden/story.${lang}.ics`)
    })

    it('says the same of its freshness in all places', async () => {
      const { headers, text } = await ask('/calendar.ics')
      expect(headers.get('cache-control')).toContain('max-age=900')
      expect(text).toContain('\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n')
      expect(text).toContain('\r\nX-PUBLISHED-TTL:PT15M\r\n')
    })

    it('has what a feed needs and nothing that breaks clients', async () => {
      const { text } = await ask('/calendar.ics')
      const head = text.slice(0, text.indexOf('BEGIN:VEVENT')).replaceAll('\r\n ', '')
      for (const line of [
        'VERSION:2.0',
        'NAME:Parley – upcoming talks',
        'X-WR-CALNAME:Parley – upcoming talks',
        'SOURCE;VALUE=URI:https://parley.example/calendar.ics',
        'URL:https://parley.example/',
        'COLOR:teal',
        'X-APPLE-CALENDAR-COLOR:#008080',
      ]) {
        expect(head).toContain(`\r\n${line}\r\n`)
      }
      expect(head).not.toMatch(/METHOD|\r\nUID/)
      expect(text).not.toMatch(/\r\n(LINK|RELATED-TO)/)
      expect((await ask('/talks/us-russia-1.ics')).text).not.toMatch(/\r\n(NAME|X-WR-CALNAME):/)
    })

    it('has one address, whatever the order of its parameters', async () => {
      const one = await ask('/calendar.ics?party=us&party=ru&match=all&lang=de')
      const other = await ask('/calendar.ics?lang=de&match=all&party=ru&party=us&party=us')
      expect(other.headers.get('etag')).toBe(one.headers.get('etag'))
      expect(one.text.replaceAll('\r\n ', '')).toContain(
        'SOURCE;VALUE=URI:https://parley.example/calendar.ics?party=ru&party=us&match=all&lang=de\r\n',
      )
    })

    it('answers HEAD with the headers of GET and no body', async () => {
      const get = await ask('/calendar.ics')
      const head = await ask('/calendar.ics', {}, 'HEAD')
      expect(head.status).toBe(200)
      expect(head.body).toHaveLength(0)
      for (const name of ['content-type', 'content-length', 'etag', 'last-modified', 'cache-control'])
        expect(head.headers.get(name)).toBe(get.headers.get(name))
    })

    it.each(['*/*', 'text/html', 'application/json;q=1', 'nonsense', ''])('never refuses an Accept header such as %j', async (accept) => {
      expect((await ask('/calendar.ics', { accept })).status).toBe(200)
    })

    it('ignores what it does not do: ranges, odd headers', async () => {
      expect((await ask('/calendar.ics', { range: 'bytes=0-10' })).status).toBe(200)
      expect((await ask('/calendar.ics', { te: 'trailers', 'x-odd': 'yes' })).status).toBe(200)
    })
  })

  describe('a conditional request', () => {
    const tag = async () => (await ask('/calendar.ics')).headers.get('etag') ?? ''
    const bare = async () => (await tag()).slice(1, -1)

    it.each<[string, (tag: string) => string]>([
      ['the tag', (tag) => `"${tag}"`],
      ['a weak tag', (tag) => `W/"${tag}"`],
      ['the tag of gzip', (tag) => `"${tag}-gz"`],
      ['a list', (tag) => `"other", W/"${tag}" , "more"`],
      ['a star', () => '*'],
    ])('answers 304 to %s', async (_name, value) => {
      const { status, body, headers } = await ask('/calendar.ics', { 'if-none-match': value(await bare()) })
      expect(status).toBe(304)
      expect(body).toHaveLength(0)
      expect(headers.get('etag')).toBe(await tag())
      expect(headers.get('cache-control')).toContain('max-age')
      expect(headers.get('content-type')).toBe(null)
      expect((await ask('/calendar.ics', { 'if-none-match': value(await bare()) }, 'HEAD')).status).toBe(304)
    })

    it.each(['"other"', 'W/"other", "more"', 'garbage', '""'])('answers 200 to the tag %s', async (value) => {
      expect((await ask('/calendar.ics', { 'if-none-match': value })).status).toBe(200)
    })

    it('compares If-Modified-Since with Last-Modified', async () => {
      const modified = Date.parse((await ask('/calendar.ics')).headers.get('last-modified') ?? '')
      const at = (millis: number) => ({ 'if-modified-since': new Date(millis).toUTCString() })
      expect((await ask('/calendar.ics', at(modified))).status).toBe(304)
      expect((await ask('/calendar.ics', at(modified + 60_000))).status).toBe(304)
      expect((await ask('/calendar.ics', at(modified - 1000))).status).toBe(200)
    })

    it.each(['yesterday', '2099', '2099-01-01T00:00:00Z', 'Thu, 01 Jan 2099 00:00:00'])('ignores If-Modified-Since: %s', async (value) => {
      expect((await ask('/calendar.ics', { 'if-modified-since': value })).status).toBe(200)
    })

    it('looks only at If-None-Match where both are given', async () => {
      const later = { 'if-modified-since': new Date(Date.now() + 86_400_000).toUTCString() }
      expect((await ask('/calendar.ics', { ...later, 'if-none-match': '"other"' })).status).toBe(200)
      expect(
        (await ask('/calendar.ics', { 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT', 'if-none-match': await tag() })).status,
      ).toBe(304)
    })
  })

  describe('an address that is wrong', () => {
    const problem = async (path: string, method = 'GET') => {
      const { status, headers, text } = await ask(path, {}, method)
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      return {
        ...(JSON.parse(text) as { type: string; status: number; detail: string; errors?: { parameter: string }[] }),
        code: status,
      }
    }

    it.each([
      ['/calendar.ics?patry=us', 'unknown-parameter', 'patry', 'party, match, topic'],
      ['/calendar.ics?PARTY=us', 'unknown-parameter', 'PARTY', 'party'],
      ['/calendar.ics?party=xx', 'invalid-parameter', 'party', '"xx" is not known here'],
      ['/calendar.ics?party=', 'invalid-parameter', 'party', ''],
      ['/calendar.ics?match=some&party=us', 'invalid-parameter', 'match', 'any or all'],
      ['/calendar.ics?match=all', 'invalid-parameter', 'match', 'at least one party'],
      ['/calendar.ics?country=ch', 'invalid-parameter', 'country', 'such as CH'],
      ['/calendar.ics?status=gone', 'invalid-parameter', 'status', 'planned, confirmed, postponed, cancelled, held'],
      ['/calendar.ics?since=2022-02-30', 'invalid-parameter', 'since', '-P90D'],
      ['/calendar.ics?since=-P90000D', 'invalid-parameter', 'since', '100 years'],
      ['/calendar.ics?since=2022-02-01&until=2022-01-01', 'invalid-parameter', 'until', 'later day'],
      ['/calendar.ics?since=2022-01-01&since=2022-01-02', 'invalid-parameter', 'since', 'once'],
      ['/calendar.ics?busy=maybe', 'invalid-parameter', 'busy', 'yes or no'],
      ['/calendar.ics?alarm=PT0S', 'invalid-parameter', 'alarm', 'PT1H'],
      ['/calendar.ics?alarm=-PT1H', 'invalid-parameter', 'alarm', 'PT1H'],
      ['/calendar.ics?alarm=P61D', 'invalid-parameter', 'alarm', '60 days'],
      ['/calendar.ics?alarm=P1M', 'invalid-parameter', 'alarm', 'months'],
      ['/calendar.ics?alarm=PT1M&alarm=PT2M&alarm=PT3M&alarm=PT4M&alarm=PT5M&alarm=PT6M', 'invalid-parameter', 'alarm', 'at most 5'],
      ['/calendar.ics?uncertain=maybe', 'invalid-parameter', 'uncertain', 'include or omit'],
      ['/calendar.ics?cancelled=gone', 'invalid-parameter', 'cancelled', 'keep or words or omit'],
      ['/calendar.ics?lang=xx', 'invalid-parameter', 'lang', 'en or de or fr'],
      ['/talks/us-russia-1.ics?party=us', 'unknown-parameter', 'party', 'alarm, uncertain, cancelled, busy, lang'],
      ['/talks/us-russia-1.ics?cancelled=omit', 'invalid-parameter', 'cancelled', 'keep or words'],
      ['/api/talks?lang=de', 'unknown-parameter', 'lang', 'party'],
      ['/api/talks?limit=0', 'invalid-parameter', 'limit', '1 to 1000'],
      ['/api/talks/us-russia-1?x=1', 'unknown-parameter', 'x', ''],
      ['/?page=1&page=2', 'invalid-parameter', 'page', 'once'],
      ['/?page=7', 'invalid-parameter', 'page', '1 to 1'],
    ])('is a problem by name: %s', async (path, type, parameter, accepted) => {
      const { code, status, detail, errors, type: urn } = await problem(path)
      expect([code, status, urn]).toEqual([400, 400, `urn:parley:problem:${type}`])
      expect(errors?.map((error) => error.parameter)).toContain(parameter)
      expect(detail).toContain(accepted)
    })

    it.each([
      '/talks/none.ics',
      '/talks/none',
      '/talks/none.json',
      '/api/talks/none',
      '/parties/none.ics',
      '/series/none.ics',
      '/topics/none.ics',
      '/places/none.ics',
      '/nothing',
      '/parties/%00.ics',
      '/parties/%ff.ics',
      '/parties/__proto__.ics',
    ])('is 404 for what never was: %s', async (path) => {
      expect(await problem(path)).toMatchObject({ code: 404, type: 'urn:parley:problem:not-found' })
    })

    it.each(['/talks/none.ics', '/talks/none', '/talks/none.json', '/api/talks/none', '/api/talks/none/changes'])(
      'says where the talks are: %s',
      async (path) => {
        expect(await problem(path)).toMatchObject({
          code: 404,
          detail: 'No talk "none" was ever in this diary. Its talks are listed at https://parley.example/api/talks.',
        })
      },
    )

    it('is all of its problems at once', async () => {
      const { errors } = await problem('/calendar.ics?patry=us&lang=xx&since=x&party=yy')
      expect(errors?.map(({ parameter }) => parameter)).toEqual(['patry', 'party', 'since', 'lang'])
    })

    it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('does not take %s', async (method) => {
      expect(await problem('/calendar.ics', method)).toMatchObject({ code: 405 })
      expect((await ask('/calendar.ics', {}, method)).headers.get('allow')).toBe('GET, HEAD')
    })

    it('may be too long', async () => {
      expect(await problem(`/calendar.ics?party=${'x'.repeat(3000)}`)).toMatchObject({ code: 414 })
    })

    it('never pushes out what is asked for by others', async () => {
      const before = (await ask('/calendar.ics')).headers.get('etag')
      for (let day = 1; day <= 28; day++)
        for (const lang of ['en', 'de', 'fr']) await ask(`/calendar.ics?since=2021-01-${String(day).padStart(2, '0')}&lang=${lang}`)
      expect((await ask('/calendar.ics')).headers.get('etag')).toBe(before)
    })
  })
}

/** What became known within the minute after noon, as if it had been at noon. */
export function atNoon(text: string): string {
  return text.replaceAll(/20220105T1200\d\dZ/g, '20220105T120000Z')
}

export async function answerOf(response: Response): Promise<Answer> {
  const body = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, body, text: new TextDecoder().decode(body) }
}
