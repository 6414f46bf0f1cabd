// Every address of the API, as OpenAPI describes it.
import { FORM_PARAMETERS } from '../../calendar/feed-form.ts'
import { FILTER_PARAMETERS } from '../../talks/filter-parameters.ts'
import { EndpointPatch, type FieldName, NewEndpoint } from '../../webhooks/endpoints/endpoint-fields.ts'
import { FOLDERS } from '../subject-counts.ts'
import { CATALOGUE, OPENAPI, schemaPath } from './description-paths.ts'
import { ReplayBody, RotateBody, VerifyBody } from './endpoints.ts'
import { MEANINGS_OF_FIELDS } from './field-meanings.ts'
import { FollowBody } from './follows.ts'
import { altering, calendar, json, jsonBody, operation, owned, parts, problemContent, ref, schema } from './openapi-operation.ts'
import type { Json } from './openapi-parameters.ts'
import { recordPaths } from './openapi-record-paths.ts'

/** What is done at an address, by method. */
export type Paths = Record<string, Json>

/** The body that makes an endpoint, or alters one. */
const endpointBody = (of: typeof NewEndpoint | typeof EndpointPatch): Json => {
  const { properties, ...rest } = schema(of) as { properties: Record<string, Json> }
  const about = (name: string) => MEANINGS_OF_FIELDS[name as FieldName]
  return jsonBody({
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, { ...each, description: about(name) }])),
  })
}

export function paths(): Paths {
  const groups = [calendarPaths(), diaryPaths(), endpointPaths(), deliveryPaths(), recordPaths(), operatorPaths(), descriptionPaths()]
  return Object.assign({}, ...groups.map((group, index) => tagged(TAGS[index]?.name ?? '', group)))
}

/** What operations are about. */
export const TAGS = [
  { name: 'Calendars', description: 'iCalendar, to subscribe to.' },
  { name: 'Talks and changes', description: 'The diary and its log as JSON.' },
  { name: 'Endpoints', description: 'Who is told of changes, and reminded.' },
  { name: 'Deliveries', description: 'What was sent to an endpoint.' },
  { name: 'Records', description: 'Records by hand, for editors, and the tokens of those who may write them.' },
  { name: 'Operation', description: 'For who runs the desk: moving it, its health and figures.' },
  { name: 'Descriptions', description: 'The API and its messages, for programs.' },
] as const

function tagged(tag: string, group: Paths): Paths {
  const operations = (each: Json) =>
    Object.fromEntries(Object.entries(each).map(([method, of]) => [method, { tags: [tag], ...(of as Json) }]))
  return Object.fromEntries(Object.entries(group).map(([path, each]) => [path, operations(each)]))
}

function calendarPaths(): Paths {
  const feed = [...FILTER_PARAMETERS, ...FORM_PARAMETERS]
  return {
    '/calendar.ics': { get: calendar('The diary as a calendar.', feed, []) },
    '/accreditation.ics': { get: calendar('Deadlines for accreditation as a calendar.', feed, []) },
    '/talks/{id}.ics': { get: calendar('One talk as a calendar.', ['id', 'alarm', 'uncertain', 'cancelledTalk', 'busy', 'lang']) },
    '/parties/{id}.ics': { get: calendar('The talks of a party as a calendar.', ['id', ...feed]) },
    '/series/{id}.ics': { get: calendar('A series as a calendar.', ['id', ...feed]) },
    '/topics/{id}.ics': { get: calendar('A topic as a calendar.', ['id', ...feed]) },
    '/places/{id}.ics': { get: calendar('A place as a calendar.', ['id', ...feed]) },
  }
}

