// What programs read of the API and its messages: openapi.json, and schemas/ with every type of message, each with an
// example. They are made of the schemas in the code.
import { MEANINGS, MESSAGE_TYPES } from '../../webhooks/formats/message-types.ts'
import { exampleOf } from '../../webhooks/messages/examples.ts'
import { schemaOf } from '../../webhooks/messages/schemas.ts'
import type { Catalogue } from './answers.ts'
import { CATALOGUE, OPENAPI, schemaPath } from './description-paths.ts'
import { openapi } from './openapi.ts'

/** The desk in the examples. */
const SITE = { url: 'https://parley.example', domain: 'parley.example' }

/** Each file's text by its path. */
export function descriptions(): Record<string, string> {
  const types = MESSAGE_TYPES.map((type) => [type, { ...schemaOf(type), examples: [exampleOf(type, SITE)] }] as const)
  const catalogue: Catalogue = {
    about:
      'Each schema has an example. Messages are signed after Standard Webhooks (https://www.standardwebhooks.com). Compare revisions: there is no order among messages.',
    types: MESSAGE_TYPES.map((type) => ({ type, meaning: MEANINGS[type], schema: `${type}.json` })),
  }
  const files = [[OPENAPI, openapi()], [CATALOGUE, catalogue], ...types.map(([type, schema]) => [schemaPath(type), schema])] as const
  return Object.fromEntries(files.map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]))
}
