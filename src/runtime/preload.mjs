// Loaded before an entry, by `node --import`: what must be so before the first TypeScript is read.
import { enableCompileCache } from 'node:module'

// What was compiled is kept between starts, in the system's folder for temporary files.
enableCompileCache()
// Looking up a name holds a thread until it is answered, which for a dead one takes seconds; four are too few for a desk.
process.env.UV_THREADPOOL_SIZE ??= '16'
