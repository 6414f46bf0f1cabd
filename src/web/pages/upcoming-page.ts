// What is coming, by month, week and day; and what was, the latest first, on a page of its own.
import { html } from 'hono/html'
import { nameOf } from '../../calendar/feed.ts'
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../../calendar/feed-key.ts'
import { byStart, type Standing } from '../../changes/standing.ts'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import { titleIn } from '../../language/names.ts'
import { fill } from '../../language/words.ts'
import { badParameters } from '../problem-response.ts'
import { requestFlaw } from '../request-flaws.ts'
import { subjectName } from '../subject-counts.ts'
import { isOver } from '../talk-list.ts'
import { type GroupId, groupCounts, inOrder, NO_DATE, type Placed } from './agenda.ts'
import { agendaList, groupWords } from './agenda-list.ts'
import { chips, findPanel, nothingLeft } from './find.ts'
import type { Html, Page } from './layout.ts'
import { type ListQuery, listParameters, readList, talksFor } from './list-query.ts'
import { daysWords, type Reader, talksWords } from './reader.ts'
import { subscribe } from './subscribe.ts'

/** Of a page: how many rows, and how many months. */
const MOST_ROWS = 200
const MOST_MONTHS = 3
/** How many past talks are shown where nothing is to come. */
const LATEST = 10

/** What a list is of: the whole diary, or one party, series, topic or place. */
export interface About {
  kind: SubjectKind
  id: string
}

export interface ListPage {
  /** Path of the page. */
  path: string
  about: About | null
  time: 'upcoming' | 'past'
}

export function listPage(url: string, desk: Desk, reader: Reader, { path, about, time }: ListPage): Page | Response {
  const query = readList(url, desk)
  if (query instanceof Response) return query
  const { words, today, lang } = reader
  const all = desk.histories.standing().filter((standing) => isOf(standing, about))
  const ofTime = all.filter((standing) => isOver(standing, today) === (time === 'past'))
  const standings = talksFor(query, desk, ofTime, today)
  const place = { desk, reader, path, standings: ofTime }
  const placed = time === 'past' ? inOrder(standings).reverse() : inOrder(standings)
  const rows = fromMonth(placed, query.from)
  const last = Math.max(1, Math.ceil(rows.length / MOST_ROWS))
  if (query.page > last)
    return badParameters([{ parameter: 'page', ...requestFlaw('no-such-page', { value: `${query.page}`, last: `${last}` }) }], false)
  const shown = rows.slice((query.page - 1) * MOST_ROWS, query.page * MOST_ROWS)
  const request = requestOf(query, about, lang)
  const filtered = listParameters({ ...query, form: DEFAULT_FORM }).length > 0
  const heading = headingOf(query, about, time, desk, reader)
  return {
    url,
    title: `${heading} – Parley`,
    description: `${heading}: ${talksWords(standings.length, reader)}`,
    ...(about === null ? { section: time } : {}),
    calendar: request.address,
    main: html`<h1><bdi>${heading}</bdi></h1>
<p class="lede">${talksWords(standings.length, reader)}.${time === 'upcoming' ? nextWords(placed, desk, reader) : ''}</p>
<p class="acts"><a class="button" href="#subscribe">${words.subscribe}</a><a class="button quiet phone" href="#find">${words.find}</a>${about ? html`<a class="button quiet" href="${reader.link(time === 'past' ? path.replace(/\/past$/, '') : `${path}/past`)}">${time === 'past' ? words.coming : words.gone}</a>` : ''}</p>
${chips(query, place)}
${months(placed, shown, query, path, reader)}
${agendaList(shown, desk, reader)}
${placed.length === 0 ? nothing(query, filtered, { ...place, all, time }) : further(placed, shown, query, path, reader)}
${subscribe(`${desk.site.url}${request.address}`, desk.site.url, reader)}${isLarge(desk, request, standings.length) ? tooLarge(request, path, reader) : ''}`,
    side: html`<aside class="side" aria-label="${words.find}">${findPanel(query, place)}</aside>`,
  }
}

function isOf({ parties, topics, series, place }: Standing, about: About | null): boolean {
  if (about === null) return true
  const { kind, id } = about
  return kind === 'party' ? parties.includes(id) : kind === 'topic' ? topics.includes(id) : (kind === 'series' ? series : place) === id
}

/** The calendar of what the page lists, in its language. */
function requestOf({ filter, form }: ListQuery, about: About | null, lang: Reader['lang']): FeedRequest {
  return feedRequest({ about, filter, form: { ...form, lang } })
}

export function headingOf(
  query: Pick<ListQuery, 'filter'>,
  about: About | null,
  time: ListPage['time'],
  desk: Desk,
  { words, lang }: Reader,
): string {
  if (about) return subjectName(about.kind, about.id, desk.histories, lang)
  const named = nameOf(feedRequest({ filter: query.filter, form: { ...DEFAULT_FORM, lang } }), desk.histories)
  const of = named?.startsWith('Parley – ') ? named.slice('Parley – '.length) : null
  const plain = nameOf(feedRequest({ form: { ...DEFAULT_FORM, lang } }), desk.histories)
  if (of === null || named === plain) return time === 'past' ? words.pastTalks : words.upcomingTalks
  return of
}

