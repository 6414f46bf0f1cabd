// Finding talks by clicking: the filters that are on, each with the way to take it off, and those that may be added, with
// how many talks each would leave.
import { html, raw } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { dayWords } from '../../language/dates.ts'
import { countryIn } from '../../language/names.ts'
import { fill, type Language, WORDS } from '../../language/words.ts'
import { type Facet, facetOf } from '../../talks/facets.ts'
import { dayOf, type Filter } from '../../talks/filter.ts'
import type { Parameters } from '../../talks/filter-parameters.ts'
import type { Status } from '../../talks/record.ts'
import { subjectName } from '../subject-counts.ts'
import type { Html } from './layout.ts'
import { type ListQuery, listParameters, talksFor } from './list-query.ts'
import { type Reader, talksWords } from './reader.ts'

const FACETS: readonly Facet[] = ['party', 'topic', 'series', 'place', 'country', 'status']
/** How many choices of a facet are offered at once. */
const MOST_CHOICES = 8
const LISTS: Partial<Record<Facet, string>> = { party: '/parties', topic: '/topics', series: '/series', place: '/places' }

/** A filter that is on: what it says, and the question without it. */
interface Chip {
  words: string
  /** The same for where it stands in quotation marks, if it has some of its own. */
  bare?: string
  without: ListQuery
}

interface Place {
  desk: Desk
  reader: Reader
  /** The page that is filtered. */
  path: string
  /** Those of its talks that there are without any filter. */
  standings: readonly Standing[]
  /** What else the page is asked for, which goes along. */
  besides?: Parameters
  /** Whether choices say how many talks they leave; a list of other things leaves that out. */
  counted?: boolean
}

/** The page with another question. */
function addressOf({ reader, path, besides = [] }: Place, query: ListQuery): string {
  return reader.link(path, [...listParameters(query), ...besides])
}

/** What a value of a facet is called. */
export function valueName(facet: Facet, value: string, { histories }: Desk, lang: Language): string {
  if (facet === 'country') return countryIn(lang, value)
  if (facet === 'status') return WORDS[lang].status[value as Status]
  return subjectName(facet, value, histories, lang)
}

function chipsOf(query: ListQuery, { desk, reader }: Place): Chip[] {
  const { filter, text } = query
  const { words, lang, today } = reader
  const without = (change: Partial<Filter>): ListQuery => ({ ...query, filter: { ...filter, ...change }, from: null, page: 1 })
  const listed = FACETS.flatMap((facet) =>
    filter[facet].map((value) => ({
      words: valueName(facet, value, desk, lang),
      without: without({ [facet]: filter[facet].filter((other) => other !== value) }),
    })),
  )
  const day = (limit: NonNullable<Filter['since']>) => dayWords(dayOf(limit, today), lang, { year: true })
  return [
    ...listed,
    ...(filter.since ? [{ words: fill(words.fromDay, { date: day(filter.since) }), without: without({ since: null }) }] : []),
    ...(filter.until ? [{ words: fill(words.untilDay, { date: day(filter.until) }), without: without({ until: null }) }] : []),
    ...(text === '' ? [] : [{ words: fill(words.containing, { text }), bare: text, without: { ...query, text: '', from: null, page: 1 } }]),
    ...(query.fixed ? [{ words: words.fixedOnly, without: { ...query, fixed: false, from: null, page: 1 } }] : []),
  ]
}

/** The filters that are on, each a link to the page without it; nothing where none is. */
export function chips(query: ListQuery, place: Place): Html | string {
  const { words, link } = place.reader
  const on = chipsOf(query, place)
  if (on.length === 0) return ''
  return html`<nav class="chips" aria-label="${words.filtered}">${on.map(({ words: said, without }) => html`<a href="${addressOf(place, without)}" aria-label="${fill(words.takeOff, { filter: said })}"><bdi>${said}</bdi> <span aria-hidden="true">✕</span></a>`)}<a href="${link(place.path)}">${words.all}</a></nav>`
}

/** Where filters leave nothing: what each would leave if it were taken off. */
export function nothingLeft(query: ListQuery, place: Place): Html {
  const { desk, reader, standings } = place
  const offers = chipsOf(query, place).map(({ words, bare = words, without }) => ({
    bare,
    without,
    count: talksFor(without, desk, standings, reader.today).length,
  }))
  return html`<p>${reader.words.nothing}</p><ul class="offers">${offers.map(({ bare, without, count }) => html`<li><a href="${addressOf(place, without)}"><bdi>${fill(reader.words.without, { filter: bare, talks: talksWords(count, reader) })}</bdi></a></li>`)}</ul>`
}

