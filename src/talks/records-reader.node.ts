// A process of its own that reads records once: a module that a process has loaded is never read again, and one that never
// comes to an end can be ended. It answers its parent with the diary, and with the files that it was made of.
import { createHash } from 'node:crypto'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Read } from './read-apart.node.ts'
import { readRecords } from './read-records.node.ts'

const [, , path = '', parent = ''] = process.argv
// A module that never comes to an end blocks this thread, so another one looks whether the parent is still there.
const watchdog = `setInterval(() => process.ppid === ${Number(parent)} || process.kill(process.pid, 'SIGKILL'), 500)`
new Worker(watchdog, { eval: true, execArgv: [] }).unref()

// The way to the parent is not for the modules that are read.
const send = process.send?.bind(process)
process.send = undefined as unknown as NonNullable<typeof process.send>

const files = new Set<string>()
const note = (url: string): void => {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return
  files.add(fileURLToPath(url))
  send?.({ loads: fileURLToPath(url) }) // told at once: what is loaded may end this process
}
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context)
    } catch (error) {
      // A file that is not there yet is waited for.
      if (specifier.startsWith('.') && context.parentURL) note(new URL(specifier, context.parentURL).href)
      throw error
    }
  },
  load(url, context, next) {
    note(url)
    return next(url, context)
  },
})

const diary = await readRecords(path)
const { talks, embargoes, broken, problems, register } = diary
const text = JSON.stringify([talks, [...embargoes], [...broken.ids], broken.unreadable, problems, [...register]])
const digest = createHash('sha256').update(text).digest('base64url')
send?.({ diary, digest, files: [...files] } satisfies Read, () => process.exit(0))
