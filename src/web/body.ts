// The JSON body of a request, read through a bound and checked by its schema.
import type * as z from 'zod'
import { badBody, problem } from './problem.ts'

const MOST_BYTES = 64 * 1024

/** What the schema makes of the body, or the answer that says what is wrong. An empty body is `{}`. */
export async function readBody<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<{ value: z.infer<Schema> } | Response> {
  const type = request.headers.get('content-type')
  if (type !== null && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    return problem(
      { type: 'unsupported-media-type', status: 415, title: 'The body is not JSON', detail: 'Send application/json.' },
      { accept: 'application/json' },
    )
  }
  const text = await readText(request, MOST_BYTES)
  if (text === 'large')
    return problem({
      type: 'body-too-large',
      status: 413,
      title: 'The body is too large',
      detail: `At most ${MOST_BYTES / 1024} KiB are read.`,
    })
  if (text === 'encoding') return badBody([{ field: '', message: 'is not UTF-8' }])
  let given: unknown
  try {
    given = text.text.trim() === '' ? {} : JSON.parse(text.text)
  } catch {
    return badBody([{ field: '', message: 'is not JSON' }])
  }
  const result = schema.safeParse(given)
  if (result.success) return { value: result.data }
  return badBody(
    result.error.issues.map((issue) => {
      const expected = 'params' in issue ? issue.params?.expected : undefined
      return { field: issue.path.join('.'), message: expected === undefined ? issue.message : `${issue.message}; it would be ${expected}` }
    }),
  )
}

/** The body as text, unless it is longer than so many bytes, or not UTF-8. */
export async function readText(request: Request, most: number): Promise<{ text: string } | 'large' | 'encoding'> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return 'large'
  const chunks: Uint8Array[] = []
  let length = 0
  if (request.body) {
    const reader = (request.body as ReadableStream<Uint8Array>).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length
      if (length > most) {
        await reader.cancel()
        return 'large'
      }
      chunks.push(part.value)
    }
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) }
  } catch {
    return 'encoding'
  }
}
