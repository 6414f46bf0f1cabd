// The pages: the diary, and one talk. They work without scripts.
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import { dayWords, whenWords } from '../calendar/dates.ts'
import { citationWords, citedSources, partyWords, sourceWords, unknowns } from '../calendar/description.ts'
import { addressOf, type FeedRequest, nameOf } from '../calendar/feed.ts'
import { placeIn } from '../calendar/names.ts'
import { sentenceOf } from '../calendar/sentence.ts'
import { WORDS } from '../calendar/words.ts'
import type { Standing } from '../changes/standing.ts'
import type { Desk } from '../desk.ts'
import { placeSlug } from '../talks/place.ts'
import { quoted } from '../talks/problem.ts'
import type { Talk, TalkSource } from '../talks/talk.ts'
import { whenOf } from '../talks/when.ts'
import { eventData } from './event-data.ts'
import { page } from './layout.ts'
import { isOver, listed, upcomingThenPast } from './lists.ts'
import { badParameters, notFound } from './problem.ts'
import { parametersOf, readQuery, unknownParameters } from './query.ts'
import { STYLE } from './style.ts'
import { subscribe } from './subscribe.ts'

const PAGE_LENGTH = 100
const MOST_CHANGES = 50

export function pages(app: Hono, desk: Desk): void {
  app.get('/', (context) => forPeople(context, desk, diaryPage(context, desk)))
  app.get('/talks/:id', (context) => forPeople(context, desk, talkPage(context, desk)))
  app.get(
    '/style.css',
    () =>
      new Response(STYLE, {
        headers: {
          'content-type': 'text/css; charset=utf-8',
          'cache-control': 'public, max-age=3600',
          'x-content-type-options': 'nosniff',
        },
      }),
  )
}

/** A person who asked with a browser gets a page that says what the problem says. */
export async function forPeople(context: Context, desk: Desk, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer
  if (response.ok || !context.req.header('accept')?.includes('text/html')) return response
  const { title, detail } = (await response.json()) as { title: string; detail: string }
  return page(desk, {
    title: `${title} – Parley`,
    status: response.status,
    main: html`<h1>${title}</h1><p>${detail}</p><p><a href="/">To the diary</a></p>`,
  })
}

function diaryPage(context: Context, desk: Desk): Response | Promise<Response> {
  const parameters = parametersOf(context.req.url)
  const query = readQuery(parameters, desk.histories, ['page'])
  if (query instanceof Response) return query
  const number = parameters.find(([name]) => name === 'page')?.[1] ?? '1'
  const { histories, clock, site } = desk
  const today = clock.today()
  const { upcoming, past } = upcomingThenPast(listed(histories, query.filter, today), today)
  const pageCount = Math.max(1, Math.ceil((upcoming.length + past.length) / PAGE_LENGTH))
  if (!/^[1-9]\d{0,5}$/.test(number) || Number(number) > pageCount)
    return badParameters([{ parameter: 'page', message: `${quoted(number)} is out of range`, expected: `1 to ${pageCount}` }], false)
  const start = (Number(number) - 1) * PAGE_LENGTH
  const shown = new Set([...upcoming, ...past].slice(start, start + PAGE_LENGTH))
  const request: FeedRequest = { talk: null, about: null, ...query }
  const filtered = addressOf(request) !== '/calendar.ics'
  const heading = filtered ? (nameOf(request, histories) ?? 'Talks').replace(/^Parley – /, '') : 'Upcoming talks'
  const others = parameters.filter(([name]) => name !== 'page')
  return page(desk, {
    title: filtered ? `${heading} – Parley` : 'Parley – upcoming talks',
    calendar: addressOf(request),
    main: html`<h1>${heading}</h1>
${filtered ? html`<p><a href="/">Show all talks</a></p>` : ''}
${subscribe(`${site.url}${addressOf(request)}`, site.url)}
<h2 id="upcoming">Upcoming</h2>
${talkList(
  upcoming.filter((standing) => shown.has(standing)),
  desk,
  upcoming.length === 0 ? 'No talk is planned as far as this diary knows.' : 'They are on an earlier page.',
)}
<h2 id="past">Past</h2>
${talkList(
  past.filter((standing) => shown.has(standing)),
  desk,
  past.length === 0 ? 'None yet.' : 'They are on a later page.',
)}
${pageCount > 1 ? pager(Number(number), pageCount, others) : ''}`,
  })
}

