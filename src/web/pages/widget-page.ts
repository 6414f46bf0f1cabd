// The widget: what is coming, of a filter, for other pages to show in a frame.
import { html, raw } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { whenWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill } from '../../language/words.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk } from '../../talks/talk.ts'
import { whenOf } from '../../talks/when.ts'
import { splitByTime } from '../talk-list.ts'
import { inOrderFrom } from './agenda.ts'
import { certaintyOf } from './certainty.ts'
import type { Html } from './layout.ts'
import { headingOf } from './list-heading.ts'
import { talksFor } from './list-query.ts'
import { type Reader, talksWords } from './reader.ts'
import { moved, offsetOf, shortPlace } from './talk-row.ts'
import { widgetText } from './widget-frame.ts'
import { filtersOf, readWidget, type WidgetQuery } from './widget-query.ts'

/** Beside the page that shows it, which is not told to the page that opens. */
const BESIDE = raw('target="_blank" rel="noopener"')

export async function widgetPage(url: string, desk: Desk, reader: Reader): Promise<string | Response> {
  const query = readWidget(url, desk)
  if (query instanceof Response) return query
  const { words } = reader
  const fitting = upcoming(query, desk, reader)
  const title = widgetTitle(query, desk, reader)
  const shown = inOrderFrom(reader.today, fitting).slice(0, query.count)
  const all = reader.link('/', filtersOf(query))
  const main = html`<h1><bdi>${title}</bdi></h1>
${shown.length === 0 ? html`<p>${words.nothing}</p>` : html`<ol>${shown.map(({ standing }) => item(standing, desk, reader))}</ol>`}
<p class="all"><a href="${all}" ${BESIDE}>${fitting.length > shown.length ? fill(words.allOfThem, { talks: talksWords(fitting.length, reader) }) : words.inDiary}</a></p>`
  return widgetText(desk, reader, { title: `${title} – Parley`, theme: query.theme, main })
}

/** What a widget of these filters is called. */
export function widgetTitle(query: WidgetQuery, desk: Desk, reader: Reader): string {
  return headingOf(query, desk, reader.lang) ?? reader.words.upcomingTalks
}

function upcoming(query: WidgetQuery, desk: Desk, { today }: Reader): readonly Standing[] {
  return talksFor(query, desk, splitByTime(desk.histories, today).upcoming, today)
}

function item(standing: Standing, desk: Desk, reader: Reader): Html {
  const { lang, today, link } = reader
  const talk = desk.talk(standing)
  const { mark, word, who } = certaintyOf(talk, standing, today, lang)
  return html`<li${isCalledOff(talk) ? raw(' class="gone"') : ''}><p class="when">${dateOf(talk, standing, reader)}</p>
<h2 class="title"><a href="${link(`/talks/${talk.id}`)}" ${BESIDE}><bdi>${titleIn(lang, talk)}</bdi></a></h2>
<p class="soft where"><span>${shortPlace(talk, reader)}</span> <span><b class="mark ${mark}">${word}</b>${who === '' ? '' : html` <bdi>${who}</bdi>`}</span></p>${moved(talk, standing, reader)}</li>
`
}

/** What is known of the date; struck where it no longer holds. */
function dateOf(talk: Talk, standing: Standing, { lang }: Reader): Html {
  const when = whenOf(talk.status === 'postponed' ? standing.known : talk)
  const date = whenWords(when, lang, { zone: false })
  const offset = when.precision === 'minute' ? html` <span class="soft">${offsetOf(when)}</span>` : ''
  return isCalledOff(talk) && when.precision !== 'unknown' ? html`<s>${date}</s>` : html`${date}${offset}`
}
