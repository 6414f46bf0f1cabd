// The JSON body of a request, read through a bound and checked by its schema.
import type * as z from 'zod/mini'
import { inOneSentence } from '../talks/flaw.ts'
import { flawOf, saying } from '../talks/flaw-issue.ts'
import { plain } from '../talks/quoting.ts'
import { isShallow } from '../talks/shallow.ts'
import { endpointFlaw, type FieldProblem } from '../webhooks/endpoints/endpoint-flaws.ts'
import { badBody, problem } from './problem-response.ts'
import { requestFlaw } from './request-flaws.ts'

const MOST_BYTES = 64 * 1024
/** Levels of objects and lists in a body: a file of records has six. */
const DEEPEST = 32
/** Characters of the path of a field in an answer: names are the sender's. */
const LONGEST_PATH = 120

const TYPES_IN_WORDS: Record<string, string> = { array: 'a list', object: 'an object', string: 'a text', boolean: 'true or false' }
/** What is said where a schema has no words of its own. */
const IN_WORDS = saying(({ input, expected: type }) => {
  const expected = TYPES_IN_WORDS[String(type)] ?? `a ${type ?? 'value of another kind'}`
  return endpointFlaw(input === undefined ? 'missing' : 'wrong-type', { expected })
})

/** What the schema makes of the body, or the answer that says what is wrong. An empty body is `{}`. */
export async function readBody<Schema extends z.ZodMiniType>(
  request: Request,
  schema: Schema,
  most = MOST_BYTES,
): Promise<{ value: z.infer<Schema> } | Response> {
  const type = request.headers.get('content-type')
  if (type !== null && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    return problem(
      { type: 'unsupported-media-type', status: 415, title: 'The body is not JSON', detail: 'Send application/json.' },
      { accept: 'application/json' },
    )
  }
  const text = await readText(request, most)
  if (text === 'large')
    return problem({
      type: 'body-too-large',
      status: 413,
      title: 'The body is too large',
      detail: `At most ${most / 1024} KiB are read.`,
    })
  if (text === 'encoding') return badBody([{ field: '', ...requestFlaw('not-utf-8', {}) }])
  if (text === 'aborted') return badBody([{ field: '', ...requestFlaw('incomplete', {}) }])
  if (!isShallow(text.text, DEEPEST)) return badBody([{ field: '', ...requestFlaw('too-deep', { most: DEEPEST }) }])
  let given: unknown
  let hidden = false
  try {
    // Schemas pass over a field of this name; here no name is passed over.
    const look = (key: string, value: unknown) => {
      hidden ||= key === '__proto__'
      return value
    }
    given = text.text.trim() === '' ? {} : JSON.parse(text.text, look)
  } catch (error) {
    const reason = plain(error instanceof Error ? error.message : String(error), 120)
    return badBody([{ field: '', ...requestFlaw('not-json', { reason }) }])
  }
  if (hidden) return badBody([{ field: '__proto__', ...requestFlaw('no-field', {}) }])
  const result = schema.safeParse(given, IN_WORDS)
  if (result.success) return { value: result.data }
  return badBody(fieldProblems(result.error))
}

/** What a schema found wrong, each with the path of its field. */
export function fieldProblems({ issues }: z.core.$ZodError): FieldProblem[] {
  return issues.map((issue) => ({ field: plain(issue.path.join('.'), LONGEST_PATH), ...inOneSentence(flawOf(issue)) }))
}

/** The body as text, unless it is too long, not UTF-8, or did not come whole. */
async function readText(request: Request, most: number): Promise<{ text: string } | 'large' | 'encoding' | 'aborted'> {
  const pieces: Uint8Array[] = []
  const failed = await readPieces(request, most, (piece) => pieces.push(piece))
  if (failed !== null) return failed
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  try {
    return { text: pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode() }
  } catch {
    return 'encoding'
  }
}

/** Hands the body over as it comes, up to so many bytes, until `take` answers `false`; answers why it did not come whole, or `null`. */
export async function readPieces(
  request: Request,
  most: number,
  take: (piece: Uint8Array) => unknown,
): Promise<'large' | 'aborted' | null> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return 'large'
  let length = 0
  try {
    for await (const piece of (request.body as AsyncIterable<Uint8Array> | null) ?? []) {
      length += piece.length
      if (length > most) return 'large'
      if (take(piece) === false) return null
    }
  } catch {
    return 'aborted' // whoever sent it went away
  }
  return null
}
