// Altering an endpoint.
import { html } from 'hono/html'
import type { Page } from '../layout.ts'
import { addressOf, type EndpointView, pathOf, wordsOf } from './context.ts'
import { SETTING_IDS, settingFields } from './settings-form.ts'
import { summary } from './trouble.ts'

export function settingsPage(view: EndpointView): Page {
  const { reader, endpoint, trouble, holder } = view
  const words = wordsOf(view)
  const path = `${pathOf(endpoint)}/settings`
  const operational = holder === 'operator' && endpoint.owner === 'operator'
  return {
    url: addressOf(view, path),
    title: `${words.alter} – Parley`,
    main: html`<p class="kicker"><a href="${reader.link(pathOf(endpoint))}"><bdi>${endpoint.description ?? endpoint.url}</bdi></a></p><h1>${words.alter}</h1>
${endpoint.owner === 'anyone' ? html`<p class="lede">${words.movesAsk}</p>` : ''}
${summary(trouble, SETTING_IDS, reader)}
<form class="card" method="post" action="${reader.link(path)}">
${settingFields({ endpoint, operational, reader, trouble })}
<p class="acts"><button type="submit">${words.save}</button></p></form>`,
  }
}
