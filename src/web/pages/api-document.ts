// OpenAPI and JSON Schema, as far as the page of the API reads them.

export interface Schema {
  $ref?: string
  type?: string | readonly string[]
  description?: string
  properties?: Record<string, Schema>
  required?: readonly string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  enum?: readonly unknown[]
  const?: unknown
  default?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  contentSchema?: Schema
}

export type Content = Record<string, { schema: Schema }>
export interface Answer {
  description: string
  content?: Content
  headers?: Record<string, { description: string }>
}
export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description: string
  schema: Schema
}
export interface Operation {
  operationId: string
  summary: string
  tags: readonly string[]
  parameters?: readonly Parameter[]
  requestBody?: { required: boolean; content: Content }
  security?: readonly object[]
  responses: Record<string, Answer | { $ref: string }>
}
export interface OpenApi {
  info: { version: string }
  tags: readonly { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  webhooks: Record<string, { post: Operation }>
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> }
}
