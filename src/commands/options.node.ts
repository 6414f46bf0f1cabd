// What all commands share: the parsing of options, and counts with their noun.
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command was not understood: exit status 2. */
export class UsageError extends Error {}

export function parseOptions(args: string[], options: NonNullable<ParseArgsConfig['options']>, allowPositionals = false) {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee --help.`)
  }
}

/** The one file that a command is given, or `null` where it is asked what it does, which is then said. */
export function oneFile(args: string[], help: string): string | null {
  const { values, positionals } = parseOptions(args, { help: { type: 'boolean', short: 'h' } }, true)
  if (values.help) {
    process.stdout.write(help)
    return null
  }
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError(`One file is to be named.\n\n${help}`)
  return file
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
