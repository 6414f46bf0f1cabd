// A JSON Schema for people: its type in words, and its fields as a list. What lies deeper than a field of an object is folded.
import { html } from 'hono/html'
import type { Schema } from './api-document.ts'
import type { Html } from './layout.ts'

/** A pattern that is longer says nothing to a reader; nor need it where words or a format say what it means. */
const LONGEST_PATTERN = 60

/** "integer, 1 to 1000, default 100": with a link where a schema has a name. */
export function typeOf(schema: Schema): Html {
  const bounds = boundsOf(schema).map((words) => html`, ${words}`)
  const otherwise = schema.default === undefined ? '' : html`, default <code>${String(schema.default)}</code>`
  return html`${kindOf(schema)}${bounds}${otherwise}`
}

/** The fields of an object, or of what stands in a list or is one of several; '' where there are none. */
export function fields(schema: Schema): Html | '' {
  const { properties, required = [] } = schema
  if (properties)
    return html`<ul class="fields">${Object.entries(properties).map(([name, each]) => field(name, each, required.includes(name)))}</ul>`
  const inner = innerOf(schema).filter((each) => fields(each) !== '')
  if (inner.length === 0) return ''
  if (inner.length === 1) return fields(inner[0] ?? {})
  return html`${inner.map((each, index) => html`${index === 0 ? '' : html`<p>or</p>`}${fields(each)}`)}`
}

function field(name: string, schema: Schema, needed: boolean): Html {
  const deeper = fields(schema)
  const about = schema.description ? html`<p>${worded(schema.description)}</p>` : ''
  const folded = deeper === '' ? '' : html`<details><summary>Fields of <code>${name}</code></summary>${deeper}</details>`
  return html`<li><code>${name}</code> ${typeOf(schema)}${needed ? ', needed' : ''}${about}${folded}</li>`
}

function innerOf({ items, anyOf, oneOf, additionalProperties, contentSchema }: Schema): Schema[] {
  const others = typeof additionalProperties === 'object' ? [additionalProperties] : []
  return [...(items ? [items] : []), ...(anyOf ?? oneOf ?? []), ...others, ...(contentSchema ? [contentSchema] : [])]
}

function kindOf(schema: Schema): Html {
  const { $ref, items, anyOf, oneOf, enum: values, additionalProperties, properties, contentSchema } = schema
  if ($ref !== undefined) return link($ref)
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (values) return either(values.map((value) => html`<code>${String(value)}</code>`))
  if (anyOf ?? oneOf) return either((anyOf ?? oneOf ?? []).map(grouped))
  if (items) return html`list of ${grouped(items)}`
  if (contentSchema) return html`text of many: ${typeOf(contentSchema)}`
  if (typeof additionalProperties === 'object' && !properties) return html`object of ${grouped(additionalProperties)} by name`
  return html`${simpleType(schema)}`
}

/** In brackets, where it would run into what stands around it; with what is said of it. */
function grouped(schema: Schema): Html {
  if (schema.description) return html`(${typeOf(schema)}: ${worded(schema.description)})`
  const isLong = (schema.enum?.length ?? 0) > 1 || schema.anyOf || schema.oneOf || schema.items || boundsOf(schema).length > 0
  return isLong ? html`(${typeOf(schema)})` : typeOf(schema)
}

/** A text in which names stand between backticks. */
export function worded(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
}

function simpleType({ type, format, properties, additionalProperties }: Schema): string {
  const types = typeof type === 'string' ? [type] : (type ?? [])
  const words = types.map((each) => (each === 'string' && format !== undefined ? format : each)).join(' or ')
  if (words !== '') return words
  return properties || additionalProperties ? 'object' : 'anything'
}

function either(choices: readonly Html[]): Html {
  return html`${choices.map((choice, index) => html`${index === 0 ? '' : ' or '}${choice}`)}`
}

function link($ref: string): Html {
  const name = $ref.split('/').at(-1) ?? ''
  return html`<a href="#schema-${name}">${name}</a>`
}

function boundsOf({ minimum, maximum, minItems, maxItems, minLength, maxLength, pattern, format, description }: Schema): Html[] {
  const isSaid = format !== undefined || description !== undefined
  const shown = pattern !== undefined && !isSaid && pattern.length <= LONGEST_PATTERN
  const words = [range(minimum, maximum, ''), range(minItems, maxItems, ' entries'), range(minLength, maxLength, ' characters')]
  return [...words.filter((each) => each !== '').map((each) => html`${each}`), ...(shown ? [html`as <code>${pattern}</code>`] : [])]
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const isBound = most !== undefined && most < Number.MAX_SAFE_INTEGER
  if (least !== undefined && isBound) return `${least} to ${most}${unit}`
  if (isBound) return `up to ${most}${unit}`
  return least === undefined || least === Number.MIN_SAFE_INTEGER ? '' : `at least ${least}${unit}`
}
