// What may be meant by parameters that cannot be used, each as a link to the same address with another value or name.
import { html } from 'hono/html'
import { CHANGE_TYPES } from '../../changes/change.ts'
import type { Desk } from '../../desk.ts'
import { subjectIn } from '../../language/names.ts'
import { fill, WORDS } from '../../language/words.ts'
import type { Facet } from '../../talks/facets.ts'
import { FILTER_PARAMETERS, type ParameterProblem, type Parameters } from '../../talks/filter-parameters.ts'
import { plain } from '../../talks/quoting.ts'
import { STATUSES } from '../../talks/record.ts'
import { countriesNear, mostAlike, subjectsNear } from '../likeness.ts'
import { parametersOf } from '../query-parameters.ts'
import { FOLDERS } from '../subject-counts.ts'
import { KINDS } from './changes-query.ts'
import { countsOf, valueName } from './find.ts'
import type { Html } from './layout.ts'
import type { Reader } from './reader.ts'
import { NAMES } from './subject-list-page.ts'

const MOST_NEAR = 5

interface Place {
  url: string
  desk: Desk
  reader: Reader
}

interface Offer {
  said: string
  /** Instead of the parameter that cannot be used; `null` where it is left out. */
  instead: readonly [name: string, value: string] | null
}

/** What may be meant, all that may be chosen, and the way to go on without. */
export function nearParameter(problem: ParameterProblem, place: Place): Html {
  const { reader } = place
  const offers = offersFor(problem, place)
  const list = LISTS[problem.code]
  const all = list ? html`<li><a href="${reader.link(`/${FOLDERS[list]}`)}">${reader.words[NAMES[list]]}</a></li>` : ''
  const without: Offer = { said: fill(reader.words.leaveOut, { parameter: problem.parameter }), instead: null }
  const items = [...offers, without].map((offer) => item(offer, problem, place))
  return html`<ul class="offers">${items.slice(0, -1)}${all}${items.at(-1) ?? ''}</ul>`
}

/** The lists of what there is. */
const LISTS: Readonly<Record<string, keyof typeof FOLDERS>> = {
  'no-such-party': 'party',
  'no-such-topic': 'topic',
  'no-such-series': 'series',
  'no-such-place': 'place',
}

function item({ said, instead }: Offer, problem: ParameterProblem, { url, reader }: Place): Html {
  const { link, root } = reader
  const path = new URL(url).pathname
  const parameters = replaced(parametersOf(url), problem, instead)
  return html`<li><a href="${link(path.startsWith(`${root}/`) ? path.slice(root.length) : path, parameters)}"><bdi>${said}</bdi></a></li>`
}

/** With something else where the parameter stood that cannot be used, and once. */
function replaced(parameters: Parameters, { parameter, values }: ParameterProblem, instead: Offer['instead']): Parameters {
  const isWrong = ([name, value]: Parameters[number]) =>
    plain(name) === parameter && (values.value === undefined || plain(value) === values.value)
  const at = parameters.findIndex(isWrong)
  return parameters.flatMap((each, index) => (isWrong(each) ? (index === at && instead ? [instead] : []) : [each]))
}

function offersFor(problem: ParameterProblem, place: Place): Offer[] {
  const { parameter, code, values } = problem
  const value = String(values.value ?? '')
  const of = (all: readonly string[], name: (value: string) => string = String): Offer[] =>
    all.map((each) => ({ said: name(each), instead: [parameter, each] }))
  const facet = code.startsWith('no-such-') ? (code.slice('no-such-'.length) as Facet) : null
  if (facet !== null && (FILTER_PARAMETERS as readonly string[]).includes(facet))
    return of(facetNear(facet, value, place), (each) => valueName(facet, each, place.desk, place.reader.lang))
  switch (code) {
    case 'no-such-page':
      return of([String(values.last)])
    case 'not-a-month':
      return of([place.reader.today.slice(0, 7)])
    case 'not-a-choice':
      return of(choicesNear(problem, value, place), (each) => choiceName(parameter, each, place.reader))
    case 'unknown-parameter':
      return renamed(problem, place)
    default:
      return []
  }
}

/** Of a facet: those whose names are alike; where there is none, those that most talks have. */
function facetNear(facet: Facet, value: string, { desk }: Place): string[] {
  const { histories } = desk
  if (facet === 'status') return [...STATUSES]
  const counts = countsOf([facet], histories.standing()).get(facet) ?? new Map<string, number>()
  const near = facet === 'country' ? countriesNear(value, counts.keys(), MOST_NEAR) : subjectsNear(facet, value, histories, MOST_NEAR)
  if (near.length > 0) return near
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_NEAR)
    .map(([each]) => each)
}

/** All of them, those that are alike first. */
function choicesNear({ parameter, values }: ParameterProblem, value: string, { reader }: Place): string[] {
  const choices = Array.isArray(values.choices) ? (values.choices as string[]) : []
  const near = mostAlike(value, choices, (each) => [each, choiceName(parameter, each, reader)], MOST_NEAR)
  return [...near, ...choices.filter((each) => !near.includes(each))]
}

function choiceName(parameter: string, value: string, { lang }: Reader): string {
  const type = parameter === 'type' && KINDS.includes(value) ? CHANGE_TYPES[KINDS.indexOf(value)] : undefined
  return type === undefined ? value : WORDS[lang].changeType[type]
}

/** The same value by the name of a parameter that there is. */
function renamed({ parameter, values }: ParameterProblem, { url }: Place): Offer[] {
  const accepted = String(values.accepted ?? '').split(', ')
  const value = parametersOf(url).find(([name]) => plain(name) === parameter)?.[1] ?? ''
  return mostAlike(parameter, accepted, (name) => [name], 2).map((name) => ({ said: `${name}=${plain(value)}`, instead: [name, value] }))
}

/** Pages of subjects that may be meant by an address that has none. */
export function subjectsAlike(folder: string, id: string, desk: Desk, { lang, link }: Reader): Html[] {
  const kind = (Object.keys(FOLDERS) as (keyof typeof FOLDERS)[]).find((each) => FOLDERS[each] === folder)
  if (kind === undefined) return []
  return subjectsNear(kind, id, desk.histories, MOST_NEAR).map((near) => {
    const subject = desk.histories.subject(kind, near)
    return html`<li><a href="${link(`/${folder}/${encodeURIComponent(near)}`)}"><bdi>${subject ? subjectIn(lang, subject) : near}</bdi></a></li>`
  })
}
