// What one change did, in one sentence of the reader's language, with before and after: with the name of the talk, and
// without it for places that name it already.
import type { Change, ChangeType } from '../changes/change.ts'
import { type Dated, hasMoved } from '../changes/move.ts'
import { equal } from '../talks/equal.ts'
import type { Talk } from '../talks/talk.ts'
import { type When, whenOf } from '../talks/when.ts'
import { whenWords, yearOf } from './dates.ts'
import { nameIn, placeIn, titleIn } from './names.ts'
import { fill, type Language, WORDS } from './words.ts'

/** The dates that held before and after: those of the standings, since a postponed talk has no date itself. */
interface Dates {
  was: Dated | null
  is: Dated
  /** What it is the same as. */
  mergedInto?: string | undefined
}

/** What a sentence is made of: a change, and where its talk stood before and stands after. */
interface Happened {
  change: Facts
  was: { known: Dated } | null
  is: { known: Dated; mergedInto?: string }
}

type Facts = Pick<Change, 'types' | 'before' | 'after'>

const PLAIN = { weekday: false }
const TELL_STATUS: ReadonlySet<ChangeType> = new Set(['talk.cancelled', 'talk.postponed', 'talk.reinstated', 'talk.confirmed', 'talk.held'])
const TELL_DATE: ReadonlySet<ChangeType> = new Set(['talk.rescheduled', 'talk.time_confirmed', 'talk.postponed', 'talk.reinstated'])

/** "United States – Russia talks: moved from 10 to 11 January 2022." */
export function sentenceOf(happened: Happened, lang: Language): string {
  const { before, after } = happened.change
  const talk = after ?? before
  return talk
    ? `${fill(WORDS[lang].sentence.named, { title: titleIn(lang, talk), what: clausesOf(happened, lang) })}.`
    : whatHappened(happened, lang)
}

/** "Moved from 10 to 11 January 2022." */
export function whatHappened(happened: Happened, lang: Language): string {
  const sentence = clausesOf(happened, lang)
  const first = String.fromCodePoint(sentence.codePointAt(0) ?? 0x2e)
  return `${first.toLocaleUpperCase(lang)}${sentence.slice(first.length)}.`
}

function clausesOf({ change, was, is }: Happened, lang: Language): string {
  const dates: Dates = { was: was?.known ?? null, is: is.known, mergedInto: is.mergedInto }
  const parts = change.types.flatMap((type) => clause(type, change, dates, lang)).filter((part) => part !== '')
  return [...new Set(parts.length > 0 ? parts : [WORDS[lang].sentence.updated])].reduce((one, next) =>
    fill(WORDS[lang].sentence.and, { one, next }),
  )
}

function clause(type: ChangeType, change: Facts, { was, is, mergedInto }: Dates, lang: Language): string[] {
  const words = WORDS[lang].sentence
  const { before, after, types } = change
  switch (type) {
    case 'talk.announced':
      return [announced(was !== null, is, lang)]
    case 'talk.withdrawn':
      return [withdrawn(mergedInto, lang)]
    case 'talk.cancelled':
      return [reasoned(words.cancelled, after)]
    case 'talk.postponed':
      return [reasoned(postponed(was, lang), after)]
    case 'talk.reinstated':
      return [
        types.includes('talk.rescheduled') ? words.backOn : fill(words.reinstated, { date: dateOf(is, lang) ?? WORDS[lang].date.unknown }),
      ]
    case 'talk.rescheduled':
      return was === null ? [] : rescheduled(was, is, lang)
    case 'talk.time_confirmed':
      // "Back on for …" has already said it.
      return types.includes('talk.reinstated') ? [] : [nowKnown(is, lang)]
    case 'talk.relocated':
      return [relocated(before, after, lang)]
    case 'talk.confirmed':
      return [words.confirmed]
    case 'talk.held':
      return [words.held]
    case 'talk.parties_changed':
      return before && after ? partiesChanged(before, after, lang) : []
    case 'talk.updated':
      return [before && after && equal(before, after) ? newRules(is, lang) : updated(change, { was, is }, lang)]
  }
}

function withdrawn(other: string | null | undefined, lang: Language): string {
  const words = WORDS[lang].sentence
  return other ? fill(words.withdrawnMerged, { other }) : words.withdrawn
}

function announced(again: boolean, is: Dated, lang: Language): string {
  const words = WORDS[lang].sentence
  const date = dateOf(is, lang)
  if (date === null) return again ? words.againOpen : words.announcedOpen
  return fill(again ? words.again : words.announced, { date })
}

function postponed(was: Dated | null, lang: Language): string {
  const words = WORDS[lang].sentence
  const date = was && dateOf(was, lang)
  return date ? fill(words.postponed, { date }) : words.postponedOpen
}

