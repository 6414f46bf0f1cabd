// A calendar put together by links: which talks, when to be reminded, how it is written, and which app takes it.
import { html, raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { deadlineOf } from '../../calendar/deadline.ts'
import { eventsOf, nameOf } from '../../calendar/feed.ts'
import { DEFAULT_FORM, type Form, formParameters } from '../../calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../../calendar/feed-key.ts'
import { type About, isAbout } from '../../calendar/presence.ts'
import type { Standing } from '../../changes/standing.ts'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import { whenWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill, LANGUAGES, WORDS, type Words } from '../../language/words.ts'
import type { Filter } from '../../talks/filter.ts'
import { filterParameters, type ParameterProblem, type Parameters, single } from '../../talks/filter-parameters.ts'
import { formatLead, parseLead } from '../../talks/lead.ts'
import { parameterFlaw } from '../../talks/parameter-flaws.ts'
import { plain } from '../../talks/quoting.ts'
import { isCalledOff } from '../../talks/status.ts'
import { whenOf } from '../../talks/when.ts'
import { badParameters, noTalk } from '../problem-response.ts'
import { parametersOf, readQuery, unknownParameters } from '../query-parameters.ts'
import { FOLDERS, subjectName } from '../subject-counts.ts'
import { fitting, isOver } from '../talk-list.ts'
import { inOrderFrom } from './agenda.ts'
import { type AppLinks, appLinks, isPublicSite } from './calendar-links.ts'
import { chips } from './find.ts'
import type { Html, Page } from './layout.ts'
import { type ListQuery, readFilters } from './list-query.ts'
import { type Reader, talksWords } from './reader.ts'

/** Leads that are offered; others stand there too, where the address has them. */
const LEADS = ['PT15M', 'PT1H', 'P0D', 'P1D', 'P7D']
/** Google takes no more of a calendar. */
const MOST_BYTES = 1_000_000
/** In bytes. */
const TYPICAL_EVENT = 1200

interface Choice {
  desk: Desk
  reader: Reader
  request: FeedRequest
  /** Of this page. */
  path: string
  /** What the page is asked for but the form. */
  parameters: Parameters
}

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
${about(subscribe)}`,
  }
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

/** How many talks the calendar holds today, which is next, and how many of those that fit it does not hold, and why. */
function contents(choice: Choice): Html {
  const { desk, reader, request } = choice
  const { lang, today } = reader
  const words = WORDS[lang].subscribe
  const { histories } = desk
  const all = histories.standing().filter(({ deadline }) => request.of === 'talks' || deadline !== null)
  const standings = request.of === 'deadlines' ? all.map(deadlineOf) : all
  const ofAll = fitting(standings, request.filter, today).filter((standing) => request.about === null || isAbout(standing, request.about))
  const held = new Set(eventsOf(request, histories, today).events.map(({ shown }) => shown.talk))
  const inside = ofAll.filter(({ talk }) => held.has(talk))
  const coming = inside.filter((standing) => !isOver(standing, today))
  const next = inOrderFrom(today, coming).find(({ standing }) => !isCalledOff(standing))?.standing
  const split = fill(words.split, { coming: String(coming.length), past: String(inside.length - coming.length) })
  const counts = fill(words.holds, { talks: countWords(inside.length, choice) })
  const first = next
    ? fill(words.next, { talk: titleIn(lang, desk.talk(next)), when: whenWords(whenOf(next.known), lang) })
    : words.nothingNext
  const left = ofAll.filter(({ talk }) => !held.has(talk))
  return html`<p>${counts}${inside.length === 0 ? '' : `: ${split}`}. <bdi>${first}</bdi></p>${leftOut(left, choice)}${isLarge(inside.length, choice) ? tooLarge(choice) : ''}`
}

function leftOut(left: readonly Standing[], choice: Choice): Html | string {
  if (left.length === 0) return ''
  const { reader, request } = choice
  const words = WORDS[reader.lang].subscribe
  const dateless = left.filter(({ span }) => span.shown === null)
  const coarse = left.filter(({ span }) => span.shown?.certainty === 'coarse' && request.form.uncertain === 'omit')
  const off = left.length - dateless.length - coarse.length
  const item = (template: string, count: number, shown: Partial<Form> | null) =>
    count === 0
      ? ''
      : html`<li>${fill(template, { count: String(count) })}${shown ? html` <a href="${address(choice, shown)}">${words.show}</a>` : ''}</li>`
  return html`<p>${fill(words.leftOut, { talks: countWords(left.length, choice) })}</p><ul class="left">${item(words.coarse, coarse.length, { uncertain: 'include' })}${item(words.dateless, dateless.length, null)}${request.form.cancelled === 'omit' ? item(words.omitted, off, { cancelled: 'keep' }) : item(words.off, off, null)}</ul>`
}

function countWords(count: number, { reader, request }: Choice): string {
  if (request.of === 'talks') return talksWords(count, reader)
  const { oneDeadline, manyDeadlines } = WORDS[reader.lang].subscribe
  return fill(count === 1 ? oneDeadline : manyDeadlines, { count: String(count) })
}

function isLarge(events: number, { desk, request }: Choice): boolean {
  return (desk.feeds.kept(request, desk.clock.today())?.length ?? events * TYPICAL_EVENT) > MOST_BYTES
}

function tooLarge(choice: Choice): Html {
  const { reader, request, path, parameters } = choice
  const since = [...parameters.filter(([name]) => name !== 'since'), ['since', '-P30D'] as const]
  const link = reader.link(path, [...since, ...formParameters(request.form)])
  const [before = '', after = ''] = fill(reader.words.tooLarge, { link: '\n' }).split('\n')
  return html`<p class="notice">${before}<a href="${link}">${reader.words.smaller}</a>${after}</p>`
}

/** The address of this page with another form. */
function address({ reader, path, parameters, request }: Choice, change: Partial<Form>): string {
  return reader.link(path, [...parameters, ...formParameters({ ...request.form, ...change })])
}

interface Option {
  said: string
  change: Partial<Form>
  chosen: boolean
}

function options(choice: Choice, all: readonly Option[]): Html {
  return html`<ul class="options">${all.map(({ said, change, chosen }) => html`<li><a href="${address(choice, change)}"${chosen ? raw(' aria-current="true"') : ''}>${said}</a></li>`)}</ul>`
}

/** Each lead is put on and taken off again by its link. */
function reminders(choice: Choice): Html {
  const words = WORDS[choice.reader.lang].subscribe
  const { alarm } = choice.request.form
  const leads = [...LEADS, ...alarm.filter((lead) => !LEADS.includes(lead))]
  const toggled = (lead: string) => (alarm.includes(lead) ? alarm.filter((other) => other !== lead) : [...alarm, lead].sort())
  const all = leads.map((lead) => ({ said: leadWords(lead, words), change: { alarm: toggled(lead) }, chosen: alarm.includes(lead) }))
  return html`<section class="block" aria-labelledby="h-remind"><h2 id="h-remind">${words.remind}</h2>
${options(choice, [{ said: words.never, change: { alarm: [] }, chosen: alarm.length === 0 }, ...all])}
<p class="soft">${words.atNine}</p></section>`
}

/** "an hour before", "15 minutes before", "as it begins". */
export function leadWords(text: string, words: Words['subscribe']): string {
  const lead = parseLead(text)
  if (!lead) return text
  if (lead.unit === 'days' && lead.days === 0) return words.atStart
  return fill(words.before, { time: timeWords(lead, words) })
}

function timeWords(lead: NonNullable<ReturnType<typeof parseLead>>, words: Words['subscribe']): string {
  if (lead.unit === 'days') {
    if (lead.days === 1) return words.theDay
    return lead.days === 7 ? words.week : fill(words.days, { count: String(lead.days) })
  }
  const [hours, minutes] = [Math.floor(lead.seconds / 3600), Math.floor(lead.seconds / 60) % 60]
  if (lead.seconds % 60 > 0) return formatLead(lead)
  if (hours === 0) return fill(words.minutes, { count: String(minutes) })
  if (minutes > 0) return fill(words.exactly, { hours: String(hours), minutes: String(minutes) })
  return hours === 1 ? words.hour : fill(words.hours, { count: String(hours) })
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
  const code = isPublic
    ? html`<figure class="code">${raw(renderSVG(here, { border: 2 }))}<figcaption>${words.phone}</figcaption></figure>`
    : ''
  return html`<section class="card open" aria-labelledby="h-open"><h2 id="h-open">${words.open}</h2>
<div class="ways"><div><ul class="apps"><li class="webcal"><a class="button" href="${webcal}">${words.apple}</a></li>${services}</ul>
<p><label>${words.address}<input readonly value="${whole}"></label></p></div>${code}</div>
${tooLong ? html`<p class="alert">${reader.words.tooLong}</p>` : ''}${isPublic ? html`<p class="android">${words.android}</p>` : html`<p class="soft">${reader.words.onlyHere}</p>`}</section>`
}

function more(choice: Choice): Html {
  const { reader, request, parameters } = choice
  const words = WORDS[reader.lang].subscribe
  const { form } = request
  const group = (id: string, heading: string, all: readonly Option[]) => html`<h3 id="h-${id}">${heading}</h3>${options(choice, all)}`
  const one = <Name extends 'uncertain' | 'cancelled' | 'busy'>(name: Name, values: readonly (readonly [Form[Name], string])[]): Option[] =>
    values.map(([value, said]) => ({ said, change: { [name]: value }, chosen: form[name] === value }))
  const isOfTalk = request.talk !== null
  const uncertain = one('uncertain', [
    ['omit', words.uncertainOmit],
    ['include', words.uncertainInclude],
  ])
  const cancelled = one('cancelled', [
    ['keep', words.cancelledKeep],
    ['words', words.cancelledWords],
    ...(isOfTalk ? [] : ([['omit', words.cancelledOmit]] as const)),
  ])
  const busy = one('busy', [
    ['no', words.busyNo],
    ['yes', words.busyYes],
  ])
  const languages = LANGUAGES.map((lang) => {
    const there = new URLSearchParams(
      [...parameters, ...formParameters({ ...form, lang: 'en' }), ['lang', lang]].map(([name, value]) => [name, value]),
    )
    return html`<li><a href="${reader.root}${choice.path}?${String(there)}" lang="${lang}"${lang === reader.lang ? raw(' aria-current="true"') : ''}>${WORDS[lang].page.language}</a></li>`
  })
  return html`<section class="block"><details${request.address.includes('?') ? raw(' open') : ''}><summary>${words.more}</summary>
${isOfTalk ? '' : group('uncertain', words.uncertain, uncertain)}${group('cancelled', words.cancelled, cancelled)}${group('busy', words.busy, busy)}
<h3 id="h-language">${words.language}</h3><ul class="options">${languages}</ul></details></section>`
}

function about({ about: heading, app, reminders: rings, looks, apps }: Words['subscribe']): Html {
  return html`<section class="block"><details><summary>${heading}</summary><section class="scroll" tabindex="0" aria-label="${heading}"><table class="plain"><thead><tr><th scope="col">${app}</th><th scope="col">${rings}</th><th scope="col">${looks}</th></tr></thead>
<tbody>${apps.map(([name, ringing, looking]) => html`<tr><th scope="row">${name}</th><td>${ringing}</td><td>${looking}</td></tr>`)}</tbody></table></section></details></section>`
}
