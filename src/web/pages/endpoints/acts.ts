// What forms about one endpoint do, by the last part of their address: each asks the desk what the API would, within the same
// limits.
import type { Context } from 'hono'
import { fill } from '../../../language/words.ts'
import { instantText } from '../../../talks/time.ts'
import { deliveryKey } from '../../../webhooks/deliveries/history.ts'
import type { Endpoint } from '../../../webhooks/endpoints/endpoint.ts'
import { EndpointPatch } from '../../../webhooks/endpoints/endpoint-fields.ts'
import type { FieldProblem } from '../../../webhooks/endpoints/endpoint-flaws.ts'
import type { Act } from '../../../webhooks/owner/limits.ts'
import type { Done } from '../../../webhooks/owner/result.ts'
import { Cursor, Instant, LATEST, RotateBody, VerifyBody } from '../../api/endpoints.ts'
import { wrongCursor } from '../../problem-response.ts'
import { fieldProblems } from '../../request-body.ts'
import { type EndpointView, pathOf, type View, wordsOf } from './context.ts'
import { deliveryPage } from './deliveries-page.ts'
import { endpointPage } from './endpoint-page.ts'
import type { GuardOptions } from './guard.ts'
import { privatePage, seeOther } from './private-page.ts'
import { secretsPage } from './register-page.ts'
import { settingsPage } from './settings-page.ts'
import { readSettings } from './settings-request.ts'
import { fieldTrouble, noticeTrouble, type Trouble, troubleOf } from './trouble.ts'

interface Sent {
  context: Context
  view: View
  endpoint: Endpoint
  form: URLSearchParams
  /** Says why nothing was done, on the page that has the form. */
  stay(trouble: Trouble): Promise<Response>
  /** Goes on to the page of the endpoint, which says what was done. */
  goOn(code: string, more?: readonly (readonly [string, string])[]): Response
}

type Doing = (sent: Sent) => Response | Promise<Response>

/** Which limit of an owner's an act counts by, and what it does. */
type Acts = Readonly<Record<string, { act: Act | null; work: Doing }>>

export function createActs({ askerOf }: Pick<GuardOptions, 'askerOf'>): Acts {
  const simply = (code: string, ask: (sent: Sent) => Done<unknown>): Doing => {
    return (sent) => after(ask(sent), sent, () => sent.goOn(code))
  }
  return {
    verify: { act: 'verify', work: verify },
    'send-code': { act: 'verify', work: simply('code', ({ view, endpoint }) => view.desk.owner.verify(endpoint, null)) },
    test: { act: 'test', work: simply('test', ({ view, endpoint }) => view.desk.owner.test(endpoint)) },
    pause: { act: 'pause', work: simply('pause', ({ view, endpoint }) => view.desk.owner.pause(endpoint)) },
    enable: { act: 'enable', work: enable },
    replay: { act: 'replay', work: replay },
    rotate: { act: 'rotate', work: rotate },
    settings: { act: 'alter', work: alter },
    end: { act: null, work: end },
  }

  async function alter(sent: Sent): Promise<Response> {
    const { view, endpoint, form, context } = sent
    const read = readSettings(form, EndpointPatch)
    if ('problems' in read) return sent.stay(fieldTrouble(read.problems, form))
    const asker = askerOf(context, view.holder === 'operator')
    return after(await view.desk.owner.alter(endpoint, read.value, asker), sent, () => sent.goOn('alter'))
  }
}

/** Does it, unless its owner has done that too often; the operator may always. */
export function perform({ act, work }: Acts[string], sent: Sent): Response | Promise<Response> {
  const { view, endpoint } = sent
  const limit = act === null || view.holder === 'operator' ? null : view.desk.owner.limitOf(endpoint, act, view.client)
  return limit ? sent.stay(troubleOf(limit, sent.form, view.reader)) : work(sent)
}

export function sentOf(context: Context, view: View, endpoint: Endpoint, form: URLSearchParams, act: string): Sent {
  const { desk, reader } = view
  return {
    ...{ context, view, endpoint, form },
    async stay(trouble) {
      const now: EndpointView = { ...view, endpoint: desk.endpoints.get(endpoint.key) ?? endpoint, trouble, done: '' }
      const response = await privatePage(desk, reader, act === 'settings' ? settingsPage(now) : endpointPage(now), trouble.status)
      if (trouble.retryAfter !== null) response.headers.set('retry-after', String(trouble.retryAfter))
      return response
    },
    goOn: (code, more = []) => seeOther(reader.link(pathOf(endpoint), [['done', code], ...more])),
  }
}

