// `npm run test:firefox`: what needs a Firefox, which comes from the machine.
import { defineConfig } from 'vitest/config'

// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({ test: { include: ['test/firefox/**/*.firefox.ts'], hookTimeout: 60_000 } })
