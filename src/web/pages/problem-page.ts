// A problem as a page that says the same, for a person who asks with a browser; where something is not found, with what is
// near.
import { html } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { monthWords, whenWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { capital, fill, WORDS } from '../../language/words.ts'
import { plain } from '../../talks/quoting.ts'
import { whenOf } from '../../talks/when.ts'
import { parametersWrongIn, type WrongParameters } from '../problem-response.ts'
import { searchOf } from '../search.ts'
import { docsNear } from './docs-page.ts'
import { type Html, page } from './layout.ts'
import { nearParameter, subjectsAlike } from './near-parameters.ts'
import { type Reader, readerOf } from './reader.ts'
import { WIDGET, widgetProblem } from './widget-frame.ts'

const MOST_NEAR = 5

interface Told {
  title: string
  detail: string
  status: number
}

export async function forPeople(request: Request, desk: Desk | null, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer
  if (response.ok || !request.headers.get('accept')?.includes('text/html')) return response
  const reader = readerOf(request, desk)
  const told = (await response.json()) as Told
  const title = titleOf(response.status, told, reader)
  const wrong = parametersWrongIn(response)
  if (new URL(request.url).pathname === WIDGET) {
    const lines = detail(wrong, told, reader)
    return widgetProblem(desk, reader, { title, lines, status: response.status, url: request.url })
  }
  return page(
    desk,
    reader,
    {
      url: request.url,
      title: `${title} – Parley`,
      main: html`<h1>${title}</h1>${response.status === 404 && desk ? missing(request.url, desk, reader) : detail(wrong, told, reader, desk && { url: request.url, desk })}<p class="acts"><a class="button quiet" href="${reader.link('/')}">${reader.words.toDiary}</a></p>`,
    },
    response.status,
  )
}

/** What is said of a status in every language; in English a problem says more by itself. */
function titleOf(status: number, { title }: Told, { lang, words }: Reader): string {
  const titles: Record<number, string> = {
    400: words.badAddress,
    404: words.notFound,
    414: words.addressTooLong,
    500: words.broken,
    503: words.unavailable,
  }
  return lang === 'en' && status > 404 ? title : (titles[status] ?? title)
}

/** Each parameter that cannot be used, in the reader's language; with what may be meant, where there is a desk to ask. */
function detail(
  { named, more }: WrongParameters,
  { status, detail: inEnglish }: Told,
  reader: Reader,
  place: { url: string; desk: Desk } | null = null,
): Html {
  const { lang, words } = reader
  const flaws: Readonly<Record<string, string>> = WORDS[lang].flaws
  const lines = named.map((problem) => {
    const { parameter, code, values, message, expected } = problem
    const template = flaws[code]
    const line = template === undefined ? `${parameter}: ${message}; ${expected}` : fill(template, { ...textsOf(values), parameter })
    return html`<li><p><bdi>${line}</bdi></p>${place ? nearParameter(problem, { ...place, reader }) : ''}</li>`
  })
  const rest = more > 0 ? html`<p>${fill(words.more, { count: `${more}` })}</p>` : ''
  if (lines.length > 0) return html`<ul class="refused">${lines}</ul>${rest}`
  const translated: Record<number, string> = { 414: '', 500: words.noted, 503: words.tryAgain }
  return html`<p>${lang === 'en' ? inEnglish : (translated[status] ?? inEnglish)}</p>`
}

function textsOf(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

/** What was asked for, and talks whose names have most of its words. */
function missing(url: string, desk: Desk, reader: Reader): Html {
  const { words, lang, link } = reader
  const [, folder = '', whole = ''] = decoded(new URL(url).pathname).split('/')
  // No name is longer, and what is looked for costs by its length.
  const name = whole.slice(0, 200)
  if (folder === 'docs') return missingDoc(name, reader)
  if (folder === 'month') return missingMonth(name, reader)
  const isTalk = folder === 'talks'
  const said = isTalk ? fill(words.noSuchTalk, { id: name }) : name === '' ? '' : fill(words.noSuchSubject, { id: name })
  const near = searchOf(desk).near(`${isTalk ? '' : folder} ${name}`, MOST_NEAR)
  const talks = near.flatMap((id) => {
    const standing = desk.histories.latest(id)
    if (!standing) return []
    const talk = desk.talk(standing)
    return [
      html`<li><a href="${link(`/talks/${id}`)}"><bdi>${titleIn(lang, talk)}</bdi></a> <span class="soft">${whenWords(whenOf(standing.known), lang)}</span></li>`,
    ]
  })
  const items = [...subjectsAlike(folder, name, desk, reader), ...talks]
  return html`${said === '' ? '' : html`<p><bdi>${said.slice(0, 400)}</bdi></p>`}${items.length === 0 ? '' : html`<h2>${words.perhaps}</h2><ul class="list">${items}</ul>`}`
}

function missingMonth(name: string, { lang, link, today }: Reader): Html {
  const month = capital(monthWords(today, lang), lang)
  return html`<p><bdi>${fill(WORDS[lang].flaws['not-a-month'], { value: plain(name) })}</bdi></p><p class="list"><a href="${link('/month')}">${month}</a></p>`
}

function missingDoc(name: string, { words, link }: Reader): Html {
  const near = docsNear(name).map((each) => html`<li><a href="${link(`/docs/${each}`)}">/docs/${each}</a></li>`)
  return html`<p><bdi>${fill(words.noSuchDoc, { id: name }).slice(0, 400)}</bdi></p>${near.length === 0 ? '' : html`<h2>${words.perhaps}</h2><ul class="list">${near}</ul>`}<p class="acts"><a class="button quiet" href="${link('/docs')}">${words.allDocs}</a></p>`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
