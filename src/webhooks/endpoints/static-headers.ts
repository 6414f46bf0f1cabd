// Headers that an owner has sent with every message, such as a bearer token. They are kept like secrets, and shown by name
// alone.
import * as z from 'zod/mini'
import type { Flaw } from '../../talks/flaw.ts'
import { refusing } from '../../talks/flaw-issue.ts'
import { excerpt } from '../../talks/quoting.ts'
import { endpointFlaw, mustBe } from './endpoint-flaws.ts'

export type StaticHeaders = Record<string, string>

const MOST_HEADERS = 10
const LONGEST_NAME = 100
/** Of all names and values together, in characters. */
const MOST_CHARACTERS = 4000
/** A token (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Visible characters of ASCII, with blanks between them (RFC 9110, 5.5); bytes beyond ASCII mean something else to each reader. */
const VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/
/** What a connection, a body and the message itself need: those are set by whoever sends. */
const OURS =
  /^(?:host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|date|accept-encoding|user-agent|proxy-.*|webhook-.*|cf-.*|x-forwarded-.*|forwarded|via)$/

/** As a request gives them, with names in lower case. What is said of a value never holds it. */
export const staticHeadersSchema = () =>
  z.pipe(
    z.nullable(
      z
        .record(z.string(), z.string(mustBe('a text')), mustBe('an object of texts, such as { "authorization": "Bearer …" }'))
        .check(refusing(flawsIn)),
    ),
    z.transform((given) => given && Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))),
  )

function* flawsIn(given: StaticHeaders): Generator<Flaw> {
  const entries = Object.entries(given)
  const length = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (entries.length > MOST_HEADERS) yield endpointFlaw('too-many-headers', { most: MOST_HEADERS })
  if (length > MOST_CHARACTERS) yield endpointFlaw('headers-too-long', { length, most: MOST_CHARACTERS })
  const seen = new Set<string>()
  for (const [name, value] of entries) {
    const lower = name.toLowerCase()
    if (!NAME.test(name) || name.length > LONGEST_NAME) yield endpointFlaw('not-a-header-name', { name: excerpt(name) })
    else if (OURS.test(lower)) yield endpointFlaw('reserved-header', { name: excerpt(name) })
    else if (seen.has(lower)) yield endpointFlaw('repeated-header', { name: excerpt(name) })
    else if (!VALUE.test(value)) yield endpointFlaw('not-a-header-value', { name: excerpt(name) })
    seen.add(lower)
  }
}

/** What is kept of them. */

export function staticHeadersIn(text: string): StaticHeaders {
  return JSON.parse(text) as StaticHeaders
}
