// The documentation of the deployed Worker, which its object reads from the assets of the platform; and the widget at its edge.
import { SELF } from 'cloudflare:test'
import { expect, it } from 'vitest'

it.each([
  ['/docs', 'Running a desk'],
  ['/docs/webhooks?lang=de', '<h2 id="endpoints">Endpoints</h2>'],
  ['/docs/api', `curl &#39;http://localhost:8787/calendar.ics&#39;`],
])('%s is a page, which is cached at the edge', async (path, holding) => {
  const first = await SELF.fetch(`http://localhost:8787${path}`)
  const text = await first.text()
  expect([first.status, first.headers.get('content-type'), text]).toEqual([
    200,
    'text/html; charset=utf-8',
    expect.stringContaining(holding),
  ])
  const tag = first.headers.get('etag') ?? ''
  expect((await SELF.fetch(`http://localhost:8787${path}`, { headers: { 'if-none-match': tag } })).status).toBe(304)
})

it('the widget may be framed as it comes from the edge, too, in the language of the reader', async () => {
  for (let time = 0; time < 2; time++) {
    const response = await SELF.fetch('http://localhost:8787/widget', { headers: { 'accept-language': 'de', accept: 'text/html' } })
    expect([response.status, response.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining('frame-ancestors *')])
    expect(await response.text()).toContain('<html lang="de"')
  }
  expect((await SELF.fetch('http://localhost:8787/widget')).headers.get('set-cookie')).toBe(null)
})
