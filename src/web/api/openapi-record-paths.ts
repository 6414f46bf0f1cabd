// The addresses of records by hand, as OpenAPI describes them.
import { json, jsonBody, operation, type ProblemStatus, schema } from './openapi-operation.ts'
import type { Json, ParameterName } from './openapi-parameters.ts'
import { PartyBody } from './parties.ts'
import { FileBody, MergeBody, PatchBody, RecordBody, RedactBody } from './records.ts'
import { TokenBody } from './tokens.ts'

/** Records by hand, and who may write them. */
export function recordPaths(): Record<string, Json> {
  const edited = json('Edit', 'What came of it.')
  const how = ['dryRun', 'spelling'] as const
  const versioned = ['id', ...how, 'ifMatch', 'ifNoneMatch'] as const
  const editing = (
    summary: string,
    of: { problems?: readonly ProblemStatus[]; body?: Json; parameters?: readonly ParameterName[] },
  ): Json =>
    operation({
      summary,
      token: 'needed',
      parameters: of.parameters ?? ['id', ...how],
      ...(of.body ? { body: of.body } : {}),
      problems: [401, 403, 429, ...(of.body ? ([413, 415] as const) : []), ...(of.problems ?? [])],
      answers: { 200: edited },
    })
  const reading = (summary: string, answers: Record<number, Json>, more: Partial<Parameters<typeof operation>[0]> = {}): Json =>
    operation({ summary, token: 'needed', ...more, problems: [401, 403, 429, ...(more.problems ?? [])], answers })
  const put = (summary: string, body: Json): Json => {
    const made = editing(summary, { parameters: versioned, body, problems: [404, 409, 412, 422, 428] })
    return { ...made, responses: { ...(made.responses as Json), 201: json('Edit', 'What came of it: there was none before.') } }
  }
  return {
    '/api/records': {
      get: reading('All records by hand, with what is wrong with them.', { 200: json('RecordList', 'They, by id.') }),
      post: editing('Write the records of a file of many: all of them, or none.', {
        parameters: how,
        body: jsonBody(schema(FileBody)),
        problems: [409, 422],
      }),
    },
    '/api/records/{id}': {
      get: reading(
        'One record, as it would be sent.',
        { 200: json('DeskRecord', 'The record, with its ETag.') },
        { parameters: ['id'], problems: [404] },
      ),
      put: put('Write a record. What it names and the diary has need not come with it.', jsonBody(schema(RecordBody))),
      patch: editing('Alter a record, by a JSON Merge Patch (RFC 7396): lists are replaced whole.', {
        parameters: versioned,
        body: jsonBody(schema(PatchBody)),
        problems: [404, 409, 412, 422, 428],
      }),
      delete: editing('Remove a record: its talk is withdrawn.', { parameters: versioned, problems: [404, 409, 412, 428] }),
    },
    '/api/records/{id}/versions': {
      get: reading(
        'Every version of a record, with who made it.',
        { 200: json('RecordVersions', 'They, oldest first.') },
        { parameters: ['id'], problems: [404] },
      ),
    },
    '/api/records/{id}/take': { post: editing('Make a talk of another origin one by hand.', { problems: [404, 409] }) },
    '/api/records/{id}/give-back': { post: editing('Give a talk back to the origin that it was taken from.', { problems: [409] }) },
    '/api/records/{id}/merge': {
      post: editing('Withdraw a talk since it is the same as another one.', { body: jsonBody(schema(MergeBody)), problems: [404, 409] }),
    },
    '/api/records/{id}/redact': {
      post: operation({
        summary: 'Take a text out of all that is kept of a talk: the log, its versions, messages and answers. It cannot be taken back.',
        token: 'needed',
        parameters: ['id'],
        body: jsonBody(schema(RedactBody)),
        problems: [401, 403, 404, 409, 413, 415, 429],
        answers: { 200: json('Redaction', 'Where it was, and which copies may have it.') },
      }),
    },
    '/api/changes/{id}/undo': { post: editing('Undo the edit that a change came of.', { problems: [404, 409, 422] }) },
    '/api/parties/{id}': {
      get: reading(
        'One party.',
        { 200: json('DeskParty', 'The party, with its ETag where it is by hand.') },
        { parameters: ['id'], problems: [404] },
      ),
      put: put('Add a party by hand, or rename one: the talks that name it change with it.', jsonBody(schema(PartyBody))),
      delete: editing('Remove a party that no talk names.', { parameters: versioned, problems: [404, 409, 412, 428] }),
    },
    '/api/tokens': {
      get: reading('All tokens, without their texts.', { 200: json('TokenList', 'They, the latest first.') }),
      post: operation({
        summary: 'Make a token for a person or a program.',
        token: 'needed',
        body: jsonBody(schema(TokenBody)),
        problems: [401, 403, 409, 413, 415, 429],
        answers: { 201: json('NewToken', 'The token, shown this once.') },
      }),
    },
    '/api/tokens/{id}': {
      delete: reading('Revoke a token.', { 204: { description: 'It holds no longer.' } }, { parameters: ['id'], problems: [404] }),
    },
    '/api/acts': {
      get: reading(
        'What holders of tokens did, the latest first.',
        { 200: json('ActList', 'A page of acts.') },
        { parameters: ['beforeAct', 'limit'] },
      ),
    },
  }
}
