// The agenda as a list: months, weeks and days, with the date of each in the margin.
import { html } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { dayWords, monthWords } from '../../language/dates.ts'
import { capital, fill, WORDS } from '../../language/words.ts'
import { addDays, type Day, weekdayOf } from '../../talks/time.ts'
import { type DateBox, type Group, type GroupId, grouped, isYear, mondayOf, NO_DATE, OPEN_END, type Placed, weekNumber } from './agenda.ts'
import type { Html } from './layout.ts'
import { daysWords, type Reader } from './reader.ts'
import { talkRow } from './talk-row.ts'

/** For so many days it is said how long it is until then. */
const NEAR_DAYS = 14

export function agendaList(placed: readonly Placed[], desk: Desk, reader: Reader): Html {
  const begun = new Set<Day>()
  /** Only the first of what begins on a day is where links to that day lead. */
  const anchor = (day: Day | null): Html | string => {
    if (day === null || begun.has(day)) return ''
    begun.add(day)
    return html` id="${dayAnchor(day)}"`
  }
  return html`${grouped(placed).map((group) => monthSection(group, { desk, reader, anchor }))}`
}

/** The fragment of a day in a list. */
export function dayAnchor(day: Day): string {
  return `d${day}`
}

interface Place {
  desk: Desk
  reader: Reader
  anchor: (day: Day | null) => Html | string
}

/** "January 2022", "2022, month not known", "No date". */
export function groupWords(id: GroupId, { lang, words }: Reader): string {
  if (id === NO_DATE) return words.noDate
  if (id === OPEN_END) return words.openEnd
  return isYear(id) ? fill(words.monthNotKnown, { year: id }) : capital(monthWords(id, lang), lang)
}

function monthSection({ id, weeks }: Group, place: Place): Html {
  const { reader } = place
  return html`<section class="month" id="m${id}" aria-labelledby="h${id}"><h2 id="h${id}">${groupWords(id, reader)}</h2>
${weeks.map(({ monday, boxes }) => html`${weekLine(monday, id, reader)}${boxes.map((block) => dayBlock(block, place))}`)}</section>`
}

interface Block {
  box: DateBox
  day: Day | null
  standings: readonly Standing[]
}

function weekLine(monday: string | null, group: GroupId, { words, today, lang }: Reader): Html | string {
  if (monday === null) return group.length === 7 ? html`<p class="week">${words.dayNotKnown}</p>` : ''
  const now = mondayOf(today)
  if (monday === now) return html`<p class="week">${words.thisWeek}</p>`
  if (monday === addDays(now, 7)) return html`<p class="week">${words.nextWeek}</p>`
  return html`<p class="week">${fill(words.week, { number: String(weekNumber(monday)), date: dayWords(monday, lang) })}</p>`
}

function dayBlock({ box, day, standings }: Block, { desk, reader, anchor }: Place): Html {
  return html`<div class="day"${anchor(day)}>${dateHeading(box, reader)}<ol>
${standings.map((standing) => talkRow(standing, desk, reader))}
</ol></div>`
}

/** What is fixed stands plain, what is not in a dashed box, and several days in a row between two lines. */
function dateHeading(box: DateBox, reader: Reader): Html {
  const { lang, words } = reader
  const heading = (style: string, figure: string, rest: Html | string = '') => html`<h3 class="date${style}"><b>${figure}</b> ${rest}</h3>`
  switch (box.kind) {
    case 'day':
      return heading(
        box.sure === 'certain' ? '' : ' span',
        figureOf(box),
        html`${weekday(box.day, reader)}<span class="vh"> ${dayWords(box.day, lang)}</span>${nearWords(box.day, reader)}`,
      )
    case 'days':
      return heading(' run', daysFigure(box, reader), box.from.slice(0, 7) === box.to.slice(0, 7) ? monthOf(box.from, reader) : '')
    case 'window':
      return heading(' span', daysFigure(box, reader), box.from.slice(0, 7) === box.to.slice(0, 7) ? monthOf(box.from, reader) : '')
    case 'until':
      return heading(' span', `≤ ${numberOf(box.day)}`, monthOf(box.day, reader))
    case 'from':
      return heading(' span', `≥ ${numberOf(box.day)}`, monthOf(box.day, reader))
    case 'month':
      return heading(' span', monthOf(`${box.month}-01`, reader))
    case 'year':
      return heading(' span', box.year)
    case 'none':
      return heading(' span', '–', html`<span class="vh">${words.noDate}</span>`)
  }
}

function figureOf({ day, sure }: DateBox & { kind: 'day' }): string {
  return `${sure === 'about' ? '≈ ' : ''}${numberOf(day)}${sure === 'uncertain' ? ' ?' : ''}`
}

/** "3–4", "30 Nov – 4 Dec". */
function daysFigure({ from, to }: { from: Day; to: Day }, reader: Reader): string {
  if (from.slice(0, 7) === to.slice(0, 7)) return `${numberOf(from)}–${numberOf(to)}`
  return `${numberOf(from)} ${monthOf(from, reader)} – ${numberOf(to)} ${monthOf(to, reader)}`
}

function numberOf(day: Day): string {
  return String(Number(day.slice(8)))
}

function monthOf(day: Day, { lang }: Reader): string {
  return WORDS[lang].shortMonths[Number(day.slice(5, 7)) - 1] ?? ''
}

function weekday(day: Day, { words }: Reader): string {
  return words.weekdaysShort.split(' ')[weekdayOf(day)] ?? ''
}

/** How long until, where that is not long. */
function nearWords(day: Day, reader: Reader): Html | string {
  if (day < reader.today || day > addDays(reader.today, NEAR_DAYS)) return ''
  return html` <span class="today">${daysWords(reader.today, day, reader)}</span>`
}
