// A talk as schema.org/Event, with only what is known of it.
import type { Standing } from '../../changes/standing.ts'
import { countryIn } from '../../language/names.ts'
import { pageOf, type Site } from '../../talks/site.ts'
import type { Talk } from '../../talks/talk.ts'
import { withOffset } from '../../talks/time.ts'
import { whenOf } from '../../talks/when.ts'

const STATUS = {
  planned: 'EventScheduled',
  confirmed: 'EventScheduled',
  held: 'EventScheduled',
  postponed: 'EventPostponed',
  cancelled: 'EventCancelled',
} as const
const MODE = { 'in-person': 'Offline', online: 'Online', phone: 'Online', hybrid: 'Mixed' } as const

export function eventData(talk: Talk, { known }: Standing, site: Site): Record<string, unknown> {
  const { place, parties } = talk
  const address = place &&
    (place.city || place.country) && { '@type': 'PostalAddress', addressLocality: place.city, addressCountry: place.country }
  const name = place && (place.name ?? place.city ?? (place.country && countryIn('en', place.country)))
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: talk.title,
    url: pageOf(talk.id, site),
    ...dates(known.when, known.zone),
    eventStatus: `https://schema.org/${STATUS[talk.status]}`,
    ...(talk.format ? { eventAttendanceMode: `https://schema.org/${MODE[talk.format]}EventAttendanceMode` } : {}),
    ...(name ? { location: { '@type': 'Place', name, ...(address ? { address } : {}) } } : {}),
    ...(talk.summary ? { description: talk.summary } : {}),
    attendee: parties
      .filter(({ attendance }) => attendance === 'confirmed' || attendance === 'expected')
      .map(({ name, kind }) => ({ '@type': kind === 'person' ? 'Person' : kind === 'state' ? 'Country' : 'Organization', name })),
  }
}

/** A start that is only known to lie within some span is left out. */
function dates(text: string, zone: string | null): { startDate?: string; endDate?: string } {
  const when = whenOf({ when: text, zone })
  switch (when.precision) {
    case 'minute':
      return { startDate: withOffset(when.start, when.zone), ...(when.end ? { endDate: withOffset(when.end, when.zone) } : {}) }
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
