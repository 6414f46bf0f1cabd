// How much strangers may ask of a desk that is open to them: in total, and per hour.
import type { Sqlite } from '../../sqlite/port.ts'
import { HOUR } from '../../talks/units.ts'
import type { Endpoints } from '../endpoints/store.ts'

/** Endpoints of owners that the operator does not know; those of them not verified yet; and those at one host. */
const MOST_BY_ANYONE = 1000
const MOST_UNVERIFIED = 100
const MOST_AT_ONE_HOST = 10
/** An endpoint that nobody verified is removed this long after it was last asked, in milliseconds. */
const UNVERIFIED_FOR = 24 * HOUR
/** How many wrong codes are taken before a new one has to be asked for. */
export const MOST_CODES = 5

/** Per hour: registrations and moves of all endpoints together, and codes of one endpoint. */
const MOST_REGISTRATIONS = 30
const MOST_ASKED = 3

export interface Limits {
  /** Why no new endpoint may have this URL; `null` if it may, which is then counted. Removes old unverified ones first. */
  forNew(url: string, now: number): string | null
  /** The same for an endpoint that moves to this URL, by its host and the rate only; `mover` itself does not count. */
  forMove(url: string, mover: number, now: number): string | null
  /** Whether an endpoint may be sent one more code, which is then counted. */
  mayAsk(id: string, now: number): boolean
}

/** `remove` removes an endpoint with its deliveries. Instants are milliseconds of the real time. */
export function createLimits({ db, endpoints, remove }: { db: Sqlite; endpoints: Endpoints; remove: (key: number) => void }): Limits {
  const registrations = createRate(MOST_REGISTRATIONS)
  const codes = createRate(MOST_ASKED)

  const forgetUnverified = (now: number): void => {
    for (const { key, state, createdAt } of endpoints.list(0, Number.MAX_SAFE_INTEGER)) {
      if (state === 'unverified' && (askedAt(db, key) ?? createdAt) < now - UNVERIFIED_FOR) remove(key)
    }
  }

  const there = (url: string, mover: number | null, now: number): string | null => {
    const { host } = new URL(url)
    const others = endpoints
      .list(0, Number.MAX_SAFE_INTEGER)
      .filter((other) => other.owner === 'anyone' && other.key !== mover && new URL(other.url).host === host)
    if (others.length >= MOST_AT_ONE_HOST) return `There are ${others.length} endpoints at ${host} already.`
    return registrations('all', now) ? null : 'Too many registrations in this hour. Try again later.'
  }

  return {
    forNew(url, now) {
      forgetUnverified(now)
      if (endpoints.count('anyone') >= MOST_BY_ANYONE) return `This desk takes at most ${MOST_BY_ANYONE} endpoints of others, and has them.`
      if (endpoints.count('anyone', 'unverified') >= MOST_UNVERIFIED) return 'Too many endpoints wait to be verified. Try again in a day.'
      return there(url, null, now)
    },
    forMove: there,
    mayAsk: codes,
  }
}

/** When an endpoint was last asked whether it wants messages: one that moved is asked again, however old it is. */
function askedAt(db: Sqlite, key: number): number | null {
  const row = db.first<{ at: number | null }>(
    `SELECT max(created_at) AS at FROM delivery JOIN message ON message.key = message WHERE endpoint = ? AND type = 'endpoint.verification'`,
    key,
  )
  return row?.at ?? null
}

/** Allows at most `most` in an hour for each key. Counted in memory: a restart that loses the count does little harm. */
function createRate(most: number): (key: string, now: number) => boolean {
  const taken = new Map<string, number[]>()
  return (key, now) => {
    const recent = (taken.get(key) ?? []).filter((at) => at > now - HOUR)
    if (taken.size > 10_000) taken.clear()
    if (recent.length >= most) {
      taken.set(key, recent)
      return false
    }
    taken.set(key, [...recent, now])
    return true
  }
}
