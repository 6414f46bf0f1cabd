// Registering, altering and removing endpoints.
import { type Flaw, inOneSentence } from '../../talks/flaw.ts'
import { plain } from '../../talks/quoting.ts'
import { type Allowed, checkUrl, hostOf, isExcepted } from '../endpoints/address.ts'
import type { Properties, Sealed } from '../endpoints/columns.ts'
import { type Credentials, credentialProblems } from '../endpoints/credentials.ts'
import { type Endpoint, newSituation, operationalProblems, problemsOf, UNTROUBLED } from '../endpoints/endpoint.ts'
import { type Asked, askedIn, defaults, type EndpointPatch, type Follow, type NewEndpoint } from '../endpoints/endpoint-fields.ts'
import { endpointFlaw, type FieldProblem } from '../endpoints/endpoint-flaws.ts'
import { readFilter } from '../endpoints/filter-request.ts'
import { follows } from '../endpoints/recipients.ts'
import { hashOf, newId, newToken } from '../endpoints/secrets.ts'
import { newSecret } from '../endpoints/signature.ts'
import type { StaticHeaders } from '../endpoints/static-headers.ts'
import { FORMATS, type FormatName } from '../formats/formats.ts'
import { leadsOf, misplacedFields, readFollows } from './asked-follows.ts'
import type { Limits } from './limits.ts'
import type { Asker, OwnerOptions } from './owner-parts.ts'
import { type Done, done, FROZEN, REMOVED, type Refused } from './result.ts'
import type { Verification } from './verification.ts'

const { ended: _, ...ANOTHER_ADDRESS } = UNTROUBLED

export interface Registered {
  endpoint: Endpoint
  secret: string
  token: string
}

export function createRegistration(options: OwnerOptions, limits: Limits, verification: Verification) {
  const { db, queue, endpoints, histories, secrets, clock, random, log, frozen, onDue } = options
  const seal = async (texts: Record<string, string> | null | undefined) => (texts ? await secrets.seal(JSON.stringify(texts)) : null)

  const sealedOf = async ({ headers, credentials }: EndpointPatch): Promise<Partial<Sealed>> => ({
    ...(headers === undefined ? {} : { headerValues: await seal(headers) }),
    ...(credentials === undefined ? {} : { credentialValues: await seal(credentials) }),
  })

  const limitOfNew = (url: string, asker: Asker) => (asker === 'operator' ? null : limits.forNew(url, asker.client, clock.real()))

  const newKeys = async ({
    headers,
    credentials,
  }: Pick<NewEndpoint, 'headers' | 'credentials'>): Promise<{ token: string; secret: string; sealed: Sealed }> => {
    const [token, secret] = [newToken(random), newSecret(random)]
    const texts = [hashOf(token), secrets.seal(secret), seal(headers), seal(credentials)] as const
    const [tokenHash, sealedSecret, headerValues, credentialValues] = await Promise.all(texts)
    return { token, secret, sealed: { tokenHash, secret: sealedSecret, oldSecret: null, code: null, headerValues, credentialValues } }
  }

  const add = (properties: Properties): Done<Endpoint> =>
    db.transaction(() => {
      const full = properties.owner === 'anyone' ? limits.makeRoom(properties.url, clock.real()) : null
      if (full) return full
      const endpoint = endpoints.add(properties)
      if (endpoint.state === 'unverified') verification.sendCode(endpoint)
      return done(endpoint)
    })

  /** Why an alteration is refused, before anything that costs something. */
  const refusalOf = async (key: number, request: EndpointPatch, checked: Checked, asker: Asker): Promise<Refused | null> => {
    const endpoint = endpoints.get(key)
    if (!endpoint) return REMOVED
    const { change, problems } = alterationOf(endpoint, request, checked, asker)
    if (problems.length > 0) return { ok: false, fields: problems }
    const { url } = change
    if (url === undefined) return null
    const counts = asker !== 'operator' && endpoint.owner === 'anyone'
    const limit = counts ? limits.forMove(url, key, asker.client, clock.real()) : null
    return limit ?? placeProblem(url, asker, options)
  }

  return {
    async register(request: NewEndpoint, asker: Asker): Promise<Done<Registered>> {
      const owner = asker === 'operator' ? asker : 'anyone'
      const { problems, url, filter } = check(request, options)
      problems.push(...misplacedFields(request, false))
      const asked = {
        ...defaults(),
        ...askedIn({
          ...request,
          following: undefined,
          filter,
          headers: namesOf(request.headers ?? null),
          credentials: namesOf(request.credentials ?? null),
        }),
      }
      problems.push(...problemsOf(asked, owner), ...formatProblems(asked.format, url, request.credentials ?? {}, options.allowed))
      if (problems.length > 0 || url === null) return { ok: false, fields: problems }
      // Before anything that costs something: a name that is looked up, keys, a write.
      const refused = limitOfNew(url, asker) ?? (await placeProblem(url, asker, options))
      if (refused) return refused
      const { token, secret, sealed } = await newKeys(request)
      if (frozen.since !== null) return FROZEN
      const situation = newSituation({ owner, createdAt: clock.real(), leadsSince: clock.now() })
      const added = add({ id: newId('ep', random), ...asked, url, ...situation, ...sealed })
      if (!added.ok) return added
      const endpoint = added.value
      log('info', 'endpoint.registered', { endpoint: endpoint.id, owner, state: endpoint.state })
      onDue()
      return done({ endpoint, secret, token })
    },

    async alter({ key }: Endpoint, request: EndpointPatch, asker: Asker): Promise<Done<Endpoint>> {
      const checked = check(request, options)
      const refused = await refusalOf(key, request, checked, asker)
      if (refused) return refused
      const sealed = await sealedOf(request)
      if (frozen.since !== null) return FROZEN
      const endpoint = endpoints.get(key)
      if (!endpoint) return REMOVED
      const { change } = alterationOf(endpoint, request, checked, asker)
      // Whoever is at the new address has not asked for anything yet.
      const asksAgain = change.url !== undefined && endpoint.owner === 'anyone'
      const full = asksAgain ? limits.roomAt(change.url as string, key) : null
      if (full) return full
      fireDue(options)
      db.transaction(() => {
        endpoints.alter(key, { ...change, ...sealed, ...consequencesOf(change, asksAgain, clock.now()) })
        queue.dueTimes.bring([key], clock.real())
        // What waits was meant for the old address, or written for another receiver.
        if (asksAgain || change.format !== undefined) queue.abandon(key)
        if (asksAgain) verification.sendCode(endpoints.get(key) as Endpoint)
      })
      onDue()
      return done(endpoints.get(key) as Endpoint)
    },

    remove(endpoint: Endpoint): Done<null> {
      if (frozen.since !== null) return FROZEN
      removeEndpoint(options, endpoint.key)
      log('info', 'endpoint.removed', { endpoint: endpoint.id })
      return done(null)
    },

    /** How many talks that stand now the endpoint follows. */
    follows(endpoint: Endpoint): number {
      return histories.standing().filter((standing) => follows(endpoint, standing, clock.today())).length
    },
  }
}