/** The form and the facets. `fitting`: those of its talks that fit all filters, where the page knows them. */
export function findPanel(
  query: ListQuery,
  place: Place,
  fitting: readonly Standing[] = talksFor(query, place.desk, place.standings, place.reader.today),
): Html {
  const { reader } = place
  const { words } = reader
  const { filter } = query
  const hidden = (names: readonly string[]) =>
    [...listParameters(query), ...(place.besides ?? []), ...langOf(reader)]
      .filter(([name]) => !names.includes(name))
      .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
  const limit = (name: 'since' | 'until') => {
    const value = filter[name]
    return html`<label>${words[name]} <input type="date" name="${name}" value="${value ? dayOf(value, reader.today) : ''}"></label>`
  }
  const other: ListQuery = { ...query, fixed: !query.fixed, from: null, page: 1 }
  const counts = allCounts.get(fitting) ?? countsOf(FACETS, fitting)
  allCounts.set(fitting, counts)
  return html`<section id="find" aria-labelledby="h-find"><h2 id="h-find">${words.find}</h2>
<form role="search" action="${place.reader.root}${place.path}"><label class="vh" for="q">${words.search}</label><input id="q" name="q" type="search" maxlength="200" value="${query.text}">${hidden(['q'])}<button type="submit" class="quiet">${words.find}</button></form>
${FACETS.map((facet) => facetList(facet, query, place, counts))}
<form class="days" action="${place.reader.root}${place.path}">${limit('since')}${limit('until')}${hidden(['since', 'until'])}<button type="submit" class="quiet">${words.show}</button></form>
${place.counted === false ? '' : html`<p><a href="${addressOf(place, other)}">${query.fixed ? words.withOpen : words.fixedOnly}</a></p>`}</section>`
}

function langOf({ link }: Reader): [string, string][] {
  const lang = new URLSearchParams(link('/').split('?')[1]).get('lang')
  return lang === null ? [] : [['lang', lang]]
}

/** `counts`: of the talks that fit all filters. */
function facetList(facet: Facet, query: ListQuery, place: Place, counts: Counts): Html | string {
  const { desk, reader, standings } = place
  const { words, link } = reader
  const { filter } = query
  const chosen = filter[facet]
  const without = (): Counts => countsOf([facet], talksFor({ ...query, filter: { ...filter, [facet]: [] } }, desk, standings, reader.today))
  const offering = chosen.length === 0 ? counts : without()
  const all = [...(offering.get(facet) ?? [])].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
  const offered = [...all.filter(([value]) => chosen.includes(value)), ...all.filter(([value]) => !chosen.includes(value))].slice(
    0,
    Math.max(MOST_CHOICES, chosen.length),
  )
  if (offered.length === 0 || (offered.length === 1 && chosen.length === 0)) return ''
  const list = LISTS[facet]
  return html`<div class="facet"><h3>${words[facet]}</h3><ul>${offered.map(([value, count]) => {
    const is = chosen.includes(value)
    const next = { ...query, filter: { ...filter, [facet]: is ? chosen.filter((each) => each !== value) : [...chosen, value].sort() } }
    return html`<li><a href="${addressOf(place, next)}"${is ? raw(' aria-current="true"') : ''}><bdi>${valueName(facet, value, desk, reader.lang)}</bdi>${place.counted === false ? '' : html` <span>${String(count)}</span>`}</a></li>`
  })}${facet === 'party' && chosen.length > 1 ? html`<li><a href="${addressOf(place, { ...query, filter: { ...filter, match: filter.match === 'all' ? 'any' : 'all' } })}">${filter.match === 'all' ? words.anyOf : words.between}</a></li>` : ''}${list && all.length > offered.length ? html`<li><a href="${link(list)}">${fill(words.allOf, { count: String(all.length) })}</a></li>` : ''}</ul></div>`
}

type Counts = ReadonlyMap<Facet, ReadonlyMap<string, number>>

/** Of lists that were counted before: the same are asked for again and again. */
const allCounts = new WeakMap<readonly Standing[], Counts>()

/** How many talks have each value of these facets, all in one pass. */
export function countsOf(facets: readonly Facet[], standings: readonly Standing[]): Counts {
  const counts = facets.map((facet) => [facet, new Map<string, number>()] as const)
  for (const standing of standings)
    for (const [facet, ofFacet] of counts) {
      const values = facetOf(facet, standing)
      if (typeof values === 'string') ofFacet.set(values, (ofFacet.get(values) ?? 0) + 1)
      else for (const value of values ?? []) ofFacet.set(value, (ofFacet.get(value) ?? 0) + 1)
    }
  return new Map(counts)
}
