import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import type { Plugin } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/** Settings of the desk under test in the Worker; loopback is a named exception, as in development. */
const bindings = { ADMIN_TOKEN: 'operator-of-the-tests', ALLOW_ADDRESSES: '127.0.0.1', REGISTRATION: 'open' }

/**
 * Suites that both runtimes run, from one source. The others ask for what only one of them has: files, processes, sockets,
 * compression, the command line; test/worker has what of these concerns the Worker. Pure suites need only one runtime.
 */
const SHARED = [
  'test/changes/*.test.ts',
  'test/calendar/{age,event,sentence,random-edits}.test.ts',
  'test/reminders/*.test.ts',
  'test/calendar/{twelve-edits,story,properties}.test.ts',
  'test/web/{changes,pages,moving}.test.ts',
  'test/webhooks/{endpoints,registration,deliver,lanes}.test.ts',
]
const IN_OBJECT = fileURLToPath(new URL('./worker/in-object.ts', import.meta.url))
const RECEIVER = fileURLToPath(new URL('./worker/receiver-in-object.ts', import.meta.url))

/** In the Worker's runs of shared suites, Node's driver gives way to an object's storage, and sockets to receivers within reach. */
const inObject: Plugin = {
  name: 'in-object',
  enforce: 'pre',
  resolveId(source, importer = '') {
    if (importer.includes('/test/worker/')) return null
    if (source === 'vitest' && importer.includes('/test/')) return IN_OBJECT
    if (source.endsWith('/sqlite/driver.node.ts')) return IN_OBJECT
    const sends = /\/webhooks\/(?:send|signature)\.node\.ts$/.test(source)
    return sends || (source === './receiver.ts' && importer.includes('/test/webhooks/')) ? RECEIVER : null
  },
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/worker/**'], testTimeout: 30_000, hookTimeout: 30_000 } },
      worker('worker', ['test/worker/**/*.test.ts', ...SHARED], {}),
      worker('queue', ['test/worker/{webhooks,queue}.test.ts'], { environment: 'queue' }),
    ],
  },
})

/** Runs in workerd, with the desk as wrangler.toml has it, in one of its environments. */
function worker(name: string, include: string[], environment: { environment?: string }): TestProjectInlineConfiguration {
  return {
    plugins: [
      inObject,
      cloudflareTest({
        wrangler: { configPath: './wrangler.toml', ...environment },
        miniflare: { bindings, durableObjects: { STORE: { className: 'DeskObject', useSQLite: true } } },
      }),
    ],
    test: { name, include, globalSetup: ['test/worker/receiver.node.ts'], testTimeout: 60_000, hookTimeout: 30_000 },
  }
}
