// The bundle as it is deployed, made anew before suites run on it.
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

export const BUNDLE = '.wrangler/bundle/worker.js'

/** Makes it as wrangler does, and says how large it is. */
export function makeBundle(): number {
  const [, command] = /^command = "(.*)"$/m.exec(readFileSync('wrangler.toml', 'utf8')) ?? []
  if (command === undefined) throw new Error('wrangler.toml has no command that makes the bundle')
  execSync(command, { stdio: ['ignore', 'ignore', 'inherit'] })
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
