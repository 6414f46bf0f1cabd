// One endpoint: how it stands, and what its owner does with it.
import { html } from 'hono/html'
import { fill } from '../../../language/words.ts'
import type { Html, Page } from '../layout.ts'
import { addressOf, ENDPOINTS, type EndpointView, pathOf, type View, wordsOf } from './context.ts'
import { deliveryItems } from './deliveries-page.ts'
import { idOf, textField } from './form-fields.ts'
import { instant } from './instant.ts'
import { signOutForm } from './sign-out-form.ts'
import { summary } from './trouble.ts'

/** Deliveries that are shown at once. */
const LATEST = 5
const IDS = Object.fromEntries(['code', 'since', 'after', 'overlap', 'sure'].map((name) => [name, idOf(name)]))

export function endpointPage(view: EndpointView): Page {
  const { endpoint, reader, trouble, done, holder } = view
  const words = wordsOf(view)
  const name = endpoint.description ?? endpoint.url
  const isFollower = endpoint.owner === 'reader'
  return {
    url: addressOf(view, pathOf(endpoint)),
    title: `${name} – Parley`,
    main: html`${holder === 'operator' ? html`<p class="kicker"><a href="${reader.link(ENDPOINTS)}">${words.all}</a></p>` : ''}<h1><bdi>${name}</bdi></h1>
<p class="lede">${words.states[endpoint.state]}</p>
${done === '' ? '' : html`<p class="notice" role="status">${done}</p>`}${summary(trouble, IDS, reader)}
${verifying(view)}
${facts(view)}
${acts(view)}
${latest(view)}
${isFollower ? '' : html`${replaying(view)}${rotating(view)}`}
${ending(view)}
${signOutForm(view)}`,
  }
}

function form({ endpoint, reader }: EndpointView, act: string, content: Html): Html {
  return html`<form method="post" action="${reader.link(`${pathOf(endpoint)}/${act}`)}">${content}</form>`
}

function verifying(view: EndpointView): Html | string {
  const { endpoint, reader, trouble } = view
  if (endpoint.state !== 'unverified' || endpoint.owner === 'reader') return ''
  const words = wordsOf(view)
  const code = textField({
    ...{ name: 'code', label: words.labels.code, hint: words.hints.code, reader },
    // A wrong one is typed anew.
    trouble: trouble && { ...trouble, typed: new URLSearchParams() },
    value: '',
    more: 'required autocomplete="one-time-code" spellcheck="false" maxlength="100"',
  })
  return html`<section class="card" aria-labelledby="h-verify"><h2 id="h-verify">${words.verify}</h2>
${form(view, 'verify', html`${code}<p class="acts"><button type="submit">${words.verify}</button></p>`)}
${form(view, 'send-code', html`<p class="acts"><button class="quiet" type="submit">${words.newCode}</button></p>`)}</section>`
}

function facts(view: EndpointView): Html {
  const { endpoint, desk } = view
  const words = wordsOf(view)
  const { labels } = words
  const none = html`<span class="soft">–</span>`
  const code = (text: string) => html`<code>${text}</code>`
  const list = (texts: readonly string[]) => (texts.length === 0 ? none : html`${texts.map((text) => html`${code(text)} `)}`)
  const rows: [string, Html | string | null][] = [
    ['id', code(endpoint.id)],
    ['url', html`<bdi>${endpoint.url}</bdi>`],
    ['format', words.formats[endpoint.format as keyof typeof words.formats] ?? endpoint.format],
    ['filter', endpoint.filter === '' ? words.allTalks : code(endpoint.filter)],
    ['follows', String(desk.owner.follows(endpoint))],
    ['types', endpoint.types === null ? words.allTypes : list(endpoint.types)],
    ['leads', list(endpoint.leads)],
    ['lang', endpoint.lang],
    ['headers', endpoint.headers.length === 0 ? null : list(endpoint.headers)],
    ['createdAt', instant(endpoint.createdAt)],
    ['failingSince', endpoint.failingSince === null ? null : instant(endpoint.failingSince)],
    ['heldUntil', endpoint.heldUntil === null ? null : instant(endpoint.heldUntil)],
    ['oldSecretEnds', endpoint.oldSecretEnds === null ? null : instant(endpoint.oldSecretEnds)],
    ['ended', endpoint.ended && html`${instant(endpoint.ended.at)} <bdi lang="en">${endpoint.ended.reason}</bdi>`],
  ]
  const shown = rows.filter(([, value]) => value !== null)
  return html`<dl class="facts">${shown.map(([name, value]) => html`<div><dt>${labels[name as keyof typeof labels]}</dt><dd>${value}</dd></div>`)}</dl>`
}

