// How Rolldown makes the Worker's bundle, for wrangler.toml and for tests. It leaves out what nobody calls. What the entry imports
// is one file, evaluated as a Worker starts; what is imported when it is asked for (web/private-part.ts, imported.ts) is in others.
import type { RolldownOptions } from 'rolldown'

export default {
  external: ['cloudflare:workers'],
  output: {
    format: 'esm',
    minify: true,
    sourcemap: true,
    // Wrangler takes every .mjs beside the entry along, also what an earlier bundle left.
    cleanDir: true,
    entryFileNames: 'worker.js',
    chunkFileNames: '[name].mjs',
    // Without this the entry would be a file of its own, with a long list of what it imports from the rest.
    codeSplitting: { groups: [{ debugName: 'start', name: (id, bundle) => (bundle.getModuleInfo(id)?.isEntry ? 'start' : null) }] },
  },
} satisfies RolldownOptions
