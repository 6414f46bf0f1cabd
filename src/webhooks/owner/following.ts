// Following with a browser: a Web Push subscription becomes an endpoint, without an account. It is told nothing before the
// browser has sent back the code of a first notice.
import { createRate } from '../../runtime/rate.ts'
import { inOneSentence } from '../../talks/flaw.ts'
import { HOUR } from '../../talks/units.ts'
import { checkUrl, hostOf, isExcepted } from '../endpoints/address.ts'
import type { Sealed } from '../endpoints/columns.ts'
import { credentialProblems } from '../endpoints/credentials.ts'
import { type Endpoint, newSituation, UNTROUBLED } from '../endpoints/endpoint.ts'
import { type Asked, defaults, type EndpointPatch } from '../endpoints/endpoint-fields.ts'
import { endpointFlaw, type FieldProblem } from '../endpoints/endpoint-flaws.ts'
import { hashOf, isToken, newId, newToken } from '../endpoints/secrets.ts'
import { newSecret, sameText } from '../endpoints/signature.ts'
import { webPush } from '../formats/web-push.ts'
import { leadsOf, readFollows } from './asked-follows.ts'
import type { OwnerOptions } from './owner-parts.ts'
import { fireDue, removeEndpoint } from './registration.ts'
import { conflict, type Done, done, FROZEN, limit, type Refused } from './result.ts'
import type { Verification } from './verification.ts'

export interface Wish extends Pick<EndpointPatch, 'deadlines' | 'lang' | 'zone'> {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  following: NonNullable<EndpointPatch['following']>
  /** What the same browser had before its subscription was renewed. */
  replaces?: { id: string; token: string } | undefined
}

/** Browsers that follow, and how often one client begins to in an hour. */
const MOST_FOLLOWERS = 20_000
const MOST_BEGUN = 60
const FORMAT = 'web-push'

