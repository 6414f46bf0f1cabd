// Which changes a request asks for, and finding them in the log.
import type { ChangeType, Step } from '../changes/change.ts'
import type { Entry } from '../changes/change-log.ts'
import type { Desk } from '../desk.ts'
import { LANGUAGES, type Language } from '../language/words.ts'
import type { Filter } from '../talks/filter.ts'
import { FILTER_PARAMETERS, type ParameterProblem, type Parameters, parseFilter, single } from '../talks/filter-parameters.ts'
import { parameterFlaw } from '../talks/parameter-flaws.ts'
import { plain } from '../talks/quoting.ts'
import { takes } from '../webhooks/endpoints/recipients.ts'
import { badParameters, wrongCursor } from './problem-response.ts'
import { integer, unknownParameters } from './query-parameters.ts'
import type { Told, ToldChanges } from './told-changes.ts'

const DEFAULT_LIMIT = 100
const MOST = 1000
/** How many changes one request looks at: with a filter that matches little, a client needs several. */
const MOST_LOOKED_AT = 20_000

export interface Question {
  filter: Filter
  lang: Language
  after: number
  limit: number
}

export interface Found {
  changes: Told[]
  /** The cursor up to which the log was searched: the next request asks after it. */
  cursor: number
  /** Whether the log goes on after the cursor. */
  more: boolean
}

/** `otherwise` is the cursor to begin after if the address names none. */
export function readQuestion(
  parameters: Parameters,
  desk: Desk,
  besides: readonly string[],
  otherwise: number,
  errors: ParameterProblem[],
): Question | Response {
  const unknown = unknownParameters(parameters, [...FILTER_PARAMETERS, 'after', 'limit', 'lang', ...besides])
  const { filter, problems } = parseFilter(parameters, (kind, id) => desk.histories.subject(kind, id) !== null)
  errors.unshift(...unknown, ...problems)
  const after = readAfter(parameters, errors, otherwise)
  const limit = readLimit(parameters, errors)
  const lang = readLanguage(parameters, errors)
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  return wrongCursor(after, desk) ?? { filter, lang, after, limit }
}

/** The changes that a request asks for, oldest first, as far as one request looks. Those that do not fit are not read. */
export function find(desk: Desk, told: ToldChanges, { filter, lang, after, limit }: Question): Found {
  const { histories } = desk
  const { log } = histories
  const today = desk.clock.today()
  const changes: Found['changes'] = []
  const first = placeAfter(log, after)
  const last = Math.min(log.length, first + MOST_LOOKED_AT)
  let cursor = after
  for (let index = first; index < last; index++) {
    const { is, cursor: next } = log[index] as Entry
    const was = histories.before(is)
    const fits = takes(filter, [was, is], today)
    if (fits && changes.length === limit) return { changes, cursor, more: true }
    cursor = next
    const change = fits ? told.of({ cursor, was, is }, lang) : null
    if (change) changes.push(change)
  }
  return { changes, cursor, more: cursor < histories.cursor }
}

export interface LatestQuestion {
  filter: Filter
  /** Talks that are looked for; `null`: all. */
  talks: ReadonlySet<string> | null
  types: ReadonlySet<ChangeType> | null
  /** Only what came before this cursor; `null`: all. */
  before: number | null
  limit: number
}

/** The latest changes that fit, the latest first, as far as one request looks; and the cursor before which there may be more. */
export function findLatest(desk: Desk, { filter, talks, types, before, limit }: LatestQuestion): { steps: Step[]; before: number | null } {
  const { histories } = desk
  const { log } = histories
  const today = desk.clock.today()
  const steps: Step[] = []
  const last = before === null ? log.length : placeAfter(log, before - 1)
  const first = Math.max(0, last - MOST_LOOKED_AT)
  for (let index = last - 1; index >= first; index--) {
    const entry = log[index] as Entry
    const { is, cursor } = entry
    if (types !== null && !entry.types.some((type) => types.has(type))) continue
    const was = histories.before(is)
    if (talks?.has(is.talk) === false || !takes(filter, [was, is], today)) continue
    if (steps.length === limit) return { steps, before: cursor + 1 }
    const change = desk.change(is.talk, is.revision)
    if (change) steps.push({ change, was, is })
  }
  return { steps, before: first > 0 ? (log[first] as Entry).cursor : null }
}

/** The place of the first entry with a cursor above the given one. */
function placeAfter(log: readonly Entry[], cursor: number): number {
  let [low, high] = [0, log.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((log[middle] as Entry).cursor > cursor) high = middle
    else low = middle + 1
  }
  return low
}

/** Resolves at the next change, after `millis`, when the signal aborts, or when the desk stops. */
export function nextChange(desk: Desk, millis: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      forget()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, millis)
    const forget = desk.histories.onChange(end)
    signal?.addEventListener('abort', end)
  })
}

/** How many changes at most. */
export function readLimit(parameters: Parameters, errors: ParameterProblem[]): number {
  return integer(parameters, 'limit', errors, { least: 1, most: MOST, otherwise: DEFAULT_LIMIT })
}

/** After which cursor. */
export function readAfter(parameters: Parameters, errors: ParameterProblem[], otherwise: number): number {
  return integer(parameters, 'after', errors, { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise })
}

export function readLanguage(parameters: Parameters, errors: ParameterProblem[]): Language {
  const lang = single(parameters, 'lang', errors) ?? 'en'
  if ((LANGUAGES as readonly string[]).includes(lang)) return lang as Language
  errors.push({ parameter: 'lang', ...parameterFlaw('not-a-choice', { value: plain(lang), choices: LANGUAGES.join(', ') }) })
  return 'en'
}
