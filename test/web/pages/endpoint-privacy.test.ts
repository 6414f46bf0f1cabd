// The pages about endpoints as such: who keeps them, what they show of what others wrote, and in which language.
import { describe, expect, it } from 'vitest'
import { StoreFault } from '../../../src/runtime/faults.ts'
import { isPublic } from '../../../src/web/edge-cache.ts'
import { desk as createDesk, diary } from '../../make.ts'
import { ADMIN } from '../../webhooks/office.ts'
import { createApp } from '../checked-app.ts'
import { browserOf } from './owner-browser.ts'
import { mainOf, set, TALKS } from './owner-desk.ts'

const HOUR = 3_600_000

describe('the pages about endpoints', () => {
  it('are kept by nobody, listed nowhere, and read by no page of another site', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    const paths = [
      '/endpoints',
      '/endpoints/new',
      `/endpoints/${id}`,
      `/endpoints/${id}/deliveries`,
      '/endpoints/nothing/at/all',
      '/endpoints?colour=red',
    ]
    for (const path of paths) {
      const { headers } = await browser.get(path)
      expect([path, headers.get('cache-control'), headers.get('x-robots-tag')]).toEqual([path, 'no-store, private', 'noindex'])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(headers.get('etag')).toBeNull()
      expect(isPublic(new Request(`https://parley.example${path}`))).toBe(false)
    }
    const asked = await office.app.hono.request(`https://parley.example/endpoints/${id}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    })
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([405, null])
  })

  it('show html in what others wrote as text', async () => {
    const { office, receiver, browser } = await set()
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    receiver.answer = () => (_, response) => response.writeHead(500).end(`${evil}\u0000\u001b[31m`)
    const { id, token } = await office.register({ url: `${receiver.url}/?q="><script>`, description: evil, headers: { 'x-key': evil } })
    await browser.signIn(token)
    await browser.post(`/endpoints/${id}/test`, {})
    await office.run()
    const [{ id: delivery }] = (await office.ask('GET', `/api/endpoints/${id}/deliveries`)).body.deliveries
    for (const path of [
      '',
      '/settings',
      '/deliveries',
      `/deliveries/${delivery}`,
      `?done=${encodeURIComponent(evil)}`,
      '?done=replay&count=%3Cb%3E',
    ]) {
      const { text } = await browser.get(`/endpoints/${id}${path}`)
      expect(text).not.toMatch(/<script>|<img|onerror=alert\(1\)>/)
      expect(text).not.toContain('\u0000')
      expect(text).not.toContain('\u001b')
    }
    const typed = await browser.post(`/endpoints/${id}/settings`, {
      url: evil,
      filter: evil,
      leads: evil,
      zone: evil,
      lang: evil,
      types: evil,
    })
    expect(typed.status).toBe(400)
    expect(typed.text).not.toMatch(/<script>|<img/)
  })

  it('stay below the path of PUBLIC_URL', async () => {
    const made = createDesk(diary(TALKS), { options: { publicUrl: 'https://parley.example/diary' } })
    const { hono } = createApp(made, { adminToken: ADMIN, open: true, onError: () => {} })
    const first = await (await hono.request('https://parley.example/endpoints?lang=fr')).text()
    for (const path of ['/endpoints/sign-in?lang=fr', '/endpoints/new?lang=fr', '/endpoints.css', '/endpoints?lang=de'])
      expect(first).toContain(`="/diary${path}"`)
    expect(first).toContain('<link rel="canonical" href="https://parley.example/diary/endpoints?lang=fr">')
    const signedIn = await hono.request('https://parley.example/endpoints/sign-in', {
      ...{ method: 'POST', body: `token=${ADMIN}` },
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://parley.example' },
    })
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/diary/endpoints'])
  })

  it.each([
    ['http://127.0.0.1:8787', /^parley=[0-9a-f]{64}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/, false],
    ['http://desk.lan', /^__Host-parley=.*; Secure$/, true],
  ])('at %s let the cookie go in the clear on the machine itself alone', async (publicUrl, expected, isTold) => {
    const made = createDesk(diary(TALKS), { options: { publicUrl } })
    const { hono } = createApp(made, { adminToken: ADMIN, open: true, onError: () => {} })
    expect((await (await hono.request(`${publicUrl}/endpoints`)).text()).includes('is reached without https')).toBe(isTold)
    const signedIn = await hono.request(`${publicUrl}/endpoints/sign-in`, {
      ...{ method: 'POST', body: `token=${ADMIN}` },
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: publicUrl },
    })
    expect(signedIn.headers.getSetCookie()).toEqual([expect.stringMatching(expected)])
  })

  it.each(['de', 'fr'])('speak %s', async (lang) => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const browser = browserOf(office, lang)
    const first = await browser.get('/endpoints')
    expect(first.text).toContain(`<html lang="${lang}">`)
    expect(mainOf(first.text)).not.toMatch(/\{\w+\}/)
    await browser.signIn(token)
    for (const path of ['', '/settings', '/deliveries'])
      expect(mainOf((await browser.get(`/endpoints/${id}${path}`)).text)).not.toMatch(/\{\w+\}|undefined/)
    expect((await browser.post(`/endpoints/${id}/pause?lang=${lang}`, {})).path).toBe(`/endpoints/${id}?done=pause&lang=${lang}`)
  })

  it('can be read while nothing can be written', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    const used = () => office.db.all('SELECT used_at FROM session')
    const before = used()
    const { fault, run } = office.db
    office.db.fault = () => new StoreFault('full', 'The disk is full.')
    office.db.run = () => {
      throw new StoreFault('full', 'The disk is full.')
    }
    office.now += HOUR / 2
    expect((await browser.get(`/endpoints/${id}`)).status).toBe(200)
    expect(used()).toEqual(before)
    const refused = await browser.post(`/endpoints/${id}/pause`, {})
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([503, 'no-store, private'])
    expect(refused.text).toContain('<h1>Nothing can be written at the moment</h1>')
    Object.assign(office.db, { fault, run })
    expect((await browser.get(`/endpoints/${id}`)).status).toBe(200)
    expect(used()).not.toEqual(before)
  })
})
