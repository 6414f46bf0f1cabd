// Endpoints over HTTP: for the operator all of them, for an owner the one whose token they hold.

import type { Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { type ParameterProblem, single } from '../../talks/filter.ts'
import { quoted } from '../../talks/quoting.ts'
import { instantText } from '../../talks/time.ts'
import { deliveryJson, deliveryKey, readDeliveries, readDelivery } from '../../webhooks/deliveries/history.ts'
import { DELIVERY_STATES, type DeliveryState } from '../../webhooks/deliveries/queue.ts'
import { type Ended, type Endpoint, EndpointPatch, NewEndpoint } from '../../webhooks/endpoints/endpoint.ts'
import type { Done } from '../../webhooks/owner/registration.ts'
import { createAuth, unauthorized } from '../auth.ts'
import { readBody } from '../body.ts'
import { privateResponse } from '../json.ts'
import { badBody, badParameters, beyondLog, notFound, problem } from '../problem-response.ts'
import { anyParameter, parametersOf, unknownParameters } from '../query.ts'
import { integer } from './changes.ts'

const PAGE = 100
const MOST = 1000
/** Years after it have another form as text. */
const LATEST = Date.UTC(9999, 11, 31)

const IS_CURSOR = 'must be a cursor, a whole number that is not negative'
const Cursor = z.int(IS_CURSOR).check(z.minimum(0, IS_CURSOR))
const Instant = z.iso.datetime({ offset: true, error: 'must be an instant with its offset, such as 2022-01-05T09:00:00Z' })

export const VerifyBody = z.strictObject(
  {
    code: z.optional(
      z.string('must be the code of the verification message').check(z.maxLength(100, 'must be at most 100 characters long')),
    ),
  },
  'must be { "code": the code of the verification message }, or empty for a new one',
)
export const RotateBody = z.strictObject(
  { overlap: z.optional(z.string('must be a duration such as PT24H').check(z.maxLength(20, 'must be at most 20 characters long'))) },
  'must be { "overlap": how long both secrets sign, such as "PT24H" }, or empty',
)
export const ReplayBody = z.union(
  [z.strictObject({ after: Cursor }), z.strictObject({ since: Instant })],
  'must be { "after": a cursor, a whole number } or { "since": an instant with its offset, such as "2022-01-05T09:00:00Z" }',
)
const NoBody = z.strictObject({}, 'must be empty')

export function endpoints(app: Hono, desk: Desk, { adminToken, open }: { adminToken: string | null; open: boolean }): void {
  const { registrar, endpoints: store, db } = desk.courier
  const auth = createAuth(store, adminToken)

  app.post('/api/endpoints', async (context) => {
    const operator = await auth.isOperator(context)
    if (!operator && auth.token(context) !== null) return unauthorized('The token is not that of the operator.')
    if (!operator && !open)
      return adminToken === null
        ? problem({
            type: 'registration-closed',
            status: 403,
            title: 'Nobody can register an endpoint here',
            detail: 'The operator has set no ADMIN_TOKEN, and has not opened registration (REGISTRATION=open).',
          })
        : unauthorized('Send the token of the operator as "Authorization: Bearer …".')
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const body = await readBody(context.req.raw, NewEndpoint)
    if (body instanceof Response) return body
    const done = await registrar.register(body.value, operator ? 'operator' : 'anyone')
    return answer(done, ({ endpoint, secret, token }) => {
      const response = privateResponse({ ...view(endpoint), secret, token }, 201)
      response.headers.set('location', `${desk.site.url}/api/endpoints/${endpoint.id}`)
      return response
    })
  })

  app.get('/api/endpoints', async (context) => {
    if (!(await auth.isOperator(context))) return unauthorized('Send the token of the operator as "Authorization: Bearer …".')
    const parameters = parametersOf(context.req.url)
    const unknown = unknownParameters(parameters, ['after', 'limit'])
    const errors: ParameterProblem[] = [...unknown]
    const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: PAGE })
    const id = single(parameters, 'after', errors)
    const after = id === null ? null : store.find(id)
    if (id !== null && after === null)
      errors.push({ parameter: 'after', message: `${quoted(id)} is no endpoint`, expected: 'the id of the last one before' })
    if (errors.length > 0) return badParameters(errors, unknown.length > 0)
    return privateResponse({ endpoints: store.list(after?.key ?? 0, limit).map(view) })
  })

  app.get('/api/endpoints/:id', (context) =>
    withEndpoint(context, (endpoint) => privateResponse({ ...view(endpoint), follows: registrar.follows(endpoint) })),
  )
  app.patch('/api/endpoints/:id', (context) =>
    withBody(context, EndpointPatch, async (endpoint, wish) => {
      const by = (await auth.isOperator(context)) ? 'operator' : 'owner'
      return answer(await registrar.alter(endpoint, wish, by), (altered) => privateResponse(view(altered)))
    }),
  )
  app.delete('/api/endpoints/:id', (context) =>
    withEndpoint(context, (endpoint) => answer(registrar.remove(endpoint), () => new Response(null, { status: 204 }))),
  )

  app.post('/api/endpoints/:id/verify', (context) =>
    withBody(context, VerifyBody, (endpoint, { code }) =>
      answer(registrar.verify(endpoint, code ?? null), (verified) => privateResponse(view(verified), code === undefined ? 202 : 200)),
    ),
  )
  app.post('/api/endpoints/:id/test', (context) =>
    withBody(context, NoBody, (endpoint) => answer(registrar.test(endpoint), (key) => delivery(key, 202))),
  )
  app.post('/api/endpoints/:id/rotate', (context) =>
    withBody(context, RotateBody, async (endpoint, { overlap }) =>
      answer(await registrar.rotate(endpoint, overlap ?? null), ({ secret, endsAt }) =>
        privateResponse({ secret, oldSecretSignsUntil: instantText(endsAt) }),
      ),
    ),
  )
  app.post('/api/endpoints/:id/pause', (context) =>
    withBody(context, NoBody, (endpoint) => answer(registrar.pause(endpoint), (paused) => privateResponse(view(paused)))),
  )
  app.post('/api/endpoints/:id/enable', (context) =>
    withBody(context, NoBody, (endpoint) =>
      answer(registrar.enable(endpoint), ({ endpoint: enabled, ended }) =>
        privateResponse({ ...view(enabled), missed: ended && missed(ended) }),
      ),
    ),
  )
  app.post('/api/endpoints/:id/replay', (context) =>
    withBody(context, ReplayBody, (endpoint, body) => {
      if ('after' in body && body.after > desk.histories.cursor) return beyondLog(body.after, desk.histories.cursor)
      const from = 'after' in body ? body : { since: instantText(Math.min(Date.parse(body.since), LATEST)) }
      return answer(registrar.replay(endpoint, from), (result) => privateResponse(result, 202))
    }),
  )

  app.get('/api/endpoints/:id/deliveries', (context) =>
    withOwner(context, (endpoint) => {
      const parameters = parametersOf(context.req.url)
      const unknown = unknownParameters(parameters, ['before', 'limit', 'state'])
      const errors: ParameterProblem[] = [...unknown]
      const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: PAGE })
      const id = single(parameters, 'before', errors)
      const before = id === null ? Number.MAX_SAFE_INTEGER : deliveryKey(id)
      if (before === null)
        errors.push({ parameter: 'before', message: `${quoted(id)} is no delivery`, expected: 'the id of the last one of the page before' })
      const state = single(parameters, 'state', errors)
      if (state !== null && !(DELIVERY_STATES as readonly string[]).includes(state))
        errors.push({ parameter: 'state', message: `${quoted(state)} is not known here`, expected: DELIVERY_STATES.join(', ') })
      if (errors.length > 0) return badParameters(errors, unknown.length > 0)
      const page = readDeliveries(db, endpoint.key, { before: before ?? 0, state: state as DeliveryState | null, limit })
      return privateResponse({ deliveries: page.map(deliveryJson) })
    }),
  )
  app.get('/api/deliveries/:id', (context) => withDelivery(context, (key) => delivery(key, 200)))
  app.post('/api/deliveries/:id/resend', (context) =>
    withDelivery(context, (key, endpoint) => answer(registrar.resend(endpoint, key), () => delivery(key, 202))),
  )

  function delivery(key: number, status: number): Response {
    const found = readDelivery(db, key)
    return found ? privateResponse(deliveryJson(found), status) : notFound('The delivery is gone.')
  }

  async function withOwner(context: Context, work: (endpoint: Endpoint) => Response | Promise<Response>): Promise<Response> {
    const endpoint = await auth.endpoint(context, context.req.param('id') ?? '')
    return endpoint instanceof Response ? endpoint : work(endpoint)
  }

  /** At an address without parameters. */
  async function withEndpoint(context: Context, work: (endpoint: Endpoint) => Response | Promise<Response>): Promise<Response> {
    return withOwner(context, (endpoint) => anyParameter(context.req.url) ?? work(endpoint))
  }

  async function withBody<Schema extends z.ZodMiniType>(
    context: Context,
    schema: Schema,
    work: (endpoint: Endpoint, body: z.infer<Schema>) => Response | Promise<Response>,
  ): Promise<Response> {
    return withEndpoint(context, async () => {
      const body = await readBody(context.req.raw, schema)
      if (body instanceof Response) return body
      // It may have changed while the body was on its way.
      return withEndpoint(context, (endpoint) => work(endpoint, body.value))
    })
  }

  /** A delivery is its endpoint's owner's. */
  async function withDelivery(context: Context, work: (key: number, endpoint: Endpoint) => Response): Promise<Response> {
    const id = context.req.param('id') ?? ''
    const key = deliveryKey(id)
    const found = key === null ? null : readDelivery(db, key)
    const endpoint = found && store.get(found.endpoint)
    const allowed = await auth.endpoint(context, endpoint?.id ?? '')
    if (allowed instanceof Response) return allowed.status === 404 ? notFound(`There is no delivery ${quoted(id)}.`) : allowed
    return anyParameter(context.req.url) ?? work(key as number, allowed)
  }
}