/**
 * What a request alters, and what is wrong with it. `asker`: whoever holds an endpoint's token need not be the operator, even
 * if the operator registered it.
 */
function alterationOf(
  endpoint: Endpoint,
  request: EndpointPatch,
  { problems, url, filter, follows: followed, allowed }: Checked,
  asker: Asker,
): { change: Partial<Asked>; problems: FieldProblem[] } {
  const { url: _, filter: asksForFilter, headers, credentials, following: __, ...others } = request
  const misplaced = misplacedFields(request, endpoint.format === 'web-push')
  if (misplaced.length > 0) return { change: {}, problems: [...problems, ...misplaced] }
  const moved = url !== null && url !== endpoint.url ? { url } : {}
  const asked = {
    ...givenUp(endpoint, moved.url, others.format),
    ...others,
    ...followedIn(followed),
    ...(asksForFilter === undefined ? {} : { filter }),
    ...(headers === undefined ? {} : { headers: namesOf(headers) }),
    ...(credentials === undefined ? {} : { credentials: namesOf(credentials) }),
  }
  const change = { ...askedIn(asked), ...moved }
  if (change.format === endpoint.format) delete change.format
  const { types, leads } = { ...endpoint, ...change }
  const all = [...problems, ...problemsOf({ types, leads }, endpoint.owner), ...formatProblemsAfter(endpoint, change, credentials, allowed)]
  if (asker === 'operator' || all.length > 0) return { change, problems: all }
  return { change, problems: operationalProblems((types ?? []).filter((type) => !endpoint.types?.includes(type))) }
}

function followedIn(followed: readonly Follow[] | undefined): Pick<Partial<Asked>, 'following' | 'leads'> {
  return followed === undefined ? {} : { following: followed, leads: leadsOf(followed) }
}

/**
 * What an alteration gives up unless it says otherwise: whoever is elsewhere gets no token that was meant for somebody else,
 * and credentials are those of a format.
 */
function givenUp({ url, format }: Endpoint, newUrl: string | undefined, newFormat: FormatName | null | undefined) {
  const elsewhere = newUrl !== undefined && new URL(newUrl).origin !== new URL(url).origin
  const rewritten = newFormat !== undefined && (newFormat ?? 'standard') !== format
  return { ...(elsewhere ? { headers: [] } : {}), ...(elsewhere || rewritten ? { credentials: [] } : {}) }
}