/** Sends a delivery again. */
export function resend(sent: Sent, id: string): Response | Promise<Response> {
  const { view, endpoint, form } = sent
  const { desk, reader } = view
  const key = deliveryKey(id)
  const found = key === null ? null : desk.history.get(key)
  if (found === null || found.endpoint !== endpoint.key) return sent.stay(noticeTrouble(404, wordsOf(view).noDelivery, form))
  const limit = view.holder === 'operator' ? null : desk.owner.limitOf(endpoint, 'resend', view.client)
  const done = limit ?? desk.owner.resend(endpoint, found.key)
  if (done.ok) return seeOther(reader.link(`${pathOf(endpoint)}/deliveries/${id}`, [['done', 'resend']]))
  const trouble = troubleOf(done, form, reader)
  const page = deliveryPage(found, desk.history.body(found.key) ?? '', { ...view, endpoint, trouble, done: '' })
  return privatePage(desk, reader, page, trouble.status)
}

function after<T>(done: Done<T>, sent: Sent, work: (value: T) => Response | Promise<Response>): Response | Promise<Response> {
  return done.ok ? work(done.value) : sent.stay(troubleOf(done, sent.form, sent.view.reader))
}

function verify(sent: Sent): Response | Promise<Response> {
  const { view, endpoint, form } = sent
  const parsed = VerifyBody.safeParse({ code: form.get('code')?.trim() ?? '' })
  if (!parsed.success) return sent.stay(fieldTrouble(fieldProblems(parsed.error), form))
  return after(view.desk.owner.verify(endpoint, parsed.data.code ?? ''), sent, () => sent.goOn('verify'))
}

function enable(sent: Sent): Response | Promise<Response> {
  const { view, endpoint } = sent
  return after(view.desk.owner.enable(endpoint), sent, ({ ended }) =>
    ended ? sent.goOn('enableMissed', [['count', `${ended.cursor}`]]) : sent.goOn('enable'),
  )
}

function replay(sent: Sent): Response | Promise<Response> {
  const { view, endpoint, form } = sent
  const { desk } = view
  const since = form.get('since')?.trim()
  const cursor = form.get('after')?.trim() ?? ''
  if (since !== undefined) {
    const read = Instant.safeParse(since)
    if (!read.success) return sent.stay(fieldTrouble(problemsOf('since', read.error), form))
    return queue({ since: instantText(Math.min(Date.parse(read.data), LATEST)) })
  }
  const read = Cursor.safeParse(/^\d{1,15}$/.test(cursor) ? Number(cursor) : cursor)
  if (!read.success) return sent.stay(fieldTrouble(problemsOf('after', read.error), form))
  return wrongCursor(read.data, desk) === null ? queue({ after: read.data }) : sent.stay(noticeTrouble(409, beyond(), form))

  function queue(from: { after: number } | { since: string }): Response | Promise<Response> {
    const done = desk.owner.replay(endpoint, from)
    return after(done, sent, ({ queued, more, cursor: last }) =>
      more ? sent.goOn('replayMore', [['count', `${last}`]]) : sent.goOn('replay', [['count', `${queued}`]]),
    )
  }
  function beyond(): string {
    return fill(wordsOf(view).noCursor, { last: String(desk.histories.cursor) })
  }
}

function problemsOf(field: string, error: Parameters<typeof fieldProblems>[0]): FieldProblem[] {
  return fieldProblems(error).map((problem) => ({ ...problem, field }))
}

async function rotate(sent: Sent): Promise<Response> {
  const { view, endpoint, form } = sent
  const { desk, reader } = view
  const words = wordsOf(view)
  const parsed = RotateBody.safeParse({ overlap: form.get('overlap')?.trim() ?? '' })
  if (!parsed.success) return sent.stay(fieldTrouble(fieldProblems(parsed.error), form))
  const { overlap = null } = parsed.data
  const done = await desk.sessions.once(form.get('form') ?? '', desk.clock.real(), () => desk.owner.rotate(endpoint, overlap))
  if (done === null) return sent.stay(noticeTrouble(409, words.sentBefore, form))
  return after(done, sent, ({ secret, endsAt }) => {
    const besides = fill(words.bothSign, { until: instantText(endsAt) })
    return privatePage(desk, reader, secretsPage(view, endpoint, { secret, token: null, besides }))
  })
}

function end(sent: Sent): Response | Promise<Response> {
  const { view, endpoint, form } = sent
  const { desk, reader, holder } = view
  if (form.get('sure') !== 'yes') return sent.stay(noticeTrouble(400, wordsOf(view).notSure, form))
  return after(desk.owner.remove(endpoint), sent, () => seeOther(reader.link('/endpoints', holder === 'operator' ? [] : [['done', 'end']])))
}