function pager(number: number, count: number, parameters: readonly (readonly [string, string])[]) {
  const to = (other: number) => `/?${new URLSearchParams([...parameters.map(([name, value]) => [name, value]), ['page', String(other)]])}`
  return html`<nav aria-label="Pages"><p>${number > 1 ? html`<a href="${to(number - 1)}" rel="prev">Earlier page</a> · ` : ''}Page ${number} of ${count}${number < count ? html` · <a href="${to(number + 1)}" rel="next">Next page</a>` : ''}</p></nav>`
}

function talkList(standings: readonly Standing[], desk: Desk, otherwise: string) {
  if (standings.length === 0) return html`<p class="soft">${otherwise}</p>`
  return html`<ul class="talks">${standings.map((standing) => {
    const talk = desk.talk(standing)
    return html`<li><a class="title${calledOff(talk) ? ' off' : ''}" href="/talks/${talk.id}"><bdi>${talk.title}</bdi></a> ${statusMark(talk)}
<br>${whenText(talk, standing)}${talk.place ? html`<br><span class="soft">${placeIn('en', talk.place)}</span>` : ''}${standing.movedFrom && !isOver(standing, desk.clock.today()) ? html`<br><span class="soft">Moved from ${whenWords(whenOf(standing.movedFrom), 'en')}</span>` : ''}</li>`
  })}</ul>`
}

function calledOff({ status }: Talk): boolean {
  return status === 'cancelled' || status === 'postponed'
}

function statusMark({ status }: Talk) {
  return calledOff({ status } as Talk)
    ? html`<span class="mark">${WORDS.en.status[status]}</span>`
    : status === 'planned'
      ? ''
      : html`<span class="soft">${WORDS.en.status[status]}</span>`
}

function whenText(talk: Talk, standing: Standing) {
  const when = whenOf(talk.status === 'postponed' ? talk : standing.known)
  const marks = when.precision === 'day' && !calledOff(talk) ? html` <span class="mark">time not known</span>` : ''
  return html`${whenWords(when, 'en')}${marks}`
}

