// Deliveries of an endpoint, the latest first, a page at a time; and one of them, with its attempts and what was sent.
import { html, raw } from 'hono/html'
import { type ParameterProblem, single } from '../../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../../talks/parameter-flaws.ts'
import { excerpt, plain } from '../../../talks/quoting.ts'
import { type Attempt, DELIVERY_STATES, type DeliveryState } from '../../../webhooks/deliveries/delivery.ts'
import { DELIVERY_PREFIX, type Delivery, deliveryKey } from '../../../webhooks/deliveries/history.ts'
import { badParameters } from '../../problem-response.ts'
import { parametersOf, unknownParameters } from '../../query-parameters.ts'
import { requestFlaw } from '../../request-flaws.ts'
import type { Html, Page } from '../layout.ts'
import { addressOf, type EndpointView, pathOf, wordsOf } from './context.ts'
import { instant } from './instant.ts'
import { summary } from './trouble.ts'

const PAGE = 50

export function deliveryItems(found: readonly Delivery[], view: EndpointView): Html[] {
  const { reader, endpoint } = view
  const words = wordsOf(view)
  return found.map(({ key, type, talk, state, createdAt, attempts }) => {
    const last = attempts.at(-1)
    const answer = last ? html` · ${outcome(last)}` : ''
    return html`<li><a href="${reader.link(`${pathOf(endpoint)}/deliveries/${DELIVERY_PREFIX}${key}`)}">${type}</a> <span class="soft">${words.deliveryStates[state]}${answer} · ${instant(createdAt)}${talk === null ? '' : html` · <bdi>${talk}</bdi>`}</span></li>`
  })
}

export function deliveriesPage(url: string, view: EndpointView): Page | Response {
  const { desk, endpoint, reader } = view
  const given = parametersOf(url)
  const unknown = unknownParameters(given, ['before', 'state', 'lang'])
  const errors: ParameterProblem[] = [...unknown]
  const id = single(given, 'before', errors)
  const before = id === null ? Number.MAX_SAFE_INTEGER : deliveryKey(id)
  if (before === null) errors.push({ parameter: 'before', ...requestFlaw('no-such-delivery', { value: excerpt(id) }) })
  const state = single(given, 'state', errors)
  if (state !== null && !(DELIVERY_STATES as readonly string[]).includes(state))
    errors.push({ parameter: 'state', ...parameterFlaw('not-a-choice', { value: plain(state), choices: DELIVERY_STATES.join(', ') }) })
  if (errors.length > 0) return badParameters(errors, unknown.length > 0)
  const words = wordsOf(view)
  const path = `${pathOf(endpoint)}/deliveries`
  const found = desk.history.list(endpoint.key, { before: before ?? 0, state: state as DeliveryState | null, limit: PAGE + 1 })
  const shown = found.slice(0, PAGE)
  const kept = state === null ? [] : [['state', state] as const]
  const option = (value: DeliveryState | null, said: string) =>
    html`<li><a href="${reader.link(path, value === null ? [] : [['state', value]])}"${value === state ? raw(' aria-current="true"') : ''}>${said}</a></li>`
  const last = shown.at(-1)
  return {
    url: addressOf(view, path),
    title: `${words.deliveries} – Parley`,
    main: html`${kicker(view)}<h1>${words.deliveries}</h1>
<ul class="options">${option(null, words.everyState)}${DELIVERY_STATES.map((each) => option(each, words.deliveryStates[each]))}</ul>
${shown.length === 0 ? html`<p>${words.noDeliveries}</p>` : html`<ul class="list">${deliveryItems(shown, view)}</ul>`}
${found.length > PAGE && last ? html`<p class="further"><a class="button quiet" href="${reader.link(path, [...kept, ['before', `${DELIVERY_PREFIX}${last.key}`]])}">${words.earlier}</a></p>` : ''}`,
  }
}

export function deliveryPage(found: Delivery, body: string, view: EndpointView): Page {
  const { endpoint, reader, trouble, done } = view
  const words = wordsOf(view)
  const path = `${pathOf(endpoint)}/deliveries/${DELIVERY_PREFIX}${found.key}`
  const { type, state, messageId, attempts, createdAt, due, talk } = found
  const fact = (label: string, value: Html | string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return {
    url: addressOf(view, path),
    title: `${type} – Parley`,
    main: html`${kicker(view)}<h1>${type}</h1><p class="lede">${words.deliveryStates[state]}</p>
${done === '' ? '' : html`<p class="notice" role="status">${done}</p>`}${summary(trouble, {}, reader)}
<dl class="facts">${fact(words.labels.message, html`<code>${messageId}</code>`)}${talk === null ? '' : fact(words.labels.talk, html`<a href="${reader.link(`/talks/${encodeURIComponent(talk)}`)}"><bdi>${talk}</bdi></a>`)}${fact(words.labels.createdAt, instant(createdAt))}${state === 'waiting' ? fact(words.labels.due, instant(due)) : ''}</dl>
<form method="post" action="${reader.link(`${path}/resend`)}"><p class="acts"><button class="quiet" type="submit">${words.resend}</button></p></form>
<section aria-labelledby="h-attempts"><h2 id="h-attempts">${words.attempts}</h2>${attempts.length === 0 ? html`<p>${words.noAttempts}</p>` : html`<ol class="attempts">${attempts.map((each) => attempt(each, words.noAnswer))}</ol>`}</section>
<section aria-labelledby="h-sent"><h2 id="h-sent">${words.sent}</h2><pre class="copy mono">${visible(body)}</pre></section>`,
  }
}

function kicker({ endpoint, reader }: EndpointView): Html {
  return html`<p class="kicker"><a href="${reader.link(pathOf(endpoint))}"><bdi>${endpoint.description ?? endpoint.url}</bdi></a></p>`
}

function attempt(given: Attempt, noAnswer: string): Html {
  const { at, took, answer } = given
  const text =
    answer === null || answer === '' ? html`<p class="soft">${noAnswer}</p>` : html`<pre class="copy mono">${visible(answer)}</pre>`
  return html`<li><p><b>${outcome(given)}</b> <span class="soft">${instant(at)} · ${took} ms</span></p>${text}</li>`
}

function outcome({ status, error }: Attempt): Html {
  return status === null
    ? html`<bdi lang="en">${error ?? ''}</bdi>`
    : html`${status}${error === null ? '' : html` <bdi lang="en">${error}</bdi>`}`
}

/** Text of a stranger with what HTML has no character for made visible. */
function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (char) => (/[\n\t]/.test(char) ? char : '\ufffd'))
}
