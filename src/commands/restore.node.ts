// `restore`: a backup takes the place of a desk's database.
import { existsSync } from 'node:fs'
import { restoreDatabase } from '../backup.node.ts'
import { readConfig } from '../config.ts'
import { Fault } from '../runtime/faults.ts'
import { oneFile } from './options.node.ts'

const HELP = `Usage: npm run -s parley -- restore FILE

Puts a backup in the place of the database that DATABASE names (default data/parley.db). It is checked first, and the
desk must not run. The database that was there is kept beside it.

Changes that were published after the backup are lost. So that nobody takes a new change for one of them, cursors go on
above all that may have been given out; whoever asks with one of those is told so (cursor-of-another-log).

Example: npm run -s parley -- restore data/backup-2022-01-10.db
`

export async function restore(args: string[], env: Record<string, string | undefined>): Promise<number> {
  const file = oneFile(args, HELP)
  if (file === null) return 0
  const { DATABASE } = readConfig(env)
  if (DATABASE === ':memory:') throw new Fault('A database in memory cannot be restored. Name a file with DATABASE.')
  if (!existsSync(file)) throw new Fault(`There is no backup at ${file}.`)
  const { cursor, next, kept } = restoreDatabase(file, DATABASE)
  process.stdout.write(
    `${DATABASE} is as of cursor ${cursor}; the next change has cursor ${next}.\n${kept === null ? '' : `What was there is kept as ${kept}.\n`}`,
  )
  return 0
}
