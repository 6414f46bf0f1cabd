// A month as a table of weeks, with the filters of lists; below it what is known of the month and not of a day in it.
import { html } from 'hono/html'
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import type { Desk } from '../../desk.ts'
import { dayWords, monthWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { capital, fill } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import { addMonths } from '../../talks/time.ts'
import { whenOf } from '../../talks/when.ts'
import { notFound } from '../problem-response.ts'
import { inListOrder, isOver } from '../talk-list.ts'
import { inOrder, notBefore, type Placed } from './agenda.ts'
import { agendaList, dayAnchor } from './agenda-list.ts'
import { certaintyOf, surestMark } from './certainty.ts'
import { chips } from './find.ts'
import type { Html, Page } from './layout.ts'
import { listParameters, readFilters, talksFor } from './list-query.ts'
import { type Bar, type GridDay, isInMonth, monthGrid, type Week } from './month-grid.ts'
import { type Reader, talksWords } from './reader.ts'
import { subscribeButton } from './subscribe-page.ts'
import { noTime } from './talk-row.ts'

/** How many talks of a day are named; more are counted. */
const MOST_A_DAY = 3
/** How many bars lie over a day; talks of more are named at their first day. */
const MOST_LANES = 3
const FORM = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/

interface Place {
  desk: Desk
  reader: Reader
  month: string
  /** The filters that are on. */
  parameters: Parameters
}

export function monthPage(url: string, asked: string | null, desk: Desk, reader: Reader): Page | Response {
  const query = readFilters(url, desk)
  if (query instanceof Response) return query
  const month = asked ?? reader.today.slice(0, 7)
  if (!FORM.test(month)) return notFound(`There is no month ${month}.`)
  const { words, lang, link, today } = reader
  const first = `${month}-01`
  const standings = inListOrder(desk.histories)
  const within = inOrder(talksFor(query, desk, standings, today), (placed) => isInMonth(placed, month))
  const loose = within.filter(({ day }) => day === null)
  const name = capital(monthWords(first, lang), lang)
  const parameters = listParameters({ ...query, form: DEFAULT_FORM })
  const place = { desk, reader, month, parameters }
  const path = `/month/${month}`
  const other = (months: number) => addMonths(first, months).slice(0, 7)
  const step = (months: number) => link(`/month/${other(months)}`, parameters)
  const list = link(month < today.slice(0, 7) ? '/past' : '/', [...parameters, ['month', month]])
  const noDay = loose.length > 0 ? ` ${fill(words.noDayYet, { count: String(loose.length) })}` : ''
  return {
    url,
    title: `${name} – Parley`,
    section: 'month',
    description: `${name}${words.colon} ${talksWords(within.length, reader)}`,
    main: html`<div class="turn"><h1>${name}</h1>
<nav aria-label="${words.months}"><a class="button quiet" rel="prev" href="${step(-1)}">‹ ${monthWords(`${other(-1)}-01`, lang, false)}</a><a class="button quiet" rel="next" href="${step(1)}">${monthWords(`${other(1)}-01`, lang, false)} ›</a></nav></div>
<p class="lede">${talksWords(within.length, reader)}.${noDay} <a href="${list}">${words.asList}</a></p>
<p class="acts">${subscribeButton('/subscribe', parameters, reader)}</p>
${chips(query, { desk, reader, path, standings })}
<table class="cal"><caption class="vh">${name}</caption>
<thead><tr>${words.weekdaysShort.split(' ').map((day) => html`<th scope="col">${day}</th>`)}</tr></thead>
<tbody>${monthGrid(month, within).map((week) => row(week, place))}</tbody></table>
<p class="legend"><span class="mark official">${words.official}</span> <span class="mark reported">${words.reported}</span> <span class="mark open">${words.dateOpen}</span> <span class="mark off">${words.calledOff}</span></p>
<h2 class="loose">${fill(words.ofMonth, { month: monthWords(first, lang) })}</h2>${loose.length === 0 ? html`<p class="soft">${words.noneOfMonth}</p>` : agendaList(loose, desk, reader)}`,
  }
}

function row(week: Week, place: Place): Html {
  return html`<tr>${week.map((day) => cell(day, place))}</tr>`
}

function cell(grid: GridDay, place: Place): Html {
  const { day, talks, bars, all } = grid
  const { reader, month, desk } = place
  const number = String(Number(day.slice(8)))
  if (!day.startsWith(month)) return html`<td class="other"><span aria-hidden="true">${number}</span></td>`
  const current = day === reader.today ? html` aria-current="date"` : ''
  const spoken = html`<span aria-hidden="true">${number}</span><span class="vh">${dayWords(day, reader.lang, { weekday: true })}</span>`
  if (all.length === 0) return html`<td${current}><span class="d">${spoken}</span></td>`
  const named = [...bars.filter(({ lane }) => lane >= MOST_LANES).map(({ placed }) => placed), ...talks]
  const shown = named.slice(0, MOST_A_DAY)
  const rest = named.length - shown.length
  const over = bars.filter(({ lane }) => lane < MOST_LANES)
  const address = dayLink(grid, place)
  const surest = surestMark(
    all.map(({ standing }) => standing),
    desk,
    reader,
  )
  const items = html`${over.map((bar) => barItem(bar, place))}${shown.map((placed) => talkItem(placed, place))}${rest > 0 ? html`<li class="soft"><a href="${address}">${fill(reader.words.more, { count: String(rest) })}</a></li>` : ''}`
  const list = over.length + shown.length > 0 ? html`<ul class="under${String(Math.min(grid.lanes, MOST_LANES))}">${items}</ul>` : ''
  return html`<td${current}><a class="d ${surest}" href="${address}">${spoken}<span class="vh">, ${talksWords(all.length, reader)}</span></a>${list}</td>`
}

/** Where the first talk of the day is in the list. */
function dayLink({ all }: GridDay, { parameters, reader }: Place): string {
  const { today, link } = reader
  const [first] = all
  if (!first) return link('/')
  const over = isOver(first.standing, today)
  const { group, day } = over ? first : notBefore(today, first)
  return `${link(over ? '/past' : '/', [...parameters, ['month', group]])}#${day === null ? `m${group}` : dayAnchor(day)}`
}

function barItem({ placed, days, lane }: Bar, place: Place): Html {
  const dashed = placed.box.kind === 'window' ? ' dashed' : ''
  return html`<li class="bar n${String(days)} l${String(lane)}${dashed}">${talkLink(placed, place)}</li>`
}

function talkItem(placed: Placed, place: Place): Html {
  return html`<li>${talkLink(placed, place)}</li>`
}

/** The mark, the time where one is known, and in a word what is not as planned or not fixed. */
function talkLink({ standing }: Placed, { desk, reader }: Place): Html {
  const { lang, link, today } = reader
  const talk = desk.talk(standing)
  const { mark, word } = certaintyOf(talk, standing, today, lang)
  const when = whenOf(talk)
  const time = when.precision === 'minute' && mark !== 'off' ? `${when.start.slice(11)} ` : ''
  const open = when.precision === 'day' && when.qualifier === 'certain' ? noTime(talk, standing, reader) : ''
  const note = mark === 'off' || mark === 'open' ? word : open
  const said = mark === 'off' || mark === 'open' ? '' : html`<span class="vh">, ${word}</span>`
  return html`<a href="${link(`/talks/${talk.id}`)}"><span class="mark ${mark}"></span><span>${time}<bdi>${titleIn(lang, talk)}</bdi>${note === '' ? '' : html`<span class="soft">, ${note}</span>`}${said}</span></a>`
}
