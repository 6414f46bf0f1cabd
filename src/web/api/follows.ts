// Following with a browser, by Web Push. What a browser follows is altered and ended like any endpoint, by its token.
import type { Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { saying } from '../../talks/flaw-issue.ts'
import { endpointJson } from '../../webhooks/endpoints/endpoint.ts'
import { FIELDS } from '../../webhooks/endpoints/endpoint-fields.ts'
import { mustBe } from '../../webhooks/endpoints/endpoint-flaws.ts'
import { privateResponse } from '../json-response.ts'
import { problem } from '../problem-response.ts'
import { anyParameter } from '../query-parameters.ts'
import { readBody } from '../request-body.ts'
import { requestFlaw } from '../request-flaws.ts'
import type { Followed, FollowKey } from './answers.ts'
import { answerTo } from './owner-request.ts'

export const FollowBody = z.lazy(() => {
  const short = z.string(mustBe('a text')).check(
    z.maxLength(
      200,
      saying(({ input }) => requestFlaw('too-long', { length: String(input).length, most: 200 })),
    ),
  )

  return z.strictObject(
    {
      subscription: z.object(
        {
          endpoint: z.string(mustBe('the address of a PushSubscription')).check(z.maxLength(2000)),
          keys: z.object({ p256dh: short, auth: short }, mustBe('the keys of a PushSubscription')),
        },
        mustBe('a PushSubscription as JSON'),
      ),
      following: FIELDS.following.schema(),
      deadlines: z.optional(FIELDS.deadlines.schema()),
      lang: z.optional(FIELDS.lang.schema()),
      zone: z.optional(FIELDS.zone.schema()),
      replaces: z.optional(z.strictObject({ id: short, token: short })),
    },
    saying(() => requestFlaw('wrong-shape', { expected: '{ "subscription", "following", "lang", "zone" }' })),
  )
})

export function follows(app: Hono, desk: Desk, clientOf: (context: Context) => string): void {
  app.get('/api/follows/key', ({ req }) => {
    const key = desk.owner.followKey()
    return anyParameter(req.url) ?? (key === null ? off() : privateResponse<FollowKey>({ key }))
  })
  app.post('/api/follows', async (context) => {
    const refused = anyParameter(context.req.url)
    if (refused) return refused
    if (desk.owner.followKey() === null) return off()
    const body = await readBody(context.req.raw, FollowBody)
    if (body instanceof Response) return body
    const { following, ...rest } = body.value
    return answerTo(await desk.owner.follow({ ...rest, following: following ?? [] }, clientOf(context)), ({ endpoint, token }) =>
      privateResponse<Followed>({ ...endpointJson(endpoint), token }, 201),
    )
  })
}

function off(): Response {
  return problem({
    type: 'following-off',
    status: 403,
    title: 'Nobody can follow here',
    detail: 'The operator has not set CONTACT, which push services ask for, or has set FOLLOW=off.',
  })
}
