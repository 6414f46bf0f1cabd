// What every page has: its head, a link home, and a notice if the desk's clock does not show the real time.
import { html, raw } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { dayWords } from '../../language/dates.ts'
import { localMinute } from '../../talks/time.ts'
import { UTC } from '../../talks/zone.ts'
import { READABLE_BY_ALL } from '../cors.ts'

type Html = ReturnType<typeof html>

const HEADERS = {
  ...READABLE_BY_ALL,
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The path of PUBLIC_URL, which goes before every link of a page; empty if it has none. */
export function rootOf(desk: Desk | null): string {
  return desk ? new URL(desk.site.url).pathname.replace(/\/$/, '') : ''
}

interface Page {
  title: string
  main: Html | Promise<Html>
  /** The calendar that the page offers, for clients that look for one. */
  calendar?: string
  /** schema.org data. */
  data?: unknown
  status?: number
}

/** `desk` is null where it could not start. */
export async function page(desk: Desk | null, { title, main, calendar, data, status = 200 }: Page): Promise<Response> {
  // "<" cannot end the script early when it is written as an escape.
  const json =
    data === undefined ? '' : raw(`<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`)
  const root = rootOf(desk)
  const body = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${root}/style.css">
<link rel="icon" href="data:,">
${calendar ? html`<link rel="alternate" type="text/calendar" href="${root}${calendar}">` : ''}
${json}
</head>
<body>
<header><a class="skip" href="#main">Skip to content</a><a class="home" href="${root}/">Parley</a> <span class="soft">a diary of upcoming talks</span>
${clockNotice(desk)}</header>
<main id="main">${main}</main>
<footer><p>Parley says only what its sources said. What is not known yet is marked so.</p>
<p><a href="${root}/calendar.ics">Calendar</a> · <a href="${root}/api/talks">JSON</a> · <a href="${root}/healthz">Health</a></p></footer>
</body>
</html>
`
  return new Response(String(body), { status, headers: HEADERS })
}

function clockNotice(desk: Desk | null): Html | string {
  if (!desk || desk.clock.from === null) return ''
  const { clock } = desk
  return html`<p class="notice" role="note">This desk lives at another time: it is ${dayWords(clock.today(), 'en', { year: true, weekday: true })}, ${localMinute(clock.now(), UTC).slice(11)} UTC here.</p>`
}