/** What the page may show: at most three months, from the one that is asked for on. */
function fromMonth(placed: readonly Placed[], from: GroupId | null): Placed[] {
  const groups = [...groupCounts(placed).keys()]
  const begin = from === null ? 0 : Math.max(0, groups.indexOf(from))
  const some = new Set(groups.slice(begin))
  let monthsLeft = MOST_MONTHS
  for (const id of [...some]) {
    if (monthsLeft === 0) some.delete(id)
    else if (id.length === 7) monthsLeft--
  }
  return placed.filter(({ group }) => some.has(group))
}

/** Every month with its count: a jump on this page, or the page that begins with it. */
function months(placed: readonly Placed[], shown: readonly Placed[], query: ListQuery, path: string, reader: Reader): Html | string {
  const counts = groupCounts(placed)
  if (counts.size < 2) return ''
  const here = new Set(shown.map(({ group }) => group))
  return html`<nav class="months" aria-label="${reader.words.months}">${[...counts].map(([id, count]) => html`<a href="${here.has(id) ? `#m${id}` : monthLink(id, query, path, reader)}">${groupWords(id, reader)} <span class="soft">${String(count)}</span></a>`)}</nav>`
}

function monthLink(id: GroupId, query: ListQuery, path: string, { link }: Reader, page = 1): string {
  return link(path, [...listParameters(query), ['month', id], ...(page > 1 ? [['page', String(page)] as const] : [])])
}

/** What comes after the rows of this page. */
function further(placed: readonly Placed[], shown: readonly Placed[], query: ListQuery, path: string, reader: Reader): Html | string {
  const last = shown.at(-1)
  if (!last) return html`<p>${reader.words.none} <a href="${reader.link(path, listParameters(query))}">${reader.words.all}</a></p>`
  const next = placed[placed.indexOf(last) + 1]
  if (!next) return ''
  if (next.group !== last.group)
    return html`<p class="further"><a class="button quiet" href="${monthLink(next.group, query, path, reader)}" rel="next">${groupWords(next.group, reader)}</a></p>`
  const first = shown[0]?.group ?? NO_DATE
  return html`<p class="further"><a class="button quiet" href="${monthLink(query.from ?? first, query, path, reader, query.page + 1)}" rel="next">${fill(reader.words.moreOf, { month: groupWords(last.group, reader) })}</a></p>`
}

/** "The next is in 2 days: …", by the first talk that has a day and is not called off. */
function nextWords(placed: readonly Placed[], desk: Desk, reader: Reader): Html | string {
  const next = placed.find(({ day, standing }) => day !== null && day >= reader.today && standing.status !== 'cancelled')
  if (!next?.day) return ''
  const [before = '', after = ''] = fill(reader.words.next, { when: daysWords(reader.today, next.day, reader), talk: '\n' }).split('\n')
  const title = titleIn(reader.lang, desk.talk(next.standing))
  return html` ${before}<a href="${reader.link(`/talks/${next.standing.talk}`)}"><bdi>${title}</bdi></a>${after}`
}

interface Empty {
  desk: Desk
  reader: Reader
  path: string
  standings: readonly Standing[]
  all: readonly Standing[]
  time: ListPage['time']
}

/** Filters that leave nothing, a diary with nothing to come, or none at all. */
function nothing(query: ListQuery, filtered: boolean, place: Empty): Html {
  const { desk, reader, all, time } = place
  if (filtered) return nothingLeft(query, place)
  if (desk.histories.standing().length === 0) return html`<p class="card">${reader.words.empty}</p>`
  if (time === 'past') return html`<p>${reader.words.none}</p>`
  const latest = [...all].sort(byStart).slice(-LATEST).reverse()
  if (latest.length === 0) return html`<p>${reader.words.none}</p>`
  return html`<p>${reader.words.nothingAhead}</p>${agendaList(inOrder(latest).reverse(), desk, reader)}`
}

/** Google loses what is beyond about a million bytes. */
const LARGEST_FOR_GOOGLE = 1_000_000
/** In bytes. A calendar is not made for a page that only says whether it is large. */
const TYPICAL_EVENT = 1200

function isLarge({ feeds, clock }: Desk, request: FeedRequest, talks: number): boolean {
  return (feeds.kept(request, clock.today())?.length ?? talks * TYPICAL_EVENT) > LARGEST_FOR_GOOGLE
}

function tooLarge({ filter, form }: FeedRequest, path: string, { words, link }: Reader): Html {
  const since = { back: 'P30D' }
  const address = link(path, listParameters({ filter: { ...filter, since }, form, text: '', fixed: false }))
  const [before = '', after = ''] = fill(words.tooLarge, { link: '\n' }).split('\n')
  return html`<p class="notice">${before}<a href="${address}">${words.smaller}</a>${after}</p>`
}
