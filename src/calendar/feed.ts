// A calendar of the diary, or of a part of it: which events are in it today, and the properties above them.
import type { Histories } from '../changes/histories.ts'
import { byStart, type Standing } from '../changes/standing.ts'
import type { SubjectKind } from '../changes/subjects.ts'
import { whenWords } from '../language/dates.ts'
import { countryIn, subjectIn } from '../language/names.ts'
import { fill, type Language, WORDS } from '../language/words.ts'
import { NO_FILTER } from '../talks/filter.ts'
import { pageOf, type Site } from '../talks/site.ts'
import type { Day } from '../talks/time.ts'
import { whenOf } from '../talks/when.ts'
import { alarmsOf, END as EVENT_END, mayAlarm, secondsAfterNine } from './alarm.ts'
import { type Appearance, appearance, isOff, type Seen } from './appearance.ts'
import { property, textProperty, withoutEscapes } from './content-lines.ts'
import { deadlineOf } from './deadline.ts'
import { redated, taking } from './event.ts'
import type { EventTexts } from './event-texts.ts'
import type { FeedRequest } from './feed-key.ts'
import { type Piece, pieceOf, withoutEnd } from './feed-piece.ts'
import { ruleOf } from './presence.ts'

export interface Feed {
  /** In order: the properties, the events, the end. */
  parts: Piece[]
  /** When it last changed, by the log or by age: UTC, whole seconds. */
  changedAt: string
}

/** How often a calendar app may ask again, in minutes: REFRESH-INTERVAL, X-PUBLISHED-TTL and Cache-Control agree. */
export const REFRESH_MINUTES = 15

const END = pieceOf('END:VCALENDAR\r\n')

export function buildFeed(
  request: FeedRequest,
  { histories, texts, site }: { histories: Histories; texts: EventTexts; site: Site },
  today: Day,
): Feed {
  const { events, changedAt } = eventsOf(request, histories, today)
  const { rendererSince } = texts
  const bodies = texts.get(events, { ...request.form, of: request.of })
  const { alarm, busy } = request.form
  const decoder = new TextDecoder()
  const written = (kept: Piece, index: number): Piece | Piece[] => {
    const { shown, view, returnedAt } = events[index] as Appearance
    const alarms = alarm.length > 0 && mayAlarm(shown, view)
    const opaque = busy === 'yes' && !isOff(events[index] as Appearance)
    if (!alarms && !opaque && returnedAt === null) return kept
    const text = decoder.decode(kept.bytes)
    const dated = returnedAt === null ? text : redated(text, latest(returnedAt, rendererSince))
    const piece = !opaque && returnedAt === null ? kept : pieceOf(opaque ? taking(dated) : dated)
    // Only the event's end is written again: the rest shares the cached bytes.
    return alarms ? [withoutEnd(piece, EVENT_END), pieceOf(`${alarmsOf(text, alarm, secondsAfterNine(shown))}${EVENT_END}`)] : piece
  }
  const asKept = alarm.length === 0 && busy === 'no' && events.every(({ returnedAt }) => returnedAt === null)
  return {
    parts: [pieceOf(header(request, histories, site, events.length === 0)), ...(asKept ? bodies : bodies.flatMap(written)), END],
    changedAt: [changedAt, namedAt(request, histories), emptySince(request, histories, events)].reduce<string>(
      (last, at) => latest(last, at ?? ''),
      rendererSince,
    ),
  }
}

function latest(one: string, other: string): string {
  return one > other ? one : other
}

/**
 * The events of a feed, by start and then id. Where there would be none, the one that left last stays, even if called
 * off, since some clients ignore an empty feed.
 */
export function eventsOf(request: FeedRequest, histories: Histories, today: Day): { events: Appearance[]; changedAt: string | null } {
  const { events, changedAt } = unsorted(request, histories, today)
  return { events: events.sort((a, b) => byStart(a.shown, b.shown)), changedAt }
}

/** The ids of the talks that a feed holds. */
export function talksIn(request: FeedRequest, histories: Histories, today: Day): ReadonlySet<string> {
  return new Set(unsorted(request, histories, today).events.map(({ shown }) => shown.talk))
}

function unsorted(request: FeedRequest, histories: Histories, today: Day): { events: Appearance[]; changedAt: string | null } {
  const { talk, about, filter, form } = request
  const rule = ruleOf({ about, filter: talk === null ? filter : NO_FILTER, form, always: talk !== null })
  const seen = candidates(request, histories).map((history) => appearance(history, rule, today))
  const events = seen.map(({ looks }) => looks).filter((looks) => looks !== null)
  if (events.length === 0) events.push(...lastOut(seen))
  return {
    events,
    changedAt: seen.reduce<string | null>((last, { since }) => (since !== null && (last === null || since > last) ? since : last), null),
  }
}

