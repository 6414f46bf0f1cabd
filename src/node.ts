// Entry: the desk as a Node process. What was compiled is kept between starts, in the system's folder for temporary
// files, which more than halves the time of a start; so this must run before anything else is imported.
import { enableCompileCache, flushCompileCache } from 'node:module'

enableCompileCache()
await import('./service.node.ts')
flushCompileCache()
