// Deliveries over HTTP: what was sent to an endpoint, and sending it again.

import type { Context, Hono } from 'hono'
import type { Desk } from '../../desk.ts'
import { type ParameterProblem, single } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { excerpt, plain, quoted } from '../../talks/quoting.ts'
import { DELIVERY_STATES, type DeliveryState } from '../../webhooks/deliveries/delivery.ts'
import { deliveryJson, deliveryKey } from '../../webhooks/deliveries/history.ts'
import type { Endpoint } from '../../webhooks/endpoints/endpoint.ts'
import type { Auth } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { badParameters, notFound } from '../problem-response.ts'
import { anyParameter, integer, parametersOf, unknownParameters } from '../query-parameters.ts'
import { requestFlaw } from '../request-flaws.ts'
import type { DeliveryList } from './answers.ts'
import { answerTo, deliveryAnswer, type Owned } from './owner-request.ts'

const PAGE = 100
const MOST = 1000

export function deliveries(app: Hono, desk: Desk, auth: Auth, { withOwner }: Owned, clientOf: (context: Context) => string): void {
  const delivery = deliveryAnswer(desk)

  app.get('/api/endpoints/:id/deliveries', (context) => withOwner(context, (endpoint) => list(context, desk, endpoint)))
  app.get('/api/deliveries/:id', (context) => withDelivery(context, (key) => delivery(key, 200)))
  app.post('/api/deliveries/:id/resend', (context) =>
    withDelivery(context, async (key, endpoint) => {
      const limit = (await auth.isOperator(context)) ? null : desk.owner.limitOf(endpoint, 'resend', clientOf(context))
      return answerTo(limit ?? desk.owner.resend(endpoint, key), () => delivery(key, 202))
    }),
  )

  /** For the owner of the delivery's endpoint, and the operator. */
  async function withDelivery(
    context: Context,
    work: (key: number, endpoint: Endpoint) => Response | Promise<Response>,
  ): Promise<Response> {
    const id = context.req.param('id') ?? ''
    const key = deliveryKey(id)
    const found = key === null ? null : desk.history.get(key)
    const endpoint = found && desk.endpoints.get(found.endpoint)
    const allowed = await auth.endpoint(context, endpoint?.id ?? '')
    if (allowed instanceof Response) return allowed.status === 404 ? notFound(`There is no delivery ${quoted(id)}.`) : allowed
    return anyParameter(context.req.url) ?? work(key as number, allowed)
  }
}

function list(context: Context, desk: Desk, endpoint: Endpoint): Response {
  const parameters = parametersOf(context.req.url)
  const unknown = unknownParameters(parameters, ['before', 'limit', 'state'])
  const errors: ParameterProblem[] = [...unknown]
  const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: PAGE })
  const id = single(parameters, 'before', errors)
  const before = id === null ? Number.MAX_SAFE_INTEGER : deliveryKey(id)
  if (before === null) errors.push({ parameter: 'before', ...requestFlaw('no-such-delivery', { value: excerpt(id) }) })
  const state = single(parameters, 'state', errors)
  if (state !== null && !(DELIVERY_STATES as readonly string[]).includes(state))
    errors.push({ parameter: 'state', ...parameterFlaw('not-a-choice', { value: plain(state), choices: DELIVERY_STATES.join(', ') }) })
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  const page = desk.history.list(endpoint.key, { before: before ?? 0, state: state as DeliveryState | null, limit })
  return privateResponse<DeliveryList>({ deliveries: page.map(deliveryJson) })
}
