// Tokens for people and programs, and what holders of tokens did.
import type { Hono } from 'hono'
import * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { SCOPES, type Token } from '../../editing/tokens.ts'
import type { ParameterProblem } from '../../talks/filter-parameters.ts'
import { quoted } from '../../talks/quoting.ts'
import { line } from '../../talks/text.ts'
import { instantText } from '../../talks/time.ts'
import { mustBe } from '../../webhooks/endpoints/endpoint-flaws.ts'
import type { Auth } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { badBody, badParameters, notFound, problem } from '../problem-response.ts'
import { anyParameter, integer, parametersOf, unknownParameters } from '../query-parameters.ts'
import { readBody } from '../request-body.ts'
import { requestFlaw } from '../request-flaws.ts'
import type { ActList, NewToken, Token as TokenAnswer, TokenList } from './answers.ts'
import { Instant, shapedAs } from './endpoints.ts'

const PAGE = 100
const MOST = 1000

const SOME = mustBe(`some of ${SCOPES.join(', ')}`)
export const TokenBody = z.strictObject(
  {
    name: line(60),
    scopes: z.array(z.enum(SCOPES, SOME), SOME).check(z.minLength(1, SOME)),
    ends: z.optional(z.nullable(Instant)),
  },
  shapedAs(`{ "name": whose it is, "scopes": some of ${SCOPES.join(', ')}, "ends": an instant, or none }`),
)

export function tokens(app: Hono, desk: Desk, auth: Auth): void {
  app.get('/api/tokens', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    return anyParameter(context.req.url) ?? privateResponse<TokenList>({ tokens: desk.tokens.list().map(tokenJson) })
  })
  app.post('/api/tokens', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const body = await readBody(context.req.raw, TokenBody)
    if (body instanceof Response) return body
    const { name, scopes, ends } = body.value
    const now = desk.clock.real()
    const until = ends === undefined || ends === null ? null : Date.parse(ends)
    if (until !== null && until <= now) return badBody([{ field: 'ends', ...requestFlaw('has-passed', { value: instantText(until) }) }])
    const made = await desk.tokens.make({ name, scopes: [...new Set(scopes)], ends: until }, bearer.name, now)
    if (made === null)
      return problem({
        type: 'conflict',
        status: 409,
        title: 'Another token has that name',
        detail: `What is done is signed with the name, so ${quoted(name)} can only be one token's. Revoke that first, or choose another name.`,
      })
    return privateResponse<NewToken>({ ...tokenJson(made.token), token: made.text }, 201)
  })
  app.delete('/api/tokens/:id', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    const id = context.req.param('id')
    if (!desk.tokens.revoke(id, bearer.name, desk.clock.real())) return notFound(`There is no token ${quoted(id)} that holds.`)
    return new Response(null, { status: 204 })
  })
  app.get('/api/acts', async (context) => {
    const bearer = await auth.allowed(context, 'read')
    if (bearer instanceof Response) return bearer
    const parameters = parametersOf(context.req.url)
    const unknown = unknownParameters(parameters, ['before', 'limit'])
    const errors: ParameterProblem[] = [...unknown]
    const most = Number.MAX_SAFE_INTEGER
    const before = integer(parameters, 'before', errors, { least: 1, most, otherwise: most })
    const limit = integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: PAGE })
    if (errors.length > 0) return badParameters(errors, unknown.length > 0)
    return privateResponse<ActList>({ acts: desk.acts(before, limit).map(({ at, ...act }) => ({ ...act, at: instantText(at) })) })
  })
}

function tokenJson({ id, name, scopes, createdAt, createdBy, ends, usedAt, revokedAt }: Token): TokenAnswer {
  const instant = (at: number | null) => (at === null ? null : instantText(at))
  return {
    ...{ id, name, scopes, createdBy },
    createdAt: instantText(createdAt),
    ends: instant(ends),
    usedAt: instant(usedAt),
    revokedAt: instant(revokedAt),
  }
}
