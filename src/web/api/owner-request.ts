// Requests about an endpoint that only its owner and the operator may make, and their results as responses.
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { deliveryJson } from '../../webhooks/deliveries/history.ts'
import type { Endpoint } from '../../webhooks/endpoints/endpoint.ts'
import type { Act } from '../../webhooks/owner/limits.ts'
import type { Done } from '../../webhooks/owner/result.ts'
import type { Auth } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { badBody, notFound, problem } from '../problem-response.ts'
import { anyParameter } from '../query-parameters.ts'
import { readBody } from '../request-body.ts'
import type { Delivery } from './answers.ts'

type Answer = Response | Promise<Response>

export interface Owned {
  withOwner(context: Context, work: (endpoint: Endpoint) => Answer): Promise<Response>
  /** At an address without parameters. */
  withEndpoint(context: Context, work: (endpoint: Endpoint) => Answer): Promise<Response>
  /** For what an owner may have done only so often; the operator may always. */
  withAct(context: Context, act: Act, work: (endpoint: Endpoint) => Answer): Promise<Response>
  withBody<Schema extends z.ZodMiniType>(
    context: Context,
    act: Act,
    schema: Schema,
    work: (endpoint: Endpoint, body: z.infer<Schema>) => Answer,
  ): Promise<Response>
}

export function createOwned(auth: Auth, { owner }: Pick<Desk, 'owner'>, clientOf: (context: Context) => string): Owned {
  const owned: Owned = {
    async withOwner(context, work) {
      const endpoint = await auth.endpoint(context, context.req.param('id') ?? '')
      return endpoint instanceof Response ? endpoint : work(endpoint)
    },
    withEndpoint: (context, work) => owned.withOwner(context, (endpoint) => anyParameter(context.req.url) ?? work(endpoint)),
    withAct: (context, act, work) =>
      owned.withOwner(context, async (endpoint) => {
        const limit = (await auth.isOperator(context)) ? null : owner.limitOf(endpoint, act, clientOf(context))
        return limit ? answerTo(limit, () => new Response()) : work(endpoint)
      }),
    withBody: (context, act, schema, work) =>
      owned.withAct(context, act, async () => {
        const refused = anyParameter(context.req.url)
        if (refused) return refused
        const body = await readBody(context.req.raw, schema)
        if (body instanceof Response) return body
        // The endpoint may have been altered or removed while the body was read.
        return owned.withOwner(context, (endpoint) => work(endpoint, body.value))
      }),
  }
  return owned
}

export function answerTo<T>(done: Done<T>, work: (value: T) => Response): Response {
  if (done.ok) return work(done.value)
  if ('fields' in done) return badBody(done.fields)
  if ('conflict' in done)
    return problem({ type: 'conflict', status: 409, title: 'The endpoint is not in a state for that', detail: done.conflict })
  return problem(
    { type: 'too-many-requests', status: 429, title: 'Too many requests of this kind', detail: done.limit },
    { 'retry-after': String(done.retryAfter) },
  )
}

/** A delivery by its key, as a response. */
export function deliveryAnswer({ history }: Desk): (key: number, status: number) => Response {
  return (key, status) => {
    const found = history.get(key)
    const body = history.body(key)
    if (found === null || body === null) return notFound('The delivery is gone.')
    return privateResponse<Delivery>({ ...deliveryJson(found), body }, status)
  }
}
