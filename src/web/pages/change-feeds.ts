// What changed, for feed readers: Atom (RFC 4287, pages by RFC 5005) and JSON Feed 1.1, with the filters of the page.
import type { Hono } from 'hono'
import { html, raw } from 'hono/html'
import type { Gzip } from '../../calendar/feed-cache.ts'
import type { Step } from '../../changes/change.ts'
import type { Desk } from '../../desk.ts'
import { alteredFacts } from '../../language/change-facts.ts'
import { sentenceOf } from '../../language/change-sentence.ts'
import { titleIn } from '../../language/names.ts'
import { fill, type Language, WORDS } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import { pageOf } from '../../talks/site.ts'
import { READABLE_BY_ALL } from '../cors.ts'
import { namedLanguage } from '../language.ts'
import { createPageCache } from '../page-cache.ts'
import { alteredList } from './changes-page.ts'
import { type ChangesQuery, changesParameters, kindOf, latestChanges, readChangesQuery } from './changes-query.ts'
import { headingOf } from './list-heading.ts'
import type { Reader } from './reader.ts'

/** Entries of one file. */
const MOST = 50
const MOST_BYTES = 1024 * 1024
const HEADERS = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', ...READABLE_BY_ALL }

/** A feed before it is written in one form or the other. */
interface ChangeFeed {
  lang: Language
  title: string
  /** Of the page with the same changes, of this file, and of the one with those before. */
  home: string
  self: string
  next: string | null
  entries: FeedEntry[]
  /** UTC, whole seconds. */
  updated: string
}

interface FeedEntry {
  /** Of the change. */
  id: string
  at: string
  url: string
  title: string
  html: string
  text: string
  kinds: string[]
}

const FORMS = {
  atom: { type: 'application/atom+xml; charset=utf-8', write: atomText },
  json: { type: 'application/feed+json; charset=utf-8', write: jsonText },
} as const

export function changeFeeds(app: Hono, desk: Desk, gzip: Gzip | undefined): void {
  for (const [form, { type, write }] of Object.entries(FORMS)) {
    const cache = createPageCache(desk, { headers: { ...HEADERS, 'content-type': type }, mostBytes: MOST_BYTES, gzip })
    app.get(`/changes.${form}`, ({ req }) => {
      const lang = namedLanguage(req.url) ?? 'en'
      return cache.answer(req.raw, lang, async () => {
        const query = readChangesQuery(req.url, desk)
        return query instanceof Response ? query : write(feedOf(query, `/changes.${form}`, desk, lang), desk)
      })
    })
  }
}

function feedOf(query: ChangesQuery, path: string, desk: Desk, lang: Language): ChangeFeed {
  const { site, clock } = desk
  const { page: words } = WORDS[lang]
  const { steps, before } = latestChanges(desk, query, MOST)
  const what = headingOf(query.list, desk, lang)
  const address = (to: string, more: Parameters = []) => {
    const parameters = [...changesParameters(query), ...more, ...(lang === 'en' ? [] : [['lang', lang] as const])]
    const text = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
    return `${site.url}${to}${text === '' ? '' : `?${text}`}`
  }
  return {
    lang,
    title: `Parley – ${what === null ? words.whatChanged : fill(words.changesOf, { what })}`,
    home: address('/changes'),
    self: address(path, query.before === null ? [] : [['before', String(query.before)]]),
    next: before === null ? null : address(path, [['before', String(before)]]),
    entries: steps.map((step) => entryOf(step, desk, lang)),
    // An empty feed has to have been updated at some time, too.
    updated: steps[0]?.change.at ?? `${clock.today()}T00:00:00Z`,
  }
}

function entryOf(step: Step, { site }: Desk, lang: Language): FeedEntry {
  const { change } = step
  const talk = change.after ?? change.before
  const sentence = sentenceOf(step, lang)
  const facts = alteredFacts(change, lang)
  const { page: words } = WORDS[lang]
  const { nothingKnown, colon } = words
  const url = `${pageOf(change.talk, site)}${lang === 'en' ? '' : `?lang=${lang}`}`
  return {
    id: change.id,
    at: change.at,
    url: `${url}#r${change.revision}`,
    title: sentence,
    html: String(
      html`<p><bdi>${sentence}</bdi></p>${alteredList(facts, { words } as Reader)}<p><a href="${url}">${talk ? titleIn(lang, talk) : change.talk}</a></p>`,
    ),
    text: [
      sentence,
      ...facts.map(({ label, before, after }) => `${label}${colon} ${before ?? nothingKnown} → ${after ?? nothingKnown}`),
    ].join('\n'),
    kinds: change.types.map(kindOf),
  }
}

/** An id of Atom is an IRI, which no address may be: the desk may move. So it is a tag (RFC 4151), of the domain for UIDs. */
function atomText({ lang, title, home, self, next, entries, updated }: ChangeFeed, { site }: Desk): string {
  const tag = (at: string, id: string) => `tag:${site.domain},${at.slice(0, 10)}:change/${id}`
  return String(html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang}">
<title>${title}</title>
<id>${self}</id>
<updated>${updated}</updated>
<author><name>Parley</name><uri>${site.url}/</uri></author>
<link rel="self" type="application/atom+xml" href="${self}"/>
<link rel="alternate" type="text/html" href="${home}"/>
${next === null ? '' : html`<link rel="next" type="application/atom+xml" href="${next}"/>\n`}${entries.map(
  ({ id, at, url, title: said, html: content, kinds }) => html`<entry>
<title>${said}</title>
<id>${tag(at, id)}</id>
<published>${at}</published>
<updated>${at}</updated>
<link rel="alternate" type="text/html" href="${url}"/>
${kinds.map((kind) => html`<category term="${kind}"/>`)}
<content type="html">${content}</content>
</entry>
`,
)}</feed>
`)
}

function jsonText({ lang, title, home, self, next, entries }: ChangeFeed, { site }: Desk): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    ...(next === null ? {} : { next_url: next }),
    language: lang,
    authors: [{ name: 'Parley', url: `${site.url}/` }],
    items: entries.map(({ id, at, url, title: said, html: content, text, kinds }) => ({
      id,
      url,
      title: said,
      content_html: content,
      content_text: text,
      date_published: at,
      tags: kinds,
    })),
  })
}
