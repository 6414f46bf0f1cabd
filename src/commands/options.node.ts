// What all commands share: the parsing of options, and counts with their noun.
import { fileURLToPath } from 'node:url'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command was not understood: exit status 2. */
export class UsageError extends Error {}

export const OWN_RECORDS = fileURLToPath(new URL('../../events/index.ts', import.meta.url))

export function parseOptions(args: string[], options: NonNullable<ParseArgsConfig['options']>, allowPositionals = false) {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee --help.`)
  }
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
