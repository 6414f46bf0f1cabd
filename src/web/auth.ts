// Who asks: the operator, by the token in the settings; a holder of a token for some scopes; or the owner of one endpoint, by
// the token that it was given.
import type { Context } from 'hono'
import type { Desk } from '../desk.ts'
import { allows, OPERATOR, type Scope } from '../editing/tokens.ts'
import { createRate } from '../runtime/rate.ts'
import { quoted } from '../talks/quoting.ts'
import { HOUR } from '../talks/units.ts'
import type { Endpoint } from '../webhooks/endpoints/endpoint.ts'
import { hashOf, isToken } from '../webhooks/endpoints/secrets.ts'
import { notFound, problem } from './problem-response.ts'

/** Whoever may do more than the public, with a token for some scopes; the operator's of the settings is for all. */
export interface Bearer {
  /** By which what they do is signed. */
  name: string
  scopes: readonly Scope[]
  /** The id of the token; `null`: that of the settings. */
  id: string | null
}

export type Holder = 'operator' | Bearer | Endpoint

export interface Auth {
  /** Whether there is an operator with a token. */
  readonly hasOperator: boolean
  /** The bearer's token; `null` where there is none. */
  token(context: Context): string | null
  /** Whoever has a token that is not an endpoint's; `null`: nobody. */
  bearer(context: Context): Promise<Bearer | null>
  /** Whether it is the operator, or another who may look after all endpoints. */
  isOperator(context: Context): Promise<boolean>
  /** Whoever has a token for the scope; else the response that refuses. */
  allowed(context: Context, scope: Scope): Promise<Bearer | Response>
  /** Whose token it is; `null` for any other text. */
  holder(token: string): Promise<Holder | null>
  /**
   * Whoever a session is of, by the name that `nameOf` gives them, with the hash of their token; `null` where it holds no
   * longer.
   */
  known(name: string): Promise<{ holder: Holder; hash: string } | null>
  /** The endpoint, for the operator and its owner; else the response that refuses. */
  endpoint(context: Context, id: string): Promise<Endpoint | Response>
}

/** Wrong tokens of one client in an hour; a right one is taken, whatever was tried before. */
const MOST_WRONG = 60
const OF_TOKEN = 'token:'

/** By what a session knows who began it. */
export function nameOf(holder: Holder): string {
  if (holder === 'operator') return holder
  return isBearer(holder) ? `${OF_TOKEN}${holder.id}` : holder.id
}

export function isBearer(holder: Holder): holder is Bearer {
  return typeof holder === 'object' && 'scopes' in holder
}

/** By what name a holder's acts are signed; `null` for the owner of an endpoint. */
export function signatureOf(holder: Holder | null): string | null {
  if (holder === 'operator') return OPERATOR
  return holder !== null && isBearer(holder) ? holder.name : null
}

/** What a holder may do: the operator everything, the owner of an endpoint nothing of this. */
export function scopesOf(holder: Holder | null): readonly Scope[] {
  if (holder === 'operator') return ['admin']
  return holder !== null && isBearer(holder) ? holder.scopes : []
}

interface Parts {
  desk: Pick<Desk, 'endpoints' | 'tokens' | 'clock'>
  adminToken: string | null
  /** By what wrong tokens are counted. */
  clientOf: (context: Context) => string
}

export function createAuth({ desk, adminToken, clientOf }: Parts): Auth {
  const { endpoints, tokens, clock } = desk
  const wrong = createRate(MOST_WRONG, HOUR)
  const adminHash = adminToken === null ? null : hashOf(adminToken)
  const token = (context: Context): string | null =>
    /^Bearer +([\x21-\x7e]+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null
  const bearerOf = async (given: string): Promise<Bearer | null> => {
    if (adminHash !== null && (await isToken(given, await adminHash))) return { name: OPERATOR, scopes: ['admin'], id: null }
    const found = tokens.ofHash(await hashOf(given), clock.real())
    return found && { name: found.name, scopes: found.scopes, id: found.id }
  }
  const bearer = async (context: Context): Promise<Bearer | null> => {
    const given = token(context)
    return given === null ? null : bearerOf(given)
  }
  const isOperator = async (context: Context): Promise<boolean> => {
    const found = await bearer(context)
    return found !== null && allows(found.scopes, 'endpoints')
  }
  return {
    hasOperator: adminToken !== null,
    token,
    bearer,
    isOperator,
    async allowed(context, scope) {
      const found = await bearer(context)
      if (found !== null) return allows(found.scopes, scope) ? found : scopeNeeded(found, scope)
      if (token(context) === null)
        return unauthorized(`Send a token with the scope "${scope}", or the operator's (ADMIN_TOKEN), as "Authorization: Bearer …".`)
      const seconds = Math.ceil(wrong.take(clientOf(context), clock.real()) / 1000)
      return seconds === 0 ? unauthorized('The token is none of this desk, has ended or was revoked.') : tooManyTokens(seconds)
    },
    async holder(given) {
      const found = await bearerOf(given)
      if (found !== null) return found.id === null ? 'operator' : found
      return endpoints.ofToken(await hashOf(given))
    },
    async known(name) {
      if (name === 'operator') return adminHash === null ? null : { holder: name, hash: await adminHash }
      if (name.startsWith(OF_TOKEN)) {
        const id = name.slice(OF_TOKEN.length)
        const [found, hash] = [tokens.find(id), tokens.hashOf(id, clock.real())]
        return found && hash !== null ? { holder: { name: found.name, scopes: found.scopes, id }, hash } : null
      }
      const holder = endpoints.find(name)
      return holder && { holder, hash: endpoints.sealed(holder.key).tokenHash }
    },
    async endpoint(context, id) {
      const given = token(context)
      if (given === null) return unauthorized('Send the token of the endpoint, or that of the operator, as "Authorization: Bearer …".')
      if (await isOperator(context)) return endpoints.find(id) ?? notFound(`There is no endpoint ${quoted(id)}.`)
      const endpoint = endpoints.find(id)
      // Without a valid token, nobody learns which endpoints exist.
      const tokenHash = endpoint === null ? null : endpoints.sealed(endpoint.key).tokenHash
      const isOwner = tokenHash !== null && (await isToken(given, tokenHash))
      // Meanwhile it may have been altered, or removed.
      return (isOwner ? endpoints.find(id) : null) ?? unauthorized('The token is not that of this endpoint.')
    },
  }
}

function scopeNeeded({ name, scopes }: Bearer, scope: Scope): Response {
  return problem({
    type: 'scope-needed',
    status: 403,
    title: 'The token is not for that',
    detail: `The token of ${quoted(name)} is for ${scopes.join(', ')}; this needs the scope "${scope}".`,
  })
}

function tooManyTokens(seconds: number): Response {
  return problem(
    {
      type: 'too-many-requests',
      status: 429,
      title: 'Too many wrong tokens',
      detail: `At most ${MOST_WRONG} wrong tokens are answered in an hour. A right one is taken at any time.`,
    },
    { 'retry-after': String(seconds) },
  )
}

export function unauthorized(detail: string): Response {
  return problem({ type: 'unauthorized', status: 401, title: 'A token is needed', detail }, { 'www-authenticate': 'Bearer realm="parley"' })
}
