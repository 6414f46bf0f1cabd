// The files that describe the API and its messages, by their paths.
import { MESSAGE_TYPES } from '../../webhooks/formats/message-types.ts'

export const OPENAPI = 'openapi.json'
export const CATALOGUE = 'schemas/index.json'

export function schemaPath(type: string): string {
  return `schemas/${type}.json`
}

export const DESCRIBED: readonly string[] = [OPENAPI, CATALOGUE, ...MESSAGE_TYPES.map(schemaPath)]
