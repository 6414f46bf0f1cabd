// Looking at what names resolve to, before anything is sent. A stranger's name is asked of the name servers alone, which holds
// no thread that deliveries need; few such questions are open at once, and each ends with whoever asked, or after seconds.
import ipaddr from 'ipaddr.js'
import { createLane } from '../../runtime/lane.ts'
import { type Allowed, isExcepted, mayConnect } from './address.ts'

export interface LookUp {
  /** Those addresses of a host that messages may not go to, by the system's own rules; empty if its name does not resolve. */
  forbidden(host: string): Promise<string[]>
  /** Whether a stranger's host is found in time, at addresses that messages may go to. */
  isPublic(host: string, signal: AbortSignal): Promise<boolean>
}

/** The addresses of a name; rejects or is empty where it has none. What is aborted may be left unanswered. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<string[]>

/** Where names cannot be looked at. */
export const NO_LOOK_UP: LookUp = { forbidden: async () => [], isPublic: async () => true }

/** Milliseconds for a stranger's name, waiting for its turn included. */
const LONGEST = 4000
const MOST_AT_ONCE = 16

interface Options {
  allowed: Allowed
  /** By the system's own rules, hosts file included. */
  system: Resolve
  /** By what name servers answer. */
  servers: Resolve
  /** Whether names may be known where messages go out, and not here. */
  elsewhere: boolean
  longest?: number
}

export function createLookUp({ allowed, system, servers, elsewhere, longest = LONGEST }: Options): LookUp {
  const lane = createLane(MOST_AT_ONCE)

  const inTime = (host: string, signal: AbortSignal): Promise<string[]> => {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(longest)])
    return new Promise((resolve) => {
      const giveUp = lane.enter((leave) => {
        if (ended.aborted) return leave()
        ended.addEventListener('abort', leave)
        void servers(host, ended)
          .then(resolve, () => resolve([]))
          .finally(leave)
      })
      const end = () => {
        giveUp()
        resolve([])
      }
      if (ended.aborted) end()
      else ended.addEventListener('abort', end)
    })
  }

  return {
    async forbidden(host) {
      const found = await system(host, new AbortController().signal).catch(() => [])
      return found.filter((address) => !mayConnect(host, address, allowed))
    },
    async isPublic(host, signal) {
      // What is said of these does not depend on what anyone answers.
      if (ipaddr.isValid(host) || isExcepted(host, allowed)) return true
      const found = await inTime(host, signal)
      return found.length === 0 ? elsewhere : found.every((address) => mayConnect(host, address, allowed))
    },
  }
}
