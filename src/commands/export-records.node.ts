// `export-records`: records by hand as files of records, such as `events/` takes.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { type RecordFile, recordFiles } from '../editing/record-files.ts'
import { identifiersOf, moduleOf } from '../editing/record-module.ts'
import { readEverything } from '../editing/record-store.ts'
import type { Resource } from '../editing/resource.ts'
import { Fault } from '../runtime/faults.ts'
import type { Sqlite } from '../sqlite/port.ts'
import { OWN_RECORDS } from '../talks/own-records.node.ts'
import { readApart } from '../talks/read-apart.node.ts'
import { readOwnRegister } from '../talks/read-records.node.ts'
import type { Party } from '../talks/record.ts'
import { withDatabase } from './database.node.ts'
import { counted, parseOptions, UsageError } from './options.node.ts'

const FOLDER = 'exported-records'
const HELP = `Usage: npm run -s parley -- export-records [FOLDER] [--json]

Writes the records by hand of the database that DATABASE names (default data/parley.db) as files of records, as events/
has them: one a series, one for talks without one, each with the parties by hand that its talks name. Nothing is left
out, embargoes and contacts that are not public included; a file with such can be read by its owner alone. Nothing is
written to the database, and no file is overwritten. The desk may run meanwhile.

  FOLDER   where the files go (default ${FOLDER})
  --json   JSON files, for EVENTS; without it, TypeScript modules that go into events/

It says which files were written, and which lines name them in events/index.ts.

Example: npm run -s parley -- export-records ${FOLDER} && npm run -s parley -- check ${FOLDER}/by-hand.ts
`

type Env = Readonly<Record<string, string | undefined>>

/** What is read of the database. */
interface Kept {
  records: Resource[]
  parties: Map<string, Party>
  /** Talks of which another origin may still have a record, by their ids. */
  taken: { id: string; from: string }[]
}

export async function exportRecords(args: string[], env: Env): Promise<number> {
  const { values, positionals } = parseOptions(args, { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } }, true)
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (positionals.length > 1) throw new UsageError(`export-records takes one folder, not ${positionals.length}.`)
  const folder = positionals[0] ?? FOLDER
  const { records, parties, taken } = await withDatabase(env, { toRead: true }, readKept)
  if (records.length + parties.size === 0) {
    process.stdout.write('There are no records by hand.\n')
    return 0
  }
  const files = recordFiles({ records, parties, partyOf: await partiesElsewhere(env) })
  const written = write(folder, files, values.json === true ? asJson : asModule)
  process.stdout.write(written.map(({ path, content }) => `${path}: ${counted(content.talks.length, 'talk')}.\n`).join(''))
  if (values.json !== true) process.stdout.write(linesOfIndex(files))
  for (const { id, from } of taken)
    process.stdout.write(`${id} was taken over from ${from}: where that has a record of it still, take that out.\n`)
  return 0
}

function readKept(db: Sqlite): Kept {
  const { talks, parties } = readEverything<Resource, Party>(db)
  const sql = `SELECT id, taken_from AS "from" FROM talk WHERE origin = 'desk' AND taken_from IS NOT NULL ORDER BY id`
  return { records: [...talks.values()], parties, taken: db.all<{ id: string; from: string }>(sql).filter(({ id }) => talks.has(id)) }
}

/** Parties that other files of the desk's records define, beside the project's own register, which all know. */
async function partiesElsewhere(env: Env): Promise<(id: string) => Party | null> {
  const own = await readOwnRegister()
  const { diary } = await readApart(readConfig(env).EVENTS ?? OWN_RECORDS, { env })
  return (id) => (Object.hasOwn(own, id) ? null : (diary.register.get(id) ?? null))
}

interface Form {
  ending: string
  text(file: RecordFile): string
}

const asJson: Form = { ending: 'json', text: ({ content }) => `${JSON.stringify(content, null, 2)}\n` }
const asModule: Form = {
  ending: 'ts',
  text: ({ content }) =>
    moduleOf(
      content,
      content.series === undefined ? 'Talks of no series, written by hand.' : `Talks of the series ${content.series.id}, written by hand.`,
    ),
}

/** Writes all files, or none. */
function write(folder: string, files: readonly RecordFile[], { ending, text }: Form): (RecordFile & { path: string })[] {
  const placed = files.map((file) => ({ ...file, path: join(folder, `${file.name}.${ending}`) }))
  const there = placed.filter(({ path }) => existsSync(path)).map(({ path }) => path)
  if (there.length > 0) throw new Fault(`${there.join(', ')}: there already, and nothing was written. Name another folder.`)
  const written: string[] = []
  try {
    mkdirSync(resolve(folder), { recursive: true })
    for (const file of placed) {
      writeFileSync(file.path, text(file), { flag: 'wx', mode: file.isSecret ? 0o600 : 0o666 })
      written.push(file.path)
    }
    return placed
  } catch (error) {
    for (const path of written) rmSync(path, { force: true })
    throw new Fault(`The records could not be written: ${error instanceof Error ? error.message : String(error)}.`, { cause: error })
  }
}

function linesOfIndex(files: readonly RecordFile[]): string {
  const identifiers = [...identifiersOf(files.map(({ name }) => name))]
  const imports = identifiers.map(([name, identifier]) => `import ${identifier} from './${name}.ts'\n`).join('')
  const named = identifiers.map(([name, identifier]) => `  '${name}.ts': ${identifier},\n`).join('')
  return `\nTo have them in events/, move them there, and name them in events/index.ts, with the imports\n\n${imports}\nand in the list\n\n${named}`
}
