// Pictures and styles as Node hands them out. On Workers the platform does.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ASSETS, listAssets } from '../../../src/web/pages/assets.node.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../checked-app.ts'

const onError = (error: unknown) => {
  throw error
}
const { hono } = createApp(desk(diary([record()])), { adminToken: null, open: false, onError, assets: listAssets() })
const fileOf = (name: string) => readFileSync(`${ASSETS}${name}`)

describe('what pages load', () => {
  it.each([
    ['style.css', 'text/css; charset=utf-8'],
    ['favicon.svg', 'image/svg+xml'],
    ['favicon.ico', 'image/vnd.microsoft.icon'],
    ['apple-touch-icon.png', 'image/png'],
    ['open-graph.png', 'image/png'],
  ])('comes byte by byte, as what it is: %s', async (name, type) => {
    const response = await hono.request(`/${name}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    expect(Buffer.from(await response.arrayBuffer()).equals(fileOf(name))).toBe(true)
  })

  it('is not sent again to whom has it', async () => {
    const tag = (await hono.request('/style.css')).headers.get('etag') ?? ''
    const again = await hono.request('/style.css', { headers: { 'if-none-match': tag } })
    expect([again.status, await again.text(), again.headers.get('cache-control')]).toEqual([304, '', 'public, no-cache'])
    expect((await hono.request('/page.js', { headers: { 'if-none-match': tag } })).status).toBe(200)
  })

  it.each([
    ['apple-touch-icon.png', 180, 180],
    ['open-graph.png', 1200, 630],
  ])('has the size that others expect: %s', (name, width, height) => {
    const png = fileOf(name)
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height])
    expect(png.length).toBeLessThan(40 * 1024)
  })

  it('describes an app that opens where it was added from', async () => {
    const manifest = (await (await hono.request('/manifest.webmanifest')).json()) as { icons: { src: string }[] }
    // Where there is a start, a phone goes there and not to the page that was added (W3C Web App Manifest, "start_url").
    expect(manifest).not.toHaveProperty('start_url')
    for (const { src } of manifest.icons) expect((await hono.request(`/${src}`)).status).toBe(200)
  })

  it('is all that a page names', async () => {
    const page = await (await hono.request('/talks/us-russia-1', { headers: { accept: 'text/html' } })).text()
    const named = [
      ...page.matchAll(/(?:href|src|content)="(?:https:\/\/parley\.example)?(\/[\w-]+\.(?:css|js|svg|png|ico|webmanifest))"/g),
    ].map(([, path]) => path ?? '')
    expect(named.sort()).toEqual([
      '/apple-touch-icon.png',
      '/favicon.svg',
      '/manifest.webmanifest',
      '/open-graph.png',
      '/page.js',
      '/style.css',
    ])
    for (const path of named) expect([path, (await hono.request(path)).status]).toEqual([path, 200])
  })
})
