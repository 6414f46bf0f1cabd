// One talk as a page: what is known and who says so, what is not, where sources disagree, and what changed.
import { html, raw } from 'hono/html'
import { DEFAULT_FORM } from '../../calendar/feed-form.ts'
import { feedRequest } from '../../calendar/feed-key.ts'
import type { Standing } from '../../changes/standing.ts'
import { byStart } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { alteredFacts } from '../../language/change-facts.ts'
import { sentenceOf, whatHappened } from '../../language/change-sentence.ts'
import { dayWords, whenWords } from '../../language/dates.ts'
import { citationWords, citedSources, unknowns } from '../../language/facts.ts'
import { nameIn, placeIn, summaryIn, titleIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import { placeSlug } from '../../talks/place.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk, TalkSource } from '../../talks/talk.ts'
import { withOffset } from '../../talks/time.ts'
import { type When, whenOf } from '../../talks/when.ts'
import { badParameters, noTalk } from '../problem-response.ts'
import { parametersOf, unknownParameters } from '../query-parameters.ts'
import { subjectName } from '../subject-counts.ts'
import { isOver } from '../talk-list.ts'
import { addOnce } from './add-once.ts'
import { appLinks } from './calendar-links.ts'
import { certaintyOf } from './certainty.ts'
import { alteredList } from './changes-page.ts'
import { followButton } from './follow-page.ts'
import { eventData } from './json-ld.ts'
import type { Html, Page } from './layout.ts'
import { daysWords, type Reader } from './reader.ts'
import { noTime, offsetOf } from './talk-row.ts'

interface Place {
  desk: Desk
  reader: Reader
  /** Where readers reach the editors. */
  contact: string | null
}

const MOST_CHANGES = 50
const MOST_OF_SERIES = 12

export function talkPage(url: string, id: string, { desk, reader, contact }: Place): Page | Response {
  const unknown = unknownParameters(parametersOf(url), ['lang'])
  if (unknown.length > 0) return badParameters(unknown, true)
  const standing = desk.histories.latest(id)
  if (!standing) return noTalk(id, desk.site)
  const talk = desk.talk(standing)
  const { lang, words } = reader
  const title = titleIn(lang, talk)
  const numbers = new Map(citedSources(talk.sources).map(([first], index) => [first?.source ?? '', index + 1]))
  return {
    url,
    title: `${title}, ${whenWords(whenOf(talk), lang)} – Parley`,
    description: `${title}${words.colon} ${whenWords(whenOf(talk), lang)}${talk.place ? `, ${placeIn(lang, talk.place)}` : ''}`,
    calendar: `/talks/${id}.ics`,
    data: eventData(talk, standing, desk.site, reader.lang),
    main: html`<p class="kicker">${kicker(talk, standing, reader)}</p>
<h1><bdi>${title}</bdi></h1>
${standing.withdrawn ? withdrawn(standing, desk, reader) : ''}
${standing.withdrawn ? '' : whenAndWhere(talk, standing, reader)}
${notKnownYet(talk, standing, reader)}
${(summaryIn(lang, talk)?.split('\n') ?? []).map((paragraph) => html`<p><bdi>${paragraph}</bdi></p>`)}
<dl class="facts">${facts(talk, standing, desk, reader, numbers)}</dl>
${disagreement(talk, reader)}
<section class="block" aria-labelledby="h-sources"><h2 id="h-sources">${words.sources}</h2>${sources(talk, reader)}</section>
<section class="block" aria-labelledby="h-history"><h2 id="h-history">${words.history}</h2>${history(standing, desk, reader)}</section>
${sameSeries(talk, standing, desk, reader)}
<section class="block"><details><summary>${words.asText}</summary><pre class="copy">${asText(talk, standing, desk, reader)}</pre></details></section>`,
    side: html`<aside class="side" aria-label="${words.added}">${itsCalendar(talk, desk, reader)}${addOnce(talk, standing, desk, reader)}${vaguely(standing, desk, reader)}${somethingWrong(talk, contact, reader)}</aside>`,
  }
}

/** Where to read on, if the talk is in the diary as another one. */
function withdrawn({ mergedInto }: Standing, desk: Desk, reader: Reader): Html {
  const { lang, words } = reader
  const other = mergedInto === undefined ? null : desk.histories.latest(mergedInto)
  if (!other) return html`<p class="notice">${WORDS[lang].text.withdrawn}</p>`
  return html`<p class="notice">${words.mergedInto} <a href="${reader.link(`/talks/${other.talk}`)}"><bdi>${titleIn(lang, desk.talk(other))}</bdi></a></p>`
}

function kicker(talk: Talk, standing: Standing, { lang, today, words }: Reader): Html {
  if (standing.withdrawn) return html`<b class="mark off">${words.withdrawn}</b>`
  const { mark, word, who } = certaintyOf(talk, standing, today, lang)
  const reason = talk.statusReason ? html`${words.colon} <bdi>${talk.statusReason}</bdi>` : ''
  return html`<b class="mark ${mark}">${word}</b>${reason}${who === '' || reason ? '' : html` <span class="soft"><bdi>${who}</bdi></span>`}`
}

function whenAndWhere(talk: Talk, standing: Standing, reader: Reader): Html {
  const { lang, words, today } = reader
  const when = whenOf(talk)
  const first = standing.span.first
  const until =
    !isOver(standing, today) && !isCalledOff(talk) && ['minute', 'day', 'days'].includes(when.precision) && first
      ? daysWords(today, first, { words } as Reader)
      : ''
  const zone =
    when.precision === 'minute'
      ? html` <span class="soft">${offsetOf(when)}</span>`
      : when.precision === 'day' && when.qualifier === 'certain'
        ? html` <span class="soft">${noTime(talk, standing, reader)}</span>`
        : ''
  const date = html`<time${instantAttribute(when)}>${whenWords(when, lang, { zone: false })}</time>`
  const known =
    standing.known.when !== talk.when ? html`<p>${words.lastKnown}${words.colon} <s>${whenWords(whenOf(standing.known), lang)}</s></p>` : ''
  const moved =
    standing.movedFrom && !isCalledOff(talk)
      ? html`<p class="moved">${words.movedFrom} <s>${whenWords(whenOf(standing.movedFrom), lang)}</s></p>`
      : ''
  const [before = '', after = ''] = fill(WORDS[lang].text.said, { said: '\n' }).split('\n')
  const said = talk.said ? html`<p>${before}<bdi>${talk.said}</bdi>${after}</p>` : ''
  return html`<section class="card" aria-label="${words.when}"><p class="big">${talk.status === 'cancelled' ? html`<s>${date}</s>` : date}</p>
<p>${talk.place ? html`<bdi>${placeIn(lang, talk.place)}</bdi>` : html`<span class="soft">${words.placeOpen}</span>`}${zone === '' ? '' : html` <span class="soft">·</span>${zone}`}${until === '' ? '' : html` <span class="soft">· ${until}</span>`}</p>${moved}${known}${said}</section>`
}

function instantAttribute(when: When): Html | string {
  const value =
    when.precision === 'minute'
      ? withOffset(when.start, when.zone)
      : when.precision === 'day'
        ? when.day
        : when.precision === 'days'
          ? when.from
          : null
  return value === null ? '' : raw(` datetime="${value}"`)
}

/** What the record lacks that a reader would want to know. */
function notKnownYet(talk: Talk, standing: Standing, { lang, words, today }: Reader): Html | string {
  if (isCalledOff(talk) || standing.withdrawn) return ''
  const when = whenOf(talk)
  const over = isOver(standing, today) && talk.status !== 'held'
  const missing = [
    ...(['window', 'month', 'year', 'unknown'].includes(when.precision) ? [words.missingDay] : []),
    ...(when.precision === 'minute' ? [] : [words.missingTime]),
    ...((when.precision === 'minute' && when.end === null) || (when.precision === 'days' && when.to === null) ? [words.missingEnd] : []),
    ...(talk.place ? [] : [words.missingPlace]),
    ...(talk.parties.length > 0 ? [] : [words.missingWho]),
    ...unknowns(talk, when, lang).filter(
      (line) => when.precision === 'minute' && line !== WORDS[lang].text.noEnd && line !== WORDS[lang].text.noPlace,
    ),
  ]
  const held = over ? html`<p>${WORDS[lang].text.over}</p>` : ''
  if (over) return html`<section class="card unknown">${held}</section>`
  if (missing.length === 0) return ''
  return html`<section class="card unknown" aria-labelledby="h-unknown"><h2 id="h-unknown">${talk.status === 'held' ? words.notKnown : words.notKnownYet}</h2><ul>${missing.map((each) => html`<li>${each}</li>`)}</ul></section>`
}

type Numbers = ReadonlyMap<string, number>

/** The numbers of the sources that support a field. */
function refs({ sources }: Talk, fields: readonly string[], numbers: Numbers): Html | string {
  const found = new Set(
    sources
      .filter(({ supports, stance }) => stance !== 'denies' && supports.some((each) => fields.includes(each)))
      .map(({ source }) => numbers.get(source) ?? 0),
  )
  return html`${[...found].sort((one, other) => one - other).map((number) => html` <a class="ref" href="#s${String(number)}">${String(number)}</a>`)}`
}

function facts(talk: Talk, { known }: Standing, desk: Desk, { lang, words, link }: Reader, numbers: Numbers): Html[] {
  const { level: levels, format: forms, role, attendance } = WORDS[lang]
  const { place, parties, series, topics = [], level, format, access, contact, verifiedAt } = talk
  const fact = (term: string, said: Html | string, ...fields: string[]): Html =>
    html`<div><dt>${term}</dt><dd>${said}${refs(talk, fields, numbers)}</dd></div>`
  const slug = placeSlug(place)
  const lists: Html[] = [fact(words.when, `${whenWords(whenOf(talk.when === 'unknown' ? talk : known), lang)}`, 'when')]
  if (place)
    lists.push(
      fact(
        words.where,
        slug
          ? html`<a href="${link(`/places/${encodeURIComponent(slug)}`)}"><bdi>${placeIn(lang, place)}</bdi></a>`
          : html`<bdi>${placeIn(lang, place)}</bdi>`,
        'place',
      ),
    )
  if (parties.length > 0)
    lists.push(
      fact(
        words.who,
        html`<ul class="list">${parties.map((party) => {
          const notes = [role[party.role], attendance[party.attendance]].filter((note) => note !== '').join(', ')
          return html`<li><a href="${link(`/parties/${party.party}`)}"><bdi>${nameIn(lang, party)}</bdi></a>${notes === '' ? '' : html` <span class="soft">${notes}</span>`}${refs(talk, ['parties', `parties.${party.party}`], numbers)}</li>`
        })}</ul>`,
      ),
    )
  if (topics.length > 0)
    lists.push(
      fact(
        words.what,
        html`${topics.map((topic, index) => html`${index > 0 ? ' · ' : ''}<a href="${link(`/topics/${topic}`)}">${subjectName('topic', topic, desk.histories, lang)}</a>`)}`,
        'topics',
      ),
    )
  if (series) lists.push(fact(words.series, html`<a href="${link(`/series/${series.id}`)}"><bdi>${series.title}</bdi></a>`))
  if (level || format)
    lists.push(fact(words.form, [level && levels[level], format && forms[format]].filter((part) => part).join(', '), 'level', 'format'))
  if (access) lists.push(fact(words.accreditation, accessWords(access, lang, words), 'access'))
  if (contact) lists.push(fact(words.contact, contactWords(contact), 'contact'))
  if (talk.links?.length)
    lists.push(
      fact(
        words.links,
        html`<ul class="list">${talk.links.map(({ url, title }) => html`<li><a href="${url}"><bdi>${title}</bdi></a></li>`)}</ul>`,
        'links',
      ),
    )
  if (verifiedAt) lists.push(fact(words.verified, dayWords(verifiedAt.slice(0, 10), lang, { year: true })))
  return lists
}

function accessWords({ deadline, url, note }: NonNullable<Talk['access']>, lang: Reader['lang'], words: Reader['words']): Html {
  const until = deadline ? html`<b>${fill(words.accreditationBy, { date: whenWords(whenOf({ when: deadline }), lang) })}</b> ` : ''
  return html`${until}${url ? html`<a href="${url}">${url}</a> ` : ''}${note ? html`<bdi>${note}</bdi>` : ''}`
}

function contactWords({ name, organisation, email, phone }: NonNullable<Talk['contact']>): Html {
  const dialled = phone?.replace(/[^+\d]/g, '')
  const number = dialled ? html`<a href="tel:${dialled}"><bdi>${phone}</bdi></a>` : html`<bdi>${phone}</bdi>`
  return html`<bdi>${[name, organisation].filter((part) => part).join(', ')}</bdi>${phone ? html`<br>${number}` : ''}${email ? html`<br><a href="mailto:${email}">${email}</a>` : ''}`
}

/** What sources deny, beside what they say instead. */
function disagreement(talk: Talk, reader: Reader): Html | string {
  const denying = talk.sources.filter(({ stance }) => stance === 'denies')
  if (denying.length === 0) return ''
  return html`<section class="block" aria-labelledby="h-disagree"><h2 id="h-disagree">${reader.words.disagree}</h2>${denying.map((source) => html`<p class="card"><bdi>${citationWords(source, talk, reader.lang)}</bdi><br><span class="soft">${publisherOf(source, reader)}</span></p>`)}</section>`
}

function sources(talk: Talk, { lang, words }: Reader): Html {
  if (talk.sources.length === 0) return html`<p class="soft">${words.noSources}</p>`
  return html`<ol class="sources">${citedSources(talk.sources).map((citations, index) => sourceItem(citations, index + 1, talk, { lang, words } as Reader))}</ol>`
}

function sourceItem(citations: readonly TalkSource[], number: number, talk: Talk, reader: Reader): Html | string {
  const [first] = citations
  if (!first) return ''
  const { lang, words } = reader
  const title = html`<bdi>${first.title}</bdi>`
  return html`<li id="s${String(number)}">${first.url ? html`<a href="${first.url}">${title}</a>` : title}<br>
<span class="sure"><b class="mark ${first.official ? 'official' : 'reported'}">${first.official ? words.official : words.reported}</b> ${publisherOf(first, reader)}</span>
${citations.map((citation) => html`<br><span class="soft"><bdi>${citationWords(citation, talk, lang)}</bdi></span>`)}</li>`
}

function publisherOf({ publisher, published }: TalkSource, { lang, words }: Reader): Html {
  const date =
    published === 'unknown' ? '' : `, ${fill(WORDS[lang].text.published, { date: whenWords(whenOf({ when: published }), lang) })}`
  return html`<bdi>${publisher ?? words.noPublisher}</bdi>${date}`
}

/** The latest first. */
function history({ talk, revision }: Standing, desk: Desk, reader: Reader): Html {
  const first = Math.max(1, revision - MOST_CHANGES + 1)
  const revisions = Array.from({ length: revision - first + 1 }, (_, index) => revision - index)
  const earlier = first > 1 ? html`<p class="soft">${fill(reader.words.earlierChanges, { count: String(first - 1) })}</p>` : ''
  return html`<ol class="timeline">${revisions.map((number) => changeItem(talk, number, desk, reader))}</ol>${earlier}`
}

function changeItem(talk: string, revision: number, desk: Desk, reader: Reader): Html | string {
  const { lang } = reader
  const change = desk.change(talk, revision)
  const after = desk.histories.talks.get(talk)?.[revision - 1]
  if (!change || !after) return ''
  const date = dayWords(change.at.slice(0, 10), lang, { year: true })
  return html`<li id="r${String(revision)}"><bdi>${whatHappened({ change, was: desk.histories.before(after), is: after }, lang)}</bdi>${alteredList(alteredFacts(change, lang), reader)}<br><time class="soft" datetime="${change.at}">${date}, ${change.at.slice(11, 16)} UTC</time></li>`
}

function sameSeries({ id, series }: Talk, standing: Standing, desk: Desk, { lang, words, link }: Reader): Html | string {
  if (!series) return ''
  const others = desk.histories.standing().filter((other) => other.series === series.id && other.talk !== id)
  if (others.length === 0) return ''
  const near = [...others, standing].sort(byStart)
  const at = near.indexOf(standing)
  const some = near.slice(Math.max(0, at - MOST_OF_SERIES / 2), at + MOST_OF_SERIES / 2 + 1).filter((other) => other !== standing)
  return html`<section class="block" aria-labelledby="h-series"><h2 id="h-series">${words.sameSeries}</h2><ul class="list">${some.map(
    (other) => {
      const talk = desk.talk(other)
      return html`<li><a href="${link(`/talks/${talk.id}`)}"><bdi>${titleIn(lang, talk)}</bdi></a> <span class="soft">${whenWords(whenOf(other.known), lang)}</span></li>`
    },
  )}</ul></section>`
}

/** For an e-mail or a note: what stands on the page, in a few lines. */
function asText(talk: Talk, standing: Standing, desk: Desk, { lang, words }: Reader): string {
  const change = desk.change(standing.talk, standing.revision)
  const parties = talk.parties.map((party) => nameIn(lang, party)).join(', ')
  return [
    titleIn(lang, talk),
    `${words.when}${words.colon} ${whenWords(whenOf(talk), lang)}`,
    ...(talk.place ? [`${words.where}${words.colon} ${placeIn(lang, talk.place)}`] : []),
    ...(parties === '' ? [] : [`${words.who}${words.colon} ${parties}`]),
    ...(change ? [sentenceOf({ change, was: desk.histories.before(standing), is: standing }, lang)] : []),
    `${desk.site.url}/talks/${talk.id}`,
  ].join('\n')
}

function somethingWrong({ title }: Talk, contact: string | null, { words }: Reader): Html | string {
  if (contact === null) return ''
  const address = contact.startsWith('https:') ? contact : `mailto:${contact}?subject=${encodeURIComponent(title)}`
  const [before = '', after = ''] = fill(words.tellEditors, { address: '\n' }).split('\n')
  return html`<section aria-labelledby="h-wrong"><h2 id="h-wrong">${words.wrong}</h2><p>${before}<a href="${address}">${contact}</a>${after}</p></section>`
}

/** A talk moves, so a calendar that follows it comes before a copy. */
function itsCalendar({ id }: Talk, desk: Desk, reader: Reader): Html {
  const { lang, link } = reader
  const follow = followButton([['talk', id]], desk, reader)
  const { subscribe: words } = WORDS[lang]
  const request = feedRequest({ talk: id, form: { ...DEFAULT_FORM, lang } })
  const { webcal } = appLinks(request, desk.site.url, '')
  return html`<section class="card" aria-labelledby="h-subscribe"><h2 id="h-subscribe">${words.toTalk}</h2><ul class="apps"><li><a class="button" href="${link('/subscribe', [['talk', id]])}">${WORDS[lang].page.subscribe}</a></li>${follow === '' ? '' : html`<li>${follow}</li>`}<li><a class="button quiet" href="${webcal}">${words.apple}</a></li></ul></section>`
}

/** What its calendar shows of a talk whose date is too vague for one. */
function vaguely(standing: Standing, { histories }: Desk, { lang }: Reader): Html | string {
  if (standing.withdrawn || standing.span.shown !== null) return ''
  const { text, feed } = WORDS[lang]
  const hadDate = histories.talks.get(standing.talk)?.some(({ span }) => span.shown !== null)
  return html`<p class="notice">${hadDate ? text.vague : fill(feed.noEvent, { date: whenWords(whenOf(standing.known), lang) })}</p>`
}
