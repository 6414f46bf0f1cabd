// What goes wrong where records are edited over HTTP: several editors, tokens that do not hold, bodies of all kinds, secrets
// that are none any more, and records of others. Each is refused whole, or does what was meant.
import { describe, expect, it } from 'vitest'
import { readDiary } from '../../../src/talks/diary.ts'
import { parties as REGISTER } from '../../fixtures/parties.ts'
import { diary, record, SOURCES } from '../../make.ts'
import { ANY, FILES, NEW, recordDesk, resource } from './record-desk.ts'

const BY_HAND = '/api/records/by-hand'

describe('a token', () => {
  it('does not sign as the operator', async () => {
    const { ask } = await recordDesk()
    expect((await ask('POST', '/api/tokens', { name: 'operator', scopes: ['write'] })).status).toBe(409)
  })
})

describe('two editors at once', () => {
  it('cannot both alter one version: the later one is told what the other did', async () => {
    const { ask, token, made } = await recordDesk()
    const [anna, ben] = [await token('Anna', ['write']), await token('Ben', ['write'])]
    const { etag } = await ask('PUT', BY_HAND, resource(), NEW)
    const patch = (by: string, title: string) => ask('PATCH', BY_HAND, { talk: { title } }, { 'if-match': etag }, by)
    const answers = await Promise.all([patch(anna, "Anna's"), patch(ben, "Ben's")])
    expect(answers.map(({ status }) => status)).toEqual([200, 412])
    expect(answers[1]?.body).toMatchObject({
      type: 'urn:parley:problem:edited-meanwhile',
      etag: answers[0]?.etag,
      edits: [{ by: 'Anna', fields: [{ field: 'title', after: "Anna's" }] }],
    })
    expect(made.editor.get('by-hand')?.resource.talk.title).toBe("Anna's")
    expect(made.editor.versions('by-hand')).toHaveLength(2)
  })

  it('cannot both write a new record', async () => {
    const { ask, made } = await recordDesk()
    const answers = await Promise.all(['One', 'Other'].map((title) => ask('PUT', BY_HAND, resource({ title }), NEW)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412])
    expect(made.editor.versions('by-hand')).toHaveLength(1)
  })
})

describe('an edit that is sent twice', () => {
  it('is done once, and answered both times', async () => {
    const { ask, made } = await recordDesk()
    const put = () => ask('PUT', BY_HAND, resource(), NEW)
    const [first, second] = await Promise.all([put(), put()])
    expect([first.status, second.status, second.etag]).toEqual([201, 200, first.etag])
    expect(second.body.changes).toEqual([])
    const patch = () => ask('PUT', BY_HAND, resource({ title: 'Other' }), { 'if-match': first.etag })
    expect([(await patch()).status, (await patch()).status]).toEqual([200, 200])
    expect(made.editor.versions('by-hand')).toHaveLength(2)
    expect(made.acts(1000, 10)).toHaveLength(2)
    expect(made.histories.latest('by-hand')?.revision).toBe(2)
  })
})

describe('a token', () => {
  it('that is wrong, has ended or was revoked is refused, and one without the scope', async () => {
    const { ask, token, made } = await recordDesk()
    const now = Date.now()
    const ended = await token('Ended', ['write'], now - 1)
    const reader = await token('Reader', ['read', 'endpoints'])
    const writer = await token('Writer', ['write'])
    const put = async (by: string) => (await ask('PUT', BY_HAND, resource(), NEW, by)).status
    for (const [by, status] of [
      ['parley_0', 401],
      [ended, 401],
      [reader, 403],
    ] as const)
      expect([by, await put(by)]).toEqual([by, status])
    expect(made.editor.list()).toEqual([])
    expect((await ask('GET', '/api/records', undefined, {}, reader)).status).toBe(200)
    expect((await ask('GET', '/api/tokens', undefined, {}, writer)).status).toBe(403)
    expect(await put(writer)).toBe(201)
    made.tokens.revoke(made.tokens.list().find(({ name }) => name === 'Writer')?.id ?? '', 'operator', now)
    expect((await ask('DELETE', BY_HAND, undefined, ANY, writer)).status).toBe(401)
    expect(made.editor.list()).toHaveLength(1)
  })

  it('cannot be guessed: after some wrong ones no more are answered, and a right one passes', async () => {
    const { ask, token } = await recordDesk()
    const right = await token('Anna', ['write'])
    const counts = new Map<number, number>()
    for (let guess = 0; guess < 1000; guess++) {
      const { status } = await ask('GET', '/api/records', undefined, {}, `parley_${guess}`)
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(counts)).toEqual({ 401: 60, 429: 940 })
    expect((await ask('PUT', BY_HAND, resource(), NEW, right)).status).toBe(201)
  })
})

