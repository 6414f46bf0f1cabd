// The pages on which programmers do with endpoints what the API does: register, verify, test, read deliveries, replay, rotate,
// pause, alter and end. They work without scripts.
import type { Context, Hono } from 'hono'
import type { Desk } from '../../../desk.ts'
import { single } from '../../../talks/filter-parameters.ts'
import { deliveryKey } from '../../../webhooks/deliveries/history.ts'
import { NewEndpoint } from '../../../webhooks/endpoints/endpoint-fields.ts'
import { badParameters, notFound } from '../../problem-response.ts'
import { parametersOf, unknownParameters } from '../../query-parameters.ts'
import type { Page } from '../layout.ts'
import { forPeople } from '../problem-page.ts'
import { createActs, perform, resend, sentOf } from './acts.ts'
import { ENDPOINTS, type EndpointView, mayRegister, pathOf, type View, wordsOf } from './context.ts'
import { deliveriesPage, deliveryPage } from './deliveries-page.ts'
import { doneWords, endpointPage } from './endpoint-page.ts'
import { createGuard, type GuardOptions } from './guard.ts'
import { listPage } from './list-page.ts'
import { privatePage, seeOther } from './private-page.ts'
import { registerPage, secretsPage } from './register-page.ts'
import { settingsPage } from './settings-page.ts'
import { readSettings } from './settings-request.ts'
import type { Carried } from './sign-in-page.ts'
import { signingIn } from './signing-in.ts'
import { fieldTrouble, noticeTrouble, type Trouble, troubleOf } from './trouble.ts'

export function endpointPages(app: Hono, desk: Desk, options: GuardOptions): void {
  const { askerOf } = options
  const guard = createGuard(desk, options)
  const { sessions } = guard
  const show = async (context: Context, view: View, made: Page | Response, status = 200): Promise<Response> =>
    made instanceof Response ? forPeople(context.req.raw, desk, made) : privatePage(desk, view.reader, made, status)

  app.get(
    ENDPOINTS,
    guard.page((context, view) => {
      const { holder } = view
      if (holder === 'operator') return show(context, view, listPage(context.req.url, view))
      if (holder !== null) return seeOther(view.reader.link(pathOf(holder)))
      const said = doneOf(context, view)
      return said instanceof Response ? show(context, view, said) : guard.signIn(view, to(ENDPOINTS), said, 200)
    }),
  )
  signingIn(app, options, { desk, guard, show })
  app.get(
    `${ENDPOINTS}/new`,
    guard.page((context, view) => {
      if (!mayRegister(view)) return guard.signIn(view, to(`${ENDPOINTS}/new`), wordsOf(view).registerByOperator)
      const said = doneOf(context, view)
      return show(context, view, said instanceof Response ? said : registerPage(view, null))
    }),
  )
  app.post(`${ENDPOINTS}/new`, guard.form(register))
  app.get(
    `${ENDPOINTS}/:id`,
    ownPage((_, view) => endpointPage(view)),
  )
  app.get(
    `${ENDPOINTS}/:id/settings`,
    ownPage((_, view) => settingsPage(view)),
  )
  app.get(
    `${ENDPOINTS}/:id/deliveries`,
    guard.page((context, view) =>
      guard.owned(context, view, to(belowRoot(context)), (_, endpoint) =>
        show(context, view, deliveriesPage(context.req.url, { ...view, endpoint, trouble: null, done: '' })),
      ),
    ),
  )
  app.get(
    `${ENDPOINTS}/:id/deliveries/:delivery`,
    ownPage((context, view) => {
      const id = context.req.param('delivery') ?? ''
      const key = deliveryKey(id)
      const found = key === null ? null : desk.history.get(key)
      const body = key === null ? null : desk.history.body(key)
      if (found === null || body === null || found.endpoint !== view.endpoint.key) return notFound('The endpoint has no such delivery.')
      return deliveryPage(found, body, view)
    }),
  )
  app.post(
    `${ENDPOINTS}/:id/deliveries/:delivery/resend`,
    guard.form((context, view, form) => {
      const then = { path: belowRoot(context).replace(/\/resend$/, ''), typed: form }
      return guard.owned(context, view, then, (_, endpoint) =>
        resend(sentOf(context, view, endpoint, form, 'resend'), context.req.param('delivery') ?? ''),
      )
    }),
  )
  for (const [name, each] of Object.entries(createActs({ askerOf }))) {
    app.post(
      `${ENDPOINTS}/:id/${name}`,
      guard.form((context, view, form) => {
        const path = name === 'settings' ? belowRoot(context) : belowRoot(context).replace(/\/[^/]*$/, '')
        return guard.owned(context, view, { path, typed: form }, (_, endpoint) =>
          perform(each, sentOf(context, view, endpoint, form, name)),
        )
      }),
    )
  }

  /** A page of one endpoint, at an address that says at most what was done. */
  function ownPage(make: (context: Context, view: EndpointView) => Page | Response): (context: Context) => Promise<Response> {
    return guard.page((context, view) =>
      guard.owned(context, view, to(belowRoot(context)), (_, endpoint) => {
        const done = doneOf(context, view)
        return show(context, view, done instanceof Response ? done : make(context, { ...view, endpoint, trouble: null, done }))
      }),
    )
  }

  async function register(context: Context, view: View, form: URLSearchParams): Promise<Response> {
    const { reader } = view
    const words = wordsOf(view)
    const isOperator = view.holder === 'operator'
    // What the operator began is not registered as a stranger's, where anyone may.
    if (!mayRegister(view) || (form.get('as') === 'operator' && !isOperator))
      return guard.signIn(view, { path: `${ENDPOINTS}/new`, typed: form }, words.endedMeanwhile)
    const stay = (trouble: Trouble) => show(context, view, registerPage(view, trouble), trouble.status)
    const read = readSettings(form, NewEndpoint)
    if ('problems' in read) return stay(fieldTrouble(read.problems, form))
    const asker = askerOf(context, isOperator)
    const done = await desk.sessions.once(form.get('form') ?? '', desk.clock.real(), () => desk.owner.register(read.value, asker))
    if (done === null) return stay(noticeTrouble(409, words.sentBefore, form))
    if (!done.ok) return stay(troubleOf(done, form, reader))
    const { endpoint, secret, token } = done.value
    const shown = await privatePage(desk, reader, secretsPage(view, endpoint, { secret, token, besides: '' }), 201)
    return isOperator ? shown : sessions.begin(shown, endpoint)
  }
}

/** A page to which nothing is carried. */
function to(path: string): Carried {
  return { path, typed: new URLSearchParams() }
}

/** What the address says was done, in words. */
function doneOf({ req }: Context, view: View): string | Response {
  const given = parametersOf(req.url)
  const unknown = unknownParameters(given, ['done', 'count', 'lang'])
  const errors = [...unknown]
  const code = single(given, 'done', errors)
  const count = single(given, 'count', errors)
  return errors.length > 0 ? badParameters(errors, unknown.length > 0) : doneWords(view, code, count)
}

/** The path of a page, without its parameters. */
function belowRoot({ req }: Context): string {
  return new URL(req.url).pathname
}
