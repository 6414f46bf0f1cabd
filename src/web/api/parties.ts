// Parties over HTTP, for editors: what one is, adding and renaming it by hand, and removing it.
import type { Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { quoted } from '../../talks/quoting.ts'
import type { Auth } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { notFound } from '../problem-response.ts'
import { readBody } from '../request-body.ts'
import type { DeskParty } from './answers.ts'
import { answerEdit, createEditRequests } from './edit-request.ts'
import { shapedAs } from './endpoints.ts'

export const PartyBody = z.looseObject({}, shapedAs('an object { name, kind, country?, wikidata?, languages? }'))

export function parties(app: Hono, { editor }: Desk, auth: Auth): void {
  const { altering, reading } = createEditRequests(auth)
  const idIn = (context: Context): string => context.req.param('id') ?? ''

  app.get('/api/parties/:id', (context) =>
    reading(context, () => {
      const found = editor.party(idIn(context))
      if (found === null) return notFound(`There is no party ${quoted(idIn(context))}.`)
      const { party, origin, etag } = found
      const response = privateResponse<DeskParty>({ id: idIn(context), origin, party: { ...party } })
      if (etag !== null) response.headers.set('etag', etag)
      return response
    }),
  )
  app.put('/api/parties/:id', (context) =>
    altering(context, async (condition, acting) => {
      const body = await readBody(context.req.raw, PartyBody)
      return body instanceof Response ? body : answerEdit(() => editor.putParty(idIn(context), body.value, condition, acting), acting, true)
    }),
  )
  app.delete('/api/parties/:id', (context) =>
    altering(context, (condition, acting) => answerEdit(() => editor.removeParty(idIn(context), condition, acting), acting)),
  )
}
