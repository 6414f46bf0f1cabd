// What owners do with their endpoints: register, verify, read, alter, test, rotate, pause, enable, replay, remove.
// Hashing and encrypting come first, since they are asynchronous; what is decided is then written in one transaction.

import { latestCursor } from '../../changes/change-log.ts'
import type { Histories } from '../../changes/histories.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/logger.ts'
import { quoted } from '../../talks/quoting.ts'
import { instantText } from '../../talks/time.ts'
import { takeTurn } from '../deliveries/due-by-endpoint.ts'
import type { Told } from '../deliveries/fan-out.ts'
import { abandon, forget, queue, requeue } from '../deliveries/queue.ts'
import { deliveryOf, type From, type Replayed, replay, toldUpTo } from '../deliveries/replay.ts'
import { type Allowed, checkUrl, hostOf } from '../endpoints/address.ts'
import {
  type Ended,
  type Endpoint,
  type EndpointPatch,
  type FieldProblem,
  type NewEndpoint,
  operationalProblems,
  problemsOf,
} from '../endpoints/endpoint.ts'
import { alterationOf, newEndpointOf, overlapOf, readFilter } from '../endpoints/request.ts'
import { hashOf, newId, newToken, type Vault } from '../endpoints/secrets.ts'
import { newSecret, sameText } from '../endpoints/signature.ts'
import { type Alteration, takes } from '../endpoints/store.ts'
import { testNotice, verificationNotice } from '../messages/notices.ts'
import { bodyOf } from '../messages/payload.ts'
import { createLimits, MOST_CODES } from './limits.ts'

/** What was asked for, or why not: a body that cannot be used, a state that does not allow it, or a limit. */
export type Done<T> =
  | { ok: true; value: T }
  | { ok: false; fields: FieldProblem[] }
  | { ok: false; conflict: string }
  | { ok: false; limit: string }

export interface RegistrarOptions extends Told {
  histories: Histories
  vault: Vault
  clock: Clock
  allowed: Allowed
  /** The addresses of a name that messages may not go to. */
  forbidden: (host: string) => Promise<string[]>
  log: Log
  /** Whether the desk was moved: what is altered then would not reach the one that goes on in its place. */
  held: () => boolean
  /** Fires the reminders that are due: told by what endpoints asked for until now. */
  fireDue: () => void
  /** Something is due now. */
  onDue: () => void
}

export interface Registered {
  endpoint: Endpoint
  secret: string
  token: string
}

export type Registrar = ReturnType<typeof createRegistrar>

/** What was asked for had to wait, for a name to be looked up or a secret to be encrypted. */
const REMOVED = { ok: false, conflict: 'It was removed meanwhile.' } as const
const MOVED = {
  ok: false,
  conflict: 'This desk was moved, and alters nothing any more. Ask the one that goes on in its place.',
} as const
/** Of an endpoint whose attempts begin anew. */
const UNTROUBLED = { ended: null, failingSince: null, failingReported: false, heldUntil: null }

