// The pages on which programmers look after their webhooks: the whole life of an endpoint, without scripts.
import { afterEach, describe, expect, it } from 'vitest'
import { StoreFault } from '../../../src/runtime/faults.ts'
import { isPublic } from '../../../src/web/edge-cache.ts'
import { desk as createDesk, diary, record } from '../../make.ts'
import { ADMIN, createOffice, type Office, type Setting } from '../../webhooks/office.ts'
import { createReceiver, messageOf, type Receiver } from '../../webhooks/receiver.ts'
import { createApp } from '../checked-app.ts'
import { browserOf, formOf, type OwnerBrowser } from './owner-browser.ts'

const HOUR = 3_600_000
const TALKS = [record(), record({ id: 'second', parties: [{ party: 'nato' }, { party: 'ru' }] })]

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

async function set(given: Setting = {}): Promise<{ office: Office; receiver: Receiver; browser: OwnerBrowser }> {
  const receiver = await createReceiver()
  const office = await createOffice({ talks: TALKS, open: true, ...given })
  open.push(office, receiver)
  return { office, receiver, browser: browserOf(office) }
}

const mainOf = (text: string) => text.slice(text.indexOf('<main'), text.indexOf('</main>'))
const shownIn = (text: string, id: string) => new RegExp(`id="s-${id}"[^>]* value="([^"]*)"`).exec(text)?.[1] ?? ''

/** Registers as whoever the browser is signed in as, or as nobody. */
async function register(browser: OwnerBrowser, fields: Record<string, string>) {
  const shown = await browser.fill('/endpoints/new', '/endpoints/new', fields)
  if (shown.status !== 201) throw new Error(`${shown.status} ${shown.text}`)
  const [id, secret, token] = ['id', 'secret', 'token'].map((name) => shownIn(shown.text, name)) as [string, string, string]
  return { shown, id, secret, token, path: `/endpoints/${id}` }
}

