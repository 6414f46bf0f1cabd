// Services that count requests for all their addresses together: where one of them asks for a wait, all endpoints at its origin
// are left alone until then. That is kept in memory: after a restart the service says it again. Instants are milliseconds of
// the real time.
import { MINUTE } from '../../talks/units.ts'
import type { Endpoints } from '../endpoints/store.ts'

export interface OriginHolds {
  /** Whoever else is at the origin of this endpoint waits, too: for so many milliseconds, ten minutes at most. */
  hold(endpoint: number, millis: number): void
  /** Endpoints that wait. */
  held(): ReadonlySet<number>
  /** When the first of them wait no longer; `null` if none waits. */
  ends(): number | null
}

/** One endpoint is not to silence others for long. */
const LONGEST = 10 * MINUTE
const NOBODY: ReadonlySet<number> = new Set()

export function createOriginHolds(endpoints: Pick<Endpoints, 'at' | 'get' | 'version'>, now: () => number): OriginHolds {
  const untils = new Map<string, number>()
  let known = { version: -1, keys: NOBODY }

  /** Forgets holds that are over. */
  const current = (): boolean => {
    for (const [origin, until] of untils) {
      if (until > now()) continue
      untils.delete(origin)
      known.version = -1
    }
    return untils.size > 0
  }

  return {
    hold(endpoint, millis) {
      const found = endpoints.get(endpoint)
      // A stranger could flood an address of their own, to silence all others.
      if (!found || found.owner === 'anyone' || found.state === 'unverified') return
      const { url } = found
      const { origin } = new URL(url)
      untils.set(origin, Math.max(untils.get(origin) ?? 0, now() + Math.min(millis, LONGEST)))
      known.version = -1
    },
    held() {
      if (!current()) return NOBODY
      const { version } = endpoints
      if (known.version !== version) known = { version, keys: new Set([...untils.keys()].flatMap((origin) => endpoints.at(origin))) }
      return known.keys
    },
    ends: () => (current() ? Math.min(...untils.values()) : null),
  }
}