/** Talks and the log. */
function diaryPaths(): Paths {
  const talk = operation({
    summary: 'One talk.',
    parameters: ['id', 'asOf'],
    problems: [404],
    answers: { 200: json('Talk', 'The talk; one that was withdrawn is as it last stood.') },
  })
  const page = json('ChangePage', 'A page of the log.')
  return {
    '/api/talks': {
      get: operation({
        summary: 'Talks, by start.',
        parameters: [...FILTER_PARAMETERS, 'talkLimit', 'afterTalk', 'asOf'],
        answers: { 200: json('TalkPage', 'A page of talks.') },
      }),
    },
    '/api/talks/{id}': { get: talk },
    '/talks/{id}.json': { get: talk },
    ...Object.fromEntries(
      Object.values(FOLDERS).map((folder) => [
        `/api/${folder}`,
        {
          get: operation({
            summary: `All ${folder} that talks name, with how many talks each has.`,
            parameters: ['lang'],
            answers: { 200: json('SubjectList', 'They, by name.') },
          }),
        },
      ]),
    ),
    '/api/talks/{id}/changes': {
      get: operation({
        summary: 'The changes of one talk, oldest first.',
        parameters: ['id', 'after', 'limit', 'lang'],
        problems: [404, 409],
        answers: { 200: page },
      }),
    },
    '/api/changes': {
      get: operation({
        summary: 'Changes after a cursor, oldest first.',
        parameters: [...FILTER_PARAMETERS, 'after', 'limit', 'wait', 'lang'],
        problems: [409],
        answers: { 200: page },
      }),
    },
    '/api/changes/stream': {
      get: operation({
        summary:
          'Changes as server-sent events, from now on, or from a cursor or Last-Event-ID. Ends after five minutes, for the client to come back.',
        parameters: [...FILTER_PARAMETERS, 'after', 'limit', 'lang', 'lastEventId', 'lastEventHeader'],
        problems: [409],
        answers: { 200: parts('text/event-stream', 'Change', 'Events with the cursor as id and a change as data.') },
      }),
    },
  }
}

/** What the operator and owners do with endpoints. */
function endpointPaths(): Paths {
  const endpoint = json('Endpoint', 'The endpoint.')
  return {
    '/api/endpoints': {
      get: operation({
        summary: 'Every endpoint, for the operator.',
        parameters: ['afterEndpoint', 'limit'],
        token: 'needed',
        problems: [401],
        answers: { 200: json('EndpointList', 'Endpoints, oldest first.') },
      }),
      post: operation({
        summary: 'Register an endpoint. Its secret and token are shown this once.',
        body: endpointBody(NewEndpoint),
        token: 'optional',
        problems: [401, 403, 409, 413, 415, 429],
        answers: {
          201: {
            ...json('RegisteredEndpoint', 'The endpoint.'),
            headers: { Location: { description: 'Its address.', schema: { type: 'string' } } },
          },
        },
      }),
    },
    '/api/endpoints/{id}': {
      get: owned({ summary: 'One endpoint.', answers: { 200: json('FollowingEndpoint', 'The endpoint.') } }),
      patch: altering({
        summary: 'Alter it; what is left out stays.',
        body: endpointBody(EndpointPatch),
        problems: [429],
        answers: { 200: endpoint },
      }),
      delete: altering({ summary: 'Remove it, with all that waits for it.', answers: { 204: { description: 'It is gone.' } } }),
    },
    '/api/follows/key': {
      get: operation({
        summary: 'The key that a browser subscribes with, to follow by Web Push.',
        problems: [403],
        answers: { 200: json('FollowKey', 'The key.') },
      }),
    },
    '/api/follows': {
      post: operation({
        summary:
          'Follow with a browser: what it follows is replaced as a whole. It is told nothing before it has sent back the code of a first notice.',
        body: jsonBody(schema(FollowBody)),
        problems: [403, 409, 413, 415, 429],
        answers: { 201: json('Followed', 'The endpoint, with its token.') },
      }),
    },
    '/api/endpoints/{id}/verify': {
      post: altering({
        summary: 'Type back the code of the verification message; without one, a new code is sent.',
        body: jsonBody(schema(VerifyBody), false),
        problems: [429],
        answers: { 200: json('Endpoint', 'The endpoint: it is verified.'), 202: json('Endpoint', 'The endpoint: a new code is sent.') },
      }),
    },
    '/api/endpoints/{id}/test': { post: bodiless('Send it a test.', { 202: json('Delivery', 'The delivery.') }) },
    '/api/endpoints/{id}/rotate': {
      post: altering({
        summary: 'Give it a new secret. Both sign for a while.',
        body: jsonBody(schema(RotateBody), false),
        problems: [429],
        answers: { 200: json('NewSecret', 'The new secret, shown this once.') },
      }),
    },
    '/api/endpoints/{id}/pause': { post: bodiless('Send nothing; what is queued waits, and reminders expire.', { 200: endpoint }) },
    '/api/endpoints/{id}/enable': {
      post: bodiless('Send again.', { 200: json('EnabledEndpoint', 'The endpoint, and what it missed if it had ended.') }),
    },
    '/api/endpoints/{id}/replay': {
      post: altering({
        summary: 'Queue again all changes after a cursor, or since an instant.',
        body: jsonBody(schema(ReplayBody)),
        problems: [429],
        answers: { 202: json('Replayed', 'How many were queued, and up to which cursor.') },
      }),
    },
  }
}

