// `describe`: the files that pages and programs load, for a platform that serves static files by itself.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { descriptions } from '../web/api/descriptions.ts'
import { ASSETS, DOC_NAMES, docText } from '../web/pages/assets.node.ts'
import { docPath } from '../web/pages/doc.ts'
import { counted, parseOptions, UsageError } from './options.node.ts'

const DESCRIBE_HELP = `Usage: npm run -s parley -- describe FOLDER

Writes the files that pages and programs load into a folder: openapi.json and the schemas of all messages, made of the
schemas in the code, the documentation, and styles, scripts and pictures. A desk on Node needs none of it; the build for Workers calls it.
`

export async function describe(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { help: { type: 'boolean', short: 'h' } }, true)
  if (values.help) {
    process.stdout.write(DESCRIBE_HELP)
    return 0
  }
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1) throw new UsageError(`describe takes one folder.\n\n${DESCRIBE_HELP}`)
  process.stdout.write(`${counted(await writeAssets(folder), 'file')} written.\n`)
  return 0
}

/** Returns how many of the files describe the API, or document it. */
export async function writeAssets(folder: string): Promise<number> {
  const docs = await Promise.all(DOC_NAMES.map(async (name) => [docPath(name), await docText(name)] as const))
  const files = [...Object.entries(descriptions()), ...docs]
  cpSync(ASSETS, folder, { recursive: true })
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return files.length
}
