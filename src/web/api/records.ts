// Records by hand over HTTP: one by one or a file of many, tried out, undone, taken over, given back and merged.
import type { Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { Desk } from '../../desk.ts'
import { Refusal } from '../../editing/refusal.ts'
import { quoted } from '../../talks/quoting.ts'
import { instantText } from '../../talks/time.ts'
import { mustBe } from '../../webhooks/endpoints/endpoint-flaws.ts'
import type { Auth } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { notFound } from '../problem-response.ts'
import { anyParameter } from '../query-parameters.ts'
import { readBody } from '../request-body.ts'
import type { DeskRecord, RecordList, RecordVersions, Redaction } from './answers.ts'
import { answerEdit, createEditRequests, problemJson, refused } from './edit-request.ts'
import { shapedAs } from './endpoints.ts'

/** A record has texts of 10,000 characters in some languages; a file has many records. */
const RECORD_BYTES = 256 * 1024
const FILE_BYTES = 16 * 1024 * 1024

export const RecordBody = z.looseObject(
  { talk: z.looseObject({}, mustBe('an object')) },
  shapedAs('an object { talk, sources, series?, parties? }'),
)
export const PatchBody = z.looseObject({}, shapedAs('an object with the parts that change: a JSON Merge Patch'))
export const FileBody = z.looseObject(
  { talks: z.array(z.unknown(), mustBe('a list')) },
  shapedAs('an object { parties?, series?, sources, talks }'),
)
export const MergeBody = z.strictObject(
  { into: z.string(mustBe('the id of a talk')) },
  shapedAs('{ "into": the id of the talk that stays }'),
)

/** A text that is shorter stands in too much else. */
const LEAST_REDACTED = 4

export const RedactBody = z.strictObject(
  {
    text: z
      .string(mustBe('the text that is to go'))
      .check(z.minLength(LEAST_REDACTED, mustBe(`at least ${LEAST_REDACTED} characters`)), z.maxLength(300)),
  },
  shapedAs('{ "text": what is to be taken out of everything that is kept of the talk }'),
)

interface Options {
  auth: Auth
  /** Called when the desk has ended and a new one is to be created. */
  onEnded: () => Promise<void>
}

export function records(app: Hono, desk: Desk, { auth, onEnded }: Options): void {
  const { editor } = desk
  const { writing, altering, reading } = createEditRequests(auth)
  const idIn = (context: Context): string => context.req.param('id') ?? ''

  app.get('/api/records', (context) =>
    reading(context, () =>
      privateResponse<RecordList>({
        records: editor.list().map(({ problems, ...record }) => ({ ...record, problems: problems.map(problemJson) })),
        unused: desk.unusedRecords(),
      }),
    ),
  )
  app.get('/api/records/:id', (context) =>
    reading(context, () => {
      const found = editor.get(idIn(context))
      if (found === null)
        return notFound(`There is no record ${quoted(idIn(context))} by hand. They are listed at ${desk.site.url}/api/records.`)
      const response = privateResponse<DeskRecord>(found.resource as unknown as DeskRecord)
      response.headers.set('etag', found.etag)
      return response
    }),
  )
  app.get('/api/records/:id/versions', (context) =>
    reading(context, () => {
      const versions = editor.versions(idIn(context))
      if (versions.length === 0) return notFound(`There never was a record ${quoted(idIn(context))} by hand.`)
      return privateResponse<RecordVersions>({
        versions: versions.map(({ version, etag, at, by, what, change, body }) => ({
          ...{ version, etag, at: instantText(at), by, what, change },
          record: body as unknown as DeskRecord | null,
        })),
      })
    }),
  )
  app.put('/api/records/:id', (context) =>
    altering(context, async (condition, acting) => {
      const body = await readBody(context.req.raw, RecordBody, RECORD_BYTES)
      return body instanceof Response ? body : answerEdit(() => editor.put(idIn(context), body.value, condition, acting), acting, true)
    }),
  )
  app.patch('/api/records/:id', (context) =>
    altering(context, async (condition, acting) => {
      const body = await readBody(context.req.raw, PatchBody, RECORD_BYTES)
      return body instanceof Response ? body : answerEdit(() => editor.patch(idIn(context), body.value, condition, acting), acting)
    }),
  )
  app.delete('/api/records/:id', (context) =>
    altering(context, (condition, acting) => answerEdit(() => editor.remove(idIn(context), condition, acting), acting)),
  )
  app.post('/api/records', (context) =>
    writing(context, async (acting) => {
      const body = await readBody(context.req.raw, FileBody, FILE_BYTES)
      return body instanceof Response ? body : answerEdit(() => editor.putMany(body.value, acting), acting)
    }),
  )
  app.post('/api/records/:id/take', (context) => writing(context, (acting) => answerEdit(() => editor.take(idIn(context), acting), acting)))
  app.post('/api/records/:id/give-back', (context) =>
    writing(context, (acting) => answerEdit(() => editor.giveBack(idIn(context), acting), acting)),
  )
  app.post('/api/records/:id/merge', (context) =>
    writing(context, async (acting) => {
      const body = await readBody(context.req.raw, MergeBody)
      return body instanceof Response ? body : answerEdit(() => editor.merge(idIn(context), body.value.into, acting), acting)
    }),
  )
  app.post('/api/records/:id/redact', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    const refusedParameter = anyParameter(context.req.url)
    if (refusedParameter) return refusedParameter
    const body = await readBody(context.req.raw, RedactBody)
    if (body instanceof Response) return body
    try {
      const { copies, ...counts } = await desk.redact(idIn(context), body.value.text, bearer.name)
      await onEnded()
      return privateResponse<Redaction>({ ...counts, copies: copies.map(({ at, ...copy }) => ({ ...copy, at: instantText(at) })) })
    } catch (error) {
      if (error instanceof Refusal) return refused(error.reason)
      throw error
    }
  })
  app.post('/api/changes/:id/undo', (context) => writing(context, (acting) => answerEdit(() => editor.undo(idIn(context), acting), acting)))
}
