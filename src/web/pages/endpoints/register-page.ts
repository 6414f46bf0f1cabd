// Registering an endpoint, and the page that shows its secret and its token, this once.
import { html } from 'hono/html'
import type { Endpoint } from '../../../webhooks/endpoints/endpoint.ts'
import type { Html, Page } from '../layout.ts'
import { addressOf, ENDPOINTS, type View, wordsOf } from './context.ts'
import { SETTING_IDS, settingFields } from './settings-form.ts'
import { summary, type Trouble } from './trouble.ts'

export function registerPage(view: View, trouble: Trouble | null): Page {
  const { reader, holder, desk } = view
  const words = wordsOf(view)
  const path = `${ENDPOINTS}/new`
  return {
    url: addressOf(view, path),
    title: `${words.register} – Parley`,
    main: html`<p class="kicker"><a href="${reader.link(ENDPOINTS)}">${words.heading}</a></p><h1>${words.register}</h1>
<p class="lede">${holder === 'operator' ? words.registerAsOperator : words.registerOpen}</p>
${summary(trouble, SETTING_IDS, reader)}
<form class="card" method="post" action="${reader.link(path)}"><input type="hidden" name="form" value="${desk.sessions.newForm()}">${holder === 'operator' ? html`<input type="hidden" name="as" value="operator">` : ''}
${settingFields({ endpoint: null, operational: holder === 'operator', reader, trouble })}
<p class="acts"><button type="submit">${words.register}</button></p></form>`,
  }
}

interface Shown {
  secret: string
  token: string | null
  /** What else there is to know. */
  besides: Html | string
}

/** Secrets, as they are shown once. */
export function secretsPage(view: View, { id, state }: Endpoint, { secret, token, besides }: Shown): Page {
  const { reader } = view
  const words = wordsOf(view)
  const path = `${ENDPOINTS}/${id}`
  const shown = (name: string, label: string, value: string) =>
    html`<p class="field"><label for="s-${name}">${label}</label><input id="s-${name}" class="mono" readonly value="${value}" autocomplete="off" spellcheck="false"></p>`
  const heading = token === null ? words.rotated : words.registered
  return {
    url: addressOf(view, path),
    title: `${heading} – Parley`,
    main: html`<h1>${heading}</h1><p class="lede">${words.shownOnce}</p>
<section class="card" aria-label="${heading}">${shown('id', words.labels.id, id)}${shown('secret', words.labels.secret, secret)}${token === null ? '' : shown('token', words.labels.token, token)}</section>
${besides === '' ? '' : html`<p>${besides}</p>`}
${token === null ? '' : html`<p>${words.keepToken} ${state === 'unverified' ? words.states.unverified : ''}</p>`}
<p class="acts"><a class="button" href="${reader.link(path)}">${words.toEndpoint}</a></p>`,
  }
}
