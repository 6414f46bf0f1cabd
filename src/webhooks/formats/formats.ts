// The formats by their names.
import type { Format } from './format.ts'
import { slack } from './slack.ts'
import { standard } from './standard.ts'

const formats = { standard, slack } satisfies Record<string, Format>

export type FormatName = keyof typeof formats

export const FORMATS: Readonly<Record<FormatName, Format>> = formats
export const FORMAT_NAMES = Object.keys(formats) as [FormatName, ...FormatName[]]
