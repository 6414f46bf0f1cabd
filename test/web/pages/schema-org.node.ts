// The rules of schemaorg-jsd for data of schema.org, as files: the package's own entry would fetch a schema from the web.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'

const PACKAGE = dirname(fileURLToPath(import.meta.resolve('schemaorg-jsd')))
const SCHEMA = 'https://chharvey.github.io/schemaorg-jsd/schema'
const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { date: DAY, 'date-time': INSTANT, 'uri-reference': URL.canParse, uri: URL.canParse, time: true, email: true },
})
// What it would fetch says how keywords of JSON-LD are written.
ajv.addSchema({ $id: 'https://json-ld.org/schemas/jsonld-schema.json', type: 'object', properties: { '@type': { type: 'string' } } })
for (const file of filesOf('meta')) ajv.addMetaSchema(file)
for (const file of filesOf('schema')) ajv.addSchema(file)

function filesOf(folder: string): object[] {
  return readdirSync(join(PACKAGE, folder)).map((name) => JSON.parse(readFileSync(join(PACKAGE, folder, name), 'utf8')) as object)
}

/** What is wrong with data, by its own type, or by another that it has to be. */
export function schemaOrgFlaws(data: object, type = (data as { '@type': string })['@type']): string[] {
  return ajv.validate(`${SCHEMA}/${type}.jsd`, data)
    ? []
    : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
