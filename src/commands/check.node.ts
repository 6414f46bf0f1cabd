// `check`: every problem of every record.
import { readConfig } from '../config.ts'
import { OWN_RECORDS } from '../talks/own-records.node.ts'
import { problemLine } from '../talks/problem.ts'
import { readApart } from '../talks/read-apart.node.ts'
import { counted, parseOptions, UsageError } from './options.node.ts'

const CHECK_HELP = `Usage: npm run -s parley -- check [path]

Reads the records at the path and lists every problem of every record: file, talk, field, what is wrong, and what
would be right. Exit status 0 if there is none, 1 if there is any, 2 if the command was not understood.

  path   a module such as events/index.ts, a .json file, or a folder of .json files;
         default: what EVENTS names, else the project's own records

Example: npm run -s parley -- check my-records/
`

export async function check(args: string[], env: Record<string, string | undefined>): Promise<number> {
  const { values, positionals } = parseOptions(args, { help: { type: 'boolean', short: 'h' } }, true)
  if (values.help) {
    process.stdout.write(CHECK_HELP)
    return 0
  }
  if (positionals.length > 1) throw new UsageError(`check takes one path, not ${positionals.length}.`)
  const path = positionals[0] ?? readConfig(env).EVENTS ?? OWN_RECORDS
  const { diary } = await readApart(path, { env })
  for (const problem of diary.problems) process.stdout.write(`${problemLine(problem)}\n`)
  const count = diary.problems.length
  process.stdout.write(
    count === 0
      ? `${counted(diary.talks.length, 'talk')}, no problem.\n`
      : `${counted(count, 'problem')}; ${counted(diary.talks.length, 'talk')} without one.\n`,
  )
  return count === 0 ? 0 : 1
}
