// The documentation: a list of its pages, and each of them. What they say is in English, in a frame in the reader's language.
import { html, raw } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { WORDS } from '../../language/words.ts'
import { quoted } from '../../talks/quoting.ts'
import { mostAlike } from '../likeness.ts'
import { badParameters, notFound } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import type { Assets } from './assets.ts'
import { type Audience, DOCS, type Doc, type DocName, docPath, EXAMPLE_URL, type Heading, isDocName } from './doc.ts'
import type { Html, Page } from './layout.ts'
import type { Reader } from './reader.ts'

const STYLE = 'docs.css'
const MOST_NEAR = 3

/** The pages that there are files of, in their order. */
export function docNames(assets: Assets): DocName[] {
  return (Object.keys(DOCS) as DocName[]).filter((name) => `/${docPath(name)}` in assets)
}

export async function docsPage(url: string, assets: Assets, { site }: Desk, reader: Reader): Promise<Page | Response> {
  const refused = refuse(url)
  if (refused) return refused
  const docs = await Promise.all(docNames(assets).map(async (name) => ({ name, doc: await read(name, assets) })))
  if (docs.length === 0) return notFound(`This desk came without its documentation; its API is described at ${site.url}/openapi.json.`)
  const { words } = reader
  const groups = Object.entries(Object.groupBy(docs, ({ name }) => DOCS[name])) as [Audience, typeof docs][]
  return {
    url,
    title: `${words.docsTitle} – Parley`,
    style: STYLE,
    main: html`<h1>${words.docsTitle}</h1>${inEnglish(reader)}
${groups.map(([audience, of]) => html`<h2>${words.docsFor[audience]}</h2><ul class="docs" lang="en">${of.map((each) => item(each, reader))}</ul>${audience === 'programmers' ? owners(reader) : ''}`)}`,
  }
}

/** The way to the pages on which webhooks are looked after. */
function owners({ lang, link }: Reader): Html {
  const { heading, lede } = WORDS[lang].endpoints
  return html`<ul class="docs"><li><a href="${link('/endpoints')}">${heading}</a><p>${lede}</p></li></ul>`
}

function item({ name, doc }: { name: DocName; doc: Doc }, reader: Reader): Html {
  // "For editors, who write down talks: what a record is, …"; whom it is for stands above.
  const about = doc.lead.slice(doc.lead.indexOf(': ') + 2)
  return html`<li><a href="${reader.link(`/docs/${name}`)}">${doc.title}</a><p>${about.charAt(0).toUpperCase()}${about.slice(1)}</p></li>`
}

export async function docPage(url: string, name: string, assets: Assets, desk: Desk, reader: Reader): Promise<Page | Response> {
  const refused = refuse(url)
  if (refused) return refused
  if (!docNames(assets).some((each) => each === name) || !isDocName(name))
    return notFound(`The documentation has no page ${quoted(name)}. All are listed at ${desk.site.url}/docs`)
  const doc = await read(name, assets)
  return {
    url,
    title: `${doc.title} – Parley`,
    description: doc.lead,
    style: STYLE,
    main: html`<div class="doc">
<div class="head"><p class="kicker"><a href="${reader.link('/docs')}">${reader.words.docsTitle}</a></p><h1 lang="en">${doc.title}</h1>${inEnglish(reader)}</div>
${contents(doc.headings, reader)}
<div class="text" lang="en">${raw(await withAddresses(doc.html, desk, reader))}</div>
</div>`,
  }
}

/** The names of pages that may be meant by one that is none, most alike first. */
export function docsNear(name: string): DocName[] {
  return mostAlike(name, Object.keys(DOCS) as DocName[], (each) => [each], MOST_NEAR)
}

function refuse(url: string): Response | null {
  const unknown = unknownParameters(parametersOf(url), ['lang'])
  return unknown.length === 0 ? null : badParameters(unknown, true)
}

async function read(name: DocName, assets: Assets): Promise<Doc> {
  const { content } = (await assets[`/${docPath(name)}`]?.()) ?? { content: '' }
  return JSON.parse(typeof content === 'string' ? content : new TextDecoder().decode(content)) as Doc
}

function inEnglish({ words }: Reader): Html | '' {
  return words.docsInEnglish === '' ? '' : html`<p class="soft">${words.docsInEnglish}</p>`
}

function contents(headings: readonly Heading[], { words }: Reader): Html | '' {
  if (headings.length < 2) return ''
  const shown = headings.filter(({ level }) => level <= 3)
  return html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">${words.contents}</h2><ul lang="en">${shown.map(
    ({ id, html: text, level }) => html`<li${level > 2 ? raw(' class="deeper"') : ''}><a href="#${id}">${raw(text)}</a></li>`,
  )}</ul></nav>`
}

/** A document with the desk's own address in its examples, and with links under the path of PUBLIC_URL and in the reader's language. */
async function withAddresses(text: string, { site }: Desk, reader: Reader): Promise<string> {
  const [own, root] = [String(await html`${site.url}`), String(await html`${reader.root}`)]
  return text
    .replaceAll(EXAMPLE_URL, () => own)
    .replace(
      / href="(\/[^"#]*)/g,
      (_, path: string) => ` href="${/^\/(?:docs|endpoints)(?:\/|$)/.test(path) ? reader.link(path) : `${root}${path}`}`,
    )
}
