// Loaded before an entry, by `node --import`: what must be set before the first TypeScript file is loaded. It runs on any
// Node, so that one that is too old is named, and imports nothing by a name that such a Node does not have.
import module from 'node:module'

/** As `engines` in package.json: `?1` in SQL works in `node:sqlite` from here on. */
const OLDEST = [24, 7]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `Parley needs Node ${OLDEST.join('.')} or later, and this is ${process.versions.node} (${process.execPath}). ` +
      '"npm ci" brings one for Linux with glibc, macOS and Windows, and "npm start" uses it.\n',
  )
  process.exit(1)
}

// Keeps compiled code between starts, in the system's folder for temporary files.
module.enableCompileCache()
// Half of what a start takes is Node's looking for hundreds of files, one by one. In this folder a file is named as it is, and
// a package is the same for all; and Zod would load what it says in sixty languages, none of which is asked for.
const OWN_FILES = new URL('..', import.meta.url).href
const NOTHING = { url: 'data:text/javascript,', format: 'module', shortCircuit: true }
const packages = new Map()
module.registerHooks({
  resolve(name, context, next) {
    const from = context.parentURL ?? ''
    if (name.endsWith('/locales/index.js') && from.includes('/node_modules/zod/')) return NOTHING
    if (!from.startsWith(OWN_FILES)) return next(name, context)
    if (/^\.\.?\/.*\.ts$/.test(name)) return { url: new URL(name, from).href, format: 'module-typescript', shortCircuit: true }
    if (/^(?:\.|file:|data:)/.test(name)) return next(name, context)
    const found = packages.get(name) ?? { ...next(name, context), shortCircuit: true }
    packages.set(name, found)
    return found
  },
})
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
