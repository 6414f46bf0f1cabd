// A process of its own that reads records once: a module that a process has loaded is never read again, and one that never
// comes to an end can be ended. It answers its parent with the diary, and with the files that it was made of.
import { createHash } from 'node:crypto'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Read } from './read-apart.node.ts'
import { readRecords } from './read-records.node.ts'

const files = new Set<string>()
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) files.add(fileURLToPath(url))
    return next(url, context)
  },
})

const diary = await readRecords(process.argv[2] ?? '')
const { talks, embargoes, broken, problems, register } = diary
const text = JSON.stringify([talks, [...embargoes], [...broken.ids], broken.unreadable, problems, [...register]])
const digest = createHash('sha256').update(text).digest('base64url')
process.send?.({ diary, digest, files: [...files] } satisfies Read, () => process.exit(0))
