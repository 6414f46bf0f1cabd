// What is coming, by month, week and day; and what was, the latest first, on a page of its own.
import { html } from 'hono/html'
import { DEFAULT_FORM, formParameters } from '../../calendar/feed-form.ts'
import { type FeedRequest, feedRequest } from '../../calendar/feed-key.ts'
import type { About } from '../../calendar/presence.ts'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { titleIn } from '../../language/names.ts'
import { fill } from '../../language/words.ts'
import { filterParameters, type Parameters } from '../../talks/filter-parameters.ts'
import { badParameters } from '../problem-response.ts'
import { requestFlaw } from '../request-flaws.ts'
import { subjectName } from '../subject-counts.ts'
import { inListOrder, listedAbout, splitByTime } from '../talk-list.ts'
import { inOrder, inOrderFrom, type Placed } from './agenda.ts'
import { agendaList } from './agenda-list.ts'
import { changedLately } from './changed-lately.ts'
import { chips, findPanel, nothingLeft } from './find.ts'
import { followButton } from './follow-page.ts'
import { listData } from './json-ld.ts'
import type { Html, Page } from './layout.ts'
import { headingOf } from './list-heading.ts'
import { fromMonth, further, jumps } from './list-parts.ts'
import { type ListQuery, listParameters, readList, talksFor } from './list-query.ts'
import { daysWords, type Reader, talksWords } from './reader.ts'
import { smallMonth } from './small-month.ts'
import { requestFor, subscribeButton, subscribePath } from './subscribe-page.ts'

/** Rows of a page. */
const MOST_ROWS = 200
/** How many past talks are shown where nothing is to come. */
const LATEST = 10

export interface ListPage {
  /** Path of the page. */
  path: string
  /** What the list is of; `null` for the whole diary. */
  about: About | null
  time: 'upcoming' | 'past'
}

export function listPage(url: string, desk: Desk, reader: Reader, { path, about, time }: ListPage): Page | Response {
  const query = readList(url, desk)
  if (query instanceof Response) return query
  const { words, today, lang } = reader
  const ofAll = splitByTime(desk.histories, today)[time]
  const ofTime = about === null ? ofAll : listedAbout(ofAll, about)
  const standings = talksFor(query, desk, ofTime, today)
  const place = { desk, reader, path, standings: ofTime }
  const placed = time === 'past' ? inOrder(standings).toReversed() : inOrderFrom(today, standings)
  const rows = fromMonth(placed, query.from)
  const last = Math.max(1, Math.ceil(rows.length / MOST_ROWS))
  if (query.page > last)
    return badParameters([{ parameter: 'page', ...requestFlaw('no-such-page', { value: `${query.page}`, last: `${last}` }) }], false)
  const shown = rows.slice((query.page - 1) * MOST_ROWS, query.page * MOST_ROWS)
  const request = requestOf(query, about, lang)
  const filtered = listParameters({ ...query, form: DEFAULT_FORM }).length > 0
  const heading = titleOf(query, about, time, desk, reader)
  const next = time === 'upcoming' ? nextWords(placed, desk, reader) : ''
  const lede = standings.length === 0 ? '' : html`<p class="lede">${talksWords(standings.length, reader)}.${next}</p>`
  return {
    url,
    title: `${heading} – Parley`,
    description: `${heading}${reader.words.colon} ${talksWords(standings.length, reader)}`,
    section: about === null ? time : 'browse',
    calendar: request.address,
    feeds: feedParameters(query, about),
    data: listData(
      shown.map(({ standing }) => standing),
      desk.site,
      {
        total: standings.length,
        first: shown[0] ? placed.indexOf(shown[0]) + 1 : 1,
        name: heading,
      },
    ),
    main: html`<h1><bdi>${heading}</bdi></h1>
${lede}
<p class="acts">${subscribeButton(subscribePath(about), carried(query), reader)}${followButton(feedFilter(query, about), desk, reader)}<a class="button quiet phone" href="#find">${words.find}</a>${about ? html`<a class="button quiet" href="${reader.link(time === 'past' ? path.replace(/\/past$/, '') : `${path}/past`)}">${time === 'past' ? words.coming : words.gone}</a>` : ''}</p>
${chips(query, place)}
${jumps(placed, shown, query, path, reader)}
${agendaList(shown, desk, reader)}
${placed.length === 0 ? nothing(query, filtered, { ...place, about, time }) : further(placed, shown, query, path, reader)}`,
    side: beside(query, { ...place, about, time }, shown, standings),
  }
}

