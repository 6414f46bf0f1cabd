// schema.org data of pages: a talk as an Event, and lists of talks. It says no more than the diary knows: a start that
// only lies within some span is left out, and so is the language of the talk itself, which no record holds.
import type { Event, EventStatusType, ItemList, Organization, Person, Place, WithContext } from 'schema-dts'
import type { Dated } from '../../changes/move.ts'
import type { Standing } from '../../changes/standing.ts'
import { countryIn, nameIn, summaryIn, titleIn } from '../../language/names.ts'
import type { Language } from '../../language/words.ts'
import type { Place as TalkPlace } from '../../talks/record.ts'
import { pageOf, type Site } from '../../talks/site.ts'
import { isCalledOff } from '../../talks/status.ts'
import type { Talk, TalkParty } from '../../talks/talk.ts'
import { type LocalMinute, withOffset } from '../../talks/time.ts'
import { whenOf } from '../../talks/when.ts'

const CONTEXT = 'https://schema.org'
const MODE = { 'in-person': 'Offline', online: 'Online', phone: 'Online', hybrid: 'Mixed' } as const
const SECONDS = ':00'
const LOCAL_MINUTE_LENGTH = 16

/** The talk in a language of the desk; nothing of one that is withdrawn. */
export function eventData(talk: Talk, standing: Standing, site: Site, lang: Language = 'en'): WithContext<Event> | undefined {
  if (standing.withdrawn) return undefined
  const url = pageOf(talk.id, site)
  const { series } = talk
  const description = summaryIn(lang, talk)
  const location = talk.place && locationOf(talk.place, lang)
  const mode = modeOf(talk)
  const organizer = talk.parties.filter((party) => party.role === 'host' && mayCome(party))
  const attendee = talk.parties.filter((party) => party.role !== 'host' && isExpected(party))
  return {
    '@context': CONTEXT,
    '@type': 'Event',
    name: titleIn(lang, talk),
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url, inLanguage: lang },
    ...datesOf(standing.known),
    ...statusOf(talk, standing),
    ...(mode ? { eventAttendanceMode: `https://schema.org/${mode}EventAttendanceMode` } : {}),
    ...(location && location.length > 0 ? { location: location.length === 1 ? location[0] : location } : {}),
    ...(description ? { description } : {}),
    ...(organizer.length > 0 ? { organizer: organizer.map((party) => participant(party, lang)) } : {}),
    ...(attendee.length > 0 ? { attendee: attendee.map((party) => participant(party, lang)) } : {}),
    ...(series ? { superEvent: { '@type': 'EventSeries', name: series.title } } : {}),
  }
}

export interface Listed {
  /** How many talks the whole list has. */
  total: number
  /** The place in it of the first that is given, counted from 1. */
  first?: number
  name?: string
}

/** A list, or a page of one: the addresses of its talks in their order, whose own pages say the rest. */
export function listData(talks: readonly Pick<Standing, 'talk'>[], site: Site, { total, first = 1, name }: Listed): WithContext<ItemList> {
  return {
    '@context': CONTEXT,
    '@type': 'ItemList',
    ...(name === undefined ? {} : { name }),
    numberOfItems: total,
    itemListElement: talks.map(({ talk }, index) => ({ '@type': 'ListItem', position: first + index, url: pageOf(talk, site) })),
  }
}

function datesOf(known: Dated): { startDate?: string; endDate?: string } {
  const when = whenOf(known)
  switch (when.precision) {
    case 'minute':
      return { startDate: instant(when.start, when.zone), ...(when.end ? { endDate: instant(when.end, when.zone) } : {}) }
    case 'day':
      return when.qualifier === 'certain' ? { startDate: when.day } : {}
    case 'days':
      return { startDate: when.from, ...(when.to ? { endDate: when.to } : {}) }
    case 'window':
    case 'month':
    case 'year':
    case 'unknown':
      return {}
  }
}

/** A time that clocks there skip by now (rules of zones change) has no offset; what is left is its day. */
function instant(local: LocalMinute, zone: string): string {
  const text = withOffset(local, zone)
  if (text.length === LOCAL_MINUTE_LENGTH) return local.slice(0, 10)
  return `${local}${SECONDS}${text.slice(LOCAL_MINUTE_LENGTH)}`
}

/**
 * A talk that is postponed has its date as the previous one, and keeps it as its start, as search engines ask for until
 * there is another.
 */
function statusOf(talk: Talk, { known, movedFrom }: Standing): { eventStatus: EventStatusType; previousStartDate?: string } {
  const from = talk.status === 'postponed' ? known : isCalledOff(talk) ? null : movedFrom
  const { startDate } = from === null ? {} : datesOf(from)
  const previous = startDate === undefined ? {} : { previousStartDate: startDate }
  if (talk.status === 'cancelled') return { eventStatus: 'https://schema.org/EventCancelled' }
  if (talk.status === 'postponed') return { eventStatus: 'https://schema.org/EventPostponed', ...previous }
  if (from !== null) return { eventStatus: 'https://schema.org/EventRescheduled', ...previous }
  return { eventStatus: 'https://schema.org/EventScheduled' }
}

/** A place alone does not say that nobody joins from elsewhere; an address to join at says that somebody may. */
function modeOf({ format, place }: Talk): 'Offline' | 'Online' | 'Mixed' | null {
  if (format) return MODE[format]
  if (place?.online === undefined) return null
  return isSomewhere(place) ? 'Mixed' : 'Online'
}

function locationOf(place: TalkPlace, lang: Language) {
  const { online } = place
  const virtual = typeof online === 'string' ? [{ '@type': 'VirtualLocation', url: online } as const] : []
  return [...(isSomewhere(place) ? [placeData(place, lang)] : []), ...virtual]
}

function isSomewhere({ name, city, country, geo }: TalkPlace): boolean {
  return (name ?? city ?? country ?? geo) !== undefined
}

function placeData({ name, city, country, geo }: TalkPlace, lang: Language): Place {
  const called = name ?? city ?? (country && countryIn(lang, country))
  const address = {
    '@type': 'PostalAddress' as const,
    ...(city ? { addressLocality: city } : {}),
    ...(country ? { addressCountry: country } : {}),
  }
  return {
    '@type': 'Place',
    ...(called ? { name: called } : {}),
    ...(city || country ? { address } : {}),
    ...(geo ? { geo: { '@type': 'GeoCoordinates', latitude: geo.lat, longitude: geo.lon } } : {}),
  }
}

/** States, too, are organisations where they take part; schema.org's Country is a place. */
function participant(party: TalkParty, lang: Language): Organization | Person {
  const { kind, wikidata } = party
  return {
    '@type': kind === 'person' ? 'Person' : 'Organization',
    name: nameIn(lang, party),
    ...(wikidata ? { sameAs: `https://www.wikidata.org/wiki/${wikidata}` } : {}),
  }
}

function isExpected({ attendance }: TalkParty): boolean {
  return attendance === 'confirmed' || attendance === 'expected'
}

function mayCome({ attendance }: TalkParty): boolean {
  return attendance !== 'declined' && attendance !== 'unlikely'
}
