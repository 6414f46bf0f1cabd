// Copies of the project, for tests that alter its records. They begin with the records of tests, since what is in events/ may
// be anyone's already.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Ended, folder, launch } from './process.ts'

export interface Copy {
  readonly path: string
  /** Runs a command of the command line. */
  run(...args: string[]): Promise<Ended>
  /** Writes a file of events/. */
  write(file: string, content: string): void
  /** Puts something else in the place of a text that a file of events/ has. */
  replace(file: string, text: string, by: string): void
  /** Puts a line after another one of a file of events/. */
  insert(file: string, line: string, after: string): void
  remove(file: string): void
}

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const copies: string[] = []

export function copyProject(): Copy {
  const project = folder()
  copies.push(project)
  for (const name of ['package.json', 'src']) cpSync(pathOf(`../${name}`), join(project, name), { recursive: true })
  symlinkSync(pathOf('../node_modules'), join(project, 'node_modules'))
  mkdirSync(join(project, 'events'))
  const place = (file: string) => join(project, 'events', file)
  const write = (file: string, content: string) => writeFileSync(place(file), content)
  const replace = (file: string, text: string, by: string) => {
    const content = readFileSync(place(file), 'utf8')
    expect(content).toContain(text)
    write(file, content.replace(text, by))
  }
  for (const file of ['index.ts', 'parties.ts', 'story.ts'])
    write(file, readFileSync(pathOf(`fixtures/${file}`), 'utf8').replace("'../../src/", "'../src/"))
  return {
    path: project,
    run: (...args) => launch(['src/cli.ts', ...args], {}, project).ended,
    write,
    replace,
    insert: (file, line, after) => replace(file, after, `${after}\n${line}`),
    remove: (file) => rmSync(place(file)),
  }
}

export function removeCopies(): void {
  for (const path of copies.splice(0)) rmSync(path, { recursive: true })
}
