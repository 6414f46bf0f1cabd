// Names by the system's own rules, hosts file included. Each lookup holds a thread of a small pool until it is answered, so
// names that did not resolve, or only slowly, share a few threads, and names that were never asked for share some more: a name
// that resolved before waits for none of them, whatever strangers register.
import type { LookupFunction } from 'node:net'
import { createLane } from '../../runtime/lane.ts'
import { createLru } from '../../runtime/lru.ts'

/** Milliseconds after which an answer was slow. */
const SLOW = 1000
/** Lookups at once of names that were slow, or did not resolve; and of those that were never asked for. The pool has 16 threads. */
const MOST_SLOW = 4
const MOST_NEW = 8
const MOST_KNOWN = 20_000

export function fairLookup(lookup: LookupFunction): LookupFunction {
  const known = createLru<string, 'quick' | 'slow'>(MOST_KNOWN)
  const lanes = { slow: createLane(MOST_SLOW), new: createLane(MOST_NEW) }

  const ask = (leave: () => void, host: string, ...[options, callback]: Rest): void => {
    const began = performance.now()
    lookup(host, options, (error, ...found) => {
      known.set(host, error || performance.now() - began > SLOW ? 'slow' : 'quick')
      leave()
      callback(error, ...found)
    })
  }

  return (host, options, callback) => {
    const before = known.get(host) ?? 'new'
    if (before === 'quick') ask(() => {}, host, options, callback)
    else lanes[before].enter((leave) => ask(leave, host, options, callback))
  }
}

type Rest = [options: Parameters<LookupFunction>[1], callback: Parameters<LookupFunction>[2]]
