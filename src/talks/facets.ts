// What a filter looks at in a talk.
import { placeSlug } from './place.ts'
import type { Status } from './record.ts'
import type { Talk } from './talk.ts'

export interface Facets {
  /** Who takes part; who is unlikely to, or has declined, does not count. */
  parties: string[]
  topics: string[]
  series: string | null
  place: string | null
  country: string | null
  status: Status
}

export function facetsOf(talk: Talk): Facets {
  return {
    parties: talk.parties.filter(({ attendance }) => attendance !== 'unlikely' && attendance !== 'declined').map(({ party }) => party),
    topics: [...(talk.topics ?? [])],
    series: talk.series?.id ?? null,
    place: placeSlug(talk.place),
    country: talk.place?.country ?? null,
    status: talk.status,
  }
}

export type Facet = 'party' | 'topic' | 'series' | 'place' | 'country' | 'status'

/** What a talk has of a facet. */
export function facetValues(facet: Facet, facets: Facets): readonly string[] {
  const found = facetOf(facet, facets) ?? []
  return typeof found === 'string' ? [found] : found
}

/** The same without a list where it can have one value at most. */
export function facetOf(facet: Facet, facets: Facets): readonly string[] | string | null {
  if (facet === 'party') return facets.parties
  return facet === 'topic' ? facets.topics : facets[facet]
}
