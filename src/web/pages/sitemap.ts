// What search engines are told: /robots.txt, and /sitemap.xml with every page worth finding, in each language
// (sitemaps.org, 0.9; alternates as Google and Bing read them). A long sitemap is an index of parts.
import type { Hono } from 'hono'
import type { Gzip } from '../../calendar/feed-cache.ts'
import type { Standing } from '../../changes/standing.ts'
import type { SubjectKind } from '../../changes/subjects.ts'
import type { Desk } from '../../desk.ts'
import { LANGUAGES } from '../../language/words.ts'
import { facetValues } from '../../talks/facets.ts'
import { quoted } from '../../talks/quoting.ts'
import { READABLE_BY_ALL } from '../cors.ts'
import { createPageCache } from '../page-cache.ts'
import { notFound } from '../problem-response.ts'
import { anyParameter } from '../query-parameters.ts'
import { FOLDERS } from '../subject-counts.ts'

/** Addresses in one file. The protocol allows 50,000 and 50 MB; a file is to be small enough to be made at once anywhere. */
export const MOST_ADDRESSES = 5000
const MOST_BYTES = 4 * 1024 * 1024
const SITEMAPS = 'http://www.sitemaps.org/schemas/sitemap/0.9'
const XHTML = 'http://www.w3.org/1999/xhtml'
const HEADERS = {
  'cache-control': 'no-cache',
  'content-type': 'application/xml; charset=utf-8',
  'x-content-type-options': 'nosniff',
  ...READABLE_BY_ALL,
}

interface Options {
  /** Routes of pages; where one has `:id`, those of all talks or subjects that its folder has. */
  paths: readonly string[]
  /** Left out where the platform compresses. */
  gzip?: Gzip | undefined
}

/** A page, with when anything of what it shows last changed, as far as that is in the log. */
interface Listed {
  path: string
  changedAt: string | null
}

export function sitemap(app: Hono, desk: Desk, { paths, gzip }: Options): void {
  const cache = createPageCache(desk, { headers: HEADERS, mostBytes: MOST_BYTES, gzip })
  const { site } = desk

  app.get('/sitemap.xml', ({ req }) => {
    return (
      anyParameter(req.url) ??
      cache.answer(req.raw, 'en', async () => {
        const parts = partsOf(listed(desk, paths))
        return parts.length === 1 ? partXml(parts[0] ?? [], site.url) : indexXml(parts, site.url)
      })
    )
  })
  app.get('/sitemaps/:file', ({ req }) => {
    const file = req.param('file')
    return (
      anyParameter(req.url) ??
      cache.answer(req.raw, 'en', async () => {
        const parts = partsOf(listed(desk, paths))
        const part = parts.length > 1 && /^[1-9]\d{0,5}\.xml$/.test(file) ? parts[Number.parseInt(file, 10) - 1] : undefined
        return part ? partXml(part, site.url) : notFound(`There is no part ${quoted(file)} of ${site.url}/sitemap.xml.`)
      })
    )
  })
  app.get('/robots.txt', ({ req }) => anyParameter(req.url) ?? robots(site.url))
}

/** Everything but the API may be read: what is in it is on pages, too. Calendars must be left open, since Google's heeds this file. */
function robots(url: string): Response {
  const root = new URL(url).pathname.replace(/\/$/, '')
  return new Response(`User-agent: *\nDisallow: ${root}/api/\n\nSitemap: ${url}/sitemap.xml\n`, {
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  })
}

function listed({ histories }: Desk, paths: readonly string[]): Listed[] {
  const standings = histories.standing().toSorted((one, other) => (one.talk < other.talk ? -1 : 1))
  const everything = [...histories.talks.values()].map((history) => history.at(-1)?.at ?? null).reduce(later, null)
  const kinds = new Map((Object.entries(FOLDERS) as [SubjectKind, string][]).map(([kind, folder]) => [folder, kind]))
  return paths.flatMap((path) => {
    const [before = '', after] = path.split(':id')
    if (after === undefined) return [{ path, changedAt: path.startsWith('/docs') ? null : everything }]
    const kind = kinds.get(before.slice(1, -1))
    const changes = lastChanges(standings, (standing) => (kind === undefined ? [standing.talk] : facetValues(kind, standing)))
    return [...changes].map(([id, changedAt]) => ({ path: `${before}${encodeURIComponent(id)}${after}`, changedAt }))
  })
}

/** When any of its talks last changed, by the ids that talks have. */
function lastChanges(standings: readonly Standing[], idsOf: (standing: Standing) => readonly string[]): Map<string, string | null> {
  const changes = new Map<string, string | null>()
  for (const standing of standings) {
    for (const id of idsOf(standing)) changes.set(id, later(changes.get(id) ?? null, standing.at))
  }
  return changes
}

function later(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one
}

function partsOf(pages: readonly Listed[]): Listed[][] {
  const count = Math.max(1, Math.ceil(pages.length / MOST_ADDRESSES))
  return Array.from({ length: count }, (_, index) => pages.slice(index * MOST_ADDRESSES, (index + 1) * MOST_ADDRESSES))
}

function partXml(pages: readonly Listed[], url: string): string {
  const root = escaped(url)
  const entries = pages.map(({ path, changedAt }) => {
    const address = `${root}${escaped(path)}`
    const alternates = LANGUAGES.map((lang) => `<xhtml:link rel="alternate" hreflang="${lang}" href="${address}?lang=${lang}"/>`).join('')
    return `<url><loc>${address}</loc>${lastmod(changedAt)}${alternates}<xhtml:link rel="alternate" hreflang="x-default" href="${address}"/></url>\n`
  })
  return `${DECLARATION}<urlset xmlns="${SITEMAPS}" xmlns:xhtml="${XHTML}">\n${entries.join('')}</urlset>\n`
}

function indexXml(parts: readonly Listed[][], url: string): string {
  const entries = parts.map((pages, index) => {
    const changedAt = pages.map((page) => page.changedAt).reduce(later, null)
    return `<sitemap><loc>${escaped(url)}/sitemaps/${index + 1}.xml</loc>${lastmod(changedAt)}</sitemap>\n`
  })
  return `${DECLARATION}<sitemapindex xmlns="${SITEMAPS}">\n${entries.join('')}</sitemapindex>\n`
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

function lastmod(at: string | null): string {
  return at === null ? '' : `<lastmod>${at}</lastmod>`
}
