// One talk as a row of a list: its time, what and who, what moved, and how sure it is.
import { html } from 'hono/html'
import type { Standing } from '../../changes/standing.ts'
import type { Desk } from '../../desk.ts'
import { whenWords } from '../../language/dates.ts'
import { countryIn, nameIn, titleIn } from '../../language/names.ts'
import { WORDS } from '../../language/words.ts'
import { createLru, type Lru } from '../../runtime/lru.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk } from '../../talks/talk.ts'
import { withOffset } from '../../talks/time.ts'
import { type When, whenOf } from '../../talks/when.ts'
import { isOver } from '../talk-list.ts'
import { certaintyOf } from './certainty.ts'
import type { Html } from './layout.ts'
import type { Reader } from './reader.ts'

const MOST_PARTIES = 6

/** Rows as they were made last: most pages are lists of the same talks. */
const rows = new WeakMap<Desk, Lru<string, Html>>()
const MOST_ROWS = 2000

export function talkRow(standing: Standing, desk: Desk, reader: Reader): Html {
  const kept = rows.get(desk) ?? createLru<string, Html>(MOST_ROWS)
  rows.set(desk, kept)
  const key = `${standing.talk} ${standing.revision} ${reader.today} ${reader.lang} ${reader.link('/')}`
  const row = kept.get(key) ?? madeRow(standing, desk, reader)
  if (!kept.has(key)) kept.set(key, row)
  return row
}

function madeRow(standing: Standing, desk: Desk, reader: Reader): Html {
  const { lang, today, words } = reader
  const talk = desk.talk(standing)
  const { mark, word, who } = certaintyOf(talk, standing, today, lang)
  const off = isCalledOff(talk)
  return html`<li class="talk${off ? ' gone' : ''}" data-announced-at="${standing.announcedAt}" data-changed-at="${standing.at}">
<p class="time">${timeOf(talk, standing, reader)}</p>
<div class="what"><h4 class="title"><a href="${reader.link(`/talks/${talk.id}`)}"><bdi>${titleIn(lang, talk)}</bdi></a></h4>
<p class="who">${partiesOf(talk, reader)} <span class="soft">— ${shortPlace(talk, reader)}</span></p>${moved(talk, standing, reader)}</div>
<p class="sure"><b class="mark ${mark}">${word}</b>${who === '' ? '' : html` <bdi>${who}</bdi>`}${talk.sources.some(({ stance }) => stance === 'denies') ? html` <span class="alert">${words.disagree}</span>` : ''}</p></li>`
}

/** The time, or in soft words what is not known of it. */
function timeOf(talk: Talk, standing: Standing, reader: Reader): Html | string {
  const { words, lang } = reader
  const when = whenOf(talk.status === 'postponed' ? standing.known : talk)
  if (talk.status === 'postponed') return when.precision === 'unknown' ? '' : html`<s>${whenWords(when, lang, { zone: false })}</s>`
  const open = (text: string) => html`<span class="soft">${text}</span>`
  switch (when.precision) {
    case 'minute': {
      const time = clockOf(when)
      const at = withOffset(when.start, when.zone)
      return html`${talk.status === 'cancelled' ? html`<s>${time}</s>` : html`<time datetime="${at}"><b>${time}</b></time>`} <span class="soft zone">${offsetWords(at)}</span>`
    }
    case 'day':
      return open(when.qualifier === 'certain' ? noTime(talk, standing, reader) : whenWords(when, lang))
    case 'days':
      return open(noTime(talk, standing, reader, true))
    case 'window':
      return open(whenWords(when, lang))
    case 'month':
      return open(when.qualifier === 'certain' ? words.dayOpen : whenWords(when, lang))
    case 'year':
      return open(when.qualifier === 'certain' ? words.monthOpen : whenWords(when, lang))
    case 'unknown':
      return open(words.noDateYet)
  }
}

/** What is said in the place of a time that no source gave: of what is past or called off, nothing will be confirmed. */
export function noTime(talk: Talk, standing: Standing, { words, today }: Reader, several = false): string {
  const isSettled = isCalledOff(talk) || talk.status === 'held' || isOver(standing, today)
  if (several) return isSettled ? words.timesNotKnown : words.timesOpen
  return isSettled ? words.timeNotKnown : words.timeOpen
}

/** "09:30", "13:00–15:00"; an end on another day is said on the page of the talk. */
function clockOf({ start, end }: When & { precision: 'minute' }): string {
  const [from, to] = [start.slice(11), end?.slice(11)]
  return to !== undefined && end?.slice(0, 10) === start.slice(0, 10) ? `${from}–${to}` : from
}

/** "UTC+1", "UTC−5", "UTC+5:30". */
export function offsetOf({ start, zone }: { start: string; zone: string }): string {
  return offsetWords(withOffset(start, zone))
}

function offsetWords(local: string): string {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(local) ?? []
  if (sign === undefined) return 'UTC'
  return `UTC${sign === '-' ? '−' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
}

function partiesOf({ parties }: Talk, { lang, link }: Reader): Html {
  const coming = parties.filter(({ attendance }) => attendance !== 'unlikely' && attendance !== 'declined')
  const some = coming.length > MOST_PARTIES ? coming.slice(0, MOST_PARTIES) : coming
  return html`${some.map((party, index) => html`${index > 0 ? ' · ' : ''}<a href="${link(`/parties/${party.party}`)}"><bdi>${nameIn(lang, party)}</bdi></a>`)}${coming.length > some.length ? html` <span class="soft">+ ${String(coming.length - some.length)}</span>` : ''}`
}

/** City and country, else what else is stated. */
export function shortPlace({ place }: Talk, { lang, words }: Reader): Html | string {
  if (!place) return words.placeOpen
  const parts = [place.city ?? place.name, place.country && countryIn(lang, place.country)].filter((part) => part !== undefined)
  if (parts.length === 0) return place.online === undefined ? words.placeOpen : WORDS[lang].text.online
  return html`<bdi>${parts.join(', ')}</bdi>`
}

export function moved(talk: Talk, standing: Standing, { lang, words, today }: Reader): Html | string {
  if (talk.statusReason && isCalledOff(talk)) return html`<p class="moved"><bdi>${talk.statusReason}</bdi></p>`
  if (standing.movedFrom === null || isOver(standing, today) || isCalledOff(talk)) return ''
  return html`<p class="moved">${words.movedFrom} <s>${whenWords(whenOf(standing.movedFrom), lang)}</s></p>`
}
