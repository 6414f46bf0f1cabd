// The application as suites ask it: each answer is held against what openapi.json says of its operation. A status, a media
// type or a field that the document does not name is an error.
import { type Schema, Validator } from '@cfworker/json-schema'
import { openapi } from '../../src/web/api/openapi.ts'
import { type App, createApp as createUnchecked } from '../../src/web/app.ts'

interface Answer {
  content?: Record<string, { schema: Schema }>
}
interface Operation {
  responses: Record<string, Answer | { $ref: string }>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, Answer>; schemas: { Problem: Schema } }
}

const PROBLEM = 'application/problem+json'
export const DOCUMENT = openapi() as unknown as Document
const { paths, components } = closed(DOCUMENT) as Document
/** Paths without parameters before those that would match them, too. */
const PATHS = Object.entries(paths)
  .sort(([one], [other]) => Number(one.includes('{')) - Number(other.includes('{')))
  .map(([path, operations]) => ({ pattern: patternOf(path), path, operations }))
const validators = new Map<Schema, Validator>()

export function createApp(...given: Parameters<typeof createUnchecked>): App {
  const app = createUnchecked(...given)
  const { fetch } = app.hono
  app.hono.fetch = async (request, ...rest) => {
    const response = await fetch(request, ...rest)
    await check(request.method, new URL(request.url).pathname, response)
    return response
  }
  return app
}

/** Throws where an answer is not as the document has it. */
export async function check(method: string, pathname: string, response: Response): Promise<void> {
  const found = PATHS.find(({ pattern }) => pattern.test(pathname))
  const operation = found?.operations[method === 'HEAD' ? 'get' : method.toLowerCase()]
  const where = `${method} ${pathname} answers ${response.status}`
  if (operation) await checkAnswer(operation, method, response, where)
  else if (found || pathname.startsWith('/api/')) await checkRefusal(found ? [204, 405] : [204, 404, 405], response, where)
}

/** What no operation describes is refused by its method or its address, unless a browser asks for leave. */
async function checkRefusal(statuses: readonly number[], response: Response, where: string): Promise<void> {
  if (!statuses.includes(response.status)) throw new Error(`${where}, and is not in the document`)
  if (mediaTypeOf(response) === PROBLEM) await checkBody(components.schemas.Problem, PROBLEM, response, where)
}

async function checkAnswer({ responses }: Operation, method: string, response: Response, where: string): Promise<void> {
  const named = responses[response.status]
  if (!named) throw new Error(`${where}, a status that is not in the document`)
  const { content = {} } = '$ref' in named ? (components.responses[named.$ref.split('/').at(-1) ?? ''] as Answer) : named
  const type = mediaTypeOf(response)
  if (type === null && Object.keys(content).length === 0) return
  const schema = content[type ?? '']?.schema
  if (!schema) throw new Error(`${where} as ${type}, which is not in the document`)
  if (method !== 'HEAD') await checkBody(schema, type ?? '', response, where)
}

async function checkBody(schema: Schema, type: string, response: Response, where: string): Promise<void> {
  // A stream of events ends when it is left.
  if (type.startsWith('text/')) return
  const text = new TextDecoder().decode(await response.clone().arrayBuffer())
  if (type === 'application/x-ndjson') {
    for (const line of text.trim().split('\n')) validate(schema.contentSchema, JSON.parse(line), where)
  } else validate(schema, JSON.parse(text), where)
}

function mediaTypeOf({ headers }: Response): string | null {
  return headers.get('content-type')?.split(';')[0] ?? null
}

/** Throws where a value is not as its schema has it. */
function validate(schema: Schema, value: unknown, where: string): void {
  const validator = validators.get(schema) ?? new Validator({ ...schema, components }, '2020-12', false)
  validators.set(schema, validator)
  const { valid, errors } = validator.validate(value)
  if (valid) return
  const said = errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`).join('\n')
  throw new Error(`${where} with what is not in the document:\n${said}\n${JSON.stringify(value, null, 2).slice(0, 2000)}`)
}

/** The document where an object has no other fields than those that it names: clients must take others, but none may come. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]))
  return 'type' in inner && inner.type === 'object' && 'properties' in inner ? { additionalProperties: false, ...inner } : inner
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
}
