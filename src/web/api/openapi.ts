// The API in OpenAPI 3.1, from the schemas that check requests and those that messages follow.
import { FORM_PARAMETERS } from '../../calendar/feed-form.ts'
import { FILTER_PARAMETERS } from '../../talks/filter-parameters.ts'
import { VERSION } from '../../version.ts'
import { DELIVERY_STATES } from '../../webhooks/deliveries/delivery.ts'
import { STATES } from '../../webhooks/endpoints/endpoint.ts'
import { EndpointPatch, FIELDS, type FieldName, NewEndpoint } from '../../webhooks/endpoints/endpoint-fields.ts'
import { MEANINGS, MESSAGE_TYPES, type MessageType } from '../../webhooks/formats/message-types.ts'
import { schemaOf } from '../../webhooks/messages/schemas.ts'
import { ReplayBody, RotateBody, VerifyBody } from './endpoints.ts'
import { calendar, inPath, type Json, json, list, operation, owned, query, ref, schema, withIds } from './openapi-operation.ts'

/** The body of a message, and what it refers to by name. */
const message = (type: MessageType): { body: Json; named: Json } => {
  const { $schema, $id, $defs = {}, ...body } = schemaOf(type)
  const moved = JSON.stringify({ body, named: $defs }).replaceAll('"#/$defs/', '"#/components/schemas/')
  return JSON.parse(moved)
}
/** The body that makes an endpoint, or alters one. */
const endpointBody = (of: typeof NewEndpoint | typeof EndpointPatch): Json => {
  const { properties, ...rest } = schema(of) as { properties: Record<string, Json> }
  const about = (name: string) => FIELDS[name as FieldName].about
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, { ...each, description: about(name) }])),
  }
}
/** The document; its addresses are relative to where it lies. */
export function openapi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: VERSION,
      description: 'A diary of upcoming talks between states and organisations. Unknown parameters are refused by name.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '.' }],
    // Public, unless an operation says otherwise.
    security: [],
    paths: withIds({ ...calendarPaths(), ...diaryPaths(), ...endpointPaths(), ...operatorPaths() }),
    webhooks: webhooks(),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: schemas() },
  }
}

type Paths = Record<string, Record<string, Json>>

function calendarPaths(): Paths {
  const feed = query(...FILTER_PARAMETERS, ...FORM_PARAMETERS)
  return {
    '/calendar.ics': calendar('The diary as a calendar.', ...feed),
    '/talks/{id}.ics': calendar('One talk as a calendar.', inPath('id'), ...query('alarm', 'cancelled', 'lang')),
    '/parties/{id}.ics': calendar('The talks of a party as a calendar.', inPath('id'), ...feed),
    '/series/{id}.ics': calendar('A series as a calendar.', inPath('id'), ...feed),
    '/topics/{id}.ics': calendar('A topic as a calendar.', inPath('id'), ...feed),
    '/places/{id}.ics': calendar('A place as a calendar.', inPath('id'), ...feed),
  }
}

/** Talks and the log. */
function diaryPaths(): Paths {
  const changes = list('changes', ref('Change'), { cursor: { type: 'integer' }, more: { type: 'boolean' } })
  return {
    '/api/talks': {
      get: operation({
        summary: 'Talks, by start.',
        parameters: query(...FILTER_PARAMETERS, 'limit', 'after', 'asOf'),
        answers: {
          200: json(
            list('talks', ref('Talk'), { cursor: { type: 'integer' }, total: { type: 'integer' }, next: { type: ['string', 'null'] } }),
            'A page of talks.',
          ),
        },
      }),
    },
    '/api/talks/{id}': {
      get: operation({
        summary: 'One talk.',
        parameters: [inPath('id'), ...query('asOf')],
        answers: { 200: json(ref('Talk'), 'The talk.') },
      }),
    },
    '/api/talks/{id}/changes': {
      get: operation({
        summary: 'The changes of one talk, oldest first.',
        parameters: [inPath('id'), ...query('after', 'limit', 'lang')],
        answers: { 200: json(changes, 'A page of the log.') },
      }),
    },
    '/api/changes': {
      get: operation({
        summary: 'Changes after a cursor, oldest first.',
        parameters: query(...FILTER_PARAMETERS, 'after', 'limit', 'wait', 'lang'),
        answers: { 200: json(changes, 'A page of the log.') },
      }),
    },
    '/api/changes/stream': {
      get: operation({
        summary:
          'Changes as server-sent events, from now on, or from a cursor or Last-Event-ID. Ends after five minutes, for the client to come back.',
        parameters: query(...FILTER_PARAMETERS, 'after', 'limit', 'lang'),
        answers: { 200: { description: 'Events with the cursor as id and a change as data.', content: { 'text/event-stream': {} } } },
      }),
    },
  }
}

