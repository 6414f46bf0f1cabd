// What a form asks of an endpoint, as the API would be asked for it: the same checks, limits and words follow.
import type * as z from 'zod/mini'
import type { FieldProblem } from '../../../webhooks/endpoints/endpoint-flaws.ts'
import { fieldProblems } from '../../request-body.ts'

/** What a form may have typed in secret: it is never shown again, or carried on. */
export const SECRET_FIELDS = ['headers', 'credentials', 'token', 'code', 'form'] as const

/** What the schema of such a request makes of the form, or what is wrong with it. */
export function readSettings<Schema extends z.ZodMiniType>(
  form: URLSearchParams,
  schema: Schema,
): { value: z.infer<Schema> } | { problems: FieldProblem[] } {
  const { body, problems } = settingsIn(form)
  const parsed = schema.safeParse(body)
  if (parsed.success && problems.length === 0) return { value: parsed.data }
  return { problems: [...problems, ...(parsed.success ? [] : fieldProblems(parsed.error))] }
}

/** The body of the request, and what is wrong with it before any schema looks at it. */
function settingsIn(form: URLSearchParams): { body: Record<string, unknown>; problems: FieldProblem[] } {
  const text = (name: string): string | undefined => form.get(name)?.trim()
  const orNull = (name: string): string | null | undefined => text(name) || (form.has(name) ? null : undefined)
  const types = form.getAll('types')
  const headers = pairsIn(form, 'headers')
  const credentials = pairsIn(form, 'credentials')
  const given = {
    url: text('url'),
    description: orNull('description'),
    format: orNull('format'),
    lang: orNull('lang'),
    types: types.length === 0 ? null : types,
    filter: form.has('filter') ? filterIn(text('filter') ?? '') : undefined,
    leads: form.has('leads') ? (text('leads') ?? '').split(/[\s,;]+/).filter((lead) => lead !== '') : undefined,
    deadlines: form.has('deadlines.asked') ? form.has('deadlines') : undefined,
    dayAt: orNull('dayAt'),
    zone: orNull('zone'),
    headers: headers.pairs,
    credentials: credentials.pairs,
  }
  const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { body, problems: [...headers.problems, ...credentials.problems] }
}

/** The address of a list or a calendar, or its parameters alone. */
function filterIn(text: string): Record<string, string[]> | null {
  const query = text.slice(text.indexOf('?') + 1)
  const groups = Map.groupBy([...new URLSearchParams(query)], ([name]) => name)
  const lists = [...groups].map(([name, pairs]) => [name, pairs.map(([, value]) => value)] as const)
  return lists.length === 0 ? null : Object.fromEntries(lists)
}

interface Pairs {
  /** `undefined`: as before. */
  pairs: Record<string, string> | null | undefined
  problems: FieldProblem[]
}

/** Lines such as `authorization: Bearer …`. What is wrong with one never says what it holds. */
function pairsIn(form: URLSearchParams, name: string): Pairs {
  if (form.has(`${name}.none`)) return { pairs: null, problems: [] }
  const lines = (form.get(name) ?? '').split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length === 0) return { pairs: undefined, problems: [] }
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()] as const)
  const wrong = lines.some((line) => line.indexOf(':') < 1)
  const problem = { field: name, code: 'not-a-pair', values: {}, message: 'has a line without a name and a colon', expected: null }
  return wrong ? { pairs: undefined, problems: [problem] } : { pairs: Object.fromEntries(pairs), problems: [] }
}