export function createFollowing(options: OwnerOptions, verification: Verification) {
  const { db, queue, endpoints, secrets, clock, random, frozen, vapid, log, onDue } = options
  const begun = createRate(MOST_BEGUN, HOUR)

  const at = (url: string): Endpoint | null => {
    const row = db.first<{ id: string }>("SELECT id FROM endpoint WHERE url = ? AND owner = 'reader'", url)
    return row ? endpoints.find(row.id) : null
  }

  const credentialsOf = async ({ key }: Endpoint): Promise<Record<string, string>> => {
    const sealed = endpoints.sealed(key).credentialValues
    return sealed === null ? {} : (JSON.parse(await secrets.open(sealed)) as Record<string, string>)
  }

  /** The endpoint that a browser has already: by its address and its secret, or by the token that it had before. */
  const known = async ({ subscription, replaces }: Wish, url: string): Promise<Endpoint | null | Refused> => {
    const same = at(url)
    if (same) {
      const { auth = '' } = await credentialsOf(same)
      return sameText(auth, subscription.keys.auth)
        ? same
        : conflict('This subscription is known with other keys. End it, and follow again.')
    }
    const before = replaces ? endpoints.find(replaces.id) : null
    const holds = before?.owner === 'reader' && replaces && (await isToken(replaces.token, endpoints.sealed(before.key).tokenHash))
    return holds ? before : null
  }

  /** In a full house those go that have ended, then those that have not sent back their code for longest. The caller has a transaction open. */
  const makeRoom = (): Refused | null => {
    const count = endpoints.count('reader')
    if (count < MOST_FOLLOWERS) return null
    const waiting = db.first<{ key: number }>(
      `SELECT key FROM endpoint WHERE owner = 'reader' AND state IN ('gone', 'disabled', 'unverified')
       ORDER BY state = 'unverified', created_at, key LIMIT 1`,
    )
    if (waiting === undefined) return limit(`At most ${MOST_FOLLOWERS} browsers follow here, and do.`, HOUR)
    removeEndpoint(options, waiting.key)
    return null
  }

  /** The caller has a transaction open. */
  const write = (found: Endpoint | null, asked: Asked, sealed: Renewed): Done<Endpoint> => {
    const { url } = asked
    // Others may have come or gone while keys were made.
    const now = (found && endpoints.get(found.key)) ?? at(url)
    if (now) renew(now, asked, sealed)
    else {
      const full = makeRoom()
      if (full) return full
      const situation = newSituation({ owner: 'reader', createdAt: clock.real(), leadsSince: clock.now() })
      endpoints.add({ id: newId('ep', random), ...asked, ...situation, ...sealed, oldSecret: null, code: null, headerValues: null })
    }
    const endpoint = at(url) as Endpoint
    if (endpoint.state === 'unverified') verification.sendCode(endpoint)
    return done(endpoint)
  }

  /** What waits for an address that is no more is not sent to another. */
  const renew = (
    { key, url: before, state }: Endpoint,
    { url, following, leads, deadlines, lang, zone }: Asked,
    { secret: _, ...sealed }: Renewed,
  ): void => {
    const moved = before !== url
    const ended = state === 'gone' || state === 'disabled'
    const again = moved || ended ? { ...UNTROUBLED, url, state: 'unverified' as const } : {}
    endpoints.alter(key, { following, leads, deadlines, lang, zone, ...again, ...sealed, leadsSince: clock.now() })
    if (moved) queue.abandon(key)
  }

  return {
    /** The key that a browser subscribes with; `null` where nobody can follow. */
    followKey: (): string | null => vapid.publicKey,

    /** Follows that, and nothing else; returns the endpoint and a new token for it. */
    async follow(wish: Wish, client: string): Promise<Done<{ endpoint: Endpoint; token: string }>> {
      const checked = check(wish, options)
      if ('fields' in checked) return checked
      const wait = begun.take(client, clock.real())
      if (wait > 0) return limit(`At most ${MOST_BEGUN} times in an hour from one place.`, wait)
      const found = await known(wish, checked.url)
      if (found && 'ok' in found) return found
      const token = newToken(random)
      const [tokenHash, credentialValues, secret] = await Promise.all([
        hashOf(token),
        secrets.seal(JSON.stringify(wish.subscription.keys)),
        secrets.seal(newSecret(random)),
      ])
      if (frozen.since !== null) return FROZEN
      fireDue(options)
      const written = db.transaction(() => write(found, checked, { tokenHash, credentialValues, secret }))
      if (!written.ok) return written
      log('info', 'follower.added', { endpoint: written.value.id, follows: checked.following.length })
      onDue()
      return done({ endpoint: written.value, token })
    },
  }
}

type Renewed = Pick<Sealed, 'tokenHash' | 'credentialValues' | 'secret'>

/** What is asked, as it is kept, or what is wrong with it. */
function check(
  { subscription, following, deadlines, lang, zone }: Wish,
  options: OwnerOptions,
): Asked | { ok: false; fields: FieldProblem[] } {
  const url = addressOf(subscription.endpoint, options)
  const { follows, problems } = readFollows(following, options.histories)
  const wrongKeys = credentialProblems(FORMAT, subscription.keys).map((problem) => ({
    ...problem,
    ...inOneSentence(problem),
    field: problem.field.replace('credentials', 'subscription.keys'),
  }))
  const wrong = [...(typeof url === 'string' ? [] : [url]), ...wrongKeys, ...problems]
  if (typeof url !== 'string' || wrong.length > 0) return { ok: false, fields: wrong }
  return {
    ...defaults(),
    ...{ url, format: FORMAT, credentials: ['auth', 'p256dh'], following: follows, leads: leadsOf(follows) },
    ...{ deadlines: deadlines ?? false, lang: lang ?? 'en', zone: zone ?? null },
  }
}

/** The address of a known push service, or one that the operator has excepted. */
function addressOf(text: string, { allowed, site }: OwnerOptions): string | FieldProblem {
  const checked = checkUrl(text, { allowed, ownUrl: site.url })
  const field = 'subscription.endpoint'
  if (!checked.ok) {
    const { ok: _, ...flaw } = checked
    return { field, ...inOneSentence(flaw) }
  }
  const { url } = checked
  if (isExcepted(hostOf(url), allowed) || webPush.urls?.right(url)) return url.href
  return { field, ...inOneSentence(endpointFlaw('url-of-another-format', { format: FORMAT, example: webPush.urls?.example ?? '' })) }
}
