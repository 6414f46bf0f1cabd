// Conditional requests (RFC 9110, 13): whether a client has the current response already.
import { httpDate } from '../runtime/http-date.ts'

/** What a response is recognised by. */
export interface Validators {
  /** Hash of the bytes, without quotes or the suffix that a compressed response has. */
  tag: string
  /** Milliseconds, in whole seconds. */
  modified: number
}

export const GZIP_SUFFIX = '-gz'

/** What a request makes of the response: whole, not modified (304), or not at all, since what it asks to hold does not (412). */
export type Condition = 'whole' | 'unchanged' | 'failed'

type ConditionalHeader = 'if-match' | 'if-unmodified-since' | 'if-none-match' | 'if-modified-since'

/** In the order of RFC 9110, 13.2.2: each date counts only where no tag is given. */
export function conditionOf({ tag, modified }: Validators, header: (name: ConditionalHeader) => string | undefined | null): Condition {
  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch === `"${tag}"` && !header('if-match') && !header('if-unmodified-since')) return 'unchanged' // nearly always
  const ifMatch = header('if-match')
  if (ifMatch) {
    if (!matches(ifMatch, tag, false)) return 'failed'
  } else {
    const since = dateIn(header('if-unmodified-since'), modified)
    if (since !== null && modified > since) return 'failed'
  }
  if (ifNoneMatch) return matches(ifNoneMatch, tag, true) ? 'unchanged' : 'whole'
  const since = dateIn(header('if-modified-since'), modified)
  return since !== null && modified <= since ? 'unchanged' : 'whole'
}

/** Whether a list of tags, or `*`, has this one. `weakly`: what is marked as weak counts, too. */
function matches(list: string, tag: string, weakly: boolean): boolean {
  if (list.trim() === '*') return true
  for (const [, weak, given] of list.matchAll(/(W\/)?"([^"]*)"/g)) {
    if ((given === tag || given === `${tag}${GZIP_SUFFIX}`) && (weakly || weak === undefined)) return true
  }
  return false
}

/** A date that is none is ignored. */
function dateIn(text: string | undefined | null, modified: number): number | null {
  return text ? httpDate(text.trim(), modified) : null
}

/** Whether `Accept-Encoding` takes gzip: named, or by `*`, and not with a weight of 0 (RFC 9110, 12.5.3). */
export function takesGzip(acceptEncoding: string | undefined | null): boolean {
  if (!acceptEncoding) return false
  let any = false
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    const refused = parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter))
    if (coding === 'gzip' || coding === 'x-gzip') return !refused
    if (coding === '*') any = !refused
  }
  return any
}
