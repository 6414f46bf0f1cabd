// A month in small beside the agenda: its days with talks lead to these days in the list.
import { html } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { dayWords, monthWords } from '../../language/dates.ts'
import { capital } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import type { Placed } from './agenda.ts'
import { dayAnchor } from './agenda-list.ts'
import { surestMark } from './certainty.ts'
import type { Html } from './layout.ts'
import { type GridDay, isInMonth, monthGrid } from './month-grid.ts'
import { type Reader, talksWords } from './reader.ts'

/** Of the first month that the page shows; nothing where it shows none. */
export function smallMonth(shown: readonly Placed[], parameters: Parameters, desk: Desk, reader: Reader): Html | string {
  const month = shown.find(({ group }) => group.length === 7)?.group
  if (month === undefined) return ''
  const { lang, words, link } = reader
  const name = capital(monthWords(`${month}-01`, lang), lang)
  const within = shown.filter((placed) => isInMonth(placed, month))
  return html`<div class="small"><h2><a href="${link(`/month/${month}`, parameters)}">${name}</a></h2>
<table><caption class="vh">${name}</caption><thead><tr>${words.weekdaysShort.split(' ').map((day) => html`<th scope="col">${day.slice(0, 2)}</th>`)}</tr></thead>
<tbody>${monthGrid(month, within).map((week) => html`<tr>${week.map((day) => cell(day, month, desk, reader))}</tr>`)}</tbody></table></div>`
}

function cell({ day, all }: GridDay, month: string, desk: Desk, reader: Reader): Html {
  if (!day.startsWith(month)) return html`<td></td>`
  const number = String(Number(day.slice(8)))
  const current = day === reader.today ? html` aria-current="date"` : ''
  const begins = all[0]?.day
  if (!begins) return html`<td${current}>${number}</td>`
  const mark = surestMark(
    all.map(({ standing }) => standing),
    desk,
    reader,
  )
  return html`<td${current}><a class="${mark}" href="#${dayAnchor(begins)}"><span aria-hidden="true">${number}</span><span class="vh">${dayWords(day, reader.lang)}, ${talksWords(all.length, reader)}</span></a></td>`
}
