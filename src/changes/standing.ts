// Where a talk stands after one of its changes: what feeds, pages and reminders decide by, without the talk itself.
import { type Facets, facetsOf } from '../talks/facets.ts'
import { type Span, spanOf } from '../talks/span.ts'
import { isCalledOff } from '../talks/status.ts'
import type { Talk } from '../talks/talk.ts'
import { instantOrLater, readInstant } from '../talks/time.ts'
import { whenOf } from '../talks/when.ts'
import { type Dated, hasMoved, moveOf } from './move.ts'

export interface Standing extends Facets {
  talk: string
  revision: number
  /** When this revision was published, and the first one: UTC, whole seconds. */
  at: string
  announcedAt: string
  /** When the status last changed. */
  statusAt: string
  withdrawn: boolean
  /** The date that holds, or held before it was given up by a postponement. */
  known: Dated
  /** By the rules of zones as they are now; it is not read from the log. */
  span: Span
  /** The instants that were told of it, by the rules as they then were; `null` where no time was known, or before they were kept. */
  told: Instants | null
  /** The last day for accreditation, as its record has it; `null`: none is known. */
  deadline: string | null
  /** The date that the talk last moved from; `null` again once its date has become more precise or vaguer. */
  movedFrom: Dated | null
  /** Where it was withdrawn since it is the same as another talk, the id of that. */
  mergedInto?: string
}

/** Milliseconds since 1970. */
export interface Instants {
  start: number
  end: number | null
}

/** By the rules of zones as they are now; `null` where no time is known. */
export function instantsOf(known: Dated): Instants | null {
  const when = whenOf(known)
  if (when.precision !== 'minute') return null
  const { start, end, zone } = when
  return { start: instantOrLater(start, zone), end: end === null ? null : instantOrLater(end, zone) }
}

/** A standing as the log has it, with what follows from the rules of zones as they are now. */
export function readStanding(json: string): Standing {
  const kept = JSON.parse(json) as Omit<Standing, 'told' | 'deadline'> & { told?: Instants | null; deadline?: string | null }
  const { known, span, told, deadline = null } = kept
  return { ...kept, deadline, span: spanOf(whenOf(known), known.zone), told: told === undefined ? toldBefore(known, span) : told }
}

/** What a row from before instants were kept says of them: the start of a talk with a time orders it. */
function toldBefore(known: Dated, { order }: Span): Instants | null {
  const start = whenOf(known).precision === 'minute' ? readInstant(order) : null
  return start === null ? null : { start, end: null }
}

/** By start, then id: the order of every list. */
export function byStart(a: Standing, b: Standing): number {
  if (a.span.order !== b.span.order) return a.span.order < b.span.order ? -1 : 1
  return a.talk < b.talk ? -1 : 1
}

/** The standing after a change. `talk` is `null` when it is withdrawn: it stands as it last did, but withdrawn. */
export function standingAfter(before: Standing | null, talk: Talk | null, at: string, mergedInto?: string): Standing {
  const revision = (before?.revision ?? 0) + 1
  if (talk === null) {
    if (before === null) throw new Error('standing: a talk that never stood cannot be withdrawn')
    return { ...before, revision, at, withdrawn: true, ...(mergedInto === undefined ? {} : { mergedInto }) }
  }
  const known = knownDate(before, talk)
  const earlier = before === null || before.withdrawn ? null : before
  return {
    talk: talk.id,
    revision,
    at,
    announcedAt: before?.announcedAt ?? at,
    statusAt: earlier !== null && earlier.status === talk.status ? earlier.statusAt : at,
    withdrawn: false,
    known,
    span: spanOf(whenOf(known), known.zone),
    told: instantsOf(known),
    deadline: talk.access?.deadline ?? null,
    movedFrom: earlier && movedFrom(earlier, known),
    ...facetsOf(talk),
  }
}

/** A date that only became vaguer has not moved. */
function movedFrom({ known: was, movedFrom }: Standing, known: Dated): Dated | null {
  if (moveOf(was, known) === 'none') return movedFrom
  return hasMoved(was, known) ? was : null
}

/** A talk that is called off keeps the date it had, unless its record now gives one that a calendar can show. */
export function knownDate(before: Standing | null, talk: Talk): Dated {
  const given: Dated = { when: talk.when, zone: talk.zone ?? null }
  if (!isCalledOff(talk)) return given
  const last = before?.known ?? { when: 'unknown', zone: null }
  if (talk.status === 'postponed') return last
  return spanOf(whenOf(given), given.zone).shown === null ? last : given
}
