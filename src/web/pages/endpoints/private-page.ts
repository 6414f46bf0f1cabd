// Pages for one reader alone: no cache keeps them, no search engine lists them, and no page of another site reads them.
import type { Desk } from '../../../desk.ts'
import { PAGE_HEADERS, type Page, pageText } from '../layout.ts'
import type { Reader } from '../reader.ts'

const PRIVATE_HEADERS = { 'cache-control': 'no-store, private', 'x-robots-tag': 'noindex', vary: 'accept-language, cookie' }

export function isPrivatePath(path: string): boolean {
  return /^\/(?:endpoints|desk)(?:\/|$)/.test(path)
}

/** The same answer, for one reader alone. */
export function asPrivate(response: Response): Response {
  const answer = new Response(response.body, response)
  for (const name of [...answer.headers.keys()]) if (name.startsWith('access-control-')) answer.headers.delete(name)
  for (const [name, value] of Object.entries(PRIVATE_HEADERS)) answer.headers.set(name, value)
  return answer
}

export async function privatePage(desk: Desk, reader: Reader, page: Page, status = 200): Promise<Response> {
  const text = await pageText(desk, reader, { ...page, style: 'endpoints.css' })
  return asPrivate(new Response(text, { status, headers: PAGE_HEADERS }))
}

/** After a form has done something: loading the page again does not do it again. */
export function seeOther(location: string): Response {
  return asPrivate(new Response(null, { status: 303, headers: { location } }))
}
