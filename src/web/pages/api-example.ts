// An operation as a command line that asks for it: what is in the path and what is needed is filled in.
import type { Operation, Schema } from './api-document.ts'
import { EXAMPLE_URL } from './doc.ts'

export function curlOf(path: string, method: string, { security, requestBody, parameters = [] }: Operation): string {
  const inPath = path.replaceAll('{type}', 'talk.announced').replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())
  const needed = parameters.filter((each) => each.in === 'query' && each.required)
  const query = needed.map(({ name, schema }) => `${name}=${encodeURIComponent(String(sample(schema)))}`).join('&')
  const words = [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    `'${EXAMPLE_URL}${inPath}${query === '' ? '' : `?${query}`}'`,
    ...(security ? ["-H 'Authorization: Bearer TOKEN'"] : []),
    ...(requestBody ? bodyOf(requestBody.content) : []),
  ]
  return words.join(' \\\n  ').replace(/^curl \\\n {2}/, 'curl ')
}

function bodyOf(content: NonNullable<Operation['requestBody']>['content']): string[] {
  const [type = '', { schema } = { schema: {} }] = Object.entries(content)[0] ?? []
  const header = `-H 'Content-Type: ${type}'`
  return type === 'application/json' ? [header, `-d '${JSON.stringify(sample(schema))}'`] : [header, '--data-binary @FILE']
}

/** Values that say more than their type, by the names of their fields. */
const VALUES: Record<string, unknown> = { url: 'https://hooks.example/', code: '123456', overlap: 'PT1H' }

/** A value that the schema takes: of an object the fields that are needed, or the first. */
export function sample(schema: Schema): unknown {
  const { anyOf, oneOf, properties, required, items } = schema
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.default !== undefined) return schema.default
  const [first] = anyOf ?? oneOf ?? []
  if (first) return sample(first)
  if (properties) {
    const names = required?.length ? required : Object.keys(properties).slice(0, 1)
    return Object.fromEntries(names.map((name) => [name, VALUES[name] ?? sample(properties[name] ?? {})]))
  }
  if (items) return [sample(items)]
  return plainSample(schema)
}

function plainSample({ type, format, minimum }: Schema): unknown {
  const [kind] = typeof type === 'string' ? [type] : (type ?? [])
  if (kind === 'integer' || kind === 'number') return minimum !== undefined && minimum > 0 ? minimum : 0
  if (kind === 'boolean') return true
  if (kind === 'null') return null
  if (kind === 'object') return {}
  return format === 'date-time' ? '2022-01-05T09:00:00Z' : '…'
}
