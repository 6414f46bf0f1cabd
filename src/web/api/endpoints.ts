// Endpoints over HTTP: for the operator all of them, for an owner the one whose token they hold.

import type { Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { type ParameterProblem, single } from '../../talks/filter-parameters.ts'
import { saying } from '../../talks/flaw-issue.ts'
import { excerpt, plain, quotedList } from '../../talks/quoting.ts'
import { instantText } from '../../talks/time.ts'
import { endedJson, endpointJson } from '../../webhooks/endpoints/endpoint.ts'
import { EndpointPatch, NewEndpoint } from '../../webhooks/endpoints/endpoint-fields.ts'
import { mustBe } from '../../webhooks/endpoints/endpoint-flaws.ts'
import type { Asker } from '../../webhooks/owner/owner-parts.ts'
import { type Auth, unauthorized } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { badParameters, problem, wrongCursor } from '../problem-response.ts'
import { anyParameter, integer, parametersOf, unknownParameters } from '../query-parameters.ts'
import { readBody } from '../request-body.ts'
import { requestFlaw } from '../request-flaws.ts'
import type { EnabledEndpoint, Endpoint, EndpointList, FollowingEndpoint, NewSecret, RegisteredEndpoint, Replayed } from './answers.ts'
import { answerTo, deliveryAnswer, type Owned } from './owner-request.ts'

const PAGE = 100
const MOST = 1000
/** Later years are written in another form. */
export const LATEST = Date.UTC(9999, 11, 31)

export const Cursor = z.int(wrong('not-a-cursor')).check(z.minimum(0, wrong('not-a-cursor')))
export const Instant = z.iso.datetime({ offset: true, ...wrong('not-an-instant') })

export const VerifyBody = z.strictObject(
  { code: z.optional(z.string(mustBe('the code of the verification message')).check(atMost(100))) },
  shapedAs('{ "code": the code of the verification message }, or empty for a new one'),
)
export const RotateBody = z.strictObject(
  { overlap: z.optional(z.string(mustBe('a duration such as PT24H')).check(atMost(20))) },
  shapedAs('{ "overlap": how long both secrets sign, such as "PT24H" }, or empty'),
)
export const ReplayBody = z.union(
  [z.strictObject({ after: Cursor }, alone('after')), z.strictObject({ since: Instant }, alone('since'))],
  shapedAs('{ "after": a cursor, a whole number } or { "since": an instant with its offset, such as "2022-01-05T09:00:00Z" }'),
)
const NoBody = z.strictObject({}, shapedAs('empty'))

interface Registration {
  auth: Auth
  /** Whether anyone may register an endpoint. */
  open: boolean
  askerOf: (context: Context, isOperator: boolean) => Asker
}

/** Registering endpoints, and listing them for the operator. */
export function endpoints(app: Hono, desk: Desk, { auth, open, askerOf }: Registration): void {
  app.post('/api/endpoints', async (context) => {
    const operator = await auth.isOperator(context)
    if (!operator && auth.token(context) !== null) return unauthorized('The token is not that of the operator.')
    if (!operator && !open) return auth.hasOperator ? operatorNeeded() : closed()
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const body = await readBody(context.req.raw, NewEndpoint)
    if (body instanceof Response) return body
    const asker = askerOf(context, operator)
    return answerTo(await desk.owner.register(body.value, asker), ({ endpoint, secret, token }) => {
      const response = privateResponse<RegisteredEndpoint>({ ...endpointJson(endpoint), secret, token }, 201)
      response.headers.set('location', `${desk.site.url}/api/endpoints/${endpoint.id}`)
      return response
    })
  })

  app.get('/api/endpoints', async (context) => {
    if (!(await auth.isOperator(context))) return operatorNeeded()
    const parameters = parametersOf(context.req.url)
    const unknown = unknownParameters(parameters, ['after', 'limit'])
    const errors: ParameterProblem[] = [...unknown]
    const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: PAGE })
    const id = single(parameters, 'after', errors)
    const after = id === null ? null : desk.endpoints.find(id)
    if (id !== null && after === null) errors.push({ parameter: 'after', ...requestFlaw('no-such-endpoint', { value: plain(id) }) })
    if (errors.length > 0) return badParameters(errors, unknown.length > 0)
    return privateResponse<EndpointList>({ endpoints: desk.endpoints.list(after?.key ?? 0, limit).map(endpointJson) })
  })
}

