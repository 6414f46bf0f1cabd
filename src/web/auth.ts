// Who asks: the operator, by the token in the settings, or the owner of one endpoint, by the token that it was given.
import type { Context } from 'hono'
import { quoted } from '../talks/quoting.ts'
import type { Endpoint } from '../webhooks/endpoints/endpoint.ts'
import { hashOf, isToken } from '../webhooks/endpoints/secrets.ts'
import type { Endpoints } from '../webhooks/endpoints/store.ts'
import { notFound, problem } from './problem-response.ts'

export type Holder = 'operator' | Endpoint

export interface Auth {
  /** Whether there is an operator with a token. */
  readonly hasOperator: boolean
  /** The bearer's token; `null` where there is none. */
  token(context: Context): string | null
  isOperator(context: Context): Promise<boolean>
  /** Whose token it is; `null` for any other text. */
  holder(token: string): Promise<Holder | null>
  /** The operator, or the owner of the endpoint with this id, with the hash of their token; `null` where there is none. */
  known(name: string): Promise<{ holder: Holder; hash: string } | null>
  /** The endpoint, for the operator and its owner; else the response that refuses. */
  endpoint(context: Context, id: string): Promise<Endpoint | Response>
}

export function createAuth(endpoints: Endpoints, adminToken: string | null): Auth {
  const adminHash = adminToken === null ? null : hashOf(adminToken)
  const token = (context: Context): string | null =>
    /^Bearer +([\x21-\x7e]+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null
  const isOperator = async (context: Context): Promise<boolean> => {
    const given = token(context)
    return given !== null && adminHash !== null && isToken(given, await adminHash)
  }
  return {
    hasOperator: adminToken !== null,
    token,
    isOperator,
    async holder(given) {
      if (adminHash !== null && (await isToken(given, await adminHash))) return 'operator'
      return endpoints.ofToken(await hashOf(given))
    },
    async known(name) {
      if (name === 'operator') return adminHash === null ? null : { holder: name, hash: await adminHash }
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

export function unauthorized(detail: string): Response {
  return problem({ type: 'unauthorized', status: 401, title: 'A token is needed', detail }, { 'www-authenticate': 'Bearer realm="parley"' })
}
