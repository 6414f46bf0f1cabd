// Signing in and out. Wrong tokens are taken only so often from one client. A right one always gets in: tokens cannot be
// guessed, and behind a proxy that is not named all clients count together.
import type { Context, Hono } from 'hono'
import type { Desk } from '../../../desk.ts'
import { createRate } from '../../../runtime/rate.ts'
import { HOUR } from '../../../talks/units.ts'
import type { Page } from '../layout.ts'
import { ENDPOINTS, mayRegister, type View, wordsOf } from './context.ts'
import { endpointPage } from './endpoint-page.ts'
import { type Guard, type GuardOptions, lookingAfter } from './guard.ts'
import { privatePage, seeOther } from './private-page.ts'
import { registerPage } from './register-page.ts'
import { settingsPage } from './settings-page.ts'
import { type Carried, carriedIn, signInPage } from './sign-in-page.ts'
import { fieldTrouble, noticeTrouble, type Trouble, tooOften } from './trouble.ts'

/** How often one client may be wrong in an hour. */
const MOST_WRONG = 30

interface Parts {
  desk: Desk
  guard: Guard
  show(context: Context, view: View, made: Page | Response): Promise<Response>
}

export function signingIn(app: Hono, { auth }: GuardOptions, { desk, guard, show }: Parts): void {
  const { sessions } = guard
  const wrong = createRate(MOST_WRONG, HOUR)

  app.post(
    `${ENDPOINTS}/sign-in`,
    guard.form(async (context, view, form) => {
      const carried = carriedIn(form)
      const refuse = async (trouble: Trouble): Promise<Response> => {
        const response = await privatePage(desk, view.reader, signInPage(view, sessions.canBegin, carried, trouble), trouble.status)
        if (trouble.retryAfter !== null) response.headers.set('retry-after', String(trouble.retryAfter))
        return response
      }
      const holder = await auth.holder(form.get('token')?.trim() ?? '')
      if (holder === null) {
        const seconds = Math.ceil(wrong.take(view.client, desk.clock.real()) / 1000)
        if (seconds > 0) return refuse({ ...noticeTrouble(429, tooOften(seconds, view.reader), form), retryAfter: seconds })
        const problem = { field: 'token', code: 'wrong-token', values: {}, message: 'is no token of this desk', expected: null }
        return refuse({ ...fieldTrouble([problem], form), status: 401 })
      }
      return sessions.begin(await goOn(context, { ...view, holder: lookingAfter(holder) }, carried), holder)
    }),
  )
  app.post(
    `${ENDPOINTS}/sign-out`,
    guard.form((context, view) => sessions.end(context.req.raw, seeOther(view.reader.link(ENDPOINTS)))),
  )

  /** The page that was meant, with what was typed on it, for whoever has just signed in. */
  async function goOn(context: Context, view: View, carried: Carried): Promise<Response> {
    const page = pageWith(view, carried)
    return page === null ? seeOther(view.reader.link(carried.path)) : show(context, view, page)
  }

  /** `null` where nothing was typed, or not on a page of theirs. */
  function pageWith(view: View, { path, typed }: Carried): Page | null {
    if (typed.size === 0) return null
    const { holder } = view
    const [, , id = '', part = ''] = path.split('/')
    const trouble = noticeTrouble(200, wordsOf(view).typedIsBack, typed)
    if (id === 'new') return mayRegister(view) ? registerPage(view, trouble) : null
    const endpoint = holder === 'operator' ? desk.endpoints.find(id) : holder
    if (endpoint?.id !== id || part === 'deliveries') return null
    const now = { ...view, endpoint, trouble, done: '' }
    return part === 'settings' ? settingsPage(now) : endpointPage(now)
  }
}
