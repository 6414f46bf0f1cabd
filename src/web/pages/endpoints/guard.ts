// Who may see and do what on the pages about endpoints: a form has to be one of ours, and whoever sends it signed in for that
// endpoint, or as the operator. Where the session has ended, signing in goes on with what was typed.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Desk } from '../../../desk.ts'
import { allows } from '../../../editing/tokens.ts'
import type { Endpoint } from '../../../webhooks/endpoints/endpoint.ts'
import type { Asker } from '../../../webhooks/owner/owner-parts.ts'
import { type Auth, type Holder, isBearer, scopesOf, signatureOf } from '../../auth.ts'
import { noteEndpointAct } from '../../noted-acts.ts'
import { isOwnForm, readForm } from '../../own-form.ts'
import { type BrowserSessions, createBrowserSessions } from '../../sessions.ts'
import { readerOf } from '../reader.ts'
import { addressOf, ENDPOINTS, type View, wordsOf } from './context.ts'
import { asPrivate, privatePage } from './private-page.ts'
import { type Carried, signInPage, withoutSecrets } from './sign-in-page.ts'
import { noticeTrouble } from './trouble.ts'

export interface GuardOptions {
  auth: Auth
  open: boolean
  askerOf: (context: Context, isOperator: boolean) => Asker
  clientOf: (context: Context) => string
}

type Answer = Response | Promise<Response>
type WithEndpoint = (view: View, endpoint: Endpoint) => Answer

export interface Guard {
  readonly sessions: BrowserSessions
  /** For anyone. */
  page(work: (context: Context, view: View) => Answer): (context: Context) => Promise<Response>
  /** A form that anyone may send from a page of ours. */
  form(work: (context: Context, view: View, form: URLSearchParams) => Answer): (context: Context) => Promise<Response>
  /** For whoever is signed in for the endpoint of the address; else the way to sign in, with what was typed. */
  owned(context: Context, view: View, then: Carried, work: WithEndpoint): Answer
  /** The way to sign in, to a page; `notice` says why. */
  signIn(view: View, then: Carried, notice?: string, status?: number): Promise<Response>
}

export function createGuard(desk: Desk, { auth, open, clientOf }: GuardOptions): Guard {
  const sessions = createBrowserSessions(desk, auth)
  const viewOf = async (context: Context): Promise<View> => ({
    ...{ desk, open, hasOperator: auth.hasOperator, client: clientOf(context) },
    reader: readerOf(context.req.raw, desk),
    holder: lookingAfter(await sessions.holder(context.req.raw)),
  })
  const guard: Guard = {
    sessions,
    page: (work) => async (context) => asPrivate(await work(context, await viewOf(context))),
    form: (work) => async (context) => {
      const request = context.req.raw
      if (!isOwnForm(request, desk.site.url)) return refused(await viewOf(context))
      const form = await readForm(request)
      // Who is signed in, and for what, may have changed while the form was read.
      const view = await viewOf(context)
      if (form === null) return unread(view)
      const by = signatureOf(await sessions.holder(request))
      const answer = asPrivate(await work(context, view, form))
      if (by !== null) note(by, context, view, answer)
      return answer
    },
    owned(context, view, then, work) {
      const id = context.req.param('id') ?? ''
      const { holder } = view
      // As it is now: who is signed in was looked at before.
      const endpoint = holder === 'operator' || holder?.id === id ? desk.endpoints.find(id) : null
      if (endpoint) return work(view, endpoint)
      const words = wordsOf(view)
      if (holder === 'operator') return missing(view)
      return guard.signIn(
        view,
        then,
        holder === null ? (then.typed.size > 0 ? words.endedMeanwhile : words.toSeeThis) : words.otherEndpoint,
      )
    },
    signIn(view, { path, typed }, notice = '', status = 401) {
      const trouble = notice === '' ? null : noticeTrouble(status, notice, typed)
      const page = signInPage(view, sessions.canBegin, { path, typed: withoutSecrets(typed) }, trouble)
      return privatePage(desk, view.reader, page, trouble?.status)
    },
  }
  return guard
}

/** Notes what was done, by the address of the form. */
function note(by: string, { req }: Context, { desk, reader }: View, { status }: Response): void {
  const [, , id = '', act = ''] = req.path.slice(reader.root.length).split('/')
  if ((status !== 303 && status !== 201) || id.startsWith('sign-')) return
  noteEndpointAct(desk, by, id === 'new' ? { id: '', act: id } : { id, act })
}

/** Who looks after endpoints: whoever has a token for that is as good as the operator, and one for other things is nobody. */
export function lookingAfter(holder: Holder | null): View['holder'] {
  if (holder === null || !(holder === 'operator' || isBearer(holder))) return holder
  return allows(scopesOf(holder), 'endpoints') ? 'operator' : null
}

function missing(view: View): Promise<Response> {
  const words = wordsOf(view)
  return said(view, words.noEndpoint, '', 404)
}

/** Another site's page sent it, or a browser that does not say whose page did. */
function refused(view: View): Promise<Response> {
  const words = wordsOf(view)
  return said(view, words.foreignForm, words.foreignFormAbout, 403)
}

function unread(view: View): Promise<Response> {
  const words = wordsOf(view)
  return said(view, words.unreadForm, '', 400)
}

function said(view: View, heading: string, text: string, status: number): Promise<Response> {
  const { desk, reader } = view
  const main = html`<h1>${heading}</h1><p>${text}</p><p class="acts"><a class="button quiet" href="${reader.link(ENDPOINTS)}">${wordsOf(view).heading}</a></p>`
  return privatePage(desk, reader, { url: addressOf(view, ENDPOINTS), title: `${heading} – Parley`, main }, status)
}
