// What is asked of a calendar: which talks are in it, and in which form; and the one address of it.

import { type Filter, NO_FILTER } from '../talks/filter.ts'
import { filterParameters } from '../talks/filter-parameters.ts'
import { DEFAULT_FORM, type Form, formParameters } from './feed-form.ts'
import type { About } from './presence.ts'

export interface FeedRequest {
  /** One talk, whatever its age; else a part of the diary. */
  talk: string | null
  about: About | null
  filter: Filter
  form: Form
  /** Path and query, however the parameters were ordered. */
  address: string
}

const FOLDERS = { party: 'parties', series: 'series', topic: 'topics', place: 'places' } as const

/** A request for the whole diary, but for what is given. */
export function feedRequest(given: Partial<Omit<FeedRequest, 'address'>> = {}): FeedRequest {
  const asked = { talk: null, about: null, filter: NO_FILTER, form: DEFAULT_FORM, ...given }
  return { ...asked, address: addressOf(asked) }
}

function addressOf({ talk, about, filter, form }: Omit<FeedRequest, 'address'>): string {
  const path =
    talk !== null ? `/talks/${talk}.ics` : about ? `/${FOLDERS[about.kind]}/${encodeURIComponent(about.id)}.ics` : '/calendar.ics'
  const query = new URLSearchParams([...filterParameters(filter), ...formParameters(form)]).toString()
  return query === '' ? path : `${path}?${query}`
}
