// The Worker with made-up records in its bundle.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TalkRecord } from '../../src/talks/record.ts'
import { folder } from '../process.ts'
import { madeUp } from './diary.ts'

const PER_FILE = 100

/** The Worker with a way to collect what is garbage: what the inspector offers for that does nothing in workerd. */
const ENTRY = `import worker from './src/worker.ts'
export { DeskObject } from './src/worker.ts'
export default {
  ...worker,
  fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/gc') return worker.fetch(request, env, context)
    gc()
    return new Response('done')
  },
}
`

/** A copy of the Worker with these records in place of the project's own. */
export function projectOf(talks: readonly TalkRecord[]): string {
  const project = folder()
  cpSync('src', join(project, 'src'), { recursive: true })
  mkdirSync(join(project, 'events'))
  for (const file of ['package.json', 'tsconfig.json', 'events/parties.ts']) cpSync(file, join(project, file))
  symlinkSync(join(process.cwd(), 'node_modules'), join(project, 'node_modules'))
  writeFileSync(
    join(project, 'wrangler.toml'),
    readFileSync('wrangler.toml', 'utf8').replace('rolldown src/worker.ts', 'rolldown entry.js'),
  )
  writeFileSync(join(project, 'entry.js'), ENTRY)
  writeRecords(project, talks)
  return project
}

export function writeRecords(project: string, talks: readonly TalkRecord[]): void {
  const { sources } = madeUp(0)
  const names = Array.from({ length: Math.ceil(talks.length / PER_FILE) }, (_, index) => `made-up-${index}.ts`)
  for (const [index, name] of names.entries()) {
    const content = { sources, talks: talks.slice(index * PER_FILE, (index + 1) * PER_FILE) }
    writeFileSync(join(project, 'events', name), `export default ${JSON.stringify(content)}\n`)
  }
  const imports = names.map((name, index) => `import file${index} from './${name}'\n`).join('')
  const entries = names.map((name, index) => `'${name}': file${index}`).join(', ')
  writeFileSync(join(project, 'events/index.ts'), `${imports}export default { ${entries} }\n`)
}
