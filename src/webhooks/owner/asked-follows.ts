// What a browser wants to follow, checked against what only the desk knows.
import type { Histories } from '../../changes/histories.ts'
import { inOneSentence } from '../../talks/flaw.ts'
import { plain } from '../../talks/quoting.ts'
import type { EndpointPatch, Follow } from '../endpoints/endpoint-fields.ts'
import { endpointFlaw, type FieldProblem } from '../endpoints/endpoint-flaws.ts'
import { readFilter } from '../endpoints/filter-request.ts'

/** As they are kept, each once, and what is wrong with them. */
export function readFollows(
  given: NonNullable<EndpointPatch['following']>,
  histories: Pick<Histories, 'subject' | 'latest'>,
): { follows: Follow[]; problems: FieldProblem[] } {
  const problems: FieldProblem[] = []
  const follows = new Map<string, Follow>()
  for (const [index, { talk = null, filter, types = null, leads = null }] of given.entries()) {
    const read = readFilter(filter ?? {}, histories)
    problems.push(...read.problems.map((problem) => ({ ...problem, field: `following.${index}.${problem.field}` })))
    if (talk !== null && histories.latest(talk) === null)
      problems.push({ field: `following.${index}.talk`, ...inOneSentence(endpointFlaw('no-such-talk', { value: plain(talk) })) })
    // The same talks are followed in one way: the latest.
    follows.set(`${talk ?? ''} ${read.text}`, { talk, filter: read.text, types, leads: leads ?? [] })
  }
  return { follows: [...follows.values()], problems }
}

/** Every lead that is asked for: by these it is reminded. */
export function leadsOf(follows: readonly Follow[]): string[] {
  return [...new Set(follows.flatMap(({ leads }) => leads))].sort()
}

const OF_OTHERS = ['url', 'format', 'credentials', 'headers', 'types', 'filter', 'leads'] as const

/** Fields that endpoints of the other kind have. */
export function misplacedFields(request: EndpointPatch, isFollower: boolean): FieldProblem[] {
  const names = isFollower ? OF_OTHERS : (['following'] as const)
  const code = isFollower ? 'not-for-followers' : 'only-for-followers'
  const given = names.filter((name) => request[name] !== undefined && request[name] !== null)
  return given.map((field) => ({ field, ...inOneSentence(endpointFlaw(code, {})) }))
}