function talkPage(context: Context, desk: Desk): Response | Promise<Response> {
  const unknown = unknownParameters(parametersOf(context.req.url), [])
  if (unknown.length > 0) return badParameters(unknown, true)
  const id = context.req.param('id') ?? ''
  const { histories, site, clock } = desk
  const standing = histories.latest(id)
  if (!standing) return notFound(`No talk ${quoted(id)} was ever in this diary.`)
  const talk = desk.talk(standing)
  const when = whenOf(talk)
  const over = isOver(standing, clock.today()) && talk.status !== 'held' && !calledOff(talk)
  const missing = [...unknowns(talk, when, 'en'), ...(over ? [WORDS.en.text.over] : [])]
  const last = standing.known.when !== talk.when ? html`<dt>Last known date</dt><dd>${whenWords(whenOf(standing.known), 'en')}</dd>` : ''
  return page(desk, {
    title: `${talk.title} – Parley`,
    calendar: `/talks/${id}.ics`,
    data: eventData(talk, standing, site),
    main: html`<h1><bdi>${talk.title}</bdi></h1>
${standing.withdrawn ? html`<p class="notice">Withdrawn: the diary no longer has this talk. This is what was last known.</p>` : ''}
<dl>
<dt>When</dt><dd>${whenWords(when, 'en')}${talk.said ? html`<br>In the words of the source: “<bdi>${talk.said}</bdi>”` : ''}</dd>${last}
<dt>Status</dt><dd>${WORDS.en.status[talk.status]}${talk.statusReason ? html`: <bdi>${talk.statusReason}</bdi>` : ''}</dd>
${missing.length > 0 ? html`<dt>Not known</dt>${missing.map((line) => html`<dd>${line}</dd>`)}` : ''}
${
  talk.place
    ? html`<dt>Place</dt><dd><bdi>${placeIn('en', talk.place)}</bdi> ${subjectLinks(
        'place',
        [placeSlug(talk.place)].filter((slug) => slug !== null),
      )}</dd>`
    : ''
}
<dt>Parties</dt>${talk.parties.length === 0 ? html`<dd>not known</dd>` : talk.parties.map((party) => html`<dd><bdi>${partyWords(party, 'en')}</bdi> ${subjectLinks('party', [party.party])}</dd>`)}
${talk.series ? html`<dt>Series</dt><dd><a href="/?series=${talk.series.id}"><bdi>${talk.series.title}</bdi></a></dd>` : ''}
${talk.topics?.length ? html`<dt>Topics</dt><dd>${talk.topics.map((topic, index) => html`${index > 0 ? ', ' : ''}<a href="/?topic=${topic}">${topic}</a>`)}</dd>` : ''}
${talk.level ? html`<dt>Level</dt><dd>${WORDS.en.level[talk.level]}</dd>` : ''}
${talk.format ? html`<dt>Form</dt><dd>${WORDS.en.format[talk.format]}</dd>` : ''}
${talk.access ? html`<dt>Accreditation</dt><dd>${talk.access.deadline ? `by ${whenWords(whenOf({ when: talk.access.deadline }), 'en')} ` : ''}<bdi>${talk.access.note ?? ''}</bdi> ${talk.access.url ? html`<a href="${talk.access.url}">${talk.access.url}</a>` : ''}</dd>` : ''}
${talk.contact ? html`<dt>Contact</dt><dd><bdi>${[talk.contact.name, talk.contact.organisation, talk.contact.email, talk.contact.phone].filter((part) => part).join(', ')}</bdi></dd>` : ''}
${talk.verifiedAt ? html`<dt>Verified</dt><dd>${dayWords(talk.verifiedAt.slice(0, 10), 'en', { year: true })}</dd>` : ''}
</dl>
${talk.summary ? talk.summary.split('\n').map((paragraph) => html`<p><bdi>${paragraph}</bdi></p>`) : ''}
${talk.links?.length ? html`<h2>Links</h2><ul>${talk.links.map(({ url, title }) => html`<li><a href="${url}"><bdi>${title}</bdi></a></li>`)}</ul>` : ''}
<h2>Sources</h2>
${talk.sources.some(({ stance }) => stance === 'denies') ? html`<p class="notice">The sources disagree.</p>` : ''}
${talk.sources.length === 0 ? html`<p class="soft">None: nothing is claimed that needs one.</p>` : html`<ul>${citedSources(talk.sources).map((citations) => sourceItem(citations, talk))}</ul>`}
<h2>What changed</h2>
${history(standing, desk)}
${subscribe(`${site.url}/talks/${id}.ics`, site.url)}`,
  })
}

function sourceItem(citations: readonly TalkSource[], { parties }: Talk) {
  const [first] = citations
  if (!first) return ''
  return html`<li><bdi>${sourceWords({ ...first, url: null }, 'en')}</bdi>${first.url ? html` <a href="${first.url}">${first.url}</a>` : ''}
<ul>${citations.map((citation) => html`<li class="soft"><bdi>${citationWords(citation, parties, 'en')}</bdi></li>`)}</ul></li>`
}

function subjectLinks(parameter: 'party' | 'place', ids: readonly string[]) {
  return ids.map((id) => html`<a class="soft" href="/?${parameter}=${encodeURIComponent(id)}">all talks</a>`)
}

function history(standing: Standing, desk: Desk) {
  const first = Math.max(1, standing.revision - MOST_CHANGES + 1)
  const revisions = Array.from({ length: standing.revision - first + 1 }, (_, index) => standing.revision - index)
  return html`<ul>${revisions.map((revision) => {
    const change = desk.change(standing.talk, revision)
    const after = desk.histories.talks.get(standing.talk)?.[revision - 1]
    if (!change || !after) return ''
    const was = desk.histories.before(after)?.known ?? null
    return html`<li><time datetime="${change.at}">${dayWords(change.at.slice(0, 10), 'en', { year: true })}</time>: <bdi>${sentenceOf(change, { was, is: after.known }, 'en')}</bdi></li>`
  })}</ul>${first > 1 ? html`<p class="soft">And ${first - 1} earlier changes.</p>` : ''}`
}
