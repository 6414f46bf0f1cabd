// Secrets that a format needs beside the URL, such as the token of a bot. They are kept like signing secrets, and shown by
// name alone.
import * as z from 'zod/mini'
import { excerpt, quotedList } from '../../talks/quoting.ts'
import { FORMATS, type FormatName } from '../formats/formats.ts'
import { endpointFlaw, type FieldProblem, mustBe } from './endpoint-flaws.ts'

export type Credentials = Record<string, string>

const LONGEST = 500

/** As a request gives them: which ones its format needs is looked at with the format. */
export const credentialsSchema = () =>
  z.nullable(
    z.record(
      z.string(),
      z.string(mustBe('a text')).check(z.maxLength(LONGEST, mustBe(`a text of at most ${LONGEST} characters`))),
      mustBe('an object of texts, such as { "token": "…", "chat": "…" }'),
    ),
  )

/** What is wrong with them for a format; what is said never holds their values. */
export function credentialProblems(format: FormatName, given: Credentials): FieldProblem[] {
  const needed = FORMATS[format].credentials ?? {}
  const names = Object.keys(needed)
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  const problems: FieldProblem[] = []
  if (unknown.length > 0) {
    const known = names.length === 0 ? 'none' : names.join(', ')
    problems.push({ field: 'credentials', ...endpointFlaw('no-such-credential', { names: quotedList(unknown), format, known }) })
  }
  for (const [name, { pattern, example }] of Object.entries(needed)) {
    const value = given[name]
    const values = { name: excerpt(name), format, example }
    if (value === undefined) problems.push({ field: 'credentials', ...endpointFlaw('missing-credential', values) })
    else if (!pattern.test(value)) problems.push({ field: `credentials.${name}`, ...endpointFlaw('not-a-credential', values) })
  }
  return problems
}
