// The API in OpenAPI 3.1, from the schemas that check requests, those that type answers, and those that messages follow.
import * as z from 'zod/mini'
import { VERSION } from '../../version.ts'
import { MEANINGS, MESSAGE_TYPES, type MessageType } from '../../webhooks/formats/message-types.ts'
import { schemaOf } from '../../webhooks/messages/schemas.ts'
import * as answers from './answers.ts'
import { problemResponses, schema, withIds } from './openapi-operation.ts'
import type { Json } from './openapi-parameters.ts'
import { paths, TAGS } from './openapi-paths.ts'

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
    tags: TAGS,
    paths: withIds(paths()),
    webhooks: withIds(webhooks()),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Of the operator, or of the endpoint that a request is about.' },
      },
      schemas: {
        ...moved(schema(z.object({ ...answers }))).named,
        ...Object.assign({}, ...MESSAGE_TYPES.map((type) => moved(schemaOf(type)).named)),
      },
      responses: problemResponses(),
    },
  }
}

/** A schema, and apart from it what it refers to by name. */
function moved({ $schema, $id, $defs = {}, ...body }: Json): { body: Json; named: Json } {
  return JSON.parse(JSON.stringify({ body, named: $defs }).replaceAll('"#/$defs/', '"#/components/schemas/'))
}

/** The messages, by type. */
function webhooks(): Record<string, Json> {
  return Object.fromEntries(
    MESSAGE_TYPES.map((type: MessageType) => [
      type,
      {
        post: {
          summary: MEANINGS[type],
          requestBody: { required: true, content: { 'application/json': { schema: moved(schemaOf(type)).body } } },
          responses: { '2XX': { description: 'Taken.' }, 410: { description: 'Wants nothing more.' } },
        },
      },
    ]),
  )
}
