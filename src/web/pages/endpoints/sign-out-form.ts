// The way out.
import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { ENDPOINTS, type View, wordsOf } from './context.ts'

export function signOutForm(view: View): Html {
  const words = wordsOf(view)
  return html`<form method="post" action="${view.reader.link(`${ENDPOINTS}/sign-out`)}"><p class="acts"><button class="quiet" type="submit">${words.signOut}</button></p></form>`
}
