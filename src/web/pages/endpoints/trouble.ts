// Why a form did nothing, and what was typed, so that it can be mended: a summary above, and each problem at its field.
import { html } from 'hono/html'
import { PRIVATE_WORDS } from '../../../language/private-words.ts'
import { fill, WORDS } from '../../../language/words.ts'
import type { FieldProblem } from '../../../webhooks/endpoints/endpoint-flaws.ts'
import type { Refused } from '../../../webhooks/owner/result.ts'
import type { Html } from '../layout.ts'
import type { Reader } from '../reader.ts'

export interface Trouble {
  status: number
  problems: readonly FieldProblem[]
  /** What else stands in the way, in the reader's language. */
  notice: Html | string
  typed: URLSearchParams
  /** Seconds. */
  retryAfter: number | null
}

export function fieldTrouble(problems: readonly FieldProblem[], typed: URLSearchParams): Trouble {
  return { status: 400, problems, notice: '', typed, retryAfter: null }
}

export function noticeTrouble(status: number, notice: Html | string, typed: URLSearchParams): Trouble {
  return { status, problems: [], notice, typed, retryAfter: null }
}

export function troubleOf(refused: Refused, typed: URLSearchParams, reader: Reader): Trouble {
  const words = PRIVATE_WORDS[reader.lang].endpoints
  if ('fields' in refused) return fieldTrouble(refused.fields, typed)
  if ('conflict' in refused) return noticeTrouble(409, html`${words.conflict} <span lang="en">${refused.conflict}</span>`, typed)
  const notice = html`${tooOften(refused.retryAfter, reader)} <span lang="en">${refused.limit}</span>`
  return { ...noticeTrouble(429, notice, typed), retryAfter: refused.retryAfter }
}

/** `seconds`: until it may be tried again. */
export function tooOften(seconds: number, { lang }: Reader): string {
  return fill(PRIVATE_WORDS[lang].endpoints.tooOften, { minutes: String(Math.ceil(seconds / 60)) })
}

export function problemsAt(trouble: Trouble | null, field: string): FieldProblem[] {
  return trouble?.problems.filter((problem) => problem.field === field || problem.field.startsWith(`${field}.`)) ?? []
}

/** In the reader's language where there are words for it, else in English. */
export function problemWords(problem: FieldProblem, { lang }: Reader): Html {
  const { flaws } = WORDS[lang]
  const { endpoints, desk } = PRIVATE_WORDS[lang]
  const templates: Readonly<Record<string, string>> = { ...flaws, ...desk.flaws, ...endpoints.flaws }
  const template = templates[problem.code]
  if (template === undefined) return html`<bdi lang="en">${problem.message}</bdi>`
  const values = Object.fromEntries(Object.entries(problem.values).map(([name, value]) => [name, String(value)]))
  return html`<bdi>${fill(template, { parameter: problem.field.replace(/^.*\./, ''), ...values })}</bdi>`
}

/** `fields`: those that are on the page, by the ids that their fields have. */
export function summary(trouble: Trouble | null, fields: Readonly<Record<string, string>>, reader: Reader): Html | string {
  return summaryWith(trouble, fields, PRIVATE_WORDS[reader.lang].endpoints.labels, reader)
}

/** The same of a form with other fields, by what they are called. */
export function summaryWith(
  trouble: Trouble | null,
  fields: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
  reader: Reader,
): Html | string {
  if (trouble === null) return ''
  const { problems, notice } = trouble
  const words = PRIVATE_WORDS[reader.lang].endpoints
  const item = (problem: FieldProblem) => {
    const name = problem.field.replace(/\..*$/, '')
    const id = fields[name]
    const label = labels[name] ?? name
    return html`<li>${id === undefined ? label : html`<a href="#${id}">${label}</a>`}: ${problemWords(problem, reader)}</li>`
  }
  if (problems.length === 0) return notice === '' ? '' : html`<div class="notice" role="alert"><p>${notice}</p></div>`
  return html`<div class="notice" role="alert"><p>${words.cannot}</p><ul class="left">${problems.slice(0, 20).map(item)}</ul></div>`
}
