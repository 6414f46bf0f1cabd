// The documentation of the deployed Worker: its object reads it from the assets of the platform.
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
