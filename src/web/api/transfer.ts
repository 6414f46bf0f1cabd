// Moving a desk over HTTP: export, thaw and import. For the operator only.
import type { Hono } from 'hono'
import type { Desk } from '../../desk.ts'
import { createExportReader, type Exported, type ExportReader } from '../../sqlite/import.ts'
import { type ParameterProblem, type Parameters, single } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { plain } from '../../talks/quoting.ts'
import type { Auth } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { badParameters, problem } from '../problem-response.ts'
import { anyParameter, parametersOf, unknownParameters } from '../query-parameters.ts'
import { readPieces } from '../request-body.ts'
import type { Imported, Thawed } from './answers.ts'

const MOST_BYTES = 64 * 1024 * 1024
const BLOCK = 256 * 1024

export function transfer(app: Hono, desk: Desk, { auth, onImported }: { auth: Auth; onImported: () => Promise<void> }): void {
  const note = (what: 'state.exported' | 'state.imported' | 'state.thawed', by: string, detail: string | null) =>
    desk.noteAct({ at: desk.clock.real(), by, what, kind: 'state', subject: '', detail })

  app.get('/api/export', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    const parameters = parametersOf(context.req.url)
    const unknown = unknownParameters(parameters, ['move'])
    const errors: ParameterProblem[] = [...unknown]
    const move = isYes(parameters, 'move', 'yes, which freezes this desk', errors)
    if (errors.length > 0) return badParameters(errors, unknown.length > 0)
    if (move) await desk.freeze()
    note('state.exported', bearer.name, move ? 'moved' : null)
    return new Response(inChunks(desk.exportState()), {
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename="parley-export.ndjson"',
        'cache-control': 'no-store',
      },
    })
  })

  app.post('/api/thaw', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    const wrong = anyParameter(context.req.url)
    if (wrong) return wrong
    desk.thaw()
    note('state.thawed', bearer.name, null)
    return privateResponse<Thawed>({ frozenSince: desk.frozenSince })
  })

  app.post('/api/import', async (context) => {
    const bearer = await auth.allowed(context, 'admin')
    if (bearer instanceof Response) return bearer
    const parameters = parametersOf(context.req.url)
    const unknown = unknownParameters(parameters, ['copy'])
    const errors: ParameterProblem[] = [...unknown]
    const copy = isYes(parameters, 'copy', 'yes, which takes in an export whose desk goes on', errors)
    if (errors.length > 0) return badParameters(errors, unknown.length > 0)
    const taken = await takeIn(context.req.raw, copy, desk)
    if (taken instanceof Response) return taken
    note('state.imported', bearer.name, `as of ${taken.exportedAt}`)
    await onImported()
    return privateResponse<Imported>(taken)
  })
}

/** A function of its own, so that the export is no longer in memory when the new desk is created. */
async function takeIn(request: Request, copy: boolean, desk: Desk): Promise<Imported | Response> {
  const exported = await readBody(request, copy)
  if (exported instanceof Response) return exported
  const wrong = await desk.importState(exported)
  if (wrong !== null) return problem({ type: 'conflict', status: 409, title: 'The export cannot be taken in', detail: wrong })
  return { imported: exported.count, exportedAt: exported.heading.exportedAt, verified: exported.verified }
}

/** Whether a parameter is given whose only value is `yes`. */
function isYes(parameters: Parameters, name: string, choices: string, errors: ParameterProblem[]): boolean {
  const value = single(parameters, name, errors)
  if (value !== null && value !== 'yes')
    errors.push({ parameter: name, ...parameterFlaw('not-a-choice', { value: plain(value), choices }) })
  return value === 'yes'
}

async function readBody(request: Request, copy: boolean): Promise<Exported | Response> {
  const reader = createExportReader()
  const blocks = await readBlocks(request, reader)
  if (blocks === 'aborted') return invalid('not all came')
  if (blocks === 'large')
    return problem({
      type: 'body-too-large',
      status: 413,
      title: 'The export is too large',
      detail: `At most ${MOST_BYTES / 1024 / 1024} MiB are read.`,
    })
  const exported = reader.end(blocks)
  if ('wrong' in exported) return invalid(exported.wrong)
  if (!exported.heading.moved && !copy)
    return invalid('its desk goes on, and would tell everyone twice. Export it with move=yes, or import with copy=yes where that is meant')
  return exported
}

function invalid(what: string): Response {
  return problem({
    type: 'invalid-body',
    status: 400,
    title: 'This is not an export that can be taken in',
    detail: `Of the export, ${what}.`,
  })
}

/** The body in blocks of one size, however small the pieces are in which it comes; no more of it once something is wrong. */
async function readBlocks(request: Request, reader: ExportReader): Promise<Uint8Array[] | 'large' | 'aborted'> {
  const blocks: Uint8Array[] = []
  let room = new Uint8Array(0)
  const failed = await readPieces(request, MOST_BYTES, (piece) => {
    for (let rest = piece; rest.length > 0; ) {
      if (room.length === 0) {
        room = new Uint8Array(BLOCK)
        blocks.push(room)
      }
      const part = rest.subarray(0, room.length)
      room.set(part)
      room = room.subarray(part.length)
      rest = rest.subarray(part.length)
    }
    return reader.take(piece) === null
  })
  if (failed !== null) return failed
  const last = blocks.pop()
  return last ? [...blocks, last.subarray(0, last.length - room.length)] : []
}

function inChunks(blocks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const all = blocks[Symbol.iterator]()
  return new ReadableStream({
    pull(controller) {
      const next = all.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
  })
}
