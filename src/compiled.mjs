// Loaded before an entry, by `node --import`: what was compiled is kept between starts, in the system's folder for
// temporary files. It is JavaScript, since it must run before the first TypeScript is read.
import { enableCompileCache } from 'node:module'

enableCompileCache()
