// The bundle as it is deployed, but for its records and its place, made anew before suites run on it.
import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { parseSync } from 'rolldown/utils'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Compressed bytes of the bundle. */
    bundleBytes: number
    /** What the bundle leaves to the runtime. */
    bundleImports: string[]
  }
}

/** Not where wrangler has it: what runs or is deployed from there has the project's own records. */
export const BUNDLE = '.wrangler/test-bundle/worker.js'
const COMMAND = /^command = ".*npx rolldown (\S+) --file \S+ (.*)"$/m
const CONFIG = '--config test/worker/records.node.ts --configLoader native'

/** Makes it by wrangler's command, and says how large it is. */
export function makeBundle(): number {
  const [, entry, options] = COMMAND.exec(readFileSync('wrangler.toml', 'utf8')) ?? []
  if (entry === undefined) throw new Error('wrangler.toml has no command by which Rolldown makes the bundle')
  execSync(`npx rolldown ${CONFIG} --input ${entry} --file ${BUNDLE} ${options}`, { stdio: ['ignore', 'ignore', 'inherit'] })
  return gzipSync(readFileSync(BUNDLE)).length
}

export default function setup({ provide }: TestProject): void {
  provide('bundleBytes', makeBundle())
  const { staticImports } = parseSync(BUNDLE, readFileSync(BUNDLE, 'utf8')).module
  provide(
    'bundleImports',
    staticImports.map(({ moduleRequest }) => moduleRequest.value),
  )
}
