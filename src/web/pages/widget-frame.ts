// What a widget is in: a small document that any page may show in a frame, with neither scripts nor cookies, light or dark as
// its address asks. Its links open beside the page that shows it.
import { html } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { single } from '../../talks/filter-parameters.ts'
import { parametersOf } from '../query-parameters.ts'
import { clockNotice, type Html, PAGE_HEADERS } from './layout.ts'
import type { Reader } from './reader.ts'

export const WIDGET = '/widget'
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The only page that others may frame. */
export const WIDGET_HEADERS = {
  ...PAGE_HEADERS,
  'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
}

export interface Widget {
  title: string
  theme: Theme
  main: Html
}

export async function widgetText(desk: Desk | null, reader: Reader, { title, theme, main }: Widget): Promise<string> {
  const { lang, root, words } = reader
  const body = await html`<!doctype html>
<html lang="${lang}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${root}/widget.css">
</head>
<body>
<main>${clockNotice(desk, reader)}
${main}</main>
<footer><a href="${reader.link('/')}" target="_blank" rel="noopener">Parley</a>: ${words.tagline}</footer>
</body>
</html>
`
  return String(body)
}

/** A problem in the frame, in few words; the colours are those that were asked for, as far as that is understood. */
export async function widgetProblem(
  desk: Desk | null,
  reader: Reader,
  { title, lines, status, url }: { title: string; lines: Html; status: number; url: string },
): Promise<Response> {
  const asked = single(parametersOf(url), 'theme', [])
  const theme = THEMES.find((each) => each === asked) ?? 'auto'
  const text = await widgetText(desk, reader, { title: `${title} – Parley`, theme, main: html`<h1>${title}</h1>${lines}` })
  return new Response(text, { status, headers: { ...WIDGET_HEADERS, 'cache-control': 'no-store' } })
}
