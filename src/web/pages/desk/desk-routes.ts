// The editors' pages: sign in by token, write a record, see what would go out, publish it, and take it back. They do what the
// API of records does, and work without scripts.
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Desk } from '../../../desk.ts'
import type { Acting } from '../../../editing/editor.ts'
import { allows, type Scope } from '../../../editing/tokens.ts'
import { fill } from '../../../language/words.ts'
import { createRate } from '../../../runtime/rate.ts'
import { HOUR } from '../../../talks/units.ts'
import { type Auth, type Holder, isBearer, scopesOf } from '../../auth.ts'
import { isOwnForm, readForm } from '../../own-form.ts'
import { createBrowserSessions } from '../../sessions.ts'
import { asPrivate, privatePage, seeOther } from '../endpoints/private-page.ts'
import { fieldTrouble, noticeTrouble, type Trouble, tooOften } from '../endpoints/trouble.ts'
import type { Page } from '../layout.ts'
import { readerOf } from '../reader.ts'
import { DESK, type DeskView, deskAddress, deskWords } from './context.ts'
import { deskListPage } from './list-page.ts'
import { partyPage, putParty } from './party-page.ts'
import { actOn } from './record-acts.ts'
import { draftForm, newForm, openForm, sendForm } from './record-form.ts'
import { type RecordView, recordPage } from './record-page.ts'
import { type Carried, carriedIn, deskSignInPage, emptyCarried, withoutTokens } from './sign-in-page.ts'

/** Wrong tokens of one client in an hour; a right one is taken whatever was tried before. */
const MOST_TRIES = 30
/** A summary of 10,000 letters takes six or nine bytes for each in most scripts; what is carried by a sign-in, more. */
const FORM_BYTES = 256 * 1024

interface Options {
  auth: Auth
  clientOf: (context: Context) => string
}

type Answer = Response | Promise<Response>

