// Makes the line of HTML by which a page shows a widget: a form, the line, and how it looks. It works without scripts.
import { html, raw } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { LANGUAGES, WORDS } from '../../language/words.ts'
import { type Facet, facetValues } from '../../talks/facets.ts'
import { STATUSES } from '../../talks/record.ts'
import { valueName } from './find.ts'
import { type Html, PAGE_HEADERS, type Page } from './layout.ts'
import type { Reader } from './reader.ts'
import { THEMES, WIDGET } from './widget-frame.ts'
import { widgetTitle } from './widget-page.ts'
import { filtersOf, MOST_TALKS, readWidget, type WidgetQuery, widgetParameters } from './widget-query.ts'

export const BUILDER = '/widget/build'
/** It shows a frame, of this desk alone. */
export const BUILDER_HEADERS = {
  ...PAGE_HEADERS,
  'content-security-policy': `${PAGE_HEADERS['content-security-policy']}; frame-src 'self'`,
}

const FACETS: readonly Facet[] = ['party', 'topic', 'series', 'place', 'country', 'status']
/** What the form has a field for; other filters go along as they are. */
const CHOSEN: readonly string[] = [...FACETS, 'match']
/** In pixels: narrow enough for a phone; a page with a style sheet of its own may make it wider. */
const WIDTH = '340'
/** In pixels: of a talk, of what is around them, and of what is shown without scrolling. */
const [ROW, AROUND, HIGHEST] = [88, 110, 640]

export async function widgetBuilder(url: string, desk: Desk, reader: Reader): Promise<Page | Response> {
  const query = readWidget(url, desk)
  if (query instanceof Response) return query
  const { words, lang, root } = reader
  const title = `${widgetTitle(query, desk, reader)} – Parley`
  const height = String(Math.min(HIGHEST, AROUND + ROW * query.count))
  const address = `${WIDGET}?${new URLSearchParams([...widgetParameters(query).map(([name, value]) => [name, value]), ['lang', lang]])}`
  const frame = (base: string) =>
    html`<iframe src="${base}${address}" title="${title}" width="${WIDTH}" height="${height}" loading="lazy"></iframe>`
  return {
    url,
    title: `${words.widget} – Parley`,
    style: 'widget-builder.css',
    main: html`<h1>${words.widget}</h1>
<p class="lede">${words.widgetAbout}</p>
<form class="builder" action="${root}${BUILDER}">${FACETS.map((facet) => choices(facet, query, desk, reader))}
${matchChoice(query, reader)}
<label>${words.count}<input type="number" name="count" min="1" max="${MOST_TALKS}" value="${query.count}"></label>
${select(
  'theme',
  words.theme,
  THEMES.map((theme) => ({ value: theme, said: words.themes[theme] })),
  query.theme,
)}
${select(
  'lang',
  words.languages,
  LANGUAGES.map((each) => ({ value: each, said: WORDS[each].page.language })),
  lang,
)}
${filtersOf(query)
  .filter(([name]) => !CHOSEN.includes(name))
  .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit">${words.show}</button></form>
<h2 id="line">${words.embedLine}</h2>
<p><textarea readonly rows="6" aria-labelledby="line">${String(await frame(desk.site.url))}</textarea></p>
<h2>${words.preview}</h2>
<p class="frame">${frame(root)}</p>`,
  }
}

interface Choice {
  value: string
  said: string
}

/** A choice for each value of a facet that is chosen; of parties there may be one more. */
function choices(facet: Facet, query: WidgetQuery, desk: Desk, reader: Reader): Html[] {
  const chosen = query.filter[facet]
  const values = facet === 'status' ? STATUSES : valuesOf(facet, chosen, desk)
  const named = values.map((value) => ({ value, said: valueName(facet, value, desk, reader.lang) }))
  const sorted = facet === 'status' ? named : named.sort((one, other) => (one.said.toLowerCase() < other.said.toLowerCase() ? -1 : 1))
  const more = facet === 'party' && chosen.length > 0 ? [''] : []
  const slots = chosen.length === 0 ? [''] : [...chosen, ...more]
  return slots.map((value) => select(facet, reader.words[facet], [{ value: '', said: '–' }, ...sorted], value))
}

/** Those that talks have, and those that are chosen already. */
function valuesOf(facet: Facet, chosen: readonly string[], { histories }: Desk): string[] {
  return [...new Set([...histories.standing().flatMap((standing) => facetValues(facet, standing)), ...chosen])]
}

function matchChoice({ filter }: WidgetQuery, { words }: Reader): Html | '' {
  if (filter.party.length < 2) return ''
  const offered = [
    { value: 'any', said: words.anyOf },
    { value: 'all', said: words.between },
  ]
  return select('match', words.parties, offered, filter.match)
}

function select(name: string, label: string, offered: readonly Choice[], chosen: string): Html {
  return html`<label>${label}<select name="${name}">${offered.map(({ value, said }) => html`<option value="${value}"${value === chosen ? raw(' selected') : ''}>${said}</option>`)}</select></label>`
}
