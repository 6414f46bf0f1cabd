// A party by hand: checked as one of a file is, and compared field by field.
import { equal } from '../talks/equal.ts'
import type { Problem } from '../talks/problem.ts'
import { plain } from '../talks/quoting.ts'
import type { Party } from '../talks/record.ts'
import { collectParties } from '../talks/records-file.ts'
import type { Touched } from './touched.ts'

/** `name` stands for what it was sent with. */
export function checkParty(id: string, given: unknown, name: string): { party: Party | null; problems: Problem[] } {
  const problems: Problem[] = []
  const parties = collectParties([{ name, content: { parties: Object.fromEntries([[id, given]]) } }], {}, problems)
  return { party: parties.get(id) ?? null, problems: problems.map((problem) => ({ ...problem, talk: null, field: fieldOf(problem, id) })) }
}

function fieldOf({ field }: Problem, id: string): string | null {
  return field === `parties.${plain(id)}` ? null : field
}

/** Fields in which two versions differ, sorted. */
export function partyTouched(before: Party | null, after: Party | null): Touched[] {
  const [was, is] = [before ?? {}, after ?? {}] as Record<string, unknown>[]
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].sort()
  return names.flatMap((field) => {
    const [one, other] = [was?.[field] ?? null, is?.[field] ?? null]
    return equal(one, other) ? [] : [{ field, before: one, after: other }]
  })
}
