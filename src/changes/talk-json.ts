// Talks and changes as JSON: the same in messages, in the API and on pages.
import { pageOf, type Site, uidOf } from '../talks/site.ts'
import { spanOf } from '../talks/span.ts'
import type { Talk } from '../talks/talk.ts'
import { instantText } from '../talks/time.ts'
import { whenOf } from '../talks/when.ts'
import type { Step } from './change.ts'
import { type Instants, instantsOf, type Standing } from './standing.ts'

/** A talk with what the log knows of it. */
export function talkJson(talk: Talk, standing: Standing, site: Site) {
  const { revision, announcedAt, at, withdrawn, movedFrom, mergedInto = null } = standing
  const url = pageOf(talk.id, site)
  return {
    ...dated(talk, standing),
    uid: uidOf(talk.id, site),
    revision,
    announcedAt,
    revisedAt: at,
    withdrawn,
    mergedInto,
    movedFrom,
    url,
    calendar: `${url}.ics`,
  }
}

/** A change, with the sentence that says what happened, in the reader's language. */
export function changeJson({ change, was, is }: Step, sentence: string) {
  const { before, after, ...rest } = change
  return { ...rest, before: before && dated(before, was), after: after && dated(after, is), sentence }
}

/**
 * A talk with what its `when` comes to: its start and end as instants in UTC, and the first and last local day that it may
 * be on; `null` where that is not known. Instants are those that were told, by the rules of its zone as they then were.
 */
function dated(talk: Talk, standing: { told: Instants | null } | null) {
  const known = { when: talk.when, zone: talk.zone ?? null }
  const when = whenOf(known)
  const { first, last } = spanOf(when, known.zone)
  const now = instantsOf(known)
  const { told } = standing ?? { told: null }
  const end = now?.end ?? null
  return {
    ...talk,
    precision: when.precision,
    startsAt: now === null ? null : instantText(told?.start ?? now.start),
    endsAt: end === null ? null : instantText(told?.end ?? end),
    firstDay: first,
    lastDay: last,
  }
}