/** One that needs no body, and refuses any but an empty one. */
function bodiless(summary: string, answers: Record<number, Json>): Json {
  return altering({ summary, problems: [413, 415, 429], answers })
}

function deliveryPaths(): Paths {
  const delivery = json('Delivery', 'The delivery.')
  return {
    '/api/endpoints/{id}/deliveries': {
      get: owned({
        summary: 'What was sent to it, latest first, with every attempt.',
        parameters: ['before', 'limit', 'state'],
        answers: { 200: json('DeliveryList', 'A page of deliveries.') },
      }),
    },
    '/api/deliveries/{id}': { get: owned({ summary: 'One delivery.', answers: { 200: delivery } }) },
    '/api/deliveries/{id}/resend': { post: altering({ summary: 'Send it again.', problems: [429], answers: { 202: delivery } }) },
  }
}

/** Moving a desk, and its health. */
function operatorPaths(): Paths {
  const lines = parts('application/x-ndjson', 'Exported', 'Lines of JSON.')
  const ready = { 'application/json': { schema: ref('Ready') } }
  return {
    '/api/export': {
      get: operation({
        summary: 'The whole state as lines of JSON. With move=yes the desk is frozen: it publishes, fires and sends nothing any more.',
        parameters: ['move'],
        token: 'needed',
        problems: [401, 403, 429],
        answers: { 200: lines },
      }),
    },
    '/api/import': {
      post: operation({
        summary: 'Take in an export in place of what this desk has, which must be nothing of its own.',
        parameters: ['copy'],
        body: { ...lines, required: true },
        token: 'needed',
        problems: [401, 403, 409, 413, 429],
        answers: { 200: json('Imported', 'How many rows were taken in.') },
      }),
    },
    '/api/thaw': {
      post: operation({
        summary: 'Take the freezing back, where the move did not happen.',
        token: 'needed',
        problems: [401, 403, 429],
        answers: { 200: json('Thawed', 'It goes on.') },
      }),
    },
    '/metrics': {
      get: operation({
        summary: 'Figures for Prometheus; without a token, for who asks from the machine of the desk.',
        token: 'optional',
        problems: [401, 403, 429],
        answers: { 200: { description: 'The text format, version 0.0.4.', content: { 'text/plain': { schema: { type: 'string' } } } } },
      }),
    },
    '/healthz': { get: operation({ summary: 'How the desk does, with counts.', answers: { 200: json('Health', 'Its health.') } }) },
    '/readyz': {
      get: operation({
        summary: 'Whether it can take requests.',
        answers: {
          200: json('Ready', 'It can.'),
          503: { description: 'It cannot, or cannot be reached.', content: { ...ready, ...problemContent } },
        },
      }),
    },
  }
}

/** The API and its messages, for programs. */
function descriptionPaths(): Paths {
  const any = { type: 'object', additionalProperties: true }
  const file = (of: Json, description: string): Json => ({ description, content: { 'application/json': { schema: of } } })
  return {
    [`/${OPENAPI}`]: { get: operation({ summary: 'This document.', answers: { 200: file(any, 'OpenAPI 3.1.') } }) },
    [`/${CATALOGUE}`]: {
      get: operation({ summary: 'The types of messages.', answers: { 200: file(ref('Catalogue'), 'Each type, with its schema.') } }),
    },
    [`/${schemaPath('{type}')}`]: {
      get: operation({
        summary: 'The schema of a type of message, with an example.',
        parameters: ['type'],
        problems: [404],
        answers: { 200: file(any, 'JSON Schema (2020-12).') },
      }),
    },
  }
}