/** What an owner does with an endpoint. */
export function endpoint(app: Hono, desk: Desk, { auth, askerOf }: Registration, { withEndpoint, withBody }: Owned): void {
  const { owner } = desk
  const delivery = deliveryAnswer(desk)

  app.get('/api/endpoints/:id', (context) =>
    withEndpoint(context, (found) => privateResponse<FollowingEndpoint>({ ...endpointJson(found), follows: owner.follows(found) })),
  )
  app.patch('/api/endpoints/:id', (context) =>
    withBody(context, 'alter', EndpointPatch, async (found, request) => {
      const asker = askerOf(context, await auth.isOperator(context))
      return answerTo(await owner.alter(found, request, asker), (altered) => privateResponse<Endpoint>(endpointJson(altered)))
    }),
  )
  app.delete('/api/endpoints/:id', (context) =>
    withEndpoint(context, (found) => answerTo(owner.remove(found), () => new Response(null, { status: 204 }))),
  )
  app.post('/api/endpoints/:id/verify', (context) =>
    withBody(context, 'verify', VerifyBody, (found, { code }) =>
      answerTo(owner.verify(found, code ?? null), (verified) =>
        privateResponse<Endpoint>(endpointJson(verified), code === undefined ? 202 : 200),
      ),
    ),
  )
  app.post('/api/endpoints/:id/test', (context) =>
    withBody(context, 'test', NoBody, (found) => answerTo(owner.test(found), (key) => delivery(key, 202))),
  )
  app.post('/api/endpoints/:id/rotate', (context) =>
    withBody(context, 'rotate', RotateBody, async (found, { overlap }) =>
      answerTo(await owner.rotate(found, overlap ?? null), ({ secret, endsAt }) =>
        privateResponse<NewSecret>({ secret, oldSecretSignsUntil: instantText(endsAt) }),
      ),
    ),
  )
  app.post('/api/endpoints/:id/pause', (context) =>
    withBody(context, 'pause', NoBody, (found) =>
      answerTo(owner.pause(found), (paused) => privateResponse<Endpoint>(endpointJson(paused))),
    ),
  )
  app.post('/api/endpoints/:id/enable', (context) =>
    withBody(context, 'enable', NoBody, (found) =>
      answerTo(owner.enable(found), ({ endpoint: enabled, ended }) =>
        privateResponse<EnabledEndpoint>({ ...endpointJson(enabled), missed: ended && endedJson(ended) }),
      ),
    ),
  )
  app.post('/api/endpoints/:id/replay', (context) =>
    withBody(context, 'replay', ReplayBody, (found, body) => {
      const wrong = 'after' in body ? wrongCursor(body.after, desk) : null
      if (wrong) return wrong
      const from = 'after' in body ? body : { since: instantText(Math.min(Date.parse(body.since), LATEST)) }
      return answerTo(owner.replay(found, from), (result) => privateResponse<Replayed>(result, 202))
    }),
  )
}

/** What a check says of a value. */
function wrong(code: 'not-a-cursor' | 'not-an-instant') {
  return saying(({ input }) => requestFlaw(code, { value: excerpt(input) }))
}

function atMost(most: number) {
  return z.maxLength(
    most,
    saying(({ input }) => requestFlaw('too-long', { length: String(input).length, most })),
  )
}

/** What the whole of a body says. */
export function shapedAs(expected: string) {
  return saying(() => requestFlaw('wrong-shape', { expected }))
}

/** What an object says of fields beside its only one. */
function alone(known: string) {
  return saying((issue) =>
    issue.code === 'unrecognized_keys' ? requestFlaw('unknown-field', { fields: quotedList(issue.keys), known }) : undefined,
  )
}

function operatorNeeded(): Response {
  return unauthorized('Send the token of the operator as "Authorization: Bearer …".')
}

function closed(): Response {
  return problem({
    type: 'registration-closed',
    status: 403,
    title: 'Nobody can register an endpoint here',
    detail: 'The operator has set no ADMIN_TOKEN, and has not opened registration (REGISTRATION=open).',
  })
}
