// Entry: the command line. Each command is a file of commands/.
import { backup } from './commands/backup.node.ts'
import { check } from './commands/check.node.ts'
import { demo } from './commands/demo.node.ts'
import { describe } from './commands/describe.node.ts'
import { exportRecords } from './commands/export-records.node.ts'
import { feed } from './commands/feed.node.ts'
import { UsageError } from './commands/options.node.ts'
import { replay } from './commands/replay.node.ts'
import { restore } from './commands/restore.node.ts'
import { token } from './commands/token.node.ts'
import { ConfigError } from './config.ts'
import { Fault } from './runtime/faults.ts'
import { VERSION } from './version.ts'

const HELP = `Usage: npm run -s parley -- <command> [options]

Commands:
  check [path]   read the records and list every problem of every record
  feed           write a calendar to the standard output
  replay         take a desk through a span of time, and send what an endpoint would have got
  demo           the same with the talks of the story, and a receiver that prints them
  backup         copy a desk's database into a file, while the desk runs
  restore        put such a copy in the place of the database
  export-records write the records by hand as files, as events/ has them
  token          make, list and revoke tokens of people and programs
  describe       write what describes the API, and the style sheet, into a folder

"npm run -s parley -- <command> --help" says more of each, and "npm run -s parley -- --version" which version this is.
`

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that stops early, as "| head" does, is not an error.
  if (code === 'EPIPE') process.exit(0)
  process.stderr.write(`The output could not be written: ${message}.\n`)
  process.exit(1)
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof Fault)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function main([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'check':
      return check(args, process.env)
    case 'feed':
      return feed(args, process.env)
    case 'replay':
      return replay(args, process.env)
    case 'demo':
      return demo(args)
    case 'backup':
      return backup(args, process.env)
    case 'restore':
      return restore(args, process.env)
    case 'export-records':
      return exportRecords(args, process.env)
    case 'token':
      return token(args, process.env)
    case 'describe':
      return describe(args)
    case '--version':
    case '-v':
      process.stdout.write(`${VERSION}\n`)
      return 0
    case undefined:
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(HELP)
      return command === undefined ? 2 : 0
    default:
      throw new UsageError(`There is no command "${command}".\n\n${HELP}`)
  }
}