export function deskPages(app: Hono, desk: Desk, { auth, clientOf }: Options): void {
  const sessions = createBrowserSessions(desk, auth)
  const tries = createRate(MOST_TRIES, HOUR)
  const readerIn = (context: Context) => readerOf(context.req.raw, desk)
  const show = (view: Pick<DeskView, 'reader'>, page: Page, status = 200) => privatePage(desk, view.reader, page, status)

  const viewOf = async (context: Context): Promise<DeskView | null> => {
    const editor = editorOf(await sessions.holder(context.req.raw))
    return editor && { desk, reader: readerIn(context), editor }
  }

  /** A page for whoever is signed in; else the way to sign in. */
  const page = (work: (context: Context, view: DeskView) => Answer) => async (context: Context) => {
    const view = await viewOf(context)
    const reader = readerIn(context)
    const path = context.req.path.startsWith(reader.root) ? context.req.path.slice(reader.root.length) : context.req.path
    if (view === null) {
      const carried = { ...emptyCarried, path }
      const notice = path === DESK ? null : noticeTrouble(401, deskWords({ reader }).toSeeThis, new URLSearchParams())
      return show({ reader }, deskSignInPage({ desk, reader }, sessions.canBegin, carried, notice), notice === null ? 200 : 401)
    }
    return asPrivate(await work(context, view))
  }

  /** A form that a page of ours has sent, for whoever is signed in with the scope; what was typed is kept where nobody is. */
  const form = (scope: Scope, work: (context: Context, view: DeskView, form: URLSearchParams) => Answer) => async (context: Context) => {
    const reader = readerIn(context)
    const words = deskWords({ reader })
    if (!isOwnForm(context.req.raw, desk.site.url)) return said({ reader }, words.foreignForm, 403)
    const sent = await readForm(context.req.raw, FORM_BYTES)
    if (sent === null) return said({ reader }, words.unreadForm, 400)
    const view = await viewOf(context)
    if (view === null) {
      const carried = { path: context.req.path, typed: withoutTokens(sent) }
      return show(
        { reader },
        deskSignInPage({ desk, reader }, sessions.canBegin, carried, noticeTrouble(401, words.endedMeanwhile, sent)),
        401,
      )
    }
    if (!allows(view.editor.scopes, scope)) return said(view, fill(words.needsScope, { scope }), 403)
    return asPrivate(await work(context, view, sent))
  }

  const said = ({ reader }: Pick<DeskView, 'reader'>, text: string, status: number) => {
    const words = deskWords({ reader })
    const main = html`<h1>${words.heading}</h1><p class="notice" role="alert">${text}</p><p class="acts"><a class="button quiet" href="${reader.link(DESK)}">${words.heading}</a></p>`
    return show({ reader }, { url: deskAddress({ desk, reader }, DESK), title: `${words.heading} – Parley`, main }, status)
  }
  const acting = ({ editor }: DeskView): Acting => ({ by: editor.name, dryRun: false, spellingOnly: false })
  const doneIn = (context: Context, view: DeskView): string => {
    const { done } = deskWords(view)
    const code = context.req.query('done') ?? ''
    return Object.hasOwn(done, code) ? done[code as keyof typeof done] : ''
  }

  /** Why nobody was signed in. */
  const unknownToken = (context: Context, { reader }: Pick<DeskView, 'reader'>, sent: URLSearchParams): Trouble => {
    const seconds = Math.ceil(tries.take(clientOf(context), desk.clock.real()) / 1000)
    if (seconds > 0) return { ...noticeTrouble(429, tooOften(seconds, reader), sent), retryAfter: seconds }
    const problem = { field: 'token', code: 'wrong-token', values: {}, message: 'is no token of an editor', expected: null }
    return { ...fieldTrouble([problem], sent), status: 401 }
  }

  app.post(`${DESK}/sign-in`, async (context) => {
    const reader = readerIn(context)
    const sent = isOwnForm(context.req.raw, desk.site.url) ? await readForm(context.req.raw, 2 * FORM_BYTES) : null
    if (sent === null) return said({ reader }, deskWords({ reader }).foreignForm, 403)
    const carried = carriedIn(sent)
    const holder = await auth.holder(sent.get('token')?.trim() ?? '')
    const editor = editorOf(holder)
    if (holder === null || editor === null) {
      const trouble = unknownToken(context, { reader }, sent)
      const response = await show({ reader }, deskSignInPage({ desk, reader }, sessions.canBegin, carried, trouble), trouble.status)
      if (trouble.retryAfter !== null) response.headers.set('retry-after', String(trouble.retryAfter))
      return response
    }
    const made = typedBefore({ desk, reader, editor }, carried)
    return sessions.begin(made ? await show({ reader }, recordPage(made)) : seeOther(reader.link(carried.path)), holder)
  })
  app.post(`${DESK}/sign-out`, async (context) => sessions.end(context.req.raw, seeOther(readerIn(context).link(DESK))))

  app.get(
    DESK,
    page((context, view) => show(view, deskListPage(view, doneIn(context, view)))),
  )
  app.get(
    `${DESK}/new`,
    page((context, view) =>
      show(view, recordPage(newForm(view, { draft: context.req.query('draft') ?? '', copy: context.req.query('copy') ?? '' }))),
    ),
  )
  app.post(
    `${DESK}/new`,
    form('write', (_, view, sent) => sendForm(view, null, sent, show)),
  )
  app.get(
    `${DESK}/talks/:id`,
    page((context, view) => {
      const made = openForm(view, context.req.param('id') ?? '', doneIn(context, view), context.req.query('change') ?? '')
      return made === null ? said(view, deskWords(view).noRecord, 404) : show(view, recordPage(made))
    }),
  )
  app.post(
    `${DESK}/talks/:id`,
    form('write', (context, view, sent) => sendForm(view, context.req.param('id') ?? '', sent, show)),
  )
  app.post(
    `${DESK}/talks/:id/:act`,
    form('write', (context, view, sent) => {
      const id = context.req.param('id') ?? ''
      return actOn(view, { id, act: context.req.param('act') ?? '', form: sent, acting: acting(view) }, (text, status) =>
        said(view, text, status),
      )
    }),
  )
  app.post(
    `${DESK}/undo`,
    form('write', (_, view, sent) =>
      actOn(view, { id: '', act: 'undo', form: sent, acting: acting(view) }, (text, status) => said(view, text, status)),
    ),
  )
  app.post(
    `${DESK}/drafts/:id`,
    form('write', (context, view) => {
      desk.drafts.remove(context.req.param('id') ?? '')
      return seeOther(view.reader.link(DESK))
    }),
  )
  app.get(
    `${DESK}/parties/:id`,
    page((context, view) => {
      const made = partyPage(view, context.req.param('id') ?? '', null, doneIn(context, view))
      return made === null ? said(view, deskWords(view).noRecord, 404) : show(view, made)
    }),
  )
  app.post(
    `${DESK}/parties/:id`,
    form('write', (context, view, sent) => putParty(view, context.req.param('id') ?? '', sent, show)),
  )
}

/** Who may see the editors' pages: nobody whose token is for an endpoint. */
function editorOf(holder: Holder | null): DeskView['editor'] | null {
  const scopes = scopesOf(holder)
  if (holder === null || !allows(scopes, 'read')) return null
  return { name: holder === 'operator' || !isBearer(holder) ? 'operator' : holder.name, scopes }
}

/** What was typed before a session ended is shown again, and not sent for them. */
function typedBefore(view: DeskView, { path, typed }: Carried): RecordView | null {
  const id = /^\/desk\/talks\/([^/]+)$/.exec(path)?.[1]
  return typed.size > 0 && (path === `${DESK}/new` || id !== undefined) ? draftForm(view, id ?? null, typed) : null
}
