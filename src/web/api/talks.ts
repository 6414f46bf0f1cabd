// Talks as JSON: the diary with its filters, and one talk.

import type { Context, Hono } from 'hono'
import { standingAt, stoodAt } from '../../changes/as-of.ts'
import { talkJson } from '../../changes/talk-json.ts'
import type { Desk } from '../../desk.ts'
import { FILTER_PARAMETERS, type ParameterProblem, type Parameters, parseFilter, single } from '../../talks/filter-parameters.ts'
import { plain, quoted } from '../../talks/quoting.ts'
import { instantText, isDay, readInstant } from '../../talks/time.ts'
import { jsonBytes, jsonResponse, jsonText } from '../json-response.ts'
import { createKeptBodies, type KeptBodies } from '../kept-bodies.ts'
import { badParameters, noTalk, problem } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { requestFlaw } from '../request-flaws.ts'
import { fitting, listed } from '../talk-list.ts'
import type { Talk, TalkPage } from './answers.ts'

const PAGE_LENGTH = 1000
/** Of lists that are kept. An object on Workers has 128 MB for everything. */
const MOST_BYTES = 16 * 1024 * 1024

export function talks(app: Hono, desk: Desk): void {
  const kept = createKeptBodies(desk, MOST_BYTES)
  app.get('/api/talks', (context) => list(context, desk, kept))
  app.get('/api/talks/:id', (context) => one(context, context.req.param('id'), desk))
  app.get('/talks/:file{.+\\.json}', (context) => one(context, context.req.param('file').slice(0, -'.json'.length), desk))
}

function list(context: Context, desk: Desk, kept: KeptBodies): Response {
  const { histories, clock, site } = desk
  const parameters = parametersOf(context.req.url)
  const unknown = unknownParameters(parameters, [...FILTER_PARAMETERS, 'limit', 'after', 'asOf'])
  const { filter, problems } = parseFilter(parameters, (kind, id) => histories.subject(kind, id) !== null)
  const errors: ParameterProblem[] = [...unknown, ...problems]
  const limit = single(parameters, 'limit', errors) ?? String(PAGE_LENGTH)
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > PAGE_LENGTH)
    errors.push({
      parameter: 'limit',
      ...requestFlaw('out-of-range', { value: plain(limit), least: '1', most: `${PAGE_LENGTH}` }),
      expected: `1 to ${PAGE_LENGTH}`,
    })
  const after = single(parameters, 'after', errors)
  const asOf = readAsOf(parameters, desk, errors)
  const all = asOf === null ? listed(histories, filter, clock.today()) : fitting(stoodAt(histories, asOf), filter, asOf.slice(0, 10))
  const start = after === null ? 0 : all.findIndex(({ talk }) => talk === after) + 1
  if (after !== null && start === 0) errors.push({ parameter: 'after', ...requestFlaw('not-on-this-list', { value: plain(after) }) })
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)

  const page = all.slice(start, start + Number(limit))
  const last = page.at(-1)
  const next = last && start + page.length < all.length ? nextOf(parameters, last.talk, site.url) : null
  const answer = (): TalkPage => ({
    ...(asOf === null ? { cursor: histories.cursor } : { asOf }),
    total: all.length,
    next,
    talks: page.map((standing) => talkJson(desk.talk(standing), standing, site)),
  })
  if (asOf !== null) return jsonResponse<TalkPage>(answer())
  const asked = new URLSearchParams(parameters.map(([name, value]) => [name, value]))
  return jsonBytes(kept.bytes(`${asked}`, () => jsonText<TalkPage>(answer())))
}

function nextOf(parameters: ReturnType<typeof parametersOf>, after: string, url: string): string {
  const query = new URLSearchParams([
    ...parameters.filter(([name]) => name !== 'after').map(([name, value]) => [name, value]),
    ['after', after],
  ])
  return `${url}/api/talks?${query}`
}

/** A withdrawn talk is answered as it last stood. */
function one(context: Context, id: string, desk: Desk): Response {
  const parameters = parametersOf(context.req.url)
  const unknown = unknownParameters(parameters, ['asOf'])
  const errors: ParameterProblem[] = [...unknown]
  const asOf = readAsOf(parameters, desk, errors)
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  const latest = desk.histories.latest(id)
  if (!latest) return noTalk(id, desk.site)
  const standing = asOf === null ? latest : standingAt(desk.histories.talks.get(id) ?? [], asOf)
  if (!standing) {
    return problem({
      type: 'not-yet-known',
      status: 404,
      title: 'The talk was not known then',
      detail: `${quoted(id)} came into the diary at ${latest.announcedAt}, after ${asOf}.`,
    })
  }
  return jsonResponse<Talk>(talkJson(desk.talk(standing), standing, desk.site))
}

/** The instant that `asOf` names, in UTC, or `null`; a day means its end. The future cannot be asked for. */
function readAsOf(parameters: Parameters, { clock }: Pick<Desk, 'clock'>, errors: ParameterProblem[]): string | null {
  const text = single(parameters, 'asOf', errors)
  if (text === null) return null
  const at = readInstant(isDay(text) ? `${text}T23:59:59Z` : text)
  if (at === null) {
    errors.push({ parameter: 'asOf', ...requestFlaw('not-a-day-or-instant', { value: plain(text) }) })
    return null
  }
  const now = clock.now()
  // Today is answered as it is now.
  if (at <= now || text === clock.today()) return instantText(Math.min(at, now))
  errors.push({ parameter: 'asOf', ...requestFlaw('yet-to-come', { value: plain(text), now: instantText(now) }) })
  return null
}
