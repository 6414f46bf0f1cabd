// A client as a stranger writes one: its types are generated from openapi.json, and nothing of Parley is imported. The suite
// has the compiler check it, and runs it against desks that serve over HTTP.
import createClient from 'openapi-fetch'
import type { components, paths } from './paths.ts'

type Schemas = components['schemas']
type Client = ReturnType<typeof createClient<paths>>

/** What an operation answers with: one of both. */
interface Result<Data> {
  data?: Data
  error?: Schemas['Problem']
}

/** Where a client goes: the operator's token, and the address of a receiver. */
export interface Place {
  url: string
  token: string
  hook: string
}

export function clientOf({ url: baseUrl, token }: Pick<Place, 'url' | 'token'>): Client {
  return createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } })
}

/** What was asked for, or an error in the words of the desk. */
function done<Data>({ data, error }: Result<Data>): Data {
  if (error) throw new Error(`${error.type}: ${error.detail}`)
  return data as Data
}

/** Why it was not done, where it must not be. */
function refused({ error }: Result<unknown>): Schemas['Problem'] {
  if (!error) throw new Error('it was done')
  return error
}

/** Reads the diary; each answer is what the next request asks with. */
export async function readDiary(client: Client) {
  const talks = done(await client.GET('/api/talks', { params: { query: { party: ['us', 'ru'], match: 'any', limit: 1 } } }))
  const [first] = talks.talks
  if (!first) throw new Error('the diary is empty')
  const params = { path: { id: first.id } }
  const rest = done(await client.GET('/api/talks', { params: { query: { limit: talks.total, after: first.id } } }))
  const talk = done(await client.GET('/api/talks/{id}', { params }))
  const city: string | undefined = talk.place?.city
  const wasOn: string | null = talk.movedFrom?.when ?? null
  const ofTalk = done(await client.GET('/api/talks/{id}/changes', { params: { ...params, query: { lang: 'de' } } }))

  let page = done(await client.GET('/api/changes', { params: { query: { limit: 1 } } }))
  const sentences: string[] = []
  for (let more = true; more; more = page.more) {
    if (sentences.length > 0) page = done(await client.GET('/api/changes', { params: { query: { after: page.cursor, limit: 1 } } }))
    sentences.push(...page.changes.map(({ sentence }) => sentence))
  }
  const waited = done(await client.GET('/api/changes', { params: { query: { after: page.cursor, wait: 1 } } }))
  const beyond = refused(await client.GET('/api/changes', { params: { query: { after: page.cursor + 1000 } } }))
  return {
    ids: [first, ...rest.talks].map(({ id }) => id),
    place: { city, wasOn },
    parties: talk.parties.map(({ name, attendance }) => `${name}: ${attendance}`),
    german: ofTalk.changes.map(({ sentence, before, after }) => ({ sentence, was: before?.title ?? null, is: after?.title ?? null })),
    sentences,
    waited: waited.changes.length,
    beyond: beyond.type === 'urn:parley:problem:cursor-beyond-log',
  }
}

/** The first events of the stream, as text. */
export async function readStream(client: Client): Promise<string> {
  const { data } = await client.GET('/api/changes/stream', { params: { query: { after: 0 } }, parseAs: 'stream' })
  const reader = data?.getReader()
  let text = ''
  while (reader && !text.includes('\ndata: ')) text += new TextDecoder().decode((await reader.read()).value)
  await reader?.cancel()
  return text
}

export async function readHealth(client: Client) {
  const health = done(await client.GET('/healthz'))
  const { ready } = (await client.GET('/readyz')).data ?? { ready: false }
  const counts: number[] = [health.talks, health.cursor, health.deliveries.delivered, health.reminders.averageSeconds]
  return { ready, counts, degraded: health.status === 'degraded', clock: health.clock?.from ?? null }
}

