// The pages on which programmers look after their webhooks: the whole life of an endpoint, without scripts.
import { describe, expect, it } from 'vitest'
import { ADMIN } from '../../webhooks/office.ts'
import { messageOf } from '../../webhooks/receiver.ts'
import { browserOf, formOf } from './owner-browser.ts'
import { register, set, shownIn, TALKS } from './owner-desk.ts'

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
