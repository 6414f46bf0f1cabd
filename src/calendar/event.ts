// A talk as one VEVENT (RFC 5545, 3.6.1). What each `when` and status becomes is decided in summary.ts, description.ts
// and here; ical-generator writes and escapes it.
import { ICalCalendar, type ICalEventData, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import type { Change } from '../changes/change.ts'
import type { Standing } from '../changes/standing.ts'
import { whatHappened } from '../language/change-sentence.ts'
import { placeIn } from '../language/names.ts'
import { pageOf, type Site, uidOf } from '../talks/site.ts'
import type { Talk } from '../talks/talk.ts'
import { addDays, dateOf, instantOrLater } from '../talks/time.ts'
import { HOUR } from '../talks/units.ts'
import { type When, whenOf } from '../talks/when.ts'
import { type Appearance, isOff } from './appearance.ts'
import { fold, property, withoutEscapes } from './content-lines.ts'
import { descriptionOf } from './description.ts'
import type { Form } from './feed-form.ts'
import { summaryOf } from './summary.ts'

/** Everything that an event's text depends on, besides its form and the site. */
export interface EventSource extends Appearance {
  talk: Talk
  /** The change that led to `stamp`. */
  change: Change
  /** Where the talk stood before that change. */
  was: Standing | null
  /** Since when this renderer has written for this site. */
  rendererSince: string
}

const END = 'END:VEVENT'

/** The event as folded lines with CRLF, without alarms. */
export function renderEvent(source: EventSource, { lang, cancelled }: Pick<Form, 'lang' | 'cancelled'>, site: Site): string {
  const { talk, shown, stamp, view, change, was } = source
  const page = pageOf(talk.id, site)
  const sentence = whatHappened({ change, was, is: stamp }, lang)
  const { place, series, topics = [] } = talk
  const location = place && placeIn(lang, place)
  const data: ICalEventData = {
    id: uidOf(talk.id, site),
    ...stamps(source),
    ...times(whenOf(shown.known), shown),
    summary: summaryOf(talk, shown, view, lang, stamp),
    description: descriptionOf(
      {
        talk,
        standing: view === 'vague' ? stamp : shown,
        view,
        change: { at: stamp.at, sentence, after: change.after },
        page,
        same: stamp.mergedInto === undefined ? null : pageOf(stamp.mergedInto, site),
      },
      lang,
    ),
    status: statusOf(source, cancelled === 'words'),
    transparency: ICalEventTransparency.TRANSPARENT,
    ...(location ? { location } : {}),
    // GNOME and others take an escaped comma for the end of a category.
    categories: [...topics, ...(series ? [series.title] : [])].map((name) => ({ name: withoutEscapes(name) })),
  }
  return eventText(data, { page, ...(place?.geo ? { geo: place.geo } : {}) })
}

/** Which version of the event it is, and since when. */
export function stamps({
  stamp,
  shown,
  turnedAt,
  rendererSince,
}: EventSource): Pick<ICalEventData, 'sequence' | 'stamp' | 'created' | 'lastModified'> {
  const modified = dateOf(turnedAt > rendererSince ? turnedAt : rendererSince)
  return { sequence: stamp.revision - 1, stamp: modified, created: dateOf(shown.announcedAt), lastModified: modified }
}

/** As folded lines with CRLF. ical-generator drops GEO at 0° and escapes URL as text, so both are written here. */
export function eventText(data: ICalEventData, { page, geo }: { page: string; geo?: { lat: number; lon: number } }): string {
  const lines = new ICalCalendar().createEvent(data).toString().trimEnd().split('\r\n')
  const position = geo ? property('GEO', `${degrees(geo.lat)};${degrees(geo.lon)}`) : ''
  return `${lines.slice(0, -1).map(fold).join('\r\n')}\r\n${position}${property('URL', page)}${END}\r\n`
}

/**
 * A cached event with another DTSTAMP and LAST-MODIFIED. No text can match: continuation lines start with a space, and
 * line breaks in a text are escaped.
 */
export function redated(event: string, at: string): string {
  return event.replace(/^(DTSTAMP|LAST-MODIFIED):.*(?=\r)/gm, `$1:${at.replace(/[-:]/g, '')}`)
}

/** A cached event as one that takes up the reader's time. */
export function taking(event: string): string {
  return event.replace(/^TRANSP:TRANSPARENT(?=\r)/m, 'TRANSP:OPAQUE')
}

/** Six decimals, about ten centimetres; never with an exponent, which FLOAT does not allow (RFC 5545, 3.3.7). */
function degrees(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '')
}

function times(when: When, { span, talk }: Appearance['shown']): Pick<ICalEventData, 'start' | 'end' | 'allDay'> {
  if (when.precision === 'minute') {
    const start = instantOrLater(when.start, when.zone)
    return { start: dateOf(start), end: dateOf(when.end === null ? start + HOUR : instantOrLater(when.end, when.zone)) }
  }
  if (span.shown === null) throw new Error(`event: ${talk} has no date that a calendar can show`)
  return { start: dateOf(span.shown.from), end: dateOf(addDays(span.shown.to, 1)), allDay: true }
}

function statusOf(looks: Appearance, inWords: boolean): ICalEventStatus {
  if (isOff(looks)) return inWords ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED
  const { shown, view } = looks
  if (view === 'vague') return ICalEventStatus.TENTATIVE
  const firm = shown.status === 'confirmed' || shown.status === 'held'
  return firm && shown.span.shown?.certainty === 'fixed' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE
}