/** The whole life of an endpoint. `sent` resolves when the receiver has had so many messages. */
export async function liveAsEndpoint(client: Client, { url, hook }: Place, sent: (count: number) => Promise<void>) {
  const registered = done(
    await client.POST('/api/endpoints', { body: { url: hook, types: ['talk.cancelled', 'talk.announced'], filter: { party: 'us' } } }),
  )
  const { id, secret } = registered
  const params = { path: { id } }
  const owner = clientOf({ url, token: registered.token })

  const found = done(await owner.GET('/api/endpoints/{id}', { params }))
  const altered = done(await owner.PATCH('/api/endpoints/{id}', { params, body: { lang: 'de', leads: ['P1D'], zone: null } }))
  const tested = done(await owner.POST('/api/endpoints/{id}/test', { params }))
  await sent(1)
  const delivery = await delivered(owner, tested.id)
  const again = done(await owner.POST('/api/deliveries/{id}/resend', { params: { path: { id: delivery.id } } }))
  await sent(2)

  const rotated = done(await owner.POST('/api/endpoints/{id}/rotate', { params, body: { overlap: 'PT1H' } }))
  const paused = done(await owner.POST('/api/endpoints/{id}/pause', { params }))
  const refusal = refused(await owner.POST('/api/endpoints/{id}/test', { params }))
  const enabled = done(await owner.POST('/api/endpoints/{id}/enable', { params }))
  const replayed = done(await owner.POST('/api/endpoints/{id}/replay', { params, body: { after: 0 } }))
  await sent(2 + replayed.queued)
  // What a replay answers is where the next one goes on.
  const rest = done(await owner.POST('/api/endpoints/{id}/replay', { params, body: { after: replayed.cursor } }))

  const { deliveries } = done(await owner.GET('/api/endpoints/{id}/deliveries', { params: { ...params, query: { limit: 1 } } }))
  const last = deliveries[0]?.id ?? ''
  const earlier = done(
    await owner.GET('/api/endpoints/{id}/deliveries', { params: { ...params, query: { before: last, state: 'delivered' } } }),
  )
  const { endpoints } = done(await client.GET('/api/endpoints', { params: { query: { limit: 10 } } }))
  const wrong = refused(await owner.PATCH('/api/endpoints/{id}', { params, body: { url: 'http://example.com/', leads: ['soon'] } }))
  const removed = await owner.DELETE('/api/endpoints/{id}', { params })
  const gone = refused(await client.GET('/api/endpoints/{id}', { params }))
  return {
    follows: found.follows,
    altered: [altered.lang, ...altered.leads],
    attempts: delivery.attempts.map(({ status, error }) => status ?? error),
    body: JSON.parse(delivery.body).type as Schemas['Delivery']['type'],
    again: again.id === tested.id && again.attempts.length >= 1,
    rotated: rotated.secret !== secret && rotated.oldSecretSignsUntil.length > 0,
    states: [paused.state, enabled.state],
    missed: enabled.missed?.replay.after ?? null,
    refusal: refusal.status,
    replayed: replayed.queued,
    rest: [rest.queued, rest.more],
    earlier: earlier.deliveries.length,
    listed: endpoints.some((each) => each.id === id),
    wrong: wrong.errors?.map(({ field, code }) => [field, code]),
    removed: removed.response.status,
    gone: gone.type,
  }
}

/** The delivery, once its first attempt is written down. */
async function delivered(client: Client, id: string): Promise<Schemas['Delivery']> {
  for (;;) {
    const delivery = done(await client.GET('/api/deliveries/{id}', { params: { path: { id } } }))
    if (delivery.state !== 'waiting') return delivery
  }
}

/** A stranger registers, is sent a code, asks for another one, and types that back. `codes`: those that were sent, once there are so many. */
export async function verify(anyone: Client, place: Place, codes: (count: number) => Promise<string[]>) {
  const registered = done(await anyone.POST('/api/endpoints', { body: { url: place.hook } }))
  const params = { path: { id: registered.id } }
  const owner = clientOf({ ...place, token: registered.token })
  await codes(1)
  const asked = done(await owner.POST('/api/endpoints/{id}/verify', { params }))
  const wrong = refused(await owner.POST('/api/endpoints/{id}/verify', { params, body: { code: 'AAAAA-AAAAA' } }))
  const [, code = ''] = await codes(2)
  const verified = done(await owner.POST('/api/endpoints/{id}/verify', { params, body: { code } }))
  return { states: [registered.state, asked.state, verified.state], wrong: wrong.errors?.[0]?.code }
}

/** Moves a desk to another one, which is new. */
export async function move(from: Client, to: Client) {
  const text = done(await from.GET('/api/export', { params: { query: { move: 'yes' } }, parseAs: 'text' }))
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Schemas['Exported'])
  const [heading] = lines
  const exportedAt = heading && 'exportedAt' in heading ? heading.exportedAt : null
  const headers = { 'content-type': 'application/x-ndjson' }
  const taken = done(await to.POST('/api/import', { body: text, bodySerializer: (body) => body, headers }))
  const thawed = done(await from.POST('/api/thaw'))
  return {
    lines: lines.length,
    imported: taken.imported,
    same: taken.exportedAt === exportedAt,
    frozenSince: thawed.frozenSince,
  }
}

/** Nobody calls it: what a compiler has to refuse, and would not if the document said less. */
export async function misspelt(client: Client): Promise<void> {
  const { data } = await client.GET('/api/changes')
  // @ts-expect-error a cursor is a number
  await client.GET('/api/changes', { params: { query: { after: '1' } } })
  // @ts-expect-error so is a limit
  await client.GET('/api/talks', { params: { query: { limit: '1' } } })
  // @ts-expect-error a parameter that is none
  await client.GET('/api/changes', { params: { query: { afterwards: 1 } } })
  // @ts-expect-error a state that is none
  await client.GET('/api/endpoints/{id}/deliveries', { params: { path: { id: 'x' }, query: { state: 'sent' } } })
  // @ts-expect-error the address is needed
  await client.POST('/api/endpoints', { body: { lang: 'de' } })
  // @ts-expect-error either a cursor or an instant is needed
  await client.POST('/api/endpoints/{id}/replay', { params: { path: { id: 'x' } }, body: {} })
  // @ts-expect-error an address that is none
  await client.GET('/api/talk')
  // @ts-expect-error a field that is none
  data?.change
  const health = (await client.GET('/healthz')).data
  // @ts-expect-error a count that is none
  health?.deliveries.sent
}
