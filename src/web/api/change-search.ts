// Which changes a request asks for, and finding them in the log.
import { stepsOf } from '../../changes/histories.ts'
import { changeJson } from '../../changes/talk-json.ts'
import type { Desk } from '../../desk.ts'
import { sentenceOf } from '../../language/change-sentence.ts'
import { LANGUAGES, type Language } from '../../language/words.ts'
import type { Filter } from '../../talks/filter.ts'
import { FILTER_PARAMETERS, type ParameterProblem, type Parameters, parseFilter, single } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { plain } from '../../talks/quoting.ts'
import { takes } from '../../webhooks/endpoints/recipients.ts'
import { badParameters, wrongCursor } from '../problem-response.ts'
import { integer, unknownParameters } from '../query-parameters.ts'

const DEFAULT_LIMIT = 100
const MOST = 1000
/** How many changes one request looks at: with a filter that matches little, a client needs several. */
const MOST_LOOKED_AT = 20_000
const CHUNK = 500

export interface Question {
  filter: Filter
  lang: Language
  after: number
  limit: number
}

export interface Found {
  changes: ReturnType<typeof changeJson>[]
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

/** The changes that a request asks for, oldest first, as far as one request looks. */
export function find(desk: Desk, { filter, lang, after, limit }: Question): Found {
  const today = desk.clock.today()
  const found: Found['changes'] = []
  let cursor = after
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += CHUNK) {
    const rows = desk.changes(cursor, CHUNK)
    for (const step of stepsOf(rows, desk.histories)) {
      if (found.length === limit) return { changes: found, cursor, more: true }
      cursor = step.change.cursor
      if (takes(filter, [step.was, step.is], today)) found.push(changeJson(step, sentenceOf(step, lang)))
    }
    if (rows.length < CHUNK) break
  }
  return { changes: found, cursor, more: cursor < desk.histories.cursor }
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
