// The catalogue of messages: every type, what it tells, its schema and an example; and the API as OpenAPI.
import type { Hono } from 'hono'
import type { Desk } from '../desk.ts'
import { quoted } from '../talks/problem.ts'
import { MEANINGS, MESSAGE_TYPES } from '../webhooks/catalogue.ts'
import { exampleOf } from '../webhooks/examples.ts'
import { isMessageType, schemaOf } from '../webhooks/schemas.ts'
import { jsonResponse } from './json.ts'
import { openapi } from './openapi.ts'
import { notFound } from './problem.ts'
import { anyParameter } from './query.ts'

export function schemas(app: Hono, desk: Desk): void {
  const { site } = desk
  const base = `${site.url}/schemas`

  app.get('/schemas', ({ req }) => anyParameter(req.url) ?? catalogue())
  app.get('/schemas/', ({ req }) => anyParameter(req.url) ?? catalogue())
  app.get('/schemas/:file{.+\\.json}', (context) => {
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const name = context.req.param('file').slice(0, -'.json'.length)
    if (!isMessageType(name)) return notFound(`No message is of the type ${quoted(name)}. All types are listed at ${base}/`)
    return jsonResponse(
      { ...schemaOf(name, base), examples: [exampleOf(name, site)] },
      { 'content-type': 'application/schema+json; charset=utf-8' },
    )
  })
  app.get('/openapi.json', ({ req }) => anyParameter(req.url) ?? jsonResponse(openapi(site.url)))

  function catalogue(): Response {
    return jsonResponse({
      about:
        'Messages are signed after Standard Webhooks (https://www.standardwebhooks.com). Compare revisions: there is no order among messages.',
      types: MESSAGE_TYPES.map((type) => ({
        type,
        meaning: MEANINGS[type],
        schema: `${base}/${type}.json`,
        example: exampleOf(type, site),
      })),
    })
  }
}
