// How much strangers may ask of a desk that is open to them: how many endpoints there may be, how often each client
// registers, and how often an owner does what makes work. Rates are counted in memory: a restart, or an object that was put
// to sleep, forgets them, which does little harm.
import { createRate } from '../../runtime/rate.ts'
import type { Sqlite } from '../../sqlite/port.ts'
import { HOUR } from '../../talks/units.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { Endpoints } from '../endpoints/store.ts'
import { isShared } from '../formats/formats.ts'
import { type Limit, limit } from './result.ts'
import { createStrangers } from './strangers.ts'

/** Endpoints of owners that the operator does not know; those of them not verified yet; and those at one host. */
const MOST_BY_ANYONE = 1000
const MOST_UNVERIFIED = 100
const MOST_AT_ONE_HOST = 10
/** At hosts of services that many share, so many times as much. */
const AT_SHARED_HOST = 30
/** An endpoint that nobody verified is removed this long after it was last asked, in milliseconds. */
const UNVERIFIED_FOR = 24 * HOUR
/** How many wrong codes are taken before a new one has to be asked for. */
export const MOST_CODES = 5

/** Per hour: registrations and moves by one client, those to one host by all together, and codes of one endpoint. */
const MOST_REGISTRATIONS = 30
const MOST_TO_ONE_HOST = 30
const MOST_ASKED = 3

/** What the owner of an endpoint may have done, and how often in an hour. */
const ACTS = { alter: 120, verify: 30, test: 60, rotate: 20, pause: 60, enable: 60, replay: 12, resend: 120 } as const
export type Act = keyof typeof ACTS
/** For how many endpoints of strangers one client may have as much done as for one. */
const AS_MANY = 5

export interface Limits {
  /** Why this client may register no endpoint with this URL; `null` if they may, which is then counted. */
  forNew(url: string, client: string, now: number): Limit | null
  /** The same for an endpoint that moves to this URL, by its host and the rates only; `mover` itself does not count. */
  forMove(url: string, mover: number, client: string, now: number): Limit | null
  /**
   * Asks once more, without counting, whether an endpoint may come to this URL, since others may have come meanwhile. In a
   * full house those go that nobody has verified for longest. The caller has a transaction open.
   */
  makeRoom(url: string, now: number): Limit | null
  /** Whether `mover` may still come to this URL. */
  roomAt(url: string, mover: number): Limit | null
  /** Why an endpoint may be sent no code now; `null` if it may, which is then counted. */
  forCode(id: string, now: number): Limit | null
  /** Why its owner, who is this client, may not do that now; `null` if they may, which is then counted. */
  forAct(endpoint: Pick<Endpoint, 'id' | 'owner'>, act: Act, client: string, now: number): Limit | null
}

/** `remove` removes an endpoint with its deliveries. Instants are milliseconds of the real time. */
export function createLimits({ db, endpoints, remove }: { db: Sqlite; endpoints: Endpoints; remove: (key: number) => void }): Limits {
  const strangers = createStrangers(db, endpoints)
  const registrations = createRate(MOST_REGISTRATIONS, HOUR)
  const hosts = createRate(MOST_TO_ONE_HOST, HOUR)
  const sharedHosts = createRate(MOST_TO_ONE_HOST * AT_SHARED_HOST, HOUR)
  const codes = createRate(MOST_ASKED, HOUR)
  const ratesOf = (times: number) => new Map(Object.entries(ACTS).map(([act, most]) => [act, createRate(times * most, HOUR)]))
  const [acts, actsOfClients] = [ratesOf(1), ratesOf(AS_MANY)]

  const atHost = (url: string, mover: number | null): Limit | null => {
    const { host } = new URL(url)
    const others = strangers().at(host, mover)
    return others < MOST_AT_ONE_HOST * (isShared(host) ? AT_SHARED_HOST : 1)
      ? null
      : limit(`There are ${others} endpoints at ${host} already.`, HOUR)
  }
  const isFull = (): Limit | null => {
    const { count, unverified } = strangers()
    if (count < MOST_BY_ANYONE || unverified.length > 0) return null
    return limit(`This desk takes at most ${MOST_BY_ANYONE} endpoints of others, and has them.`, HOUR)
  }
  const counted = (url: string, client: string, now: number): Limit | null => {
    const wait = registrations.take(client, now)
    if (wait > 0) return limit('Too many registrations in this hour. Try again later.', wait)
    const { host } = new URL(url)
    const hostWait = (isShared(host) ? sharedHosts : hosts).take(host, now)
    return hostWait === 0 ? null : limit(`Too many registrations at ${host} in this hour. Try again later.`, hostWait)
  }

  return {
    forNew: (url, client, now) => isFull() ?? atHost(url, null) ?? counted(url, client, now),
    forMove: (url, mover, client, now) => atHost(url, mover) ?? counted(url, client, now),
    makeRoom(url, now) {
      const refused = isFull() ?? atHost(url, null)
      if (refused) return refused
      const { count, unverified } = strangers()
      const over = Math.max(0, unverified.length + 1 - MOST_UNVERIFIED, count + 1 - MOST_BY_ANYONE)
      for (const [place, { key, askedAt }] of unverified.entries()) if (place < over || askedAt < now - UNVERIFIED_FOR) remove(key)
      return null
    },
    roomAt: atHost,
    forCode(id, now) {
      const wait = codes.take(id, now)
      return wait === 0 ? null : limit('At most three codes are sent in an hour.', wait)
    },
    forAct({ id, owner }, act, client, now) {
      const wait = acts.get(act)?.take(id, now) ?? 0
      if (wait > 0) return limit(`Its owner may do that ${ACTS[act]} times in an hour.`, wait)
      // Whoever holds many endpoints has no more done by that.
      const clientWait = owner === 'anyone' ? (actsOfClients.get(act)?.take(client, now) ?? 0) : 0
      return clientWait === 0 ? null : limit(`One client may do that ${AS_MANY * ACTS[act]} times in an hour.`, clientWait)
    },
  }
}
