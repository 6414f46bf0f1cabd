// The bundle as it is deployed, but for its records and its place, made anew before suites run on it.
import { execSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parseSync } from 'rolldown/utils'
import type { TestProject } from 'vitest/node'

/** Compressed bytes. */
interface BundleBytes {
  /** What a Worker evaluates at its start: the entry, and all that it imports at once. */
  start: number
  /** That, and what is loaded when it is asked for. */
  all: number
}

declare module 'vitest' {
  export interface ProvidedContext {
    bundleBytes: BundleBytes
    /** What the bundle leaves to the runtime. */
    bundleImports: string[]
  }
}

/** Not where wrangler has it: what runs or is deployed from there has the project's own records. */
export const BUNDLE = '.wrangler/test-bundle/worker.js'
const COMMAND = /^command = ".*npx rolldown --input (\S+) --dir \S+ --config src\/bundle\.node\.ts (.*)"$/m
const CONFIG = '--config test/worker/records.node.ts'

/** Makes it by wrangler's command, and says how large it is. */
export function makeBundle(): BundleBytes {
  const [, entry, options] = COMMAND.exec(readFileSync('wrangler.toml', 'utf8')) ?? []
  if (entry === undefined) throw new Error('wrangler.toml has no command by which Rolldown makes the bundle')
  execSync(`npx rolldown --input ${entry} --dir ${dirname(BUNDLE)} ${CONFIG} ${options}`, { stdio: ['ignore', 'ignore', 'inherit'] })
  const bytesOf = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  return { start: bytesOf(atStart()), all: bytesOf(bundleFiles()) }
}

export default function setup({ provide }: TestProject): void {
  provide('bundleBytes', makeBundle())
  const imported = bundleFiles().flatMap(importsOf)
  provide('bundleImports', [...new Set(imported.filter((name) => !name.startsWith('.')))])
}

function bundleFiles(): string[] {
  const folder = dirname(BUNDLE)
  return readdirSync(folder)
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => join(folder, name))
}

function atStart(): Set<string> {
  const files = new Set([BUNDLE])
  // Those that are added meanwhile have their turn, too.
  for (const file of files) for (const name of importsOf(file)) if (name.startsWith('.')) files.add(join(dirname(file), name))
  return files
}

/** What a file imports at once. */
function importsOf(file: string): string[] {
  const { staticImports, staticExports } = parseSync(file, readFileSync(file, 'utf8')).module
  const exported = staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []))
  return [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported]
}