/** The calendar of what the page lists, in its language. */
function requestOf({ filter, form }: ListQuery, about: About | null, lang: Reader['lang']): FeedRequest {
  return about ? feedRequest({ about, filter, form: { ...form, lang } }) : requestFor(filter, { ...form, lang })
}

/** What is carried to the page of its calendar. */
function carried({ filter, form, text }: ListQuery): Parameters {
  return [...filterParameters(filter), ...formParameters(form), ...(text === '' ? [] : [['q', text] as const])]
}

/** The same part of the diary, as lists of changes take it; of a subject that is filtered by another of its kind, only that subject. */
function feedParameters({ filter, text }: ListQuery, about: About | null): Parameters {
  return [...feedFilter({ filter }, about), ...(text === '' ? [] : [['q', text] as const])]
}

function feedFilter({ filter }: Pick<ListQuery, 'filter'>, about: About | null): Parameters {
  return filterParameters(about ? { ...filter, [about.kind]: [about.id] } : filter)
}

function titleOf(query: ListQuery, about: About | null, time: ListPage['time'], desk: Desk, { words, lang }: Reader): string {
  if (about) return subjectName(about.kind, about.id, desk.histories, lang)
  return headingOf(query, desk, lang) ?? (time === 'past' ? words.pastTalks : words.upcomingTalks)
}

/** "The next is in 2 days: …", by the first talk that has a day and is not called off. */
function nextWords(placed: readonly Placed[], desk: Desk, reader: Reader): Html | string {
  const next = placed.find(({ day, standing }) => day !== null && day >= reader.today && standing.status !== 'cancelled')
  if (!next?.day) return ''
  const [before = '', after = ''] = fill(reader.words.next, { when: daysWords(reader.today, next.day, reader), talk: '\n' }).split('\n')
  const title = titleIn(reader.lang, desk.talk(next.standing))
  return html` ${before}<a href="${reader.link(`/talks/${next.standing.talk}`)}"><bdi>${title}</bdi></a>${after}`
}

interface List {
  desk: Desk
  reader: Reader
  path: string
  standings: readonly Standing[]
  about: About | null
  time: ListPage['time']
}

function beside(query: ListQuery, place: List, shown: readonly Placed[], standings: readonly Standing[]): Html {
  const { desk, reader, time } = place
  const upcoming = time === 'upcoming'
  const parameters = listParameters({ ...query, form: DEFAULT_FORM })
  return html`<aside class="side" aria-label="${reader.words.find}">${upcoming && query.page === 1 ? smallMonth(shown, parameters, desk, reader) : ''}${findPanel(query, place, standings)}${upcoming ? changedLately(standings, desk, reader) : ''}</aside>`
}

/** Filters that leave nothing, a diary with nothing to come, or none at all. */
function nothing(query: ListQuery, filtered: boolean, place: List): Html {
  const { desk, reader, about, time } = place
  if (filtered) return nothingLeft(query, place)
  if (desk.histories.standing().length === 0) return html`<p class="card">${reader.words.empty}</p>`
  if (time === 'past') return html`<p>${reader.words.none}</p>`
  const list = inListOrder(desk.histories)
  const all = about === null ? list : listedAbout(list, about)
  const latest = all.slice(-LATEST).reverse()
  if (latest.length === 0) return html`<p>${reader.words.none}</p>`
  return html`<p>${reader.words.nothingAhead}</p>${agendaList(inOrder(latest).reverse(), desk, reader)}`
}
