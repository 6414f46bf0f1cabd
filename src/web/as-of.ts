// The diary as it was known at another time, off the log.
import type { Histories } from '../changes/histories.ts'
import type { Standing } from '../changes/standing.ts'
import type { Desk } from '../desk.ts'
import { type ParameterProblem, type Parameters, single } from '../talks/filter.ts'
import { quoted } from '../talks/problem.ts'
import { instantText, isDay, readInstant } from '../talks/time.ts'

/** The instant that is asked for, in UTC; a day means its end. What is not over yet cannot be asked for. */
export function readAsOf(parameters: Parameters, { clock }: Pick<Desk, 'clock'>, errors: ParameterProblem[]): string | null {
  const text = single(parameters, 'asOf', errors)
  if (text === null) return null
  const at = readInstant(isDay(text) ? `${text}T23:59:59Z` : text)
  if (at === null) {
    errors.push({
      parameter: 'asOf',
      message: `${quoted(text)} is not understood`,
      expected: 'a day such as 2022-01-05, or an instant such as 2022-01-05T09:00:00Z',
    })
    return null
  }
  const now = clock.now()
  // Today is answered as it is now.
  if (at <= now || text === clock.today()) return instantText(Math.min(at, now))
  errors.push({ parameter: 'asOf', message: `${quoted(text)} is yet to come`, expected: `no later than ${instantText(now)}` })
  return null
}

/** How a talk stood at an instant; `null` before it was first announced. */
export function standingAt(history: readonly Standing[], at: string): Standing | null {
  return history.findLast((standing) => standing.at <= at) ?? null
}

/** Every talk that stood at an instant, withdrawn ones apart. */
export function stoodAt({ talks }: Histories, at: string): Standing[] {
  return [...talks.values()]
    .map((history) => standingAt(history, at))
    .filter((standing) => standing !== null && !standing.withdrawn) as Standing[]
}
