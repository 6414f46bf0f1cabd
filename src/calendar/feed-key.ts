// A request for a calendar: which talks are in it, in which form, and the one address that stands for both.
import { type Filter, NO_FILTER } from '../talks/filter.ts'
import { filterParameters } from '../talks/filter-parameters.ts'
import { DEFAULT_FORM, type Form, formParameters } from './feed-form.ts'
import type { About } from './presence.ts'

export interface FeedRequest {
  /** What its events are: talks, or their deadlines for accreditation. */
  of: 'talks' | 'deadlines'
  /** The id of one talk, shown whatever its age; `null` for the diary or a part of it. */
  talk: string | null
  about: About | null
  filter: Filter
  form: Form
  /** Path and query in a fixed order, so that equal requests have one address. */
  address: string
}

const FOLDERS = { party: 'parties', series: 'series', topic: 'topics', place: 'places' } as const

/** A request for the whole diary in the default form, except for what is given. */
export function feedRequest(given: Partial<Omit<FeedRequest, 'address'>> = {}): FeedRequest {
  const asked = { of: 'talks' as const, talk: null, about: null, filter: NO_FILTER, form: DEFAULT_FORM, ...given }
  return { ...asked, address: addressOf(asked) }
}

function addressOf({ of, talk, about, filter, form }: Omit<FeedRequest, 'address'>): string {
  const path =
    of === 'deadlines'
      ? '/accreditation.ics'
      : talk !== null
        ? `/talks/${talk}.ics`
        : about
          ? `/${FOLDERS[about.kind]}/${encodeURIComponent(about.id)}.ics`
          : '/calendar.ics'
  const query = new URLSearchParams([...filterParameters(filter), ...formParameters(form)]).toString()
  return query === '' ? path : `${path}?${query}`
}