/** Whether messages of a format can go there. A host that the operator has named may take any: a relay, or one's own server. */
function formatProblems(format: FormatName, url: string | null, credentials: Credentials, allowed: Allowed): FieldProblem[] {
  const { urls } = FORMATS[format]
  const isWrong = url !== null && urls !== undefined && !isExcepted(hostOf(new URL(url)), allowed) && !urls.right(new URL(url))
  const flaw = isWrong ? [{ field: 'url', ...inOneSentence(endpointFlaw('url-of-another-format', { format, example: urls.example })) }] : []
  return [...flaw, ...credentialProblems(format, credentials).map((problem) => ({ ...problem, ...inOneSentence(problem) }))]
}

/** The same once an endpoint is altered; credentials that stay are right. */
function formatProblemsAfter(
  endpoint: Endpoint,
  change: Partial<Asked>,
  credentials: Credentials | null | undefined,
  allowed: Allowed,
): FieldProblem[] {
  const { format, url } = { ...endpoint, ...change }
  const stays = credentials === undefined && format === endpoint.format && change.credentials === undefined
  const problems = formatProblems(format, url, credentials ?? {}, allowed)
  return stays ? problems.filter(({ field }) => !field.startsWith('credentials')) : problems
}

/** What else an alteration means for an endpoint. */
function consequencesOf(change: Partial<Asked>, asksAgain: boolean, now: number): Partial<Properties> {
  return {
    ...withoutSecrets(change),
    ...(asksForOtherLeads(change) ? { leadsSince: now } : {}),
    // How the old address answered says nothing of the new one, and what an old token came to nothing of a new one.
    ...(change.url === undefined && change.credentials === undefined ? {} : ANOTHER_ADDRESS),
    ...(asksAgain ? { ...UNTROUBLED, state: 'unverified' as const } : {}),
  }
}

function asksForOtherLeads(change: Partial<Asked>): boolean {
  return 'leads' in change || 'dayAt' in change || 'zone' in change
}

/** What is sealed goes with the names that are no longer kept. */
function withoutSecrets({ headers, credentials }: Partial<Asked>): Partial<Sealed> {
  return { ...(headers?.length === 0 ? { headerValues: null } : {}), ...(credentials?.length === 0 ? { credentialValues: null } : {}) }
}

function namesOf(headers: StaticHeaders | null): string[] | null {
  return headers && Object.keys(headers).sort()
}

export function removeEndpoint({ db, queue, endpoints }: Pick<OwnerOptions, 'db' | 'queue' | 'endpoints'>, key: number): void {
  db.transaction(() => {
    queue.forget(key)
    endpoints.remove(key)
  })
}

/** Fires the reminders that are due before an endpoint is altered: they go by what endpoints asked for until now. */
export function fireDue({ db, reminders, fanOut, clock }: OwnerOptions): void {
  const now = clock.moment()
  const woken = db.transaction(() => {
    const found = reminders.wake(now.desk, [])
    fanOut.tell([], found, now)
    return found
  })
  reminders.committed(woken)
}

/** A request, checked against what only the desk knows: its subjects, and where messages may go. */
interface Checked {
  problems: FieldProblem[]
  /** `null` if none was given, or one that cannot be used. */
  url: string | null
  filter: string
  /** `undefined` where none were given. */
  follows: readonly Follow[] | undefined
  allowed: Allowed
}

function check(request: EndpointPatch, options: OwnerOptions): Checked {
  const filter = readFilter(request.filter ?? {}, options.histories)
  const url = request.url === undefined ? null : readUrl(request.url, options)
  const wrong = url !== null && typeof url !== 'string' ? [url] : []
  const followed = readFollows(request.following ?? [], options.histories)
  return {
    problems: [...wrong, ...filter.problems, ...followed.problems],
    follows: request.following === undefined ? undefined : followed.follows,
    url: typeof url === 'string' ? url : null,
    filter: filter.text,
    allowed: options.allowed,
  }
}

function readUrl(text: string, { allowed, site }: OwnerOptions): string | FieldProblem {
  const checked = checkUrl(text, { allowed, ownUrl: site.url })
  if (checked.ok) return checked.url.href
  const { ok: _, ...flaw } = checked
  return urlProblem(flaw)
}

/** What is wrong with where a name leads, as far as that can be known before anything is sent there. */
async function placeProblem(url: string, asker: Asker, { lookUp }: OwnerOptions): Promise<Refused | null> {
  const host = hostOf(new URL(url))
  const refused = (flaw: Flaw): Refused => ({ ok: false, fields: [urlProblem(flaw)] })
  if (asker !== 'operator') {
    const isPublic = await lookUp.isPublic(host, asker.signal)
    return isPublic ? null : refused(endpointFlaw('not-found-in-public', { host: plain(host) }))
  }
  const bad = await lookUp.forbidden(host)
  return bad.length === 0 ? null : refused(endpointFlaw('resolves-to-private-address', { host: plain(host), addresses: bad.join(', ') }))
}

function urlProblem(flaw: Flaw): FieldProblem {
  return { field: 'url', ...inOneSentence(flaw) }
}
