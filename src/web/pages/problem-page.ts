// A problem as a page that says the same, for a person who asks with a browser; where something is not found, with what is
// near.
import { html } from 'hono/html'
import type { Desk } from '../../desk.ts'
import { whenWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import type { ParameterProblem } from '../../talks/filter-parameters.ts'
import { whenOf } from '../../talks/when.ts'
import { parametersWrongIn } from '../problem-response.ts'
import { searchOf } from '../search.ts'
import { type Html, page } from './layout.ts'
import { type Reader, readerOf } from './reader.ts'

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
  return page(
    desk,
    reader,
    {
      url: request.url,
      title: `${title} – Parley`,
      main: html`<h1>${title}</h1>${response.status === 404 && desk ? missing(request.url, desk, reader) : detail(parametersWrongIn(response), told, reader)}<p><a class="button quiet" href="${reader.link('/')}">${reader.words.toDiary}</a></p>`,
    },
    response.status,
  )
}

function titleOf(status: number, { title }: Told, { words }: Reader): string {
  if (status === 404) return words.notFound
  if (status === 400) return words.badAddress
  return status === 500 ? words.broken : title
}

/** Each parameter that cannot be used, in the reader's language. */
function detail(wrong: readonly ParameterProblem[], told: Told, { lang }: Reader): Html {
  const flaws: Readonly<Record<string, string>> = WORDS[lang].flaws
  const lines = wrong.map(({ parameter, code, values, message, expected }) => {
    const words = flaws[code]
    return words === undefined ? `${parameter}: ${message}; ${expected}` : fill(words, { ...textsOf(values), parameter })
  })
  return lines.length === 0
    ? html`<p><bdi>${told.detail}</bdi></p>`
    : html`<ul class="list">${lines.map((line) => html`<li><bdi>${line}</bdi></li>`)}</ul>`
}

function textsOf(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

/** What was asked for, and talks whose names have most of its words. */
function missing(url: string, desk: Desk, reader: Reader): Html {
  const { words, lang, link } = reader
  const [, folder = '', name = ''] = decoded(new URL(url).pathname).split('/')
  const isTalk = folder === 'talks'
  const said = isTalk ? fill(words.noSuchTalk, { id: name }) : name === '' ? '' : fill(words.noSuchSubject, { id: name })
  const near = searchOf(desk).near(`${isTalk ? '' : folder} ${name}`, MOST_NEAR)
  const items = near.flatMap((id) => {
    const standing = desk.histories.latest(id)
    if (!standing) return []
    const talk = desk.talk(standing)
    return [
      html`<li><a href="${link(`/talks/${id}`)}"><bdi>${titleIn(lang, talk)}</bdi></a> <span class="soft">${whenWords(whenOf(standing.known), lang)}</span></li>`,
    ]
  })
  return html`${said === '' ? '' : html`<p><bdi>${said.slice(0, 400)}</bdi></p>`}${items.length === 0 ? '' : html`<h2>${words.perhaps}</h2><ul class="list">${items}</ul>`}`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