describe('a body', () => {
  const bytes = (text: string, ...more: number[]) => new Uint8Array([...new TextEncoder().encode(text), ...more])
  it.each<[string, string | Uint8Array, number, object]>([
    ['of 1 MB', `{"talk":{"title":"${'x'.repeat(1_000_000)}"}}`, 413, { type: 'urn:parley:problem:body-too-large' }],
    ['that is nested deeply', `{"talk":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400, { detail: expect.stringContaining('32') }],
    ['with a name that is none', '{"talk":{"__proto__":{"title":"x"}}}', 400, { errors: [{ field: '__proto__' }] }],
    ['that is not UTF-8', bytes('{"talk":{"title":"', 0xff, 0x22, 0x7d, 0x7d), 400, { detail: expect.stringContaining('UTF-8') }],
    ['that is cut short', '{"talk":{"title":"x"', 400, {}],
    ['that is a list', '[]', 400, {}],
    ['that is nothing', 'null', 400, {}],
    ['with a talk that is none', '{"talk":[]}', 400, {}],
  ])('%s is refused, and nothing is written', async (_name, body, status, said) => {
    const { ask, made } = await recordDesk()
    for (const [method, path, headers] of [
      ['PUT', BY_HAND, NEW],
      ['PATCH', BY_HAND, ANY],
    ] as const) {
      const answer = await ask(method, path, body, headers)
      if (method === 'PUT') expect([answer.status, answer.body]).toMatchObject([status, said])
      else expect(answer.status).toBeGreaterThanOrEqual(400)
    }
    expect(made.editor.list()).toEqual([])
    expect(made.histories.cursor).toBe(1)
  })

  it.each<[string, string, unknown]>([
    ['talks that are a text', '/api/records', { sources: SOURCES, talks: 'all' }],
    ['no talks', '/api/records', { sources: SOURCES }],
    ['an id that is a number', `${BY_HAND}/merge`, { into: 5 }],
    ['a scope that is none', '/api/tokens', { name: 'Anna', scopes: ['wirte'] }],
    ['a name that is a list', '/api/tokens', { name: [], scopes: ['write'] }],
  ])('with %s is refused: its field is named', async (_name, path, body) => {
    const { ask, made } = await recordDesk()
    const answer = await ask('POST', path, body)
    expect([answer.status, answer.body.errors?.length]).toEqual([400, 1])
    expect([made.editor.list(), made.tokens.list()]).toEqual([[], []])
  })

  it.each<[string, unknown]>([
    ['fields that are none', { ...resource(), constructor: 1 }],
    ['sources that are a list', { ...resource(), sources: [] }],
    ['parties that are a text', { ...resource(), parties: 'us' }],
    ['a party whose name is a list', { ...resource(), parties: { chad: { name: [], kind: 'state' } } }],
    ['a series without an id', { ...resource(), series: { title: 'Geneva' } }],
    ['a series that is null', { ...resource(), series: null }],
    ['sources of the talk that are null', { talk: { ...record({ id: 'by-hand' }), sources: null }, sources: SOURCES }],
    ['parties of the talk that are numbers', { talk: { ...record({ id: 'by-hand' }), parties: [1, null] }, sources: SOURCES }],
    ['another id than the address', { ...resource(), talk: record({ id: 'other' }) }],
    [
      'a name of every object',
      { ...resource(), talk: { ...record({ id: 'by-hand' }), sources: [{ source: 'toString', supports: ['when'] }] } },
    ],
    ['a party with a name of every object', resource({ parties: [{ party: 'constructor' }] })],
  ])('with %s is refused, and what is wrong is named', async (_name, body) => {
    const { ask, made } = await recordDesk()
    const answer = await ask('PUT', BY_HAND, body, NEW)
    expect([answer.status, answer.body.errors?.length]).toEqual([422, expect.any(Number)])
    expect(made.editor.list()).toEqual([])
    expect(made.editor.party('chad')).toBe(null)
  })

  it('of 10,000 records of which one is wrong writes none, and names that one', async () => {
    const { ask, made } = await recordDesk()
    const talks = Array.from({ length: 10_000 }, (_, index) => record({ id: `t${index}`, ...(index === 7654 ? { when: 'soon' } : {}) }))
    const { status, body } = await ask('POST', '/api/records', { sources: SOURCES, talks })
    expect([status, body.errors]).toMatchObject([422, [{ talk: 't7654', field: 'when' }]])
    expect(body.errors).toHaveLength(1)
    expect(made.editor.list()).toEqual([])
    expect(made.histories.cursor).toBe(1)
    expect((await ask('PUT', BY_HAND, resource(), NEW)).status).toBe(201)
  })
})

describe('an embargo', () => {
  const secret = resource({ embargoUntil: '2022-01-06T12:00:00Z' })
  it('keeps a record out of everything until it ends, and then the talk is published', async () => {
    const { ask, made, clock } = await recordDesk()
    expect(await ask('PUT', BY_HAND, secret, NEW)).toMatchObject({ status: 201, body: { changes: [], count: 0 } })
    expect(made.histories.latest('by-hand')).toBe(null)
    expect(made.next()).toBe(Date.parse('2022-01-06T12:00:00Z'))
    clock.set(Date.parse('2022-01-06T12:00:00Z'))
    made.wake()
    expect(made.histories.latest('by-hand')).toMatchObject({ revision: 1, withdrawn: false })
  })

  it('that is lifted has the talk published at once', async () => {
    const { ask } = await recordDesk()
    const { etag } = await ask('PUT', BY_HAND, secret, NEW)
    const lifted = await ask('PATCH', BY_HAND, { talk: { embargoUntil: null } }, { 'if-match': etag })
    expect(lifted).toMatchObject({ status: 200, body: { changes: [{ talk: 'by-hand', types: ['talk.announced'] }] } })
  })

  it('cannot be put on a talk that is public', async () => {
    const { ask, made } = await recordDesk()
    await ask('PUT', BY_HAND, resource(), NEW)
    const answer = await ask('PATCH', BY_HAND, { talk: { embargoUntil: '2022-01-06T12:00:00Z', title: 'x' } }, ANY)
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ field: 'embargoUntil', code: 'embargo-on-a-public-talk' }]])
    expect(made.histories.latest('by-hand')).toMatchObject({ revision: 1, withdrawn: false })
    expect(made.editor.versions('by-hand')).toHaveLength(1)
  })
})

describe('records of others', () => {
  it('keep their ids: one that a file withdrew, one that it keeps secret, one that is broken in it', async () => {
    const { ask, made } = await recordDesk({ files: diary([record(), record({ id: 'gone' })]) })
    const broken = readDiary(
      [
        {
          name: 'test.json',
          content: {
            sources: SOURCES,
            talks: [record(), record({ id: 'secret', embargoUntil: '2030-01-01T00:00:00Z' }), record({ id: 'broken', when: 'soon' })],
          },
        },
      ],
      REGISTER,
    )
    made.replace(broken)
    made.wake()
    expect(made.histories.latest('gone')?.withdrawn).toBe(true)
    for (const id of ['us-russia-1', 'gone', 'secret', 'broken']) {
      const answer = await ask('PUT', `/api/records/${id}`, resource({ id }), NEW)
      expect([id, answer.status, answer.body.detail]).toMatchObject([id, 409, expect.stringContaining('is of events')])
    }
    expect(made.editor.list()).toEqual([])
  })

  it('do not alter a talk by hand: a file that has its id later is not used, and that is a notice', async () => {
    const { ask, made } = await recordDesk()
    await ask('PUT', BY_HAND, resource(), NEW)
    made.replace(diary([record(), record({ id: 'by-hand', title: 'Of the file' })]))
    made.wake()
    expect((await ask('GET', '/api/records')).body).toMatchObject({ unused: ['by-hand'] })
    expect(made.health()).toMatchObject({ status: 'ok', faults: [] })
    expect(made.editor.get('by-hand')?.resource.talk.title).toBe('United States – Russia talks')
    expect(made.histories.latest('by-hand')?.revision).toBe(1)
  })

  it('that publish the id of a record by hand which is still secret have it, and the operator is told when the secret ends', async () => {
    const { ask, made, clock } = await recordDesk()
    await ask('PUT', BY_HAND, resource({ title: 'By hand', embargoUntil: '2022-01-06T12:00:00Z' }), NEW)
    made.replace(diary([record(), record({ id: 'by-hand', title: 'Of the file' })]))
    made.wake()
    clock.set(Date.parse('2022-01-06T12:00:00Z'))
    made.wake()
    expect(made.talk(made.histories.latest('by-hand') as never).title).toBe('Of the file')
    expect(made.health()).toMatchObject({
      status: 'degraded',
      faults: ['The talk by-hand belongs to events; the records of desk do not alter it.'],
    })
    const refused = await ask('PATCH', BY_HAND, { talk: { title: 'x' } }, ANY)
    expect([refused.status, refused.body.detail]).toMatchObject([409, expect.stringContaining('is of events')])
    // An editor settles it: takes the talk over, or removes the record.
    expect((await ask('DELETE', BY_HAND, undefined, ANY)).status).toBe(200)
    expect(made.health()).toMatchObject({ status: 'ok', faults: [] })
    expect(made.talk(made.histories.latest('by-hand') as never).title).toBe('Of the file')
  })

  it('may define a party that records by hand name: where it disappears, the talk stands, and health says so', async () => {
    const kenya = { parties: { kenya: { name: 'Kenya', kind: 'state' as const } } }
    const { ask, made } = await recordDesk({ files: diary([record()], kenya) })
    await ask('PUT', BY_HAND, resource({ parties: [{ party: 'kenya' }] }), NEW)
    made.replace(FILES)
    made.wake()
    expect(made.histories.latest('by-hand')).toMatchObject({ revision: 1, withdrawn: false })
    const { records } = (await ask('GET', '/api/records')).body
    expect(records).toMatchObject([{ id: 'by-hand', problems: [{ field: 'parties.0.party', code: 'unknown-party' }] }])
    expect(made.health()).toMatchObject({ status: 'degraded', problems: 1 })
    expect(made.talk(made.histories.latest('by-hand') as never).parties).toMatchObject([{ name: 'Kenya' }])
    // Other records can be edited meanwhile, and the party comes back.
    expect((await ask('PUT', '/api/records/other', resource({ id: 'other' }), NEW)).status).toBe(201)
    made.replace(diary([record()], kenya))
    made.wake()
    expect(made.health()).toMatchObject({ status: 'ok', problems: 0 })
    expect(made.histories.latest('by-hand')?.revision).toBe(1)
  })

  it('name parties by hand, which cannot be removed meanwhile', async () => {
    const { ask, made } = await recordDesk()
    await ask('PUT', '/api/parties/chad', { name: 'Chad', kind: 'state' }, NEW)
    await ask('PUT', BY_HAND, resource({ parties: [{ party: 'chad' }] }), NEW)
    const refused = await ask('DELETE', '/api/parties/chad', undefined, ANY)
    expect([refused.status, refused.body.detail]).toMatchObject([409, expect.stringContaining('named by by-hand')])
    expect(made.editor.party('chad')).toMatchObject({ party: { name: 'Chad' } })
    await ask('DELETE', BY_HAND, undefined, ANY)
    expect((await ask('DELETE', '/api/parties/chad', undefined, ANY)).status).toBe(200)
    expect((await ask('GET', '/api/parties/chad')).status).toBe(404)
  })
})

describe('a desk that was moved', () => {
  it('takes no edit, no token and no party any more, and goes on after it was thawed', async () => {
    const { ask, made } = await recordDesk()
    const { etag } = await ask('PUT', BY_HAND, resource(), NEW)
    const { changes = [] } = (await ask('PATCH', BY_HAND, { talk: { title: 'Other' } }, { 'if-match': etag })).body
    const before = made.editor.versions('by-hand')
    const acts = made.acts(1000, 10)
    await made.freeze()
    for (const [method, path, body, headers] of [
      ['PUT', '/api/records/new', resource({ id: 'new' }), NEW],
      ['PATCH', BY_HAND, { talk: { title: 'x' } }, ANY],
      ['PATCH', `${BY_HAND}?dryRun=yes`, { talk: { title: 'x' } }, ANY],
      ['DELETE', BY_HAND, undefined, ANY],
      ['POST', '/api/records', { sources: SOURCES, talks: [record({ id: 'new' })] }, {}],
      ['POST', '/api/records/us-russia-1/take', undefined, {}],
      ['POST', `${BY_HAND}/merge`, { into: 'us-russia-1' }, {}],
      ['POST', `/api/changes/${changes[0]?.id}/undo`, undefined, {}],
      ['PUT', '/api/parties/chad', { name: 'Chad', kind: 'state' }, NEW],
      ['POST', '/api/tokens', { name: 'Anna', scopes: ['write'] }, {}],
    ] as const) {
      const answer = await ask(method, path, body, headers)
      expect([path, answer.status]).toEqual([path, 503])
    }
    expect(made.editor.versions('by-hand')).toEqual(before)
    expect(made.acts(1000, 10)).toEqual(acts)
    expect(made.tokens.list()).toEqual([])
    await ask('POST', '/api/thaw')
    expect((await ask('PATCH', BY_HAND, { talk: { title: 'x' } }, ANY)).status).toBe(200)
  })
})