function nowKnown(is: Dated, lang: Language): string {
  const words = WORDS[lang].sentence
  return fill(whenOf(is).precision === 'minute' ? words.time : words.date, { date: dateOf(is, lang) ?? '' })
}

/** What has no type of its own: the name, and a date, status or reason that is another without being news of those kinds. */
function updated({ types, before, after }: Facts, { was, is }: Dates, lang: Language): string {
  const { sentence: words, status } = WORDS[lang]
  if (!before || !after) return words.updated
  const parts: string[] = []
  if (titleIn(lang, before) !== titleIn(lang, after)) parts.push(fill(words.renamed, { from: titleIn(lang, before) }))
  const date = dateOf(is, lang)
  if (date !== null && was && dateOf(was, lang) !== date && !types.some((type) => TELL_DATE.has(type)))
    parts.push(fill(words.dateNow, { date }))
  if (before.status !== after.status && !types.some((type) => TELL_STATUS.has(type)))
    parts.push(fill(words.statusNow, { status: status[after.status] }))
  const reason = after.statusReason
  if (reason && before.status === after.status && reason !== before.statusReason) parts.push(fill(words.reasonNow, { reason }))
  return parts.length === 0 ? words.updated : parts.reduce((one, next) => fill(words.and, { one, next }))
}

/** A change of nothing in the record: the instant moved with the rules of the zone. */
function newRules(is: Dated, lang: Language): string {
  return fill(WORDS[lang].sentence.newRules, { date: dateOf(is, lang) ?? '' })
}

/** The date before, without the year and zone if the new date has the same. */
function fromWords(from: When, to: When, lang: Language): string {
  const zone = from.precision !== 'minute' || to.precision !== 'minute' || from.zone !== to.zone
  return whenWords(from, lang, { ...PLAIN, year: yearOf(from) !== yearOf(to), zone })
}

function rescheduled(was: Dated, is: Dated, lang: Language): string[] {
  const words = WORDS[lang].sentence
  const [from, to] = [whenOf(was), whenOf(is)]
  const values = { from: fromWords(from, to, lang), to: whenWords(to, lang, PLAIN) }
  if (!hasMoved(was, is)) return from.precision === 'minute' && to.precision === 'day' ? [words.timeNotKnown] : [fill(words.vaguer, values)]
  const moved = fill(words.rescheduled, values)
  if (from.precision === to.precision) return [moved]
  if (to.precision === 'minute') return [moved, words.timeNowKnown]
  return from.precision === 'minute' && to.precision === 'day' ? [moved, words.timeNotKnown] : [moved]
}

function relocated(before: Talk | null, after: Talk | null, lang: Language): string {
  const words = WORDS[lang].sentence
  const from = before?.place ? placeIn(lang, before.place) : ''
  const to = after?.place ? placeIn(lang, after.place) : ''
  if (to === '') return fill(words.placeLost, { from })
  if (from === to) return words.updated // as where it gained coordinates
  return from === '' ? fill(words.placeKnown, { to }) : fill(words.relocated, { from, to })
}

function partiesChanged(before: Talk, after: Talk, lang: Language): string[] {
  const { sentence: words, attendance, role } = WORDS[lang]
  const names = (parties: Talk['parties']) => parties.map((party) => nameIn(lang, party)).join(', ')
  const earlier = new Map(before.parties.map((party) => [party.party, party]))
  const now = new Set(after.parties.map(({ party }) => party))
  const joined = after.parties.filter(({ party }) => !earlier.has(party))
  const left = before.parties.filter(({ party }) => !now.has(party))
  const changed = (field: 'attendance' | 'role') =>
    after.parties.filter((party) => earlier.has(party.party) && earlier.get(party.party)?.[field] !== party[field])
  const parts = [
    ...changed('attendance').map((party) =>
      fill(words.attendance, { party: nameIn(lang, party), how: attendance[party.attendance] || words.unstated }),
    ),
    ...changed('role').map((party) => fill(words.role, { party: nameIn(lang, party), how: role[party.role] || words.plainRole })),
  ]
  if (joined.length > 0) parts.unshift(fill(words.joined, { parties: names(joined) }))
  if (left.length > 0) parts.push(fill(words.leftParties, { parties: names(left) }))
  return parts.length > 0 ? parts : [words.updated]
}

function reasoned(text: string, talk: Talk | null): string {
  return talk?.statusReason ? `${text} (${talk.statusReason})` : text
}

function dateOf(dated: Dated, lang: Language): string | null {
  const when = whenOf(dated)
  return when.precision === 'unknown' ? null : whenWords(when, lang, PLAIN)
}
