// How a long list is read in parts: from which month on, where to jump to, and what comes next.
import { html } from 'hono/html'
import { capital, fill } from '../../language/words.ts'
import { addDays, type Day } from '../../talks/time.ts'
import { type GroupId, groupCounts, mondayOf, NO_DATE, type Placed } from './agenda.ts'
import { dayAnchor, groupWords } from './agenda-list.ts'
import type { Html } from './layout.ts'
import { type ListQuery, listParameters } from './list-query.ts'
import type { Reader } from './reader.ts'

/** Months of a page. */
const MOST_MONTHS = 3

/** What the page may show: at most three months, from the one that is asked for on. */
export function fromMonth(placed: readonly Placed[], from: GroupId | null): Placed[] {
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

/** Today, this week, and every month with its count: a jump on this page, or the page that begins with it. */
export function jumps(placed: readonly Placed[], shown: readonly Placed[], query: ListQuery, path: string, reader: Reader): Html | string {
  const counts = groupCounts(placed)
  const near = nearDays(shown, reader)
  if (counts.size < 2 && near.length === 0) return ''
  const here = new Set(shown.map(({ group }) => group))
  return html`<nav class="months" aria-label="${reader.words.jump}">${near.map(({ words, day, count }) => html`<a href="#${dayAnchor(day)}">${words} <span class="soft">${String(count)}</span></a>`)}${[...counts].map(([id, count]) => html`<a href="${here.has(id) ? `#m${id}` : monthLink(id, query, path, reader)}">${groupWords(id, reader)} <span class="soft">${String(count)}</span></a>`)}</nav>`
}

/** Today, tomorrow, and all of this week, where there is something: how many, and the first day of them. */
function nearDays(shown: readonly Placed[], { today, words, lang }: Reader): { words: string; day: Day; count: number }[] {
  const tomorrow = addDays(today, 1)
  const week = addDays(mondayOf(today), 6)
  const spans = [
    { words: words.today, from: today, to: today },
    { words: words.tomorrow, from: tomorrow, to: tomorrow },
    { words: words.thisWeek, from: today, to: week },
  ]
  return spans.flatMap(({ words, from, to }) => {
    const within = shown.flatMap(({ day }) => (day !== null && from <= day && day <= to ? [day] : []))
    return within[0] === undefined ? [] : [{ words: capital(words, lang), day: within[0], count: within.length }]
  })
}

function monthLink(id: GroupId, query: ListQuery, path: string, { link }: Reader, page = 1): string {
  return link(path, [...listParameters(query), ['month', id], ...(page > 1 ? [['page', String(page)] as const] : [])])
}

/** What comes after the rows of this page. */
export function further(
  placed: readonly Placed[],
  shown: readonly Placed[],
  query: ListQuery,
  path: string,
  reader: Reader,
): Html | string {
  const last = shown.at(-1)
  if (!last) return html`<p>${reader.words.none} <a href="${reader.link(path, listParameters(query))}">${reader.words.all}</a></p>`
  const next = placed[placed.indexOf(last) + 1]
  if (!next) return ''
  if (next.group !== last.group)
    return html`<p class="further"><a class="button quiet" href="${monthLink(next.group, query, path, reader)}" rel="next">${groupWords(next.group, reader)}</a></p>`
  const first = shown[0]?.group ?? NO_DATE
  return html`<p class="further"><a class="button quiet" href="${monthLink(query.from ?? first, query, path, reader, query.page + 1)}" rel="next">${fill(reader.words.moreOf, { month: groupWords(last.group, reader) })}</a></p>`
}
