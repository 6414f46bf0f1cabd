// Signing in with a token. What was typed on a page whose session ended in the middle is carried on, but for secrets.
import { html } from 'hono/html'
import type { Page } from '../layout.ts'
import { addressOf, ENDPOINTS, mayRegister, type View, wordsOf } from './context.ts'
import { idOf, textField } from './form-fields.ts'
import { SECRET_FIELDS } from './settings-request.ts'
import { summary, type Trouble } from './trouble.ts'

export interface Carried {
  /** The page that was meant, below the root. */
  path: string
  typed: URLSearchParams
}

const PATH = /^\/endpoints(?:\/[\w-]{1,60}){0,3}$/

/** What a sign-in form says it carries; a page elsewhere is not gone to. */
export function carriedIn(form: URLSearchParams): Carried {
  const path = form.get('then') ?? ''
  return { path: PATH.test(path) ? path : ENDPOINTS, typed: withoutSecrets(new URLSearchParams(form.get('typed') ?? '')) }
}

export function withoutSecrets(form: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...form].filter(([name]) => !(SECRET_FIELDS as readonly string[]).includes(name)))
}

export function signInPage(view: View, canBegin: boolean, { path, typed }: Carried, trouble: Trouble | null): Page {
  const { reader } = view
  const words = wordsOf(view)
  const kept = typed.size > 0
  const token = textField({
    name: 'token',
    label: words.labels.token,
    hint: words.hints.token,
    reader,
    // A token that was wrong is not shown again.
    trouble: trouble && { ...trouble, typed: new URLSearchParams() },
    value: '',
    more: 'type="password" required autocomplete="current-password" spellcheck="false"',
  })
  const register = mayRegister(view)
    ? html`<p>${words.registerOpen}</p><p class="acts"><a class="button quiet" href="${reader.link(`${ENDPOINTS}/new`)}">${words.register}</a></p>`
    : html`<p>${view.hasOperator ? words.registerByOperator : words.registerClosed}</p>`
  return {
    url: addressOf(view, ENDPOINTS),
    title: `${words.heading} – Parley`,
    main: html`<h1>${words.heading}</h1><p class="lede">${words.lede}</p>
${summary(trouble, { token: idOf('token') }, reader)}
<section class="card" aria-labelledby="h-in"><h2 id="h-in">${words.signIn}</h2>
${canBegin ? '' : html`<p class="alert">${words.needsHttps}</p>`}
<form method="post" action="${reader.link(`${ENDPOINTS}/sign-in`)}">
<input type="hidden" name="then" value="${path}">${kept ? html`<input type="hidden" name="typed" value="${typed.toString()}">` : ''}
${token}<p class="acts"><button type="submit">${words.signIn}</button></p></form></section>
<section aria-labelledby="h-new"><h2 id="h-new">${words.register}</h2>${register}</section>
<p class="list"><a href="${reader.link('/docs/webhooks')}">${words.docs}</a></p>`,
  }
}
