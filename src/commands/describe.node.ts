// `describe`: writes what programs read of the API anew.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { descriptions } from '../web/api/descriptions.ts'
import { counted, parseOptions } from './usage.node.ts'

const DESCRIBE_HELP = `Usage: npm run -s parley -- describe

Writes openapi.json and the schemas of all messages into src/web/assets, out of the schemas in the code. To be run, and
its files committed, when one of these changes.
`
const ASSETS = fileURLToPath(new URL('../web/assets/', import.meta.url))

export function describe(args: string[]): number {
  const { values } = parseOptions(args, { help: { type: 'boolean', short: 'h' } })
  if (values.help) {
    process.stdout.write(DESCRIBE_HELP)
    return 0
  }
  const files = Object.entries(descriptions())
  for (const [path, text] of files) {
    mkdirSync(dirname(join(ASSETS, path)), { recursive: true })
    writeFileSync(join(ASSETS, path), text)
  }
  process.stdout.write(`${counted(files.length, 'file')} written.\n`)
  return 0
}
