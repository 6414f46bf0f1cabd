// Requests that alter records by hand: which version is meant, how it is done, and what came of it as a response.
import type { Context } from 'hono'
import type { Acting, Edited } from '../../editing/editor.ts'
import type { Effects } from '../../editing/effects.ts'
import type { Condition } from '../../editing/preconditions.ts'
import { type Reason, Refusal } from '../../editing/refusal.ts'
import { type ParameterProblem, type Parameters, single } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import type { Problem } from '../../talks/problem.ts'
import { plain, quoted } from '../../talks/quoting.ts'
import { instantText } from '../../talks/time.ts'
import type { Auth, Bearer } from '../auth.ts'
import { privateResponse } from '../json-response.ts'
import { badParameters, problem } from '../problem-response.ts'
import { anyParameter, parametersOf, unknownParameters } from '../query-parameters.ts'
import type { Edit, FieldEdit } from './answers.ts'

type Answer = Response | Promise<Response>

/** What editors may ask, by their tokens. */
export interface EditRequests {
  /** For whoever may write, at an address that says how. */
  writing(context: Context, work: (acting: Acting) => Answer): Promise<Response>
  /** The same, where it has to be said which version is meant. */
  altering(context: Context, work: (condition: Condition, acting: Acting) => Answer): Promise<Response>
  /** For whoever may read what is not public, at an address without parameters. */
  reading(context: Context, work: () => Response): Promise<Response>
}

export function createEditRequests(auth: Auth): EditRequests {
  const requests: EditRequests = {
    async writing(context, work) {
      const bearer = await auth.allowed(context, 'write')
      if (bearer instanceof Response) return bearer
      const acting = readActing(context.req.url, bearer)
      return acting instanceof Response ? acting : work(acting)
    },
    altering: (context, work) =>
      requests.writing(context, (acting) => {
        const condition = readCondition(context)
        return condition instanceof Response ? condition : work(condition, acting)
      }),
    async reading(context, work) {
      const bearer = await auth.allowed(context, 'read')
      if (bearer instanceof Response) return bearer
      return anyParameter(context.req.url) ?? work()
    },
  }
  return requests
}

/** How the address says that it is done; or the answer that refuses it. */
function readActing(url: string, { name: by }: Bearer): Acting | Response {
  const parameters = parametersOf(url)
  const unknown = unknownParameters(parameters, ['dryRun', 'spelling'])
  const errors: ParameterProblem[] = [...unknown]
  const dryRun = isOne(parameters, 'dryRun', 'yes', errors)
  const spellingOnly = isOne(parameters, 'spelling', 'only', errors)
  return errors.length > 0 ? badParameters(errors, unknown.length > 0) : { by, dryRun, spellingOnly }
}

function isOne(parameters: Parameters, name: string, value: string, errors: ParameterProblem[]): boolean {
  const given = single(parameters, name, errors)
  if (given !== null && given !== value)
    errors.push({ parameter: name, ...parameterFlaw('not-a-choice', { value: plain(given), choices: value }) })
  return given === value
}

