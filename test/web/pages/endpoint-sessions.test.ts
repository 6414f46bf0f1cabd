// Who may see and do what on the pages about endpoints: forms of ours, sessions, and signing in.
import { describe, expect, it } from 'vitest'
import { ADMIN, createOffice } from '../../webhooks/office.ts'
import { browserOf, formOf } from './owner-browser.ts'
import { open, set, TALKS } from './owner-desk.ts'

const HOUR = 3_600_000

describe('a form', () => {
  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://parley.example' }],
    ['of a neighbouring host', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example' }],
    ['that was typed as an address', { 'sec-fetch-site': 'none' }],
    ['of an older browser, from elsewhere', { origin: 'https://evil.example' }],
    ['that hides its origin', { origin: 'null' }],
    ['that says nothing of it', {}],
  ] as [string, Record<string, string>][])('%s does nothing, and is told why', async (_, headers) => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    for (const act of ['pause', 'end', 'settings', 'rotate']) {
      const shown = await browser.post(`/endpoints/${id}/${act}`, { sure: 'yes' }, headers)
      expect([shown.status, shown.text]).toEqual([403, expect.stringContaining('This form was not sent from here')])
    }
    expect((await browser.post('/endpoints/sign-in', { token }, headers)).status).toBe(403)
    expect((await browser.post('/endpoints/new', { url: receiver.url }, headers)).status).toBe(403)
    expect(office.desk.endpoints.find(id)).toMatchObject({ state: 'active' })
    expect(office.desk.endpoints.count('anyone')).toBe(0)
  })

  it('of an older browser counts by its origin', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    await browser.post(`/endpoints/${id}/pause`, {}, { origin: 'https://parley.example' })
    expect(office.desk.endpoints.find(id)).toMatchObject({ state: 'paused' })
  })

  it('that is no form, or too large, is refused', async () => {
    const { office, browser } = await set()
    const asked = (body: string, type: string) =>
      browser.post('/endpoints/sign-in', { token: body }, { 'sec-fetch-site': 'same-origin', 'content-type': type })
    expect((await asked('x', 'application/json')).status).toBe(400)
    expect((await asked('x'.repeat(70_000), 'application/x-www-form-urlencoded')).status).toBe(400)
    expect(office.lines.filter((line) => line.includes('"error"'))).toEqual([])
  })
})