function answer<T>(done: Done<T>, work: (value: T) => Response): Response {
  if (done.ok) return work(done.value)
  if ('fields' in done) return badBody(done.fields)
  if ('conflict' in done)
    return problem({ type: 'conflict', status: 409, title: 'The endpoint is not in a state for that', detail: done.conflict })
  return problem(
    { type: 'too-many-requests', status: 429, title: 'Too many requests of this kind', detail: done.limit },
    { 'retry-after': '3600' },
  )
}

/** An endpoint as its owner sees it: never its secrets. */
export function view(endpoint: Endpoint) {
  const { id, url, description, types, leads, dayAt, zone, lang, owner, state, ended } = endpoint
  const instant = (millis: number | null) => millis && instantText(millis)
  return {
    ...{ id, url, description, types },
    filter: filterObject(endpoint.filterText),
    ...{ leads, dayAt, zone, lang, owner, state },
    createdAt: instantText(endpoint.createdAt),
    failingSince: instant(endpoint.failingSince),
    heldUntil: instant(endpoint.heldUntil),
    oldSecretSignsUntil: instant(endpoint.oldSecretEnds),
    ended: ended && missed(ended),
  }
}

/** Why nothing is sent any more, and what to replay after to get what was missed. */
function missed({ at, reason, cursor }: Ended) {
  return { at: instantText(at), reason, replay: { after: cursor } }
}

function filterObject(text: string): Record<string, string | string[]> {
  const single = ['match', 'since', 'until']
  const groups = Map.groupBy([...new URLSearchParams(text)], ([name]) => name)
  return Object.fromEntries(
    [...groups].map(([name, pairs]) => {
      const values = pairs.map(([, value]) => value)
      return [name, single.includes(name) ? (values[0] ?? '') : values]
    }),
  )
}
