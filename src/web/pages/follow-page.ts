// Following with a browser: what is followed, what to be told of, and what this browser follows already. The script does it
// (assets/follow.js); without scripts the page says so, and leads to the calendar.
import { html, raw } from 'hono/html'
import { CHANGE_TYPES, type ChangeType } from '../../changes/change.ts'
import type { Desk } from '../../desk.ts'
import { titleIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import { filterParameters, type ParameterProblem, type Parameters, single } from '../../talks/filter-parameters.ts'
import { badParameters, noTalk } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { chips } from './find.ts'
import type { Html, Page } from './layout.ts'
import { headingOf } from './list-heading.ts'
import { type ListQuery, readFilters } from './list-query.ts'
import type { Reader } from './reader.ts'
import { subscribeButton } from './subscribe-page.ts'

/** What only those are told who ask for every change. */
const DETAILS: readonly ChangeType[] = ['talk.relocated', 'talk.held', 'talk.parties_changed', 'talk.updated']
const NEWS = CHANGE_TYPES.filter((type) => !DETAILS.includes(type))
const PATH = '/follow'

/** The way to the page; nothing where nobody can follow. */
export function followButton(parameters: Parameters, desk: Desk, { lang, link }: Reader): Html | string {
  if (desk.owner.followKey() === null) return ''
  return html`<a class="button quiet" href="${link(PATH, parameters)}">${WORDS[lang].follow.button}</a>`
}

interface Followed {
  /** What is followed is called. */
  name: string
  /** As the desk takes it. */
  what: { talk: string | null; filter: Record<string, string | string[]> }
  /** For the way to a calendar of the same. */
  parameters: Parameters
  shown: Html | string
}

export function followPage(url: string, desk: Desk, reader: Reader): Page | Response {
  const given = parametersOf(url)
  const talk = given.some(([name]) => name === 'talk')
  const followed = talk ? ofTalk(given, desk, reader) : ofFilter(url, desk, reader)
  if (followed instanceof Response) return followed
  const words = WORDS[reader.lang].follow
  const heading = fill(words.of, { what: followed.name })
  return {
    url,
    title: `${heading} – Parley`,
    ...(desk.owner.followKey() === null ? {} : { script: '/follow.js' }),
    main: html`<h1><bdi>${heading}</bdi></h1>
<p class="lede">${words.lede}</p>
${followed.shown}
${desk.owner.followKey() === null ? html`<p class="notice">${words.off}</p><p class="acts">${subscribeButton('/subscribe', followed.parameters, reader)}</p>` : form(followed, desk, reader)}`,
  }
}

function ofTalk(given: Parameters, desk: Desk, reader: Reader): Followed | Response {
  const unknown = unknownParameters(given, ['talk', 'lang'])
  if (unknown.length > 0) return badParameters(unknown, true)
  const problems: ParameterProblem[] = []
  const id = single(given, 'talk', problems) ?? ''
  if (problems.length > 0) return badParameters(problems, false)
  const standing = desk.histories.latest(id)
  if (!standing) return noTalk(id, desk.site)
  const name = titleIn(reader.lang, desk.talk(standing))
  const shown = html`<p class="list"><a href="${reader.link(`/talks/${id}`)}"><bdi>${name}</bdi></a></p>`
  return { name, what: { talk: id, filter: {} }, parameters: [['talk', id]], shown }
}

function ofFilter(url: string, desk: Desk, reader: Reader): Followed | Response {
  const query = readFilters(url, desk)
  if (query instanceof Response) return query
  const parameters = filterParameters(query.filter)
  const groups = Map.groupBy(parameters, ([name]) => name)
  const values = (name: string, pairs: Parameters) =>
    ['match', 'since', 'until'].includes(name) ? (pairs[0]?.[1] ?? '') : pairs.map(([, value]) => value)
  const filter = Object.fromEntries([...groups].map(([name, pairs]) => [name, values(name, pairs)]))
  const plain: ListQuery = { ...query, text: '', fixed: false }
  const name = headingOf(plain, desk, reader.lang) ?? reader.words.allTalks
  return { name, what: { talk: null, filter }, parameters, shown: chips(plain, { desk, reader, path: PATH, standings: [] }) }
}

function form({ name, what, parameters }: Followed, desk: Desk, reader: Reader): Html {
  const { lang, root } = reader
  const words = WORDS[lang].follow
  const hasDeadlines = desk.histories.standing().some(({ deadline }) => deadline !== null)
  const data = JSON.stringify({ key: desk.owner.followKey(), root, lang, words: words.states })
  const lead = (value: string, said: string, on: boolean) =>
    html`<label class="choice"><input type="checkbox" name="lead" value="${value}"${on ? raw(' checked') : ''}> ${said}</label>`
  return html`<noscript><p class="notice">${words.noScripts}</p></noscript>
<form id="follow" class="card" data-name="${name}" data-what="${JSON.stringify(what)}" data-news="${NEWS.join(' ')}">
<fieldset><legend>${words.tell}</legend>
<label class="choice"><input type="radio" name="what" value="news" checked> ${words.news}</label>
<label class="choice"><input type="radio" name="what" value="all"> ${words.all}</label></fieldset>
<fieldset><legend>${words.remind}</legend>${lead('P1D', words.dayBefore, true)}${lead('PT1H', words.hourBefore, false)}${hasDeadlines ? html`<label class="choice"><input type="checkbox" name="deadlines" value="yes"> ${words.deadlines}</label>` : ''}</fieldset>
<p class="acts"><button type="submit">${words.states.follow}</button></p>
<p id="follow-state" role="status"></p>
<p class="soft">${words.kept}</p></form>
<script type="application/json" id="follow-data">${raw(data.replaceAll('<', '\\u003c'))}</script>
<section class="block" aria-labelledby="h-followed" hidden><h2 id="h-followed">${words.followed}</h2><ul id="followed" class="followed"></ul></section>
<details id="iphone" class="block"><summary>${words.iphone}</summary><ol>${words.steps.map((step) => html`<li>${step}</li>`)}</ol></details>
<details class="block"><summary>${words.nothing}</summary><p>${words.blocked}</p></details>
<p class="acts">${subscribeButton('/subscribe', parameters, reader)}</p>`
}
