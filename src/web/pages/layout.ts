// What every page has: its head, the way to the others, the languages, and a notice if the desk's clock does not show the
// real time.
import { html, raw } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { dayWords } from '../../language/dates.ts'
import { fill, LANGUAGES, WORDS } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import { localMinute } from '../../talks/time.ts'
import { UTC } from '../../talks/zone.ts'
import { READABLE_BY_ALL } from '../cors.ts'
import { isTooLongToShow, parametersOf } from '../query-parameters.ts'
import type { Reader } from './reader.ts'

export type Html = ReturnType<typeof html>

export const PAGE_HEADERS = {
  ...READABLE_BY_ALL,
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  vary: 'accept-language',
  'x-content-type-options': 'nosniff',
}

export interface Page {
  title: string
  main: Html | Promise<Html>
  /** Beside the main content. */
  side?: Html
  /** Which of the pages that are named above it is. */
  section?: Section
  /** The address that was asked for, so that the other languages have it too. */
  url: string
  /** What a page that links here may say of it. */
  description?: string
  /** The calendar that the page offers, for clients that look for one. */
  calendar?: string
  /** The filters of what it shows, for feeds of what changed. */
  feeds?: Parameters
  /** A script of its own. */
  script?: string
  /** Of a style of its own, by its name among the assets. */
  style?: string
  /** schema.org data. */
  data?: unknown
}

const SECTIONS = ['upcoming', 'month', 'changes', 'past', 'browse'] as const
export type Section = (typeof SECTIONS)[number]

/** The whole page as text; `desk` is null where it could not start. */
export async function pageText(desk: Desk | null, reader: Reader, page: Page): Promise<string> {
  const { lang, root, words } = reader
  const { title, main, side, calendar, data, description } = page
  // "<" cannot end the script early when it is written as an escape.
  const json =
    data === undefined ? '' : raw(`<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`)
  const about = description ?? `Parley: ${words.tagline}`
  const body = await html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${about}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${about}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="Parley">
<meta property="og:locale" content="${WORDS[lang].locale}">
${desk ? html`<meta property="og:url" content="${canonical(page.url, desk.site.url)}"><meta property="og:image" content="${desk.site.url}/open-graph.png"><meta property="og:image:alt" content="Parley: ${words.tagline}"><meta name="twitter:card" content="summary_large_image"><link rel="canonical" href="${canonical(page.url, desk.site.url)}">` : ''}
<link rel="stylesheet" href="${root}/style.css">
${page.style ? html`<link rel="stylesheet" href="${root}/${page.style}">` : ''}
<link rel="icon" href="${root}/favicon.svg" type="image/svg+xml">
<link rel="manifest" href="${root}/manifest.webmanifest">
<link rel="apple-touch-icon" href="${root}/apple-touch-icon.png">
${calendar ? html`<link rel="alternate" type="text/calendar" href="${root}${calendar}">` : ''}
${page.feeds ? changeFeedLinks(page.feeds, reader) : ''}${LANGUAGES.filter((other) => other !== lang).map((other) => html`<link rel="alternate" hreflang="${other}" href="${inLanguage(page.url, other, root)}">`)}
${json}
<script src="${root}/page.js" defer blocking="render"></script>${page.script ? html`<script src="${root}${page.script}" defer></script>` : ''}
</head>
<body data-is-new="${words.isNew}" data-is-changed="${words.isChanged}" data-here="${words.whereYouAre}"${desk && desk.clock.from === null ? html` data-in-hours="${words.inHours}" data-in-minutes="${words.inMinutes}"` : ''}>
<a class="skip" href="#main">${words.skip}</a>
<header class="top">
<a class="brand" href="${reader.link('/')}">Parley</a>
<nav class="sections" aria-label="${words.sections}">${SECTIONS.map((section) => html`<a${section === page.section ? raw(' aria-current="page"') : ''} href="${reader.link(PATHS[section])}">${words[section]}</a>`)}</nav>
<nav class="lang" aria-label="${words.languages}">${LANGUAGES.map((other) => html`<a${other === lang ? raw(' aria-current="true"') : ''} href="${inLanguage(page.url, other, root)}" lang="${other}" hreflang="${other}" title="${WORDS[other].page.language}">${other.toUpperCase()}</a>`)}</nav>
${clockNotice(desk, reader)}</header>
<div class="page${side ? ' with-side' : ''}"><main id="main">${main}</main>
${side ?? ''}</div>
<footer class="foot"><p>${words.promise}</p>
<p><a href="${reader.link('/subscribe')}">${words.subscribe}</a><a href="${root}/calendar.ics">${words.calendar}</a><a href="${root}/api/talks">JSON</a><a href="${reader.link('/endpoints')}">Webhooks</a><a href="${reader.link('/docs')}">${words.docs}</a></p></footer>
</body>
</html>
`
  return String(body)
}

export async function page(desk: Desk | null, reader: Reader, given: Page, status = 200): Promise<Response> {
  return new Response(await pageText(desk, reader, given), { status, headers: PAGE_HEADERS })
}

const PATHS: Record<Section, string> = {
  upcoming: '/',
  month: '/month',
  changes: '/changes',
  past: '/past',
  browse: '/parties',
}

/** Where feed readers find what changed. */
function changeFeedLinks(parameters: Parameters, { link, words }: Reader): Html {
  const one = (type: string, form: string, name: string) =>
    html`<link rel="alternate" type="${type}" title="${words.whatChanged} (${name})" href="${link(`/changes.${form}`, parameters)}">`
  return html`${one('application/atom+xml', 'atom', 'Atom')}${one('application/feed+json', 'json', 'JSON Feed')}`
}

/** A page stands in several links to itself, so those of an address that is refused as too long are left out. */
function shownParameters(url: string): Parameters {
  return isTooLongToShow(url) ? [] : parametersOf(url)
}

/** The whole address of a page, without what trackers have added. */
function canonical(url: string, site: string): string {
  const { pathname } = new URL(url)
  const query = new URLSearchParams(shownParameters(url).map(([name, value]) => [name, value])).toString()
  return `${site}${pathname}${query === '' ? '' : `?${query}`}`
}

/** The same address in another language, without what trackers have added. */
function inLanguage(url: string, lang: string, root: string): string {
  const { pathname } = new URL(url)
  const parameters = shownParameters(url).filter(([name]) => name !== 'lang')
  return `${root}${pathname}?${new URLSearchParams([...parameters.map(([name, value]) => [name, value]), ['lang', lang]])}`
}

export function clockNotice(desk: Desk | null, { lang, words }: Reader): Html | string {
  if (!desk || desk.clock.from === null) return ''
  const { clock } = desk
  const date = dayWords(clock.today(), lang, { year: true, weekday: true })
  return html`<p class="notice" role="note">${fill(words.elsewhere, { date, time: localMinute(clock.now(), UTC).slice(11) })}</p>`
}