describe('a session', () => {
  it('is a cookie that no script and no other site has, and of which only a hash is kept', async () => {
    const { office, receiver, browser } = await set()
    const { token } = await office.register({ url: receiver.url })
    const response = await office.app.hono.request('https://parley.example/endpoints/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    })
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-parley=[0-9a-f]{64}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/)
    const kept = JSON.stringify(office.db.all('SELECT * FROM session'))
    expect(kept).not.toContain(cookie.slice(14, 78))
    expect(kept).not.toContain(token)
    expect(browser.cookie).toBe('')
  })

  it('is for one endpoint alone', async () => {
    const { office, receiver, browser } = await set()
    const [one, other] = [await office.register({ url: receiver.url }), await office.register({ url: receiver.url })]
    await browser.signIn(one.token)
    expect((await browser.get(`/endpoints/${one.id}`)).status).toBe(200)
    const { queued } = (await office.ask('POST', `/api/endpoints/${other.id}/replay`, { after: 0 })).body
    expect(queued).toBe(2)
    const [{ id: delivery }] = (await office.ask('GET', `/api/endpoints/${other.id}/deliveries`)).body.deliveries
    for (const path of ['', '/settings', '/deliveries', `/deliveries/${delivery}`])
      expect((await browser.get(`/endpoints/${other.id}${path}`)).status).toBe(401)
    expect((await browser.get(`/endpoints/${one.id}/deliveries/${delivery}`)).status).toBe(404)
    expect((await browser.post(`/endpoints/${one.id}/deliveries/${delivery}/resend`, {})).status).toBe(404)
    for (const act of ['pause', 'test', 'rotate', 'end', 'settings'])
      expect((await browser.post(`/endpoints/${other.id}/${act}`, { sure: 'yes' })).status).toBe(401)
    expect(office.desk.endpoints.find(other.id)).toMatchObject({ state: 'active' })
    expect((await browser.get('/endpoints')).status).toBe(303)
  })

  it.each([
    ['made up', `__Host-parley=${'0'.repeat(64)}`],
    ['the hash of one', 'HASH'],
    ['of another name', `parley=${'0'.repeat(64)}`],
    ['broken', '__Host-parley=%00; __Host-parley='],
  ])('that is %s is none', async (_, cookie) => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    const [{ hash }] = office.db.all<{ hash: string }>('SELECT hash FROM session') as [{ hash: string }]
    browser.cookie = cookie === 'HASH' ? `__Host-parley=${hash}` : cookie
    expect((await browser.get(`/endpoints/${id}`)).status).toBe(401)
  })

  it('ends an hour after its last use, twelve hours after it began, and when it is ended', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const status = async () => (await browser.get(`/endpoints/${id}`)).status
    await browser.signIn(token)
    const began = office.now
    for (office.now += 0.9 * HOUR; office.now < began + 12 * HOUR; office.now += 0.9 * HOUR) expect(await status()).toBe(200)
    expect(await status()).toBe(401)
    await browser.signIn(token)
    office.now += HOUR
    expect(await status()).toBe(401)
    await browser.signIn(token)
    const { cookie } = browser
    await browser.post('/endpoints/sign-out', {})
    expect(browser.cookie).toBe('__Host-parley=')
    browser.cookie = cookie
    expect(await status()).toBe(401)
  })

  it('outlives a restart, but not another token of the operator', async () => {
    const { office, browser } = await set()
    await browser.signIn(ADMIN)
    await office.restart(TALKS)
    expect((await browser.get('/endpoints')).text).toContain('Signed in as the operator.')
    const other = await createOffice({ db: office.db, talks: TALKS, adminToken: 'another-token-of-the-operator' })
    open.push(other)
    const there = browserOf(other)
    there.cookie = browser.cookie
    expect((await there.get('/endpoints')).text).not.toContain('Signed in as the operator.')
  })

  it('that ended in the middle is begun again with what was typed, but for secrets', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    office.now += 2 * HOUR
    const path = `/endpoints/${id}/settings`
    const shown = await browser.post(path, { url: receiver.url, description: '"quoted" & <b>', headers: 'x-key: s3cret', leads: 'P1D' })
    expect([shown.status, shown.text]).toEqual([401, expect.stringContaining('nothing was done')])
    expect(shown.text).not.toContain('s3cret')
    const hidden = [...formOf(shown.text, '/endpoints/sign-in').matchAll(/name="(then|typed)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
    )
    const back = await browser.post('/endpoints/sign-in', { ...Object.fromEntries(hidden), token })
    expect(back.status).toBe(200)
    expect(formOf(back.text, path)).toMatch(/name="description"[^>]* value="&quot;quoted&quot; &amp; &lt;b&gt;"/)
    expect(office.desk.endpoints.find(id)).toMatchObject({ description: null, leads: [] })
  })

  it.each(['//evil.example', 'https://evil.example/', '/endpoints/../talks', '/endpoints//evil.example', '/endpoints\\evil'])(
    'does not begin with a way to %s',
    async (then) => {
      const { office, receiver, browser } = await set()
      const { id, token } = await office.register({ url: receiver.url })
      const shown = await browser.post('/endpoints/sign-in', { token, then })
      expect([shown.path, shown.location]).toEqual(['/endpoints', `/endpoints/${id}`])
    },
  )

  it('does not let the operator register as a stranger once it has ended', async () => {
    const { office, receiver, browser } = await set()
    await browser.signIn(ADMIN)
    const [, form = ''] = /name="form" value="(\w+)"/.exec((await browser.get('/endpoints/new')).text) ?? []
    office.now += 2 * HOUR
    const shown = await browser.post('/endpoints/new', { form, as: 'operator', url: receiver.url })
    expect(shown.status).toBe(401)
    expect(office.desk.endpoints.count('anyone')).toBe(0)
  })
})

describe('signing in', () => {
  it('takes thirty wrong tokens in an hour from one client, and a right one whoever else was wrong', async () => {
    const { office, browser } = await set()
    for (let count = 0; count < 30; count++) {
      const shown = await browser.post('/endpoints/sign-in', { token: `parley_${count}` })
      expect([shown.status, shown.text]).toEqual([401, expect.stringContaining('That is no token of this desk.')])
      expect(shown.text).not.toContain(`parley_${count}`)
    }
    const wrong = (headers?: Record<string, string>) => browser.post('/endpoints/sign-in', { token: 'parley_x' }, headers)
    const shown = await wrong()
    expect([shown.status, Number(shown.headers.get('retry-after'))]).toEqual([429, expect.closeTo(3600, -2)])
    expect((await wrong({ 'sec-fetch-site': 'same-origin', 'cf-connecting-ip': '198.51.100.1' })).status).toBe(401)
    // Behind a proxy that is not named, the operator is the same client as whoever guesses.
    expect((await browser.post('/endpoints/sign-in', { token: ADMIN })).text).toContain('Signed in as the operator.')
    expect((await wrong()).status).toBe(429)
    office.now += HOUR
    expect((await wrong()).status).toBe(401)
  })

  it('says where nobody may register, and that only the operator may', async () => {
    const closed = await set({ open: false, adminToken: null })
    expect((await closed.browser.get('/endpoints')).text).toContain('Nobody can register an endpoint here')
    const { browser, receiver, office } = await set({ open: false })
    expect((await browser.get('/endpoints')).text).toContain('Only the operator registers')
    expect((await browser.get('/endpoints/new')).status).toBe(401)
    expect((await browser.post('/endpoints/new', { url: receiver.url })).status).toBe(401)
    expect(office.desk.endpoints.list(0, 10)).toEqual([])
  })
})
