// Conditional requests (RFC 9110, 13): whether a client has the current response already.

/** What a response is recognised by. */
export interface Validators {
  /** Hash of the bytes, without quotes or the suffix that a compressed response has. */
  tag: string
  /** Milliseconds, in whole seconds. */
  modified: number
}

export const GZIP_SUFFIX = '-gz'

/** If-None-Match decides where it is given (weak comparison, lists, `*`), else If-Modified-Since. */
export function isFresh(
  { tag, modified }: Validators,
  ifNoneMatch: string | undefined | null,
  ifModifiedSince: string | undefined | null,
): boolean {
  if (ifNoneMatch) {
    if (ifNoneMatch === `"${tag}"`) return true // nearly always
    if (ifNoneMatch.trim() === '*') return true
    for (const [, given = ''] of ifNoneMatch.matchAll(/(?:W\/)?"([^"]*)"/g)) {
      if (given === tag || given === `${tag}${GZIP_SUFFIX}`) return true
    }
    return false
  }
  // Date.parse reads more than HTTP dates, and takes those without a zone for local: anything else is ignored.
  if (!ifModifiedSince?.endsWith(' GMT')) return false
  const since = Date.parse(ifModifiedSince)
  return Number.isNaN(since) ? false : modified <= since
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
