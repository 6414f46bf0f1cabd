// Markdown as HTML for a page of the documentation. HTML in it is text, pictures are their words, and a link leads to a page
// of the documentation, to another address of the desk, to a heading, or to http(s), else it is text.
import { Marked, type RendererObject, type RendererThis, type Tokens } from 'marked'
import { type Doc, type Heading, isDocName } from './doc.ts'

const TITLE_LEVEL = 1
/** Ids that the frame of a page has. */
const IDS_OF_FRAME = ['main', 'contents']
/** Addresses of the desk that are links where they stand as code: in a file a link would lead nowhere. */
const ADDRESSES: readonly string[] = ['/docs/api', '/openapi.json', '/calendar.ics', '/widget/build', '/endpoints']

export function renderMarkdown(markdown: string): Doc {
  const headings: Heading[] = []
  const ids = new Set(IDS_OF_FRAME)
  let title: string | null = null
  let lead: string | null = null

  const renderer: RendererObject = {
    heading({ tokens, depth }) {
      const html = this.parser.parseInline(tokens)
      if (depth === TITLE_LEVEL && title === null) {
        title = html
        return ''
      }
      const level = Math.max(depth, TITLE_LEVEL + 1)
      const id = unique(slugOf(html), ids)
      headings.push({ id, html: withoutElements(html), level })
      return `<h${level} id="${id}">${html}</h${level}>\n`
    },
    paragraph({ tokens }) {
      const html = this.parser.parseInline(tokens)
      lead ??= html
      return `<p>${html}</p>\n`
    },
    html: ({ text, block }) => (block ? `<p>${escaped(text.trim())}</p>\n` : escaped(text)),
    image: ({ text }) => escaped(text),
    link({ href, tokens }) {
      const address = addressOf(href)
      const html = this.parser.parseInline(tokens)
      return address === null ? html : `<a href="${escaped(address)}">${html}</a>`
    },
    codespan({ text }) {
      const code = `<code>${escaped(text)}</code>`
      return ADDRESSES.includes(text) ? `<a href="${text}">${code}</a>` : code
    },
    code: ({ text }) => `<pre role="group" tabindex="0" aria-label="Code"><code>${escaped(text)}\n</code></pre>\n`,
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    table,
  }
  const html = new Marked({ async: false, gfm: true, renderer }).parse(markdown) as string
  return { title: plain(title ?? ''), lead: plain(lead ?? ''), html, headings }
}

/** As wide as it has to be, and scrolled sideways where a screen is not. */
function table(this: RendererThis, { header, rows }: Tokens.Table): string {
  const cell = ({ tokens }: Tokens.TableCell) => this.parser.parseInline(tokens)
  const heads = header.map(cell).map((html) => (html === '' ? '<td></td>' : `<th scope="col">${html}</th>`))
  const body = rows.map((cells) => `<tr>${cells.map((each) => `<td>${cell(each)}</td>`).join('')}</tr>\n`).join('')
  return `<div class="wide" role="group" tabindex="0" aria-label="Table"><table>\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>${body}</tbody>\n</table></div>\n`
}

/** Where a link leads on the pages; `null` where it leads nowhere: to files of the project, or to what is no address of a page. */
function addressOf(href: string): string | null {
  if (/^https?:\/\/[^/\s]/i.test(href) || /^#[\w-]+$/.test(href) || /^\/(?![/\\])[\w./?=&-]*(?:#[\w-]+)?$/.test(href)) return href
  const [, name = '', anchor = ''] = /^([a-z]+)\.md(#[\w-]+)?$/.exec(href) ?? []
  return isDocName(name) ? `/docs/${name}${anchor}` : null
}

/** As GitHub names headings, so that the same links lead there. */
function slugOf(html: string): string {
  return plain(html)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function unique(slug: string, taken: Set<string>): string {
  const wanted = slug === '' ? 'section' : slug
  let id = wanted
  for (let count = 1; taken.has(id); count++) id = `${wanted}-${count}`
  taken.add(id)
  return id
}

function withoutElements(html: string): string {
  return html.replace(/<[^>]*>/g, '')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const CHARACTERS = Object.fromEntries(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]))

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** The words of HTML that was rendered here. */
function plain(html: string): string {
  return withoutElements(html).replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => CHARACTERS[entity] ?? entity)
}