/** Endpoints and what is sent to them. */
function endpointPaths(): Paths {
  const endpoint = json(ref('Endpoint'), 'The endpoint.')
  const delivery = json(ref('Delivery'), 'The delivery.')
  return {
    '/api/endpoints': {
      get: operation({
        summary: 'Every endpoint, for the operator.',
        parameters: query('after', 'limit'),
        owner: true,
        answers: { 200: json(list('endpoints', ref('Endpoint')), 'Endpoints, oldest first.') },
      }),
      post: operation({
        summary: 'Register an endpoint. Its secret and token are shown this once.',
        body: endpointBody(NewEndpoint),
        owner: true,
        answers: {
          201: json(
            { allOf: [ref('Endpoint'), { type: 'object', properties: { secret: { type: 'string' }, token: { type: 'string' } } }] },
            'The endpoint.',
          ),
        },
      }),
    },
    '/api/endpoints/{id}': {
      get: owned('One endpoint.', { 200: endpoint }),
      patch: owned('Alter it; what is left out stays.', { 200: endpoint }, endpointBody(EndpointPatch)),
      delete: owned('Remove it, with all that waits for it.', { 204: { description: 'It is gone.' } }),
    },
    '/api/endpoints/{id}/verify': {
      post: owned(
        'Type back the code of the verification message; without one, a new code is sent.',
        { 200: endpoint, 202: endpoint },
        schema(VerifyBody),
      ),
    },
    '/api/endpoints/{id}/test': { post: owned('Send it a test.', { 202: delivery }) },
    '/api/endpoints/{id}/rotate': {
      post: owned(
        'Give it a new secret. Both sign for a while.',
        { 200: json({ type: 'object' }, 'The new secret, shown this once.') },
        schema(RotateBody),
      ),
    },
    '/api/endpoints/{id}/pause': { post: owned('Send nothing; what is queued waits, and reminders expire.', { 200: endpoint }) },
    '/api/endpoints/{id}/enable': { post: owned('Send again.', { 200: endpoint }) },
    '/api/endpoints/{id}/replay': {
      post: owned(
        'Queue again all changes after a cursor, or since an instant.',
        { 202: json({ type: 'object' }, 'How many were queued, and up to which cursor.') },
        schema(ReplayBody),
      ),
    },
    '/api/endpoints/{id}/deliveries': {
      get: owned(
        'What was sent to it, latest first, with every attempt.',
        { 200: json(list('deliveries', ref('Delivery')), 'A page of deliveries.') },
        undefined,
        ...query('before', 'limit', 'state'),
      ),
    },
    '/api/deliveries/{id}': { get: owned('One delivery.', { 200: delivery }) },
    '/api/deliveries/{id}/resend': { post: owned('Send it again.', { 202: delivery }) },
  }
}

/** Moving a desk, and its health. */
function operatorPaths(): Paths {
  return {
    '/api/export': {
      get: operation({
        summary: 'The whole state as lines of JSON. With move=yes the desk is frozen: it publishes, fires and sends nothing any more.',
        parameters: query('move'),
        owner: true,
        answers: { 200: { description: 'A heading, then a row a line.', content: { 'application/x-ndjson': {} } } },
      }),
    },
    '/api/import': {
      post: operation({
        summary: 'Take in an export in place of what this desk has, which must be nothing of its own.',
        parameters: query('copy'),
        owner: true,
        answers: { 200: json({ type: 'object' }, 'How many rows were taken in.') },
      }),
    },
    '/api/thaw': {
      post: operation({
        summary: 'Take the freezing back, where the move did not happen.',
        owner: true,
        answers: { 200: json({ type: 'object' }, 'It goes on.') },
      }),
    },
    '/healthz': {
      get: operation({ summary: 'How the desk does, with counts.', answers: { 200: json({ type: 'object' }, 'Its health.') } }),
    },
    '/readyz': { get: operation({ summary: 'Whether it can take requests.', answers: { 200: json({ type: 'object' }, 'It can.') } }) },
  }
}

function schemas(): Json {
  return {
    ...Object.assign({}, ...MESSAGE_TYPES.map((type) => message(type).named)),
    Endpoint: {
      type: 'object',
      required: ['id', 'url', 'state'],
      properties: {
        ...(endpointBody(NewEndpoint).properties as Json),
        id: { type: 'string' },
        state: { enum: STATES },
        createdAt: { type: 'string' },
      },
    },
    Delivery: {
      type: 'object',
      required: ['id', 'message', 'type', 'state', 'attempts'],
      properties: {
        id: { type: 'string' },
        message: { type: 'string' },
        type: { type: 'string' },
        state: { enum: DELIVERY_STATES },
        attempts: { type: 'array', items: { type: 'object' } },
        body: { type: 'string', description: 'What was sent, or will be: the same at every attempt. Left out of lists.' },
      },
    },
    Problem: {
      type: 'object',
      required: ['type', 'title', 'status', 'detail'],
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        errors: {
          type: 'array',
          items: {
            type: 'object',
            description: 'A parameter of the address, or a field of the body, that cannot be used. The code is stable; the words are not.',
            required: ['message', 'code'],
            properties: {
              parameter: { type: 'string' },
              field: { type: 'string' },
              message: { type: 'string' },
              expected: { type: 'string' },
              code: { type: 'string' },
            },
          },
        },
      },
    },
  }
}

/** The messages, by type. */
function webhooks(): Json {
  return Object.fromEntries(
    MESSAGE_TYPES.map((type) => [
      type,
      {
        post: {
          summary: MEANINGS[type],
          requestBody: { content: { 'application/json': { schema: message(type).body } } },
          responses: { '2XX': { description: 'Taken.' }, 410: { description: 'Wants nothing more.' } },
        },
      },
    ]),
  )
}
