// The diary as it was known at an earlier instant, according to the log.
import type { Histories } from './histories.ts'
import type { Standing } from './standing.ts'

/** How a talk stood at an instant; `null` before it was first announced. */
export function standingAt(history: readonly Standing[], at: string): Standing | null {
  return history.findLast((standing) => standing.at <= at) ?? null
}

/** Every talk that stood at an instant, without those that were withdrawn by then. */
export function stoodAt({ talks }: Histories, at: string): Standing[] {
  return [...talks.values()]
    .map((history) => standingAt(history, at))
    .filter((standing) => standing !== null && !standing.withdrawn) as Standing[]
}
