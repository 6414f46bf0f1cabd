// Loaded before an entry, by `node --import`: what must be set before the first TypeScript file is loaded.
import { enableCompileCache } from 'node:module'

// Keeps compiled code between starts, in the system's folder for temporary files.
enableCompileCache()
// A DNS lookup holds a thread until it is answered, which takes seconds for a dead name: the default of four is too few.
process.env.UV_THREADPOOL_SIZE ??= '16'
