// Loaded before an entry, by `node --import`: what must be set before the first TypeScript file is loaded.
import { enableCompileCache } from 'node:module'

// Keeps compiled code between starts, in the system's folder for temporary files.
enableCompileCache()
// A DNS lookup holds a thread until it is answered, which takes seconds for a dead name: the default of four is too few.
process.env.UV_THREADPOOL_SIZE ??= '16'

// npm runs a script in a shell, which hands no signal on: where the two have ended, this process must not be left behind.
const PARENT = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === PARENT) return
    clearInterval(watch) // a second signal would cut the stop short
    process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}
