// The diary as a page: upcoming talks, then past ones, and how to subscribe to them.

import type { Context } from 'hono'
import { html } from 'hono/html'
import { nameOf } from '../../calendar/feed.ts'
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../../calendar/feed-key.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { whenWords } from '../../language/dates.ts'
import { placeIn } from '../../language/names.ts'
import { WORDS } from '../../language/words.ts'
import { type ParameterProblem, type Parameters, single } from '../../talks/filter-parameters.ts'
import { plain } from '../../talks/quoting.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk } from '../../talks/talk.ts'
import { whenOf } from '../../talks/when.ts'
import { badParameters } from '../problem-response.ts'
import { parametersOf, readQuery } from '../query-parameters.ts'
import { requestFlaw } from '../request-flaws.ts'
import { isOver, listed, upcomingThenPast } from '../talk-list.ts'
import { page, rootOf } from './layout.ts'
import { subscribe } from './subscribe.ts'

const PAGE_LENGTH = 100
const ALL = WORDS.en.feed.all

export async function diaryPage(context: Context, desk: Desk): Promise<Response> {
  const parameters = parametersOf(context.req.url)
  const query = readQuery(parameters, desk.histories, ['page'])
  if (query instanceof Response) return query
  const problems: ParameterProblem[] = []
  const number = single(parameters, 'page', problems) ?? '1'
  const { histories, clock, site } = desk
  const today = clock.today()
  const { upcoming, past } = upcomingThenPast(listed(histories, query.filter, today), today)
  const pageCount = Math.max(1, Math.ceil((upcoming.length + past.length) / PAGE_LENGTH))
  if (!/^[1-9]\d{0,5}$/.test(number) || Number(number) > pageCount)
    problems.push({ parameter: 'page', ...requestFlaw('no-such-page', { value: plain(number), last: `${pageCount}` }) })
  if (problems.length > 0) return badParameters(problems, false)
  const start = (Number(number) - 1) * PAGE_LENGTH
  const shown = new Set([...upcoming, ...past].slice(start, start + PAGE_LENGTH))
  const request = feedRequest(query)
  const filtered = request.address !== '/calendar.ics'
  // The page is in English, whatever the language of its calendar.
  const name = nameOf({ ...request, form: DEFAULT_FORM }, histories) ?? ALL
  const heading = name === ALL ? 'Upcoming talks' : name.replace(/^Parley – /, '')
  const others = parameters.filter(([name]) => name !== 'page')
  return page(desk, {
    title: name === ALL ? ALL : `${heading} – Parley`,
    calendar: request.address,
    main: html`<h1>${heading}</h1>
${filtered ? html`<p><a href="${rootOf(desk)}/">Show all talks</a></p>` : ''}
${subscribe(`${site.url}${request.address}`, site.url)}
${(await isLarge(desk, request, upcoming.length + past.length)) ? tooLarge(request, desk) : ''}
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
${pageCount > 1 ? pager(Number(number), pageCount, others, rootOf(desk)) : ''}`,
  })
}

/** Google loses what is beyond about a million bytes. */
const LARGEST_FOR_GOOGLE = 1_000_000
/** In bytes; with few talks, there is no need to build the calendar to know that it is small. */
const SMALLEST_EVENT = 400

async function isLarge({ feeds, clock }: Desk, request: FeedRequest, talks: number): Promise<boolean> {
  if (talks * SMALLEST_EVENT < LARGEST_FOR_GOOGLE / 3) return false
  return (await feeds.get(request, clock.today())).length > LARGEST_FOR_GOOGLE
}

function tooLarge(request: FeedRequest, desk: Desk) {
  const since = { back: 'P30D' }
  const { address } = feedRequest({ ...request, filter: { ...request.filter, since } })
  return html`<p class="notice">This calendar is larger than a megabyte, of which Google takes only the first. <a href="${rootOf(desk)}/${address.includes('?') ? address.slice(address.indexOf('?')) : ''}">With talks of the last 30 days and later only</a> it is smaller.</p>`
}

function pager(number: number, count: number, parameters: Parameters, root: string) {
  const to = (other: number) =>
    `${root}/?${new URLSearchParams([...parameters.map(([name, value]) => [name, value]), ['page', String(other)]])}`
  return html`<nav aria-label="Pages"><p>${number > 1 ? html`<a href="${to(number - 1)}" rel="prev">Earlier page</a> · ` : ''}Page ${number} of ${count}${number < count ? html` · <a href="${to(number + 1)}" rel="next">Next page</a>` : ''}</p></nav>`
}

function talkList(standings: readonly Standing[], desk: Desk, otherwise: string) {
  if (standings.length === 0) return html`<p class="soft">${otherwise}</p>`
  return html`<ul class="talks">${standings.map((standing) => {
    const talk = desk.talk(standing)
    return html`<li><a class="title${isCalledOff(talk) ? ' off' : ''}" href="${rootOf(desk)}/talks/${talk.id}"><bdi>${talk.title}</bdi></a> ${statusMark(talk)}
<br>${whenText(talk, standing)}${talk.place ? html`<br><span class="soft">${placeIn('en', talk.place)}</span>` : ''}${standing.movedFrom && !isOver(standing, desk.clock.today()) ? html`<br><span class="soft">Moved from ${whenWords(whenOf(standing.movedFrom), 'en')}</span>` : ''}</li>`
  })}</ul>`
}

function statusMark({ status }: Talk) {
  return isCalledOff({ status })
    ? html`<span class="mark">${WORDS.en.status[status]}</span>`
    : status === 'planned'
      ? ''
      : html`<span class="soft">${WORDS.en.status[status]}</span>`
}

function whenText(talk: Talk, standing: Standing) {
  const when = whenOf(talk.status === 'postponed' ? talk : standing.known)
  const marks = when.precision === 'day' && !isCalledOff(talk) ? html` <span class="mark">time not known</span>` : ''
  return html`${whenWords(when, 'en')}${marks}`
}
