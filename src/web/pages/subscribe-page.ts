// A calendar put together by links: which talks, when to be reminded, how it is written, and which app takes it.
import { html, raw } from 'hono/html'
import { nameOf } from '../../calendar/feed.ts'
import { DEFAULT_FORM, type Form, formParameters } from '../../calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../../calendar/feed-key.ts'
import type { About } from '../../calendar/presence.ts'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import { whenWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill, WORDS, type Words } from '../../language/words.ts'
import type { Filter } from '../../talks/filter.ts'
import { filterParameters, type ParameterProblem, type Parameters, single } from '../../talks/filter-parameters.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { plain } from '../../talks/quoting.ts'
import { whenOf } from '../../talks/when.ts'
import { badParameters, noTalk } from '../problem-response.ts'
import { parametersOf, readQuery, unknownParameters } from '../query-parameters.ts'
import { FOLDERS, subjectName } from '../subject-counts.ts'
import { type AppLinks, appLinks, isPublicSite } from './calendar-links.ts'
import { chips } from './find.ts'
import type { Html, Page } from './layout.ts'
import { type ListQuery, readFilters } from './list-query.ts'
import type { Reader } from './reader.ts'
import { type Choice, more, reminders } from './subscribe-choices.ts'
import { contents } from './subscribe-contents.ts'
import { BUILDER } from './widget-builder.ts'

/** The way to the page, with the filters that are on. */
export function subscribeButton(path: string, parameters: Parameters, { words, link }: Reader): Html {
  return html`<a class="button" href="${link(path, parameters)}">${words.subscribe}</a>`
}

export function subscribePath(about: About | null): string {
  return about === null ? '/subscribe' : `/${FOLDERS[about.kind]}/${encodeURIComponent(about.id)}/subscribe`
}

/** `about`: what the calendar is of; `null` for the whole diary, or the talk that the address names. */
export function subscribePage(url: string, about: About | null, desk: Desk, reader: Reader): Page | Response {
  const talk = about === null ? parametersOf(url).find(([name]) => name === 'talk')?.[1] : undefined
  return talk === undefined ? ofFilter(url, about, desk, reader) : ofTalk(url, talk, desk, reader)
}

/** One talk's own calendar. */
function ofTalk(url: string, id: string, desk: Desk, reader: Reader): Page | Response {
  const standing = desk.histories.latest(id)
  if (!standing) return noTalk(id, desk.site)
  const given = parametersOf(url).filter(([name]) => name !== 'talk')
  const unknown = unknownParameters(given, ['alarm', 'uncertain', 'cancelled', 'busy', 'lang'])
  if (unknown.length > 0) return badParameters(unknown, true)
  const query = readQuery(given, desk.histories)
  if (query instanceof Response) return query
  const form = { ...query.form, lang: reader.lang, cancelled: query.form.cancelled === 'omit' ? 'keep' : query.form.cancelled } as Form
  const title = titleIn(reader.lang, desk.talk(standing))
  const choice = { desk, reader, request: feedRequest({ talk: id, form }), path: '/subscribe', parameters: [['talk', id]] as const }
  const when = whenWords(whenOf(standing.known), reader.lang)
  return made(url, title, choice, html`<p class="lede"><a href="${reader.link(`/talks/${id}`)}"><bdi>${title}</bdi></a>, ${when}</p>`)
}

function ofFilter(url: string, about: About | null, desk: Desk, reader: Reader): Page | Response {
  const query = readFilters(url, desk, ['of'])
  if (query instanceof Response) return query
  const of = readKind(url)
  if (of instanceof Response) return of
  const { words, lang } = reader
  const form = { ...query.form, lang }
  const request =
    of === 'deadlines'
      ? ofDeadlines(query.filter, about, form)
      : about
        ? feedRequest({ about, filter: query.filter, form })
        : requestFor(query.filter, form)
  const path = subscribePath(about)
  const choice = { desk, reader, request, path, parameters: [...filterParameters(query.filter), ...kindParameters(of)] }
  const said = WORDS[lang].subscribe
  const name = nameOf(request, desk.histories)?.replace(/^Parley – /, '') ?? ''
  const isAll = about === null && filterParameters(query.filter).length === 0
  const search = query.text === '' ? '' : html`<p class="notice">${fill(said.noSearch, { text: `“${query.text}”` })}</p>`
  const subject = about
    ? html`<p class="list"><a href="${reader.link(path.replace(/\/subscribe$/, ''))}"><bdi>${subjectName(about.kind, about.id, desk.histories, lang)}</bdi></a></p>`
    : ''
  const which = isAll
    ? html`<p>${said.allTalks}</p>`
    : html`${subject}${chips(withoutForm(query), { desk, reader, path, standings: [], besides: kindParameters(of) })}`
  const what = isAll ? words.allTalks : name
  return made(
    url,
    what,
    choice,
    html`<section aria-labelledby="h-which"><h2 id="h-which">${said.which}</h2>${kinds(choice)}${which}${search}${contents(choice)}</section>`,
  )
}

