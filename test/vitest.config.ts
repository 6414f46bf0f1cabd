import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import type { Plugin } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BUNDLE } from './worker/bundle.node.ts'
import { recordsOfTests } from './worker/records.node.ts'

/** Settings of the desk under test in the Worker; loopback is a named exception, as in development. */
const bindings = { ADMIN_TOKEN: 'operator-of-the-tests', ALLOW_ADDRESSES: '127.0.0.1', REGISTRATION: 'open' }

/** Both runtimes run every suite from one source, but for those of Node alone, by the reason, and those in test/worker. */
const NODE_ALONE = {
  'They start the service or the command line as a process, kill it, or have it compress.': [
    'test/{node,cli,commands,newcomer,backup,docs,records-docs,readme}.test.ts',
    'test/commands/*.test.ts',
    'test/editing/kill.test.ts',
    'test/runtime/{awake.node,preload}.test.ts',
    'test/web/calendars.node.test.ts',
    'test/webhooks/deliveries/{kill,stop.node}.test.ts',
    'test/webhooks/endpoints/secrets.node.test.ts',
  ],
  'They fill a disk, lock it, or copy a database; an object has none of its own.': [
    'test/desk.node.test.ts',
    'test/sqlite/{driver,store-faults}.node.test.ts',
    'test/web/disk.node.test.ts',
    'test/editing/redaction.node.test.ts',
    'test/web/api/record-disk.node.test.ts',
    'test/webhooks/deliveries/bad-luck.node.test.ts',
  ],
  'They read records, pages or schemas off files, or have the compiler do so; a Worker has them in its bundle or from the platform.': [
    'test/{imports,talks/read-records,talks/record-flaws,talks/define}.test.ts',
    'test/talks/{watch-records,own-records}.node.test.ts',
    'test/web/pages/{style,json-ld.node,assets.node}.test.ts',
    'test/web/api/descriptions.node.test.ts',
    'test/client/client.node.test.ts',
  ],
  'They read messages by libraries that need Node.': ['test/webhooks/formats/readers.node.test.ts'],
  'They start a browser.': ['test/browser/*.node.test.ts'],
  'They are about sockets, and what names resolve to; Workers leave both to the platform.': [
    'test/web/{body,strangers}.node.test.ts',
    'test/webhooks/deliveries/{answers,proxy}.node.test.ts',
    'test/webhooks/endpoints/{address.node,lookup}.test.ts',
  ],
}
const IN_OBJECT = fileURLToPath(new URL('./worker/in-object.ts', import.meta.url))
const ASSETS = fileURLToPath(new URL('./worker/assets-in-object.ts', import.meta.url))
const RECEIVER = fileURLToPath(new URL('./worker/receiver-in-object.ts', import.meta.url))

/** In the Worker's runs of shared suites, Node's driver gives way to an object's storage, files to
 *  the platform's, and sockets to receivers within reach. */
const inObject: Plugin = {
  name: 'in-object',
  enforce: 'pre',
  resolveId(source, importer = '') {
    if (importer.includes('/test/worker/')) return null
    if (source === 'vitest' && importer.includes('/test/')) return IN_OBJECT
    if (source.endsWith('/sqlite/driver.node.ts')) return IN_OBJECT
    if (source.endsWith('/pages/assets.node.ts') && importer.includes('/test/')) return ASSETS
    const sends = /\/(?:deliveries\/send|endpoints\/signature)\.node\.ts$/.test(source)
    return sends || (source.endsWith('/receiver.ts') && importer.includes('/test/')) ? RECEIVER : null
  },
}

/** Suites that make an object of their own make one of the bundle's. */
const inBundle: Plugin = {
  name: 'in-bundle',
  enforce: 'pre',
  resolveId: (source) => (source === '../../src/worker.ts' ? fileURLToPath(new URL(`../${BUNDLE}`, import.meta.url)) : null),
}

export default defineConfig({
  test: {
    projects: [
      // Suites in test/worker are about what only the Worker has: its entry, its edge, alarms and the queue.
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/worker/**'], testTimeout: 30_000, hookTimeout: 30_000 } },
      worker('worker', ['test/**/*.test.ts'], { main: 'src/worker.ts' }),
      worker('queue', ['test/worker/{webhooks,queue}.test.ts'], { main: 'src/worker.ts', environment: 'queue' }),
      // What is deployed is not the source but what the bundler left of it.
      worker('bundle', ['test/worker/{bundle,calendars,desk,docs,hanging,many,webhooks}.test.ts'], { main: BUNDLE }),
      worker('bundle, queue', ['test/worker/{webhooks,queue}.test.ts'], { main: BUNDLE, environment: 'queue' }),
    ],
  },
})

/** Runs in workerd, with the desk as wrangler.toml has it, in one of its environments. */
function worker(
  name: string,
  include: string[],
  { main, environment }: { main: string; environment?: string },
): TestProjectInlineConfiguration {
  return {
    plugins: [
      inObject,
      recordsOfTests,
      ...(main === BUNDLE ? [inBundle] : []),
      cloudflareTest({
        main,
        wrangler: { configPath: './wrangler.toml', ...(environment ? { environment } : {}) },
        miniflare: { bindings, durableObjects: { STORE: { className: 'DeskObject', useSQLite: true } } },
      }),
    ],
    test: {
      name,
      include,
      exclude: [...Object.values(NODE_ALONE).flat(), ...(main === BUNDLE ? [] : ['test/worker/bundle.test.ts'])],
      globalSetup: ['test/assets.node.ts', 'test/worker/receiver.node.ts', ...(main === BUNDLE ? ['test/worker/bundle.node.ts'] : [])],
      testTimeout: 60_000,
      hookTimeout: 30_000,
    },
  }
}
