// The pages. They work without scripts.
import type { Context, Hono } from 'hono'
import { etag } from 'hono/etag'
import type { Gzip } from '../../calendar/feed-cache.ts'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import { quoted } from '../../talks/quoting.ts'
import { CATALOGUE } from '../api/description-paths.ts'
import { READABLE_BY_ALL } from '../cors.ts'
import { createPageCache } from '../page-cache.ts'
import { addressTooLong, notFound } from '../problem-response.ts'
import { anyParameter, isTooLongToShow } from '../query-parameters.ts'
import { FOLDERS } from '../subject-counts.ts'
import type { Asset, Assets } from './assets.ts'
import { changeFeeds } from './change-feeds.ts'
import { changesPage } from './changes-page.ts'
import { docNames, docPage, docsPage } from './docs-page.ts'
import { followPage } from './follow-page.ts'
import { PAGE_HEADERS, type Page, pageText } from './layout.ts'
import { monthPage } from './month-page.ts'
import { forPeople } from './problem-page.ts'
import { type Reader, readerOf } from './reader.ts'
import { sitemap } from './sitemap.ts'
import { subjectListPage } from './subject-list-page.ts'
import { subscribePage } from './subscribe-page.ts'
import { talkPage } from './talk-page.ts'
import { listPage } from './upcoming-page.ts'
import { BUILDER, BUILDER_HEADERS, widgetBuilder } from './widget-builder.ts'
import { WIDGET, WIDGET_HEADERS } from './widget-frame.ts'
import { widgetPage } from './widget-page.ts'

/** The same headers as on Workers, where assets/_headers sets them. Asked for again each time: after an upgrade, pages and sheets agree. */
export const ASSET_HEADERS = {
  'cache-control': 'public, no-cache',
  'x-content-type-options': 'nosniff',
  ...READABLE_BY_ALL,
}

/** A page, the text of one that has another frame, or a problem. */
type Made = Page | Response | Promise<Page | string | Response>

export interface PageOptions {
  assets: Assets
  /** Left out where the platform compresses. */
  gzip?: Gzip | undefined
  /** Where readers reach the editors. */
  contact: string | null
}

/** Pages worth finding: one of each subject, and not every month. */
const FOUND = ['/', '/past', '/changes', '/talks/:id', ...Object.values(FOLDERS).flatMap((folder) => [`/${folder}`, `/${folder}/:id`])]

/** Of pages that are kept, on Node and in an object. */
const MOST_BYTES = 4 * 1024 * 1024

export function pages(app: Hono, desk: Desk, { assets, gzip, contact }: PageOptions): void {
  const cacheOf = (headers: typeof PAGE_HEADERS) => createPageCache(desk, { headers, mostBytes: MOST_BYTES / 4, gzip })
  const pageCache = createPageCache(desk, { headers: PAGE_HEADERS, mostBytes: MOST_BYTES, gzip })
  const serve = (path: string, make: (context: Context, reader: Reader) => Made, cache = pageCache): void => {
    app.get(path, async (context) => {
      const request = context.req.raw
      const reader = readerOf(request, desk)
      return cache.answer(request, reader.lang, async () => {
        const made = isTooLongToShow(request.url) ? addressTooLong() : await make(context, reader)
        if (made instanceof Response) return forPeople(request, desk, made)
        return typeof made === 'string' ? made : pageText(desk, reader, made)
      })
    })
  }
  serve('/', ({ req }, reader) => listPage(req.url, desk, reader, { path: '/', about: null, time: 'upcoming' }))
  serve('/past', ({ req }, reader) => listPage(req.url, desk, reader, { path: '/past', about: null, time: 'past' }))
  serve('/subscribe', ({ req }, reader) => subscribePage(req.url, null, desk, reader))
  serve('/follow', ({ req }, reader) => followPage(req.url, desk, reader))
  serve('/changes', ({ req }, reader) => changesPage(req.url, desk, reader))
  serve('/month', ({ req }, reader) => monthPage(req.url, null, desk, reader))
  serve('/month/:month', ({ req }, reader) => monthPage(req.url, req.param('month') ?? '', desk, reader))
  serve('/talks/:id', ({ req }, reader) => talkPage(req.url, req.param('id') ?? '', { desk, reader, contact }))
  for (const [kind, folder] of Object.entries(FOLDERS) as [SubjectKind, string][]) {
    serve(`/${folder}`, ({ req }, reader) => subjectListPage(req.url, kind, desk, reader))
    const named = (context: Context, give: (id: string) => Made): Made => {
      const id = context.req.param('id') ?? ''
      return desk.histories.subject(kind, id) ? give(id) : notFound(`No ${kind} ${quoted(id)} was ever named in this diary.`)
    }
    serve(`/${folder}/:id/subscribe`, (context, reader) =>
      named(context, (id) => subscribePage(context.req.url, { kind, id }, desk, reader)),
    )
    for (const time of ['upcoming', 'past'] as const)
      serve(`/${folder}/:id${time === 'past' ? '/past' : ''}`, (context, reader) =>
        named(context, (id) => {
          const path = `/${folder}/${encodeURIComponent(id)}${time === 'past' ? '/past' : ''}`
          return listPage(context.req.url, desk, reader, { path, about: { kind, id }, time })
        }),
      )
  }
  changeFeeds(app, desk, gzip)
  serve(WIDGET, ({ req }, reader) => widgetPage(req.url, desk, reader), cacheOf(WIDGET_HEADERS))
  serve(BUILDER, ({ req }, reader) => widgetBuilder(req.url, desk, reader), cacheOf(BUILDER_HEADERS))
  const documented = docNames(assets)
  const docs = documented.length === 0 ? [] : ['/docs', ...documented.map((name) => `/docs/${name}`)]
  sitemap(app, desk, { paths: [...FOUND, ...docs], gzip })
  for (const [path, read] of Object.entries(assets)) {
    app.get(path, etag(), async ({ req }) => anyParameter(req.url) ?? handOut(await read()))
  }
  // After the files that they are made of.
  serve('/docs', ({ req }, reader) => docsPage(req.url, assets, desk, reader))
  serve('/docs/:name', ({ req }, reader) => docPage(req.url, req.param('name') ?? '', assets, desk, reader))
  app.get('/schemas', ({ req }) => anyParameter(req.url) ?? catalogue())
  app.get('/schemas/:file', ({ req }) =>
    notFound(`No message has a schema ${quoted(req.param('file'))}. All are listed at ${desk.site.url}/${CATALOGUE}`),
  )

  function catalogue(): Response {
    return new Response(null, { status: 302, headers: { location: `${desk.site.url}/${CATALOGUE}` } })
  }
}

function handOut({ type, content }: Asset): Response {
  return new Response(content, { headers: { ...ASSET_HEADERS, 'content-type': type } })
}
