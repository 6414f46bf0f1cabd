import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { answerAtEdge, EDGE_SECONDS } from '../../src/web/edge-cache.ts'

const CALENDAR = {
  'content-type': 'text/calendar; charset=utf-8',
  'cache-control': 'public, max-age=900',
  etag: '"one"',
  'last-modified': 'Wed, 05 Jan 2022 12:00:00 GMT',
}
let addresses = 0

/** An address that nobody has asked for, with a desk behind it that counts. */
function place(make: () => Response = () => new Response('BEGIN:VCALENDAR', { headers: CALENDAR })) {
  const url = `https://parley.example/calendar.ics?page=${++addresses}`
  const asked: Request[] = []
  const ask = async (headers: Record<string, string> = {}, method = 'GET', address = url): Promise<Response> => {
    const context = createExecutionContext()
    const desk = async (request: Request) => {
      asked.push(request)
      return make()
    }
    const answer = await answerAtEdge(new Request(address, { method, headers }), {
      cache: caches.default,
      desk,
      later: (work) => context.waitUntil(work),
    })
    await waitOnExecutionContext(context)
    return answer
  }
  return { url, asked, ask }
}

describe('the edge', () => {
  it('answers a second request without the desk, with the headers of the first', async () => {
    const { asked, ask } = place()
    const first = await ask()
    const second = await ask()
    expect(asked).toHaveLength(1)
    expect(await second.text()).toBe(await first.text())
    for (const name of Object.keys(CALENDAR)) expect([name, second.headers.get(name)]).toEqual([name, first.headers.get(name)])
    expect([...second.headers.keys()].filter((name) => name.startsWith('x-parley'))).toEqual([])
  })

  it('answers a page in the language of the reader, and keeps each language by itself', async () => {
    const asked: (string | null)[] = []
    const ask = async (language: string, path: string) => {
      const context = createExecutionContext()
      const answer = await answerAtEdge(new Request(`https://parley.example${path}`, { headers: { 'accept-language': language } }), {
        cache: caches.default,
        desk: async (request) => {
          asked.push(`${request.headers.get('accept-language')} ${new URL(request.url).search}`)
          return new Response(request.headers.get('accept-language') ?? 'none', { headers: { ...CALENDAR, 'content-type': 'text/html' } })
        },
        later: (work) => context.waitUntil(work),
      })
      await waitOnExecutionContext(context)
      return answer.text()
    }
    expect(await ask('de-AT,en;q=0.5', '/parties/us')).toBe('de')
    expect(await ask('de', '/parties/us?fbclid=x')).toBe('de')
    expect(await ask('it', '/parties/us')).toBe('en')
    expect(await ask('fr', '/parties/us?lang=de')).toBe('none')
    expect(asked).toEqual(['de ', 'en ', 'null ?lang=de'])
  })

  it.each(['/sitemap.xml', '/sitemaps/2.xml', '/robots.txt'])('keeps %s, in no language', async (path) => {
    const { asked, ask } = place()
    for (const language of ['de', 'fr']) await ask({ 'accept-language': language }, 'GET', `https://parley.example${path}`)
    expect(asked).toHaveLength(1)
  })

  it('keeps an answer for a minute at most', async () => {
    const { url, ask } = place()
    await ask()
    const kept = await caches.default.match(new Request(url))
    expect(EDGE_SECONDS).toBeLessThanOrEqual(60)
    expect(kept?.headers.get('cache-control')).toBe(`public, max-age=${EDGE_SECONDS}`)
  })

  it.each<[string, Record<string, string>, number]>([
    ['the tag', { 'if-none-match': '"one"' }, 304],
    ['a weak tag', { 'if-none-match': 'W/"one"' }, 304],
    ['one of a list', { 'if-none-match': '"zero", "one"' }, 304],
    ['any', { 'if-none-match': '*' }, 304],
    ['another tag', { 'if-none-match': '"two"' }, 200],
    ['another tag with a date that fits', { 'if-none-match': '"two"', 'if-modified-since': CALENDAR['last-modified'] }, 200],
    ['the date', { 'if-modified-since': CALENDAR['last-modified'] }, 304],
    ['an earlier date', { 'if-modified-since': 'Tue, 04 Jan 2022 12:00:00 GMT' }, 200],
  ])('decides by itself for %s', async (_name, headers, status) => {
    const { asked, ask } = place()
    expect((await ask(headers)).status).toBe(status)
    const again = await ask(headers)
    expect([again.status, again.headers.get('etag')]).toEqual([status, '"one"'])
    expect(await again.text()).toBe(status === 304 ? '' : 'BEGIN:VCALENDAR')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers.get('if-none-match')).toBe(null)
  })

  it('answers HEAD without a body', async () => {
    const { asked, ask } = place()
    await ask()
    const answer = await ask({}, 'HEAD')
    expect([answer.status, await answer.text(), asked.length]).toEqual([200, '', 1])
  })

  it('hands on what is not for everyone, and keeps no problem', async () => {
    const { asked, ask } = place(() => new Response('{}', { status: 404 }))
    await ask()
    await ask()
    expect(asked).toHaveLength(2)
    for (const path of ['/api/talks', '/api/changes', '/healthz', '/api/endpoints']) {
      await ask({ authorization: 'Bearer x' }, 'GET', `https://parley.example${path}`)
      expect(asked.at(-1)?.headers.get('authorization')).toBe('Bearer x')
    }
    await ask({}, 'POST', 'https://parley.example/calendar.ics')
    expect(asked.at(-1)?.method).toBe('POST')
  })
})
