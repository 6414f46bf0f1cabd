// One talk as a page: what is known, what is not, from which sources, and what changed.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { whatHappened } from '../../language/change-sentence.ts'
import { dayWords, whenWords } from '../../language/dates.ts'
import { citationWords, citedSources, partyWords, sourceWords, unknowns } from '../../language/facts.ts'
import { placeIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import { placeSlug } from '../../talks/place.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk, TalkSource } from '../../talks/talk.ts'
import { whenOf } from '../../talks/when.ts'
import { badParameters, noTalk } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { isOver } from '../talk-list.ts'
import { eventData } from './json-ld.ts'
import { page, rootOf } from './layout.ts'
import { subscribe } from './subscribe.ts'

const MOST_CHANGES = 50
const { text, feed, status: statusWords, level: levelWords, format: formatWords } = WORDS.en

export function talkPage(context: Context, desk: Desk): Response | Promise<Response> {
  const unknown = unknownParameters(parametersOf(context.req.url), [])
  if (unknown.length > 0) return badParameters(unknown, true)
  const id = context.req.param('id') ?? ''
  const standing = desk.histories.latest(id)
  if (!standing) return noTalk(id, desk.site)
  const talk = desk.talk(standing)
  return page(desk, {
    title: `${talk.title} – Parley`,
    calendar: `/talks/${id}.ics`,
    data: eventData(talk, standing, desk.site),
    main: html`<h1><bdi>${talk.title}</bdi></h1>
${standing.withdrawn ? html`<p class="notice">${text.withdrawn}</p>` : ''}
<dl>${[...dates(talk, standing, desk), ...whereAndWho(talk, rootOf(desk)), ...details(talk)]}</dl>
${(talk.summary?.split('\n') ?? []).map((paragraph) => html`<p><bdi>${paragraph}</bdi></p>`)}
${links(talk)}
<h2>Sources</h2>
${sources(talk)}
<h2>What changed</h2>
${history(standing, desk)}
${vaguely(standing, desk)}
${subscribe(`${desk.site.url}/talks/${id}.ics`, desk.site.url)}`,
  })
}

/** What its calendar shows of a talk whose date is too vague for one. */
function vaguely(standing: Standing, { histories }: Desk) {
  if (standing.withdrawn || standing.span.shown !== null) return ''
  const hadDate = histories.talks.get(standing.talk)?.some(({ span }) => span.shown !== null)
  const said = hadDate ? text.vague : fill(feed.noEvent, { date: whenWords(whenOf(standing.known), 'en') })
  return html`<p class="notice">${said}</p>`
}

function dates(talk: Talk, standing: Standing, { clock }: Desk) {
  const when = whenOf(talk)
  const held = isOver(standing, clock.today()) && talk.status !== 'held' && !isCalledOff(talk)
  const missing = [...unknowns(talk, when, 'en'), ...(held ? [text.over] : [])]
  const reason = talk.statusReason ? html`: <bdi>${talk.statusReason}</bdi>` : ''
  const said = talk.said ? html`<br>In the words of the source: “<bdi>${talk.said}</bdi>”` : ''
  return [
    entry('When', html`${whenWords(when, 'en')}${said}`),
    standing.known.when === talk.when ? '' : entry('Last known date', whenWords(whenOf(standing.known), 'en')),
    standing.movedFrom ? entry('Moved from', whenWords(whenOf(standing.movedFrom), 'en')) : '',
    entry('Status', html`${statusWords[talk.status]}${reason}`),
    entry('Not known', ...missing),
  ]
}

function whereAndWho({ place, parties, series, topics = [] }: Talk, root: string) {
  const slug = placeSlug(place)
  const topicLinks = topics.map((topic, index) => html`${index > 0 ? ', ' : ''}<a href="${root}/?topic=${topic}">${topic}</a>`)
  return [
    place
      ? entry(
          'Place',
          html`<bdi>${placeIn('en', place)}</bdi> ${slug ? allTalks(`${root}/?place=${encodeURIComponent(slug)}`, placeIn('en', place)) : ''}`,
        )
      : '',
    entry(
      'Parties',
      ...(parties.length === 0
        ? ['not known']
        : parties.map((party) => html`<bdi>${partyWords(party, 'en')}</bdi> ${allTalks(`${root}/?party=${party.party}`, party.name)}`)),
    ),
    series ? entry('Series', html`<a href="${root}/?series=${series.id}"><bdi>${series.title}</bdi></a>`) : '',
    topics.length > 0 ? entry('Topics', html`${topicLinks}`) : '',
  ]
}

function details({ level, format, access, contact, verifiedAt }: Talk) {
  const reach = contact && [contact.name, contact.organisation, contact.email, contact.phone].filter((part) => part).join(', ')
  return [
    level ? entry('Level', levelWords[level]) : '',
    format ? entry('Form', formatWords[format]) : '',
    access?.deadline ? entry('Accreditation', `by ${whenWords(whenOf({ when: access.deadline }), 'en')}`) : '',
    access?.note ? entry('About accreditation', html`<bdi>${access.note}</bdi>`) : '',
    access?.url ? entry('Accreditation at', html`<a href="${access.url}">${access.url}</a>`) : '',
    reach ? entry('Contact', html`<bdi>${reach}</bdi>`) : '',
    verifiedAt ? entry('Verified', dayWords(verifiedAt.slice(0, 10), 'en', { year: true })) : '',
  ]
}

/** A term and what is said of it; nothing where nothing is said. */
function entry(term: string, ...said: unknown[]) {
  return said.length === 0 ? '' : html`<dt>${term}</dt>${said.map((one) => html`<dd>${one}</dd>`)}`
}

function allTalks(address: string, name: string) {
  return html`<a class="soft" href="${address}" aria-label="all talks: ${name}">all talks</a>`
}

function links({ links = [] }: Talk) {
  if (links.length === 0) return ''
  return html`<h2>Links</h2><ul>${links.map(({ url, title }) => html`<li><a href="${url}"><bdi>${title}</bdi></a></li>`)}</ul>`
}

function sources(talk: Talk) {
  if (talk.sources.length === 0) return html`<p class="soft">None: nothing is claimed that needs one.</p>`
  const disagree = talk.sources.some(({ stance }) => stance === 'denies') ? html`<p class="notice">${text.disagree}</p>` : ''
  return html`${disagree}<ul>${citedSources(talk.sources).map((citations) => sourceItem(citations, talk))}</ul>`
}

function sourceItem(citations: readonly TalkSource[], talk: Talk) {
  const [first] = citations
  if (!first) return ''
  return html`<li><bdi>${sourceWords({ ...first, url: null }, 'en')}</bdi>${first.url ? html` <a href="${first.url}">${first.url}</a>` : ''}
<ul>${citations.map((citation) => html`<li class="soft"><bdi>${citationWords(citation, talk, 'en')}</bdi></li>`)}</ul></li>`
}

function history({ talk, revision }: Standing, desk: Desk) {
  const first = Math.max(1, revision - MOST_CHANGES + 1)
  const revisions = Array.from({ length: revision - first + 1 }, (_, index) => revision - index)
  const earlier = first > 1 ? html`<p class="soft">And ${first - 1} earlier changes.</p>` : ''
  return html`<ul>${revisions.map((number) => changeItem(talk, number, desk))}</ul>${earlier}`
}

function changeItem(talk: string, revision: number, desk: Desk) {
  const change = desk.change(talk, revision)
  const after = desk.histories.talks.get(talk)?.[revision - 1]
  if (!change || !after) return ''
  const date = dayWords(change.at.slice(0, 10), 'en', { year: true })
  return html`<li><time datetime="${change.at}">${date}</time>: <bdi>${whatHappened({ change, was: desk.histories.before(after), is: after }, 'en')}</bdi></li>`
}
