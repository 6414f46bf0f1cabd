// The pages. They work without scripts.
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Desk } from '../desk.ts'
import { diaryPage } from './diary-page.ts'
import { page, rootOf } from './layout.ts'
import { talkPage } from './talk-page.ts'

/** A file that pages load. */
export interface Asset {
  type: string
  text: string
}

export function pages(app: Hono, desk: Desk, assets: Readonly<Record<string, Asset>>): void {
  app.get('/', (context) => forPeople(context, desk, diaryPage(context, desk)))
  app.get('/talks/:id', (context) => forPeople(context, desk, talkPage(context, desk)))
  for (const [path, { type, text }] of Object.entries(assets)) {
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff' }
    app.get(path, () => new Response(text, { headers }))
  }
}

/** A person who asked with a browser gets a page that says what the problem says. */
export async function forPeople(context: Context, desk: Desk, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer
  if (response.ok || !context.req.header('accept')?.includes('text/html')) return response
  const { title, detail } = (await response.json()) as { title: string; detail: string }
  return page(desk, {
    title: `${title} – Parley`,
    status: response.status,
    main: html`<h1>${title}</h1><p>${detail}</p><p><a href="${rootOf(desk)}/">To the diary</a></p>`,
  })
}
