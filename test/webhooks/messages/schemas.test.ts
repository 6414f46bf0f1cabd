import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { CHANGE_TYPES } from '../../../src/changes/change.ts'
import { descriptions } from '../../../src/web/api/descriptions.ts'
import { MESSAGE_TYPES } from '../../../src/webhooks/formats/message-types.ts'
import { desk, diary, record } from '../../make.ts'
import { createApp } from '../../web/checked-app.ts'
import { privatePart } from '../../web/private-routes.ts'

interface Example {
  type: string
  data: { change?: { types: string[]; sentence: string } }
}

const onError = (error: unknown) => {
  throw error
}
const type = 'application/json; charset=utf-8'
const assets = Object.fromEntries(Object.entries(descriptions()).map(([path, text]) => [`/${path}`, async () => ({ type, content: text })]))
const made = () => createApp(desk(diary([record()])), { adminToken: null, open: false, onError, assets }).hono
const ajv = new Ajv2020({ strict: true, allErrors: true })

async function get<T>(path: string): Promise<T> {
  const response = await made().request(path)
  expect(response.status).toBe(200)
  return (await response.json()) as T
}

describe('the catalogue', () => {
  it('has every type of message, with a schema that it leads to', async () => {
    const moved = await made().request('/schemas/')
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'https://parley.example/schemas/index.json'])
    const { types } = await get<{ types: { type: string; schema: string }[] }>('/schemas/index.json')
    expect(types.map(({ type }) => type)).toEqual(MESSAGE_TYPES)
    for (const { type, schema } of types) expect(await get(`/schemas/${schema}`)).toMatchObject({ title: type })
  })

  it.each(MESSAGE_TYPES)('has an example of %s that its schema takes, and that is refused where a field is missing', async (type) => {
    const { examples, ...schema } = await get<{ examples: Example[] }>(`/schemas/${type}.json`)
    const validate = ajv.compile(schema)
    const [example] = examples
    expect(validate(example) || validate.errors).toBe(true)
    expect(validate({ ...example, data: {} })).toBe(false)
    expect(validate({ ...example, type: 'other' })).toBe(false)
  })

  it.each(CHANGE_TYPES)('makes the example of %s by what makes the real one', async (type) => {
    const { examples } = await get<{ examples: Example[] }>(`/schemas/${type}.json`)
    const change = examples[0]?.data.change
    expect(change?.types[0]).toBe(type)
    expect(change?.sentence).toMatch(/^\p{Lu}.*\.$/u)
  })

  it('does not know others', async () => {
    const response = await made().request('/schemas/talk.moved.json')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('https://parley.example/schemas/index.json') })
  })
})

describe('/openapi.json', () => {
  it('describes every route of the API, and no other', async () => {
    const { openapi, paths, webhooks } = await get<{
      openapi: string
      paths: Record<string, Record<string, unknown>>
      webhooks: Record<string, unknown>
    }>('/openapi.json')
    expect(openapi).toBe('3.1.0')
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const pages =
      /^\/(?:robots\.txt|sitemap\.xml|sitemaps\/:file|past|month|month\/:month|subscribe|follow|(?:endpoints|desk)(?:\/.+)?|changes(?:\.\w+)?|talks\/:id|docs(?:\/:name)?|widget(?:\/build)?|schemas|(?:parties|series|topics|places)(?:\/:id(?:\/(?:past|subscribe))?)?)?$/
    const routes = [...made().routes, ...privatePart().routes]
      .filter(({ method, path }) => method !== 'ALL' && !pages.test(path) && !path.startsWith('/schemas/'))
      .map(({ method, path }) => `${method} ${path.replace(/:file\{\.\+\\\.(\w+)\}/, '{id}.$1').replace(/:(\w+)/g, '{$1}')}`)
    const schemas = ['GET /schemas/index.json', 'GET /schemas/{type}.json']
    expect([...new Set([...routes, ...schemas])].sort()).toEqual(described.sort())
    expect(Object.keys(webhooks)).toEqual([...MESSAGE_TYPES])
  })

  it('has only references that lead somewhere', async () => {
    const document = await get<{ components: { schemas: Record<string, unknown> } }>('/openapi.json')
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
    expect(references.length).toBeGreaterThan(10)
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name)
  })
})
