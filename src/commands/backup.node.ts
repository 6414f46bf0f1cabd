// `backup`: a copy of a desk's database, as of one moment, while the desk runs.
import { chmodSync, existsSync } from 'node:fs'
import { copyDatabase } from '../backup.node.ts'
import { Fault } from '../runtime/faults.ts'
import { existingDatabase } from './database.node.ts'
import { counted, oneFile } from './options.node.ts'

const HELP = `Usage: npm run -s parley -- backup FILE

Copies the database that DATABASE names (default data/parley.db) into a new file, as of one moment. The desk may run
meanwhile. The copy holds secrets, as the database does, and nobody else may read it.

Example: npm run -s parley -- backup data/backup-2022-01-10.db
`

export async function backup(args: string[], env: Record<string, string | undefined>): Promise<number> {
  const file = oneFile(args, HELP)
  if (file === null) return 0
  const path = existingDatabase(env)
  if (existsSync(file)) throw new Fault(`${file} is there already. Name a new file.`)
  const { bytes, cursor } = copyDatabase(path, file)
  chmodSync(file, 0o600)
  process.stdout.write(`${file}: ${counted(bytes, 'byte')}, up to cursor ${cursor}.\n`)
  return 0
}
