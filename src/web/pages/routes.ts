// The pages. They work without scripts.

import type { Hono } from 'hono'
import { html } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { quoted } from '../../talks/quoting.ts'
import { CATALOGUE } from '../api/description-paths.ts'
import { READABLE_BY_ALL } from '../cors.ts'
import { notFound } from '../problem-response.ts'
import { anyParameter } from '../query-parameters.ts'
import { diaryPage } from './diary-page.ts'
import { page, rootOf } from './layout.ts'
import { talkPage } from './talk-page.ts'

/** The same headers as on Workers, where assets/_headers sets them. */
export const ASSET_HEADERS = {
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
  ...READABLE_BY_ALL,
}

/** A file that pages or programs load. */
export interface Asset {
  type: string
  text: string
}

/** By their paths; each is read when it is first asked for. */
export type Assets = Readonly<Record<string, () => Promise<Asset>>>

export function pages(app: Hono, desk: Desk, assets: Assets): void {
  app.get('/', (context) => forPeople(context.req.raw, desk, diaryPage(context, desk)))
  app.get('/talks/:id', (context) => forPeople(context.req.raw, desk, talkPage(context, desk)))
  for (const [path, read] of Object.entries(assets)) {
    app.get(path, async ({ req }) => anyParameter(req.url) ?? handOut(await read()))
  }
  app.get('/schemas', ({ req }) => anyParameter(req.url) ?? catalogue())
  app.get('/schemas/:file', ({ req }) =>
    notFound(`No message has a schema ${quoted(req.param('file'))}. All are listed at ${desk.site.url}/${CATALOGUE}`),
  )

  function catalogue(): Response {
    return new Response(null, { status: 302, headers: { location: `${desk.site.url}/${CATALOGUE}` } })
  }
}

function handOut({ type, text }: Asset): Response {
  return new Response(text, { headers: { ...ASSET_HEADERS, 'content-type': type } })
}

/** Turns a problem into a page that says the same, for a person who asks with a browser. */
export async function forPeople({ headers }: Request, desk: Desk | null, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer
  if (response.ok || !headers.get('accept')?.includes('text/html')) return response
  const { title, detail } = (await response.json()) as { title: string; detail: string }
  return page(desk, {
    title: `${title} – Parley`,
    status: response.status,
    main: html`<h1>${title}</h1><p>${detail}</p><p><a href="${rootOf(desk)}/">To the diary</a></p>`,
  })
}
