import { SELF } from 'cloudflare:test'
import { expect, it } from 'vitest'

it.each(['/sitemap.xml', '/robots.txt'])('%s comes from the desk, and names its address', async (path) => {
  const response = await SELF.fetch(`http://localhost:8787${path}`)
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('http://localhost:8787/')
  const again = await SELF.fetch(`http://localhost:8787${path}?utm_source=x`)
  expect(again.headers.get('cache-control')).toBe(response.headers.get('cache-control'))
})