/** Which version is meant (RFC 9110, 13.1); it has to be said (RFC 6585, 3). */
function readCondition({ req }: Context): Condition | Response {
  const [match, none] = [req.header('if-match')?.trim(), req.header('if-none-match')?.trim()]
  if (none === '*' && match === undefined) return { none: true }
  if (match === '*') return { match: 'any' }
  // A weak tag matches nothing here (RFC 9110, 8.8.3.2).
  const tags = [...(match ?? '').matchAll(/(W\/)?("[^"]*")/g)].flatMap(([, weak, tag = '']) => (weak === undefined ? [tag] : []))
  if (match !== undefined && none === undefined) return { match: tags }
  return problem({
    type: 'precondition-needed',
    status: 428,
    title: 'It has to be said which version is meant',
    detail: 'Send If-Match with the ETag that was read, or If-None-Match: * for a record that is not there yet.',
  })
}

/** Does it; what came of it, or why it was refused. `mayBeNew`: what was written may be the first of its address. */
export function answerEdit(edit: () => Edited<Effects>, { dryRun }: Acting, mayBeNew = false): Response {
  try {
    const { written, effects } = edit()
    const isNew = mayBeNew && written[0]?.isNew === true && !dryRun
    const response = privateResponse<Edit>(editJson(written, effects, dryRun), isNew ? 201 : 200)
    const etag = written.length === 1 ? written[0]?.etag : null
    if (etag && !dryRun) response.headers.set('etag', etag)
    return response
  } catch (error) {
    if (error instanceof Refusal) return refused(error.reason)
    throw error
  }
}

function editJson(written: Edited<Effects>['written'], { changes, count, told }: Effects, dryRun: boolean): Edit {
  return {
    dryRun,
    records: written.map(({ id, etag, isNew }) => ({ id, etag, isNew })),
    changes: changes.map(({ step: { change }, sentences, event }) => ({
      id: dryRun ? null : change.id,
      cursor: dryRun ? null : change.cursor,
      talk: change.talk,
      revision: change.revision,
      types: change.types,
      at: change.at,
      sentences,
      event,
    })),
    count,
    told: Object.entries(told).map(([format, endpoints]) => ({ format, endpoints })),
  }
}

/** Records whose problems are named one by one. */
const MOST_NAMED = 20

export function refused(reason: Reason): Response {
  switch (reason.code) {
    case 'invalid-record':
      return invalid(reason.problems)
    case 'no-record':
      return problem({
        type: 'not-found',
        status: 404,
        title: 'There is no such record',
        detail: `Nobody has written a record ${quoted(reason.id)} by hand, or it was removed.`,
      })
    case 'record-exists':
      return problem({
        type: 'record-exists',
        status: 412,
        title: 'There is such a record already',
        detail: `${quoted(reason.id)} is a record by hand already. Read it, and send If-Match with its ETag.`,
      })
    case 'edited-meanwhile':
      return problem({
        type: 'edited-meanwhile',
        status: 412,
        title: 'Another editor was there meanwhile',
        detail: `${said(reason.since)} Read ${quoted(reason.id)} again, and send your edit with its ETag.`,
        edits: reason.since.map(sinceJson),
        ...(reason.etag === null ? {} : { etag: reason.etag }),
      })
    case 'touched-since':
      return problem({
        type: 'touched-since',
        status: 409,
        title: 'What that changed was edited since',
        detail: `${said(reason.since)} Undo that first, or send the fields as an edit of its own.`,
        edits: reason.since.map(sinceJson),
        undo: reason.fields.map(fieldJson),
      })
    case 'no-change':
      return problem({
        type: 'not-found',
        status: 404,
        title: 'There is no such change',
        detail: `No change ${quoted(reason.id)} is in the log.`,
      })
    default:
      return problem({ type: 'conflict', status: 409, ...CONFLICTS[reason.code](reason as never) })
  }
}

type Conflict = Exclude<
  Reason['code'],
  'invalid-record' | 'no-record' | 'no-change' | 'record-exists' | 'edited-meanwhile' | 'touched-since'
>
type ReasonOf<Code extends Conflict> = Extract<Reason, { code: Code }>

const CONFLICTS: { [Code in Conflict]: (reason: ReasonOf<Code>) => { title: string; detail: string } } = {
  'other-origin': ({ id, origin }) => ({
    title: 'It belongs to another origin',
    detail: `${quoted(id)} is of ${origin}, and only its record there alters it. POST /api/records/${id}/take makes a talk of it one by hand.`,
  }),
  'party-in-use': ({ id, talks }) => ({
    title: 'Talks name this party',
    detail: `${quoted(id)} is named by ${talks.slice(0, MOST_NAMED).join(', ')}${talks.length > MOST_NAMED ? ` and ${talks.length - MOST_NAMED} more` : ''}. Take it out of these first.`,
  }),
  'by-hand-already': ({ id }) => ({ title: 'It is a record by hand already', detail: `${quoted(id)} need not be taken over.` }),
  'not-by-hand': ({ origin }) => ({
    title: 'That change was not made by hand',
    detail: `It came of the records of ${origin}, or of new rules of a time zone. Alter the record instead.`,
  }),
  'not-only-spelling': ({ types }) => ({
    title: 'That is more than spelling',
    detail: `It would be ${types.join(', ')}, which everyone is told. Send it without spelling=only.`,
  }),
  'not-taken': ({ id }) => ({
    title: 'It was not taken over',
    detail: `${quoted(id)} was written by hand from the start, or is another origin's.`,
  }),
  'no-file-record': ({ id, origin }) => ({
    title: 'There is no such record there',
    detail: `${origin} has no record ${quoted(id)} that is right and public.`,
  }),
  'same-talk': ({ id }) => ({ title: 'That is the same talk', detail: `${quoted(id)} cannot be merged into itself.` }),
  'not-standing': ({ id }) => ({ title: 'That talk does not stand', detail: `There is no talk ${quoted(id)}, or it was withdrawn.` }),
  'text-in-file': ({ id, origin }) => ({
    title: 'The file still has it',
    detail: `Take it out of the record ${quoted(id)} of ${origin} first: with the next reading it would come back.`,
  }),
  'nothing-to-redact': () => ({ title: 'That text is nowhere', detail: 'Nothing that is kept of this talk has it, letter by letter.' }),
}

function invalid(problems: readonly Problem[]): Response {
  const named = problems.slice(0, MOST_NAMED)
  const more = problems.length - named.length
  const lines = named.map(({ talk, field, message, expected }) => {
    const where = [talk, field].filter((part) => part !== null).join(' › ')
    return `${where === '' ? 'The record' : where}: ${message}${expected === null ? '' : `; expected: ${expected}`}`
  })
  return problem({
    type: 'invalid-record',
    status: 422,
    title: 'The record cannot be used',
    detail: [...lines, ...(more === 0 ? [] : [`And ${more} more`])].join('. '),
    errors: named.map(problemJson),
  })
}

/** What is wrong with a record, as the API says it. */
export function problemJson({ talk, field, message, expected, code }: Problem) {
  return { ...(talk === null ? {} : { talk }), field: field ?? '', message, ...(expected === null ? {} : { expected }), code }
}

type Since = Extract<Reason, { code: 'edited-meanwhile' }>['since'][number]

function said(since: readonly Since[]): string {
  const lines = since.map(({ by, at, fields }) => `${by} edited ${fields.map(({ field }) => field).join(', ')} at ${instantText(at)}.`)
  return lines.length === 0 ? 'It is another version now.' : lines.join(' ')
}

function sinceJson({ by, at, fields }: Since) {
  return { by, at: instantText(at), fields: fields.map(fieldJson) }
}

function fieldJson({ field, before, after }: { field: string; before: unknown; after: unknown }): FieldEdit {
  return { field, before, after }
}
