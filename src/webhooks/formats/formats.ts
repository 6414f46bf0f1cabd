// The formats by their names.
import type { Format } from './format.ts'
import { standard } from './standard.ts'

export const FORMATS = { standard } satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS
