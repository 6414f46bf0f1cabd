// Forms of the desk's own pages: only these may do something in the name of whoever is signed in.
import { readPieces } from './request-body.ts'

const MOST_BYTES = 64 * 1024

/** Whether a page of the desk sent it. Browsers that do not say so by `Sec-Fetch-Site` name the origin (the Fetch standard). */
export function isOwnForm({ headers }: Request, siteUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  return site === null ? headers.get('origin') === new URL(siteUrl).origin : site === 'same-origin'
}

/** What was filled in; `null` where that is too much, is no form, or did not come whole. */
export async function readForm(request: Request, most = MOST_BYTES): Promise<URLSearchParams | null> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) return null
  const decoder = new TextDecoder()
  let text = ''
  const failed = await readPieces(request, most, (piece) => {
    text += decoder.decode(piece, { stream: true })
  })
  return failed === null ? new URLSearchParams(text + decoder.decode()) : null
}
