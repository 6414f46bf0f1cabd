// A month as a table of weeks; below it what is known of the month and not of a day in it.
import { html } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { dayWords, monthWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill } from '../../language/words.ts'
import { addDays, addMonths, type Day, lastOfMonth } from '../../talks/time.ts'
import { badParameters, notFound } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { inOrder, mondayOf, type Placed } from './agenda.ts'
import { agendaList } from './agenda-list.ts'
import { type Certainty, certaintyOf } from './certainty.ts'
import type { Html, Page } from './layout.ts'
import { type Reader, talksWords } from './reader.ts'

/** How many talks of a day are named; more are counted. */
const MOST_A_DAY = 3
const FORM = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/

export function monthPage(url: string, asked: string | null, desk: Desk, reader: Reader): Page | Response {
  const unknown = unknownParameters(parametersOf(url), ['lang'])
  if (unknown.length > 0) return badParameters(unknown, true)
  const month = asked ?? reader.today.slice(0, 7)
  if (!FORM.test(month)) return notFound(`There is no month ${month}.`)
  const { words, lang, link } = reader
  const first = `${month}-01`
  const within = inOrder(desk.histories.standing()).filter((placed) => isIn(placed, month))
  const byDay = daysOf(within, first)
  const loose = within.filter(({ day }) => day === null)
  const name = monthWords(first, lang)
  const other = (months: number) => addMonths(first, months).slice(0, 7)
  return {
    url,
    title: `${name} – Parley`,
    section: 'month',
    description: `${name}: ${talksWords(within.length, reader)}`,
    main: html`<h1>${name}</h1><p class="lede">${talksWords(within.length, reader)}.</p>
<nav class="acts" aria-label="${words.months}"><a class="button quiet" rel="prev" href="${link(`/month/${other(-1)}`)}">← ${monthWords(`${other(-1)}-01`, lang)}</a><a class="button quiet" rel="next" href="${link(`/month/${other(1)}`)}">${monthWords(`${other(1)}-01`, lang)} →</a></nav>
<table class="cal"><caption class="vh">${name}</caption>
<thead><tr>${words.weekdaysShort.split(' ').map((day) => html`<th scope="col">${day}</th>`)}</tr></thead>
<tbody>${weeksOf(first).map((monday) => html`<tr>${Array.from({ length: 7 }, (_, index) => addDays(monday, index)).map((day) => cell(day, month, byDay.get(day) ?? [], desk, reader))}</tr>`)}</tbody></table>
<p class="legend"><span class="mark official">${words.official}</span> <span class="mark reported">${words.reported}</span> <span class="mark open">${words.dateOpen}</span> <span class="mark off">${words.calledOff}</span></p>
${loose.length === 0 ? '' : html`<h2>${fill(words.ofMonth, { month: name })}</h2>${agendaList(loose, desk, reader)}`}`,
  }
}

/** Whether a talk is, or may be, on a day of the month, or is known to be in it and no more. */
function isIn(placed: Placed, month: string): boolean {
  const { day, group } = placed
  return day === null ? group === month : day.slice(0, 7) <= month && lastDayOf(placed, day).slice(0, 7) >= month
}

function lastDayOf({ box }: Placed, day: Day): Day {
  return box.kind === 'days' || box.kind === 'window' ? box.to : day
}

/** The talks of each day: those of several days at each of them, as far as they are in the month. */
function daysOf(within: readonly Placed[], first: Day): Map<Day, Standing[]> {
  const days = new Map<Day, Standing[]>()
  const last = lastOfMonth(first)
  for (const placed of within) {
    const { standing, day } = placed
    if (day === null) continue
    const to = lastDayOf(placed, day)
    for (let each = day < first ? first : day; each <= to && each <= last; each = addDays(each, 1))
      days.set(each, [...(days.get(each) ?? []), standing])
  }
  return days
}

function weeksOf(first: Day): Day[] {
  const weeks: Day[] = []
  for (let monday = mondayOf(first); monday <= lastOfMonth(first); monday = addDays(monday, 7)) weeks.push(monday)
  return weeks
}

function cell(day: Day, month: string, standings: readonly Standing[], desk: Desk, reader: Reader): Html {
  const { lang, today, words, link } = reader
  const number = String(Number(day.slice(8)))
  if (!day.startsWith(month)) return html`<td class="other"><span>${number}</span></td>`
  const current = day === today ? html` aria-current="date"` : ''
  const named = html`<span aria-hidden="true">${number}</span><span class="vh">${dayWords(day, lang)}</span>`
  if (standings.length === 0) return html`<td${current}>${named}</td>`
  const items = standings.slice(0, MOST_A_DAY).map((standing) => {
    const talk = desk.talk(standing)
    const { mark, word }: Certainty = certaintyOf(talk, standing, today, lang)
    return html`<li><a href="${link(`/talks/${talk.id}`)}"><span class="mark ${mark}"><span class="vh">${word}</span></span><bdi>${titleIn(lang, talk)}</bdi></a></li>`
  })
  const rest = standings.length - items.length
  return html`<td class="has"${current}>${named}<ul>${items}${rest > 0 ? html`<li class="soft">${fill(words.more, { count: String(rest) })}</li>` : ''}</ul></td>`
}
