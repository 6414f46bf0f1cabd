// What changed, the latest first, with before and after; new changes come by themselves while the page is open.
import { html, raw } from 'hono/html'
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import { CHANGE_TYPES, type ChangeType, type Step } from '../../changes/change.ts'
import type { Desk } from '../../desk.ts'
import { type AlteredFact, alteredFacts } from '../../language/change-facts.ts'
import { whatHappened } from '../../language/change-sentence.ts'
import { dayWords } from '../../language/dates.ts'
import { titleIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import { type ChangesQuery, changesParameters, kindOf, latestChanges, readChangesQuery } from './changes-query.ts'
import { chips, findPanel } from './find.ts'
import type { Html, Page } from './layout.ts'
import { headingOf } from './list-heading.ts'
import type { Reader } from './reader.ts'
import { subscribeButton } from './subscribe-page.ts'

/** Changes of a page. */
const MOST = 50

export function changesPage(url: string, desk: Desk, reader: Reader): Page | Response {
  const query = readChangesQuery(url, desk)
  if (query instanceof Response) return query
  const { words, link, lang } = reader
  const { steps, before } = latestChanges(desk, query, MOST)
  const parameters = changesParameters(query)
  const what = headingOf(query.list, desk, lang)
  const heading = what === null ? words.whatChanged : fill(words.changesOf, { what })
  const list = { ...query.list, form: DEFAULT_FORM, fixed: false }
  const kinds: Parameters = query.types.map((type) => ['type', kindOf(type)])
  const place = { desk, reader, path: '/changes', standings: desk.histories.standing(), besides: kinds, counted: false }
  return {
    url,
    title: `${heading} – Parley`,
    section: 'changes',
    description: heading,
    feeds: parameters,
    ...(query.before === null ? { script: '/changes.js' } : {}),
    main: html`<h1><bdi>${heading}</bdi></h1>
<p class="acts">${subscribeButton(
      '/subscribe',
      parameters.filter(([name]) => name !== 'type'),
      reader,
    )}<a class="button quiet phone" href="#find">${words.find}</a></p>
${chips(list, place)}
${kindList(query, reader)}
<div id="changes"${live(query, desk, reader)}>${steps.length === 0 ? html`<p>${parameters.length > 0 ? words.noneFit : words.noChanges}</p>` : days(steps, reader)}</div>
${before === null ? '' : html`<p class="further"><a class="button quiet" rel="next" href="${link('/changes', [...parameters, ['before', String(before)]])}">${steps.length < MOST ? words.lookFurther : words.earlierOnes}</a></p>`}
<p class="soft">${words.feedReader}${words.colon} <a href="${link('/changes.atom', parameters)}">Atom</a> · <a href="${link('/changes.json', parameters)}">JSON Feed</a></p>`,
    side: html`<aside class="side" aria-label="${words.find}">${findPanel(list, place)}</aside>`,
  }
}

/** What the script needs: from which change on the stream is to go, and what is said when something came. */
function live(query: ChangesQuery, desk: Desk, { root, words, lang }: Reader): Html {
  const parameters = changesParameters(query).filter(([name]) => name !== 'type' && name !== 'q')
  const stream = new URLSearchParams([...parameters.map(([name, value]) => [name, value]), ['lang', lang]])
  return html` data-cursor="${String(desk.histories.cursor)}" data-stream="${root}/api/changes/stream?${String(stream)}" data-types="${CHANGE_TYPES.join(' ')}" data-live="${words.live}" data-fresh="${words.fresh}"`
}

/** Each kind is put on and taken off again by its link. */
function kindList(query: ChangesQuery, { lang, link, words }: Reader): Html {
  const { types } = query
  const toggled = (type: ChangeType) => (types.includes(type) ? types.filter((other) => other !== type) : [...types, type].sort())
  const names = WORDS[lang].changeType
  return html`<details${types.length > 0 ? raw(' open') : ''}><summary>${words.kinds}</summary><ul class="options">${CHANGE_TYPES.map((type) => html`<li><a href="${link('/changes', changesParameters({ ...query, types: toggled(type) }))}"${types.includes(type) ? raw(' aria-current="true"') : ''}>${names[type]}</a></li>`)}</ul></details>`
}

function days(steps: readonly Step[], reader: Reader): Html {
  const byDay = Map.groupBy(steps, ({ change }) => change.at.slice(0, 10))
  return html`${[...byDay].map(([day, ofDay]) => html`<section aria-labelledby="h${day}"><h2 id="h${day}">${dayWords(day, reader.lang, { weekday: true, year: true })}</h2><ol class="timeline">${ofDay.map((step) => changeItem(step, reader))}</ol></section>`)}`
}

function changeItem(step: Step, reader: Reader): Html {
  const { lang, link } = reader
  const { change } = step
  const talk = change.after ?? change.before
  const title = talk ? titleIn(lang, talk) : change.talk
  return html`<li id="${anchorOf(step)}"><h3 class="title"><a href="${link(`/talks/${change.talk}`)}"><bdi>${title}</bdi></a></h3><p><bdi>${whatHappened(step, lang)}</bdi></p>${alteredList(alteredFacts(change, lang), reader)}<p class="soft"><time datetime="${change.at}">${change.at.slice(11, 16)} UTC</time></p></li>`
}

/** The same in every list of changes, so that a script can tell which are new. */
function anchorOf({ change }: Step): string {
  return `c${change.cursor}`
}

/** Fact by fact, with what no longer holds struck. */
export function alteredList(facts: readonly AlteredFact[], { words }: Reader): Html | string {
  if (facts.length === 0) return ''
  const said = (text: string | null) => (text === null ? html`<span class="soft">${words.nothingKnown}</span>` : html`<bdi>${text}</bdi>`)
  return html`<dl class="altered">${facts.map(({ label, before, after, stillHolds }) => html`<div><dt>${label}</dt><dd>${before === null || stillHolds ? said(before) : html`<s>${said(before)}</s>`} <span aria-hidden="true">→</span> ${said(after)}</dd></div>`)}</dl>`
}
