// What programs read of the API and its messages, as the files of assets/ that are handed out: openapi.json, and schemas/
// with every type of message. They are written when the schemas change ("npm run -s parley -- describe"), not by a desk.
import { MEANINGS, MESSAGE_TYPES } from '../../webhooks/formats/message-types.ts'
import { exampleOf } from '../../webhooks/messages/examples.ts'
import { schemaOf } from '../../webhooks/messages/schemas.ts'
import { openapi } from './openapi.ts'

/** Where the desk of the examples is. */
const SITE = { url: 'https://parley.example', domain: 'parley.example' }

/** Each file's text by its path. */
export function descriptions(): Record<string, string> {
  const types = MESSAGE_TYPES.map((type) => [type, { ...schemaOf(type), examples: [exampleOf(type, SITE)] }] as const)
  const catalogue = {
    about:
      'Each schema has an example. Messages are signed after Standard Webhooks (https://www.standardwebhooks.com). Compare revisions: there is no order among messages.',
    types: MESSAGE_TYPES.map((type) => ({ type, meaning: MEANINGS[type], schema: `${type}.json` })),
  }
  const files = { 'openapi.json': openapi(), 'schemas/index.json': catalogue }
  const all = [...Object.entries(files), ...types.map(([type, schema]) => [`schemas/${type}.json`, schema] as const)]
  return Object.fromEntries(all.map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]))
}