describe("an owner's pages", () => {
  it('lead from registration over the code to a test, its delivery and the end', async () => {
    const { office, receiver, browser } = await set()
    receiver.answer = () => (_, response) => response.writeHead(200).end('thank <b>you</b>')
    const first = await browser.get('/endpoints')
    expect(first.status).toBe(200)
    expect(first.text).toContain('href="/endpoints/new"')

    const { shown, id, secret, token, path } = await register(browser, { url: receiver.url, description: 'mine', leads: 'P1D, PT60M' })
    expect([secret, token]).toEqual([expect.stringMatching(/^whsec_/), expect.stringMatching(/^parley_/)])
    expect(shown.headers.get('cache-control')).toBe('no-store, private')
    const page = await browser.get(path)
    expect(page.text).toContain('not confirmed yet')
    expect(page.text).not.toContain(token)
    expect(page.text).not.toContain(secret)

    await office.run()
    const wrong = await browser.post(`${path}/verify`, { code: 'AAAAA-AAAAA' })
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('That is not the code of the latest message.')])
    const { code } = messageOf(receiver.received[0] as never).data
    const verified = await browser.fill(path, `${path}/verify`, { code: ` ${code} ` })
    expect([verified.path, verified.text]).toEqual([`${path}?done=verify`, expect.stringContaining('The address is confirmed.')])

    const tested = await browser.fill(path, `${path}/test`, {})
    expect(tested.text).toContain('A test is on its way.')
    await office.run()
    const list = await browser.get(`${path}/deliveries`)
    const [, delivery = ''] = /href="([^"]*)">endpoint\.test</.exec(list.text) ?? []
    const read = await browser.get(delivery)
    expect(read.text).toContain('thank &lt;b&gt;you&lt;/b&gt;')
    expect(read.text).toContain(id)
    const again = await browser.fill(delivery, `${delivery}/resend`, {})
    expect(again.text).toContain('It is sent again.')
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).type)).toEqual(['endpoint.verification', 'endpoint.test', 'endpoint.test'])
    expect((await browser.get(delivery)).text.match(/<b>200<\/b>/g)).toHaveLength(2)

    const unsure = await browser.post(`${path}/end`, {})
    expect([unsure.status, office.desk.endpoints.find(id)?.id]).toEqual([400, id])
    const ended = await browser.fill(path, `${path}/end`, { sure: 'yes' })
    expect([ended.path, ended.text]).toEqual(['/endpoints?done=end', expect.stringContaining('The endpoint was removed.')])
    expect(office.desk.endpoints.find(id)).toBeNull()
    expect((await browser.get(path)).status).toBe(401)
  })

  it('alter what it asks for, as the API would', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url, headers: { 'x-key': 'hidden-value' }, types: ['talk.updated'] })
    await browser.signIn(token)
    const page = await browser.get(`/endpoints/${id}/settings`)
    expect(page.text).toMatch(/value="talk\.updated" checked/)
    expect(page.text).not.toContain('hidden-value')
    const saved = await browser.post(`/endpoints/${id}/settings`, [
      ['url', receiver.url],
      ['description', ' of ours '],
      ['format', 'standard'],
      ['lang', 'fr'],
      ['filter', 'https://parley.example/?party=nato&party=ru&match=all'],
      ['types', 'talk.cancelled'],
      ['types', 'talk.reminder'],
      ['leads', 'PT60M P1D'],
      ['deadlines.asked', 'yes'],
      ['deadlines', 'yes'],
      ['dayAt', '08:00'],
      ['zone', 'Europe/Zurich'],
      ['headers', ''],
    ])
    expect(saved.text).toContain('Saved.')
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body).toMatchObject({
      ...{
        description: 'of ours',
        lang: 'fr',
        filter: { party: ['nato', 'ru'], match: 'all' },
        types: ['talk.cancelled', 'talk.reminder'],
      },
      ...{ leads: ['PT1H', 'P1D'], deadlines: true, dayAt: '08:00', zone: 'Europe/Zurich', headers: ['x-key'] },
    })
    const nothing = { filter: '', leads: '', zone: '', 'headers.none': 'yes', 'deadlines.asked': 'yes' }
    await browser.post(`/endpoints/${id}/settings`, { url: receiver.url, ...nothing })
    expect((await office.ask('GET', `/api/endpoints/${id}`)).body).toMatchObject({
      filter: {},
      types: null,
      leads: [],
      deadlines: false,
      zone: null,
      headers: [],
    })
  })

  it('keeps the notices for operators that it has, whoever saves it', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url, types: ['endpoint.failing'] })
    await browser.signIn(token)
    const path = `/endpoints/${id}/settings`
    expect((await browser.get(path)).text).toMatch(/value="endpoint\.failing"[^>]* checked|checked[^>]* value="endpoint\.failing"/)
    await browser.fill(path, path, { url: receiver.url, types: 'endpoint.failing', description: 'mine' })
    expect(office.desk.endpoints.find(id)).toMatchObject({ types: ['endpoint.failing'], description: 'mine' })
  })

  it('say what is wrong at each field, keep what was typed, and never show secrets again', async () => {
    const { office, receiver } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const browser = browserOf(office, 'de')
    await browser.signIn(token)
    const fields = { url: 'http://10.0.0.1/', filter: 'party=nobody&colour=red', leads: 'soon', zone: 'Mars', headers: 'no colon s3cret' }
    const shown = await browser.post(`/endpoints/${id}/settings`, fields)
    expect(shown.status).toBe(400)
    for (const said of ['„soon“ ist keine Vorlaufzeit', '„Mars“ ist keine Zeitzone', 'Einer Zeile fehlt ein Name'])
      expect(shown.text).toContain(said)
    expect(shown.text).toMatch(
      /id="f-leads" name="leads" aria-describedby="f-leads-problem f-leads-hint" aria-invalid="true"[^>]* value="soon"/,
    )
    expect(shown.text).not.toContain('s3cret')
    const others = await browser.post(`/endpoints/${id}/settings`, { ...fields, leads: '', zone: '', headers: '' })
    for (const said of [
      '„10.0.0.1“ liegt nicht im öffentlichen Netz',
      'Beteiligte „nobody“ sind hier nicht bekannt',
      '„colour“ ist kein Filter',
    ])
      expect(others.text).toContain(said)
  })

  it('replay, pause and enable', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url, filter: { party: 'nato' } })
    await browser.signIn(token)
    const path = `/endpoints/${id}`
    expect((await browser.post(`${path}/replay`, { after: '0' })).text).toContain('Queued again: 1')
    expect((await browser.post(`${path}/replay`, { since: '2022-01-05T12:00:00+01:00' })).text).toContain('Queued again: 1')
    expect((await browser.post(`${path}/replay`, { after: '99' })).text).toContain('it ends at 2')
    expect((await browser.post(`${path}/replay`, { after: '-1' })).text).toContain('A cursor is a whole number.')
    expect((await browser.post(`${path}/replay`, { since: 'yesterday' })).status).toBe(400)
    expect((await browser.post(`${path}/pause`, {})).text).toContain('It is paused.')
    expect((await browser.post(`${path}/test`, {})).status).toBe(409)
    await office.run()
    expect(receiver.received).toEqual([])
    expect((await browser.post(`${path}/enable`, {})).text).toContain('It is active again.')
    await office.run()
    expect(receiver.received.map((each) => messageOf(each).data.talk.id)).toEqual(['second'])
  })

  it('show a new secret once, and make one once for each form', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    await browser.signIn(token)
    const path = `/endpoints/${id}`
    const [, form = ''] = /name="form" value="(\w+)"/.exec(formOf((await browser.get(path)).text, `${path}/rotate`)) ?? []
    const sent = () => browser.post(`${path}/rotate`, { form, overlap: 'PT0S' })
    const [one, other] = await Promise.all([sent(), sent()])
    expect([one.status, other.status].sort()).toEqual([200, 409])
    const secret = shownIn(one.text + other.text, 'secret')
    expect(secret).toMatch(/^whsec_/)
    expect((await browser.get(path)).text).not.toContain(secret)
    expect((await browser.post(`${path}/rotate`, { form: 'made-up', overlap: 'PT0S' })).status).toBe(409)
    expect((await browser.fill(path, `${path}/rotate`, { overlap: 'P8D' })).text).toContain('no duration up to P7D')
  })

  it('register one endpoint for each form, however often it is sent', async () => {
    const { office, receiver, browser } = await set()
    const [, form = ''] = /name="form" value="(\w+)"/.exec((await browser.get('/endpoints/new')).text) ?? []
    const sent = () => browser.post('/endpoints/new', { form, url: receiver.url })
    const [one, other] = await Promise.all([sent(), sent()])
    expect([one.status, other.status].sort()).toEqual([201, 409])
    expect(office.desk.endpoints.count('anyone')).toBe(1)
    expect((await sent()).status).toBe(409)
    await office.restart(TALKS)
    expect((await sent()).status).toBe(409)
  })

  it('keep nothing of forms that were refused, which may be sent again', async () => {
    const { office, receiver, browser } = await set()
    const [, form = ''] = /name="form" value="(\w+)"/.exec((await browser.get('/endpoints/new')).text) ?? []
    expect((await browser.post('/endpoints/new', { form, url: 'https://10.0.0.1/' })).status).toBe(400)
    expect(office.db.all('SELECT * FROM spent_form')).toEqual([])
    expect((await browser.post('/endpoints/new', { form, url: receiver.url })).status).toBe(201)
    expect(office.db.all('SELECT * FROM spent_form')).toHaveLength(1)
  })

  it('show the operator all endpoints, a page at a time, and any of them', async () => {
    const { office, receiver, browser } = await set()
    for (let count = 0; count < 52; count++) await office.register({ url: `${receiver.url}/${count}` })
    const list = await browser.signIn(ADMIN)
    expect(list.path).toBe('/endpoints')
    expect(list.text.match(/href="\/endpoints\/ep_/g)).toHaveLength(50)
    const [, next = ''] = /href="(\/endpoints\?after=[^"]+)"/.exec(list.text) ?? []
    const rest = await browser.get(next)
    expect(rest.text.match(/href="\/endpoints\/ep_/g)).toHaveLength(2)
    const [, path = ''] = /href="(\/endpoints\/ep_[^"]+)"/.exec(rest.text) ?? []
    expect((await browser.get(path)).status).toBe(200)
    const made = await register(browser, { url: receiver.url })
    expect(office.desk.endpoints.find(made.id)).toMatchObject({ owner: 'operator', state: 'active' })
    expect((await browser.get('/endpoints')).path).toBe('/endpoints')
  })

  it('page through ten thousand deliveries', async () => {
    const { office, receiver, browser } = await set()
    const { id, token } = await office.register({ url: receiver.url })
    const { key } = office.desk.endpoints.find(id) as { key: number }
    office.db.transaction(() => {
      office.db.run(
        `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 10000)
         INSERT INTO message (id, format, lang, type, created_at, body) SELECT 'msg_' || n, 'standard', 'en', 'talk.updated', 0, '{}' FROM number`,
      )
      office.db.run(`INSERT INTO delivery (endpoint, message, state, due) SELECT ?, key, 'delivered', 0 FROM message`, key)
    })
    await browser.signIn(token)
    const seen = new Set<string>()
    let path = `/endpoints/${id}/deliveries?state=delivered`
    for (let page = 0; page < 3; page++) {
      const { text } = await browser.get(path)
      for (const [, one = ''] of text.matchAll(/deliveries\/(dlv_\d+)"/g)) seen.add(one)
      path = (/class="button quiet" href="([^"]+before=[^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&')
      expect(path).toContain('state=delivered')
    }
    expect(seen.size).toBe(150)
    expect((await browser.get(`/endpoints/${id}/deliveries?before=nothing`)).status).toBe(400)
    expect((await browser.get(`/endpoints/${id}/deliveries?state=failed`)).text).toContain('None.')
  })
})

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