function candidates({ of, talk }: FeedRequest, { talks }: Histories): (readonly Standing[])[] {
  if (of === 'deadlines')
    return [...talks.values()]
      .filter((history) => history.some(({ deadline }) => deadline !== null))
      .map((history) => history.map(deadlineOf))
  if (talk === null) return [...talks.values()]
  const history = talks.get(talk)
  return history ? [history] : []
}

function lastOut(seen: readonly Seen[]): Appearance[] {
  const out = seen.flatMap(({ since, last }) => (since !== null && last !== null ? [{ since, last }] : []))
  out.sort((a, b) => (a.since === b.since ? (a.last.shown.talk < b.last.shown.talk ? -1 : 1) : a.since > b.since ? -1 : 1))
  return out.slice(0, 1).map(({ last }) => last)
}

/** Since when a single talk's calendar has said why it has no event. */
function emptySince({ talk }: FeedRequest, { latest: latestOf }: Histories, events: readonly Appearance[]): string | null {
  return talk !== null && events.length === 0 ? (latestOf(talk)?.at ?? null) : null
}

function header(request: FeedRequest, histories: Histories, site: Site, isEmpty: boolean): string {
  const { lang } = request.form
  const { feed } = WORDS[lang]
  const known = request.talk !== null && isEmpty ? histories.latest(request.talk)?.known : undefined
  const description = known ? fill(feed.noEvent, { date: whenWords(whenOf(known), lang) }) : feed.description
  const name = nameOf(request, histories)
  const page = request.talk === null ? `${site.url}/` : pageOf(request.talk, site)
  const named = name === null ? '' : `${textProperty('NAME', name)}${textProperty('X-WR-CALNAME', name)}`
  return [
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n',
    property('PRODID', `-//Parley//Diary of talks//${lang.toUpperCase()}`),
    named,
    textProperty('DESCRIPTION', description),
    textProperty('X-WR-CALDESC', description),
    property('SOURCE;VALUE=URI', `${site.url}${request.address}`),
    property('URL', page),
    property('REFRESH-INTERVAL;VALUE=DURATION', `PT${REFRESH_MINUTES}M`),
    property('X-PUBLISHED-TTL', `PT${REFRESH_MINUTES}M`),
    property('COLOR', 'teal'),
    property('X-APPLE-CALENDAR-COLOR', '#008080'),
  ].join('')
}

/**
 * What the calendar is called; `null` for a single talk's, so that apps add it to the user's own calendar. Without
 * commas, since ical.js shows them escaped.
 */
export function nameOf(request: FeedRequest, histories: Histories): string | null {
  const { talk, filter } = request
  const { lang } = request.form
  if (talk !== null) return null
  const subject = ([kind, id]: Named): string => {
    const found = histories.subject(kind, id)
    return found ? subjectIn(lang, found) : id
  }
  const parts = [
    ...namedIn(request).map(subject),
    ...filter.country.map((code) => countryIn(lang, code)),
    ...filter.status.map((status) => statusIn(lang, status)),
  ]
  const words = WORDS[lang].feed
  const [all, part] = request.of === 'deadlines' ? [words.deadlines, words.deadlinesOf] : [words.all, words.part]
  return withoutEscapes(parts.length === 0 ? all : fill(part, { what: parts.join(' + ') }))
}

type Named = readonly [kind: SubjectKind, id: string]

/** The subjects in a calendar's name. */
function namedIn({ talk, about, filter }: FeedRequest): Named[] {
  if (talk !== null) return []
  const filtered = (['party', 'topic', 'series', 'place'] as const).flatMap((kind) => filter[kind].map((id): Named => [kind, id]))
  return about ? [[about.kind, about.id], ...filtered] : filtered
}

/** Since when the calendar has had its name, in UTC; `null` if no subject is in the name, or that was never recorded. */
function namedAt(request: FeedRequest, histories: Histories): string | null {
  return namedIn(request).reduce<string | null>((last, [kind, id]) => {
    const at = histories.subject(kind, id)?.since ?? null
    return at !== null && (last === null || at > last) ? at : last
  }, null)
}

function statusIn(lang: Language, status: string): string {
  const words: Record<string, string> = WORDS[lang].status
  return words[status] ?? status
}
