// Flaws on their way through zod, which hands on nothing of what a schema says but a text: the text is the flaw as JSON.
import * as z from 'zod/mini'
import type { Flaw } from './flaw.ts'

/** What a schema, or a check of one, says of an issue; what it says nothing of is left to whoever parses. */
export function saying(find: (issue: z.core.$ZodRawIssue) => Flaw | undefined) {
  return {
    error: (issue: z.core.$ZodRawIssue) => {
      const flaw = find(issue)
      return flaw && JSON.stringify(flaw)
    },
  }
}

/** A check that finds any number of flaws in a value. */
export function refusing<T>(find: (value: T) => Iterable<Flaw>) {
  return z.superRefine<T>((value, context) => {
    for (const flaw of find(value)) context.addIssue({ code: 'custom', message: JSON.stringify(flaw) })
  })
}

/** What an issue says. Its schema says all by `saying` and `refusing`, or was parsed with one that does. */
export function flawOf(issue: z.core.$ZodIssue): Flaw {
  // The key's own flaw says more than that there is one.
  const { message } = (issue.code === 'invalid_key' ? issue.issues[0] : null) ?? issue
  return JSON.parse(message) as Flaw
}
