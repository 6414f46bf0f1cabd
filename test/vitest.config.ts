import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** Settings of the desk under test in the Worker; loopback is a named exception, as in development. */
const bindings = { ADMIN_TOKEN: 'operator-of-the-tests', ALLOW_ADDRESSES: '127.0.0.1', REGISTRATION: 'open' }

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/worker/**'], testTimeout: 30_000, hookTimeout: 30_000 } },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' }, miniflare: { bindings } })],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: ['test/worker/receiver.node.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
