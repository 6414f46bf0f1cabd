// The Worker with made-up records in its bundle.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TalkRecord } from '../../src/talks/record.ts'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'

const PER_FILE = 100

/**
 * The Worker with a way to collect what is garbage (what the inspector offers for that does nothing in workerd), and one
 * to ask how many rows were written since it was last asked, those of indexes included, as they are paid for.
 */
const ENTRY = `import worker, { DeskObject as Desk } from './src/worker.ts'
let rows = 0
let last = null
const count = () => {
  rows += last?.rowsWritten ?? 0
  last = null
}
export class DeskObject extends Desk {
  constructor(state, env) {
    const { sql } = state.storage
    const exec = sql.exec.bind(sql)
    sql.exec = (...given) => {
      count()
      last = exec(...given)
      return last
    }
    super(state, env)
  }
}
const ANSWERS = {
  '/gc': () => gc(),
  '/rows': () => {
    count()
    const written = rows
    rows = 0
    return written
  },
}
export default {
  ...worker,
  fetch(request, env, context) {
    const answer = ANSWERS[new URL(request.url).pathname]
    return answer ? new Response(String(answer())) : worker.fetch(request, env, context)
  },
}
`

/** A copy of the Worker with these records in place of the project's own. */
export function projectOf(talks: readonly TalkRecord[]): string {
  const project = folder()
  cpSync('src', join(project, 'src'), { recursive: true })
  mkdirSync(join(project, 'events'))
  for (const file of ['package.json', 'tsconfig.json']) cpSync(file, join(project, file))
  symlinkSync(join(process.cwd(), 'node_modules'), join(project, 'node_modules'))
  writeFileSync(join(project, 'wrangler.toml'), readFileSync('wrangler.toml', 'utf8').replace('--input src/worker.ts', '--input entry.js'))
  writeFileSync(join(project, 'entry.js'), ENTRY)
  writeRecords(project, talks)
  return project
}

export function writeRecords(project: string, talks: readonly TalkRecord[]): void {
  const { parties, sources } = madeUp(0)
  writeFileSync(join(project, 'events/parties.ts'), `export const parties = ${JSON.stringify(parties)}\n`)
  const names = Array.from({ length: Math.ceil(talks.length / PER_FILE) }, (_, index) => `made-up-${index}.ts`)
  for (const [index, name] of names.entries()) {
    const content = { sources, talks: talks.slice(index * PER_FILE, (index + 1) * PER_FILE) }
    writeFileSync(join(project, 'events', name), `export default ${JSON.stringify(content)}\n`)
  }
  const imports = names.map((name, index) => `import file${index} from './${name}'\n`).join('')
  const entries = names.map((name, index) => `'${name}': file${index}`).join(', ')
  writeFileSync(join(project, 'events/index.ts'), `${imports}export default { ${entries} }\n`)
}
