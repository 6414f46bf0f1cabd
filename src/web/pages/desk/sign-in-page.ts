// Signing in as an editor. What was typed on a page whose session ended in the middle is carried on.
import { html } from 'hono/html'
import { idOf, textField } from '../endpoints/form-fields.ts'
import { summary, type Trouble } from '../endpoints/trouble.ts'
import type { Page } from '../layout.ts'
import { DESK, type DeskView, deskAddress, deskWords } from './context.ts'

export interface Carried {
  /** The page that was meant, below the root. */
  path: string
  typed: URLSearchParams
}

export const emptyCarried: Carried = { path: DESK, typed: new URLSearchParams() }

const PATH = /^\/desk(?:\/[\w-]{1,80}){0,3}$/

/** What a sign-in form says it carries; a page elsewhere is not gone to. */
export function carriedIn(form: URLSearchParams): Carried {
  const path = form.get('then') ?? ''
  return { path: PATH.test(path) ? path : DESK, typed: withoutTokens(new URLSearchParams(form.get('typed') ?? '')) }
}

export function withoutTokens(form: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...form].filter(([name]) => name !== 'token'))
}

export function deskSignInPage(
  view: Pick<DeskView, 'desk' | 'reader'>,
  canBegin: boolean,
  { path, typed }: Carried,
  trouble: Trouble | null,
): Page {
  const { reader } = view
  const words = deskWords(view)
  const token = textField({
    ...{ name: 'token', label: words.labels.token, hint: words.hints.token, reader, value: '' },
    // A token that was wrong is not shown again.
    trouble: trouble && { ...trouble, typed: new URLSearchParams() },
    more: 'type="password" required autocomplete="current-password" spellcheck="false"',
  })
  return {
    url: deskAddress(view, DESK),
    title: `${words.heading} – Parley`,
    main: html`<h1>${words.heading}</h1><p class="lede">${words.lede}</p>
${summary(trouble, { token: idOf('token') }, reader)}
<section class="card" aria-labelledby="h-in"><h2 id="h-in">${words.signIn}</h2>
${canBegin ? '' : html`<p class="alert">${words.needsHttps}</p>`}
<form method="post" action="${reader.link(`${DESK}/sign-in`)}">
<input type="hidden" name="then" value="${path}">${typed.size > 0 ? html`<input type="hidden" name="typed" value="${typed.toString()}">` : ''}
${token}<p class="acts"><button type="submit">${words.signIn}</button></p></form></section>
<p class="list"><a href="${reader.link('/docs/records')}">${words.docs}</a></p>`,
  }
}