function made(url: string, what: string, choice: Choice, which: Html): Page {
  const { reader, request, desk } = choice
  const { subscribe } = WORDS[reader.lang]
  const heading = fill(subscribe.of, { what })
  return {
    url,
    title: `${heading} – Parley`,
    calendar: request.address,
    main: html`<h1><bdi>${heading}</bdi></h1>
${which}
${reminders(choice)}
${openIn(appLinks(request, desk.site.url, nameOf(request, desk.histories) ?? what), choice)}
${more(choice)}
${about(subscribe)}${embed(choice)}`,
  }
}

/** The way to a list of the same talks for a page of the reader's own. */
function embed({ reader, request }: Choice): Html | string {
  if (request.of === 'deadlines' || request.talk !== null) return ''
  const { about, filter } = request
  const parameters = filterParameters(about ? { ...filter, [about.kind]: [about.id] } : filter)
  return html`<p class="list"><a href="${reader.link(BUILDER, parameters)}">${reader.words.widget}</a></p>`
}

/** As it stands in the address. */
const DEADLINES = 'accreditation'

function readKind(url: string): FeedRequest['of'] | Response {
  const problems: ParameterProblem[] = []
  const value = single(parametersOf(url), 'of', problems) ?? 'talks'
  if (value !== 'talks' && value !== DEADLINES)
    problems.push({ parameter: 'of', ...parameterFlaw('not-a-choice', { value: plain(value), choices: ['talks', DEADLINES] }) })
  return problems.length > 0 ? badParameters(problems, false) : value === DEADLINES ? 'deadlines' : 'talks'
}

function kindParameters(of: FeedRequest['of']): Parameters {
  return of === 'deadlines' ? [['of', DEADLINES]] : []
}

/** Their calendar has one address, whatever part of the diary it is of. */
function ofDeadlines(filter: Filter, about: About | null, form: Form): FeedRequest {
  return feedRequest({ of: 'deadlines', filter: about ? { ...filter, [about.kind]: [about.id] } : filter, form })
}

/** Talks or their deadlines, where the diary has any. */
function kinds({ desk, reader, request, path, parameters }: Choice): Html | string {
  if (request.of === 'talks' && !desk.histories.standing().some(({ deadline }) => deadline !== null)) return ''
  const words = WORDS[reader.lang].subscribe
  const besides = [...parameters.filter(([name]) => name !== 'of'), ...formParameters(request.form)]
  const item = (of: FeedRequest['of'], said: string) =>
    html`<li><a href="${reader.link(path, [...besides, ...kindParameters(of)])}"${request.of === of ? raw(' aria-current="true"') : ''}>${said}</a></li>`
  return html`<ul class="options">${item('talks', words.talks)}${item('deadlines', words.deadlines)}</ul>`
}

/** A part of the diary by the shortest address that it has. */
export function requestFor(filter: Filter, form: Form): FeedRequest {
  for (const kind of ['party', 'topic', 'series', 'place'] as const satisfies readonly SubjectKind[]) {
    const [id, ...others] = filter[kind]
    if (id !== undefined && others.length === 0) return feedRequest({ about: { kind, id }, filter: { ...filter, [kind]: [] }, form })
  }
  return feedRequest({ filter, form })
}

function withoutForm(query: ListQuery): ListQuery {
  return { ...query, text: '', form: DEFAULT_FORM, fixed: false }
}

function openIn(
  { address: whole, webcal, google, outlook, office, tooLong }: AppLinks,
  { desk, reader, request, path, parameters }: Choice,
): Html {
  const words = WORDS[reader.lang].subscribe
  const here = `${new URL(desk.site.url).origin}${reader.link(path, [...parameters, ...formParameters(request.form)])}`
  const isPublic = isPublicSite(desk.site.url)
  const services = isPublic
    ? html`<li><a class="button quiet" href="${google}">Google Calendar</a></li><li><a class="button quiet" href="${outlook}">Outlook.com</a></li><li><a class="button quiet" href="${office}">Outlook 365</a></li>`
    : ''
  const code = isPublic ? html`<figure class="code">${drawnCode(here)}<figcaption>${words.phone}</figcaption></figure>` : ''
  return html`<section class="card open" aria-labelledby="h-open"><h2 id="h-open">${words.open}</h2>
<div class="ways"><div><ul class="apps"><li class="webcal"><a class="button" href="${webcal}">${words.apple}</a></li>${services}</ul>
<p><label>${words.address}<input readonly value="${whole}"></label></p></div>${code}</div>
${tooLong ? html`<p class="alert">${reader.words.tooLong}</p>` : ''}${isPublic ? html`<p class="android">${words.android}</p>` : html`<p class="soft">${reader.words.onlyHere}</p>`}</section>`
}

/** An address as a QR code. What draws it is loaded with the first, so that a Worker starts without. */
async function drawnCode(address: string): Promise<Html> {
  const { renderSVG } = await import('uqr')
  return raw(renderSVG(address, { border: 2 }))
}

function about({ about: heading, app, reminders: rings, looks, apps }: Words['subscribe']): Html {
  return html`<section class="block"><details><summary>${heading}</summary><section class="scroll" tabindex="0" aria-label="${heading}"><table class="plain"><thead><tr><th scope="col">${app}</th><th scope="col">${rings}</th><th scope="col">${looks}</th></tr></thead>
<tbody>${apps.map(([name, ringing, looking]) => html`<tr><th scope="row">${name}</th><td>${ringing}</td><td>${looking}</td></tr>`)}</tbody></table></section></details></section>`
}