export function createRegistrar(options: RegistrarOptions) {
  const { db, endpoints, site, histories, vault, clock, allowed, forbidden, log, held, fireDue, onDue } = options

  /** The endpoint as it is after something was waited for. */
  const findAgain = (key: number): Done<Endpoint> => {
    if (held()) return MOVED
    const value = endpoints.get(key)
    return value ? { ok: true, value } : REMOVED
  }

  /** The URL and the filter, against what the desk knows; `url` is `null` where none is asked for, or a wrong one. */
  const check = async (wish: EndpointPatch): Promise<{ problems: FieldProblem[]; url: string | null; filterText: string }> => {
    const filter = readFilter(wish.filter ?? {}, histories)
    const url = wish.url === undefined ? null : await readUrl(wish.url)
    const wrong = url !== null && typeof url !== 'string' ? [url] : []
    return { problems: [...wrong, ...filter.problems], url: typeof url === 'string' ? url : null, filterText: filter.text }
  }

  const readUrl = async (text: string): Promise<string | FieldProblem> => {
    const checked = checkUrl(text, { allowed, ownUrl: site.url })
    if (!checked.ok) return { field: 'url', message: `${checked.message}; it would be ${checked.expected}` }
    const host = hostOf(checked.url)
    const bad = await forbidden(host)
    if (bad.length === 0) return checked.url.href
    return { field: 'url', message: `${quoted(host)} resolves to ${bad.join(', ')}; it would be a host with public addresses only` }
  }

  const remove = (key: number): void => {
    db.transaction(() => {
      forget(db, key)
      endpoints.remove(key)
    })
  }

  const limits = createLimits({ db, endpoints, remove })

  const tellItself = (endpoint: Endpoint, type: 'endpoint.test' | 'endpoint.verification', notice: unknown): number => {
    const now = clock.real()
    const body = bodyOf(type, instantText(clock.now()), notice)
    const id = newId('msg')
    queue(db, { id, lang: endpoint.lang, type, talk: null, armedBy: null, expires: null, body }, [endpoint.key], now)
    return deliveryOf(db, endpoint, id) ?? 0
  }

  const sendCode = (endpoint: Endpoint, code: string): void => {
    endpoints.alter(endpoint.key, { code, codeTries: 0 })
    tellItself(endpoint, 'endpoint.verification', verificationNotice(endpoint.id, code, site.url))
  }

  /** A desk's own facts of an endpoint that failed or ended. */
  const end = (endpoint: Endpoint, state: 'disabled' | 'gone', reason: string): void => {
    const ended: Ended = { at: clock.real(), reason, cursor: toldUpTo(db, endpoint) }
    db.transaction(() => {
      endpoints.alter(endpoint.key, { state, ended })
      abandon(db, endpoint.key)
    })
    log('warn', `endpoint.${state}`, { endpoint: endpoint.id, reason })
  }

  return {
    async register(wish: NewEndpoint, owner: Endpoint['owner']): Promise<Done<Registered>> {
      const { problems, url, filterText } = await check(wish)
      const types = wish.types ?? null
      const leads = wish.leads ?? []
      problems.push(...problemsOf({ types, leads, owner }))
      if (problems.length > 0 || url === null) return { ok: false, fields: problems }
      const now = clock.real()
      const limit = owner === 'anyone' ? limits.forNew(url, now) : null
      if (limit !== null) return { ok: false, limit }
      const [token, secret] = [newToken(), newSecret()]
      const [tokenHash, sealed] = await Promise.all([hashOf(token), vault.seal(secret)])
      if (held()) return MOVED
      const endpoint = db.transaction(() => {
        const added = endpoints.add(newEndpointOf(wish, { owner, url, filterText, createdAt: now, leadsSince: clock.now() }), {
          tokenHash,
          secret: sealed,
          oldSecret: null,
          code: null,
        })
        if (added.state === 'unverified') sendCode(added, newCode())
        return added
      })
      log('info', 'endpoint.registered', { endpoint: endpoint.id, owner, state: endpoint.state })
      onDue()
      return { ok: true, value: { endpoint, secret, token } }
    },

    /** `by`: whoever holds an endpoint's token need not be the operator, also where the operator registered it. */
    async alter({ key }: Endpoint, wish: EndpointPatch, by: 'operator' | 'owner'): Promise<Done<Endpoint>> {
      const { problems, url, filterText } = await check(wish)
      const found = findAgain(key)
      if (!found.ok) return found
      const endpoint = found.value
      const change = alterationOf(endpoint, wish, url, filterText)
      const { types, leads } = { ...endpoint, ...change }
      problems.push(...problemsOf({ types, leads, owner: endpoint.owner }))
      if (by === 'owner' && problems.length === 0)
        problems.push(...operationalProblems((types ?? []).filter((type) => !endpoint.types?.includes(type))))
      if (problems.length > 0) return { ok: false, fields: problems }
      const asksAnew = 'leads' in change || 'dayAt' in change || 'zone' in change
      const moves = change.url !== undefined && endpoint.owner === 'anyone'
      const limit = moves && url !== null ? limits.forMove(url, endpoint.key, clock.real()) : null
      if (limit !== null) return { ok: false, limit }
      fireDue()
      db.transaction(() => {
        endpoints.alter(endpoint.key, {
          ...change,
          ...(asksAnew ? { leadsSince: clock.now() } : {}),
          ...(moves ? { ...UNTROUBLED, state: 'unverified' as const } : {}),
        })
        if (!moves) return
        // What waits was meant for the old address; whoever is at the new one has not asked for it.
        abandon(db, endpoint.key)
        sendCode(endpoint, newCode())
      })
      onDue()
      return { ok: true, value: endpoints.get(endpoint.key) as Endpoint }
    },

    remove(endpoint: Endpoint): Done<null> {
      if (held()) return MOVED
      remove(endpoint.key)
      log('info', 'endpoint.removed', { endpoint: endpoint.id })
      return { ok: true, value: null }
    },

    /** Without a code, a new one is sent. */
    verify(endpoint: Endpoint, code: string | null): Done<Endpoint> {
      if (held()) return MOVED
      if (endpoint.state !== 'unverified') return { ok: false, conflict: `It is ${endpoint.state}: there is nothing to verify.` }
      if (code === null) {
        if (!limits.mayAsk(endpoint.id, clock.real())) return { ok: false, limit: 'At most three codes are sent in an hour.' }
        db.transaction(() => sendCode(endpoint, newCode()))
        onDue()
        return { ok: true, value: endpoint }
      }
      if (endpoint.codeTries >= MOST_CODES)
        return { ok: false, limit: 'Too many wrong codes. Ask for a new one, by a request without a code.' }
      const right = endpoints.sealed(endpoint.key).code
      if (right === null || !sameText(right, code.trim().toUpperCase())) {
        endpoints.alter(endpoint.key, { codeTries: endpoint.codeTries + 1 })
        return { ok: false, fields: [{ field: 'code', message: 'is not the code of the last verification message' }] }
      }
      return { ok: true, value: activate(endpoint) }
    },

    /** What a receiver answered to its verification. */
    answered(key: number, answer: string): void {
      const endpoint = endpoints.get(key)
      const code = endpoint?.state === 'unverified' ? endpoints.sealed(key).code : null
      if (endpoint && code !== null && answer.includes(code)) activate(endpoint)
    },

    test(endpoint: Endpoint): Done<number> {
      if (held()) return MOVED
      if (endpoint.state !== 'active') return { ok: false, conflict: `It is ${endpoint.state}: nothing is sent to it.` }
      const delivery = db.transaction(() => tellItself(endpoint, 'endpoint.test', testNotice(endpoint.id)))
      onDue()
      return { ok: true, value: delivery }
    },

    async rotate(endpoint: Endpoint, overlap: string | null): Promise<Done<{ secret: string; endsAt: number }>> {
      const seconds = overlapOf(overlap)
      if (typeof seconds !== 'number') return { ok: false, fields: [seconds] }
      const until = endpoint.oldSecretEnds ?? 0
      if (seconds > 0 && until > clock.real())
        return {
          ok: false,
          conflict: `The secret before still signs until ${instantText(until)}. Rotate then, or now with { "overlap": "PT0S" }, which ends both.`,
        }
      const secret = newSecret()
      const sealed = await vault.seal(secret)
      const found = findAgain(endpoint.key)
      if (!found.ok) return found
      const endsAt = clock.real() + seconds * 1000
      const { secret: old } = endpoints.sealed(endpoint.key)
      endpoints.alter(endpoint.key, { secret: sealed, oldSecret: seconds === 0 ? null : old, oldSecretEnds: seconds === 0 ? null : endsAt })
      log('info', 'endpoint.rotated', { endpoint: endpoint.id })
      return { ok: true, value: { secret, endsAt } }
    },

    pause(endpoint: Endpoint): Done<Endpoint> {
      if (held()) return MOVED
      if (endpoint.state !== 'active' && endpoint.state !== 'paused')
        return { ok: false, conflict: `It is ${endpoint.state}, and cannot be paused.` }
      return { ok: true, value: become(endpoint, { state: 'paused' }) }
    },

    /** Answers with what ended it, and the cursor after which to replay what it missed. */
    enable(endpoint: Endpoint): Done<{ endpoint: Endpoint; ended: Ended | null }> {
      if (held()) return MOVED
      if (endpoint.state === 'gone') return { ok: false, conflict: 'It answered 410, which ends an endpoint for good. Register a new one.' }
      if (endpoint.state === 'unverified') return { ok: false, conflict: 'It has to be verified first.' }
      const fresh = { ...UNTROUBLED, state: 'active' as const }
      const asksAnew = endpoint.state === 'disabled' ? { leadsSince: clock.now() } : {}
      const value = { endpoint: become(endpoint, { ...fresh, ...asksAnew }), ended: endpoint.ended }
      onDue()
      return { ok: true, value }
    },

    end,

    /** Queues again, or for the first time, all changes from there on that the endpoint asks for. */
    replay(endpoint: Endpoint, from: From): Done<Replayed> {
      if (held()) return MOVED
      if (endpoint.state !== 'active' && endpoint.state !== 'paused')
        return { ok: false, conflict: `It is ${endpoint.state}: nothing is sent to it. Enable it first.` }
      if ('after' in from && from.after > latestCursor(db))
        return { ok: false, fields: [{ field: 'after', message: `is beyond the log, which ends at ${latestCursor(db)}` }] }
      const value = replay(options, histories, endpoint, from, { real: clock.real(), today: clock.today() })
      onDue()
      return { ok: true, value }
    },

    resend(endpoint: Endpoint, delivery: number): Done<null> {
      if (held()) return MOVED
      if (endpoint.state !== 'active' && endpoint.state !== 'paused')
        return { ok: false, conflict: `The endpoint is ${endpoint.state}: nothing is sent to it.` }
      db.transaction(() => requeue(db, delivery, clock.real()))
      onDue()
      return { ok: true, value: null }
    },

    /** How many talks that stand now the endpoint follows. */
    follows({ filter }: Endpoint): number {
      return histories.standing().filter((standing) => takes(filter, [standing], clock.today())).length
    },
  }

  function become(endpoint: Endpoint, change: Alteration): Endpoint {
    db.transaction(() => {
      endpoints.alter(endpoint.key, change)
      takeTurn(db, endpoint.key)
    })
    const after = endpoints.get(endpoint.key) as Endpoint
    if (after.state !== endpoint.state) log('info', `endpoint.${after.state}`, { endpoint: endpoint.id })
    return after
  }

  function activate(endpoint: Endpoint): Endpoint {
    return become(endpoint, { state: 'active', code: null, codeTries: 0, leadsSince: clock.now() })
  }
}

/** Letters and digits that are not taken for one another, in two groups. */
function newCode(): string {
  const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
  const picked = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => letters[byte % letters.length])
  return `${picked.slice(0, 5).join('')}-${picked.slice(5).join('')}`
}
