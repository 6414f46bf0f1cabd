// Responses in JSON: public ones, which any site's page may read, and an owner's, which nobody else may. Whoever answers
// names what: one of api/answers.ts, by which the document describes it.
import { READABLE_BY_ALL } from './cors.ts'

export function jsonResponse<Answer = never>(value: NoInfer<Answer>, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(jsonText<Answer>(value), { status, headers: { ...HEADERS, ...headers } })
}

export function jsonText<Answer = never>(value: NoInfer<Answer>): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** A text that was made before, for all who ask for it. */
export function jsonBytes(bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Response {
  return new Response(bytes, { headers: { ...HEADERS, ...headers } })
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  ...READABLE_BY_ALL,
  'cache-control': 'no-cache',
}

/** For the bearer of a token: no other site's page may read it, and no cache on the way may keep it. */
export function privateResponse<Answer = never>(value: NoInfer<Answer>, status = 200): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
}