function acts(view: EndpointView): Html {
  const { endpoint, reader } = view
  const words = wordsOf(view)
  const { state } = endpoint
  const button = (act: string, said: string) => form(view, act, html`<button class="quiet" type="submit">${said}</button>`)
  const settings =
    endpoint.owner === 'reader' ? '' : html`<a class="button" href="${reader.link(`${pathOf(endpoint)}/settings`)}">${words.alter}</a>`
  return html`<div class="acts">${settings}${state === 'active' ? html`${button('test', words.test)}${button('pause', words.pause)}` : ''}${state === 'paused' || state === 'disabled' ? button('enable', words.enable) : ''}</div>`
}

function latest(view: EndpointView): Html {
  const { endpoint, reader, desk } = view
  const words = wordsOf(view)
  const found = desk.history.list(endpoint.key, { before: Number.MAX_SAFE_INTEGER, state: null, limit: LATEST })
  return html`<section aria-labelledby="h-latest"><h2 id="h-latest">${words.latest}</h2>${found.length === 0 ? html`<p>${words.noDeliveries}</p>` : html`<ul class="list">${deliveryItems(found, view)}</ul><p class="acts"><a class="button quiet" href="${reader.link(`${pathOf(endpoint)}/deliveries`)}">${words.allDeliveries}</a></p>`}</section>`
}

function replaying(view: EndpointView): Html {
  const { endpoint, reader, trouble, desk } = view
  const words = wordsOf(view)
  const { labels, hints } = words
  // What ended it says where to begin.
  const after = endpoint.ended?.cursor ?? desk.histories.cursor
  const field = (name: 'since' | 'after', value: string) =>
    textField({
      name,
      label: labels[name],
      hint: hints[name],
      reader,
      trouble,
      value,
      more: 'required autocomplete="off" spellcheck="false"',
    })
  const one = (name: 'since' | 'after', value: string) =>
    form(view, 'replay', html`${field(name, value)}<p class="acts"><button class="quiet" type="submit">${words.replay}</button></p>`)
  return html`<section aria-labelledby="h-replay"><h2 id="h-replay">${words.replayHeading}</h2><p>${words.replayAbout}</p>${one('since', '')}${one('after', String(after))}</section>`
}

function rotating(view: EndpointView): Html {
  const { reader, trouble, desk } = view
  const words = wordsOf(view)
  const overlap = textField({
    ...{ name: 'overlap', label: words.labels.overlap, hint: words.hints.overlap, reader, trouble },
    value: 'PT24H',
    more: 'required autocomplete="off" spellcheck="false" maxlength="20"',
  })
  const ticket = html`<input type="hidden" name="form" value="${desk.sessions.newForm()}">`
  return html`<section aria-labelledby="h-rotate"><h2 id="h-rotate">${words.rotateHeading}</h2><p>${words.rotateAbout}</p>
${form(view, 'rotate', html`${ticket}${overlap}<p class="acts"><button class="quiet" type="submit">${words.rotate}</button></p>`)}</section>`
}

function ending(view: EndpointView): Html {
  const words = wordsOf(view)
  return html`<section aria-labelledby="h-end"><h2 id="h-end">${words.endHeading}</h2><p>${words.endAbout}</p>
${form(view, 'end', html`<p><label class="choice"><input type="checkbox" id="${idOf('sure')}" name="sure" value="yes" required> <span>${words.sure}</span></label></p><p class="acts"><button class="quiet" type="submit">${words.end}</button></p>`)}</section>`
}

/** What was done, by what the address says: codes of our own, with numbers at most. */
export function doneWords(view: View, code: string | null, count: string | null): string {
  const { done } = wordsOf(view)
  const said = code !== null && Object.hasOwn(done, code) ? done[code as keyof typeof done] : ''
  return fill(said, { count: /^\d{1,6}$/.test(count ?? '') ? (count as string) : '' })
}
