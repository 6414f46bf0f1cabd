// What changed between two diaries, and of which types. Pure: append-changes.ts writes it to the log.
import { equal } from '../talks/equal.ts'
import { isCalledOff, isExpected } from '../talks/status.ts'
import type { Talk } from '../talks/talk.ts'
import { CHANGE_TYPES, type ChangeType } from './change.ts'
import { moveOf } from './move.ts'
import { knownDate, type Standing } from './standing.ts'

/** A talk as it stands in the log; `talk` is `null` once it was withdrawn. */
export interface Stood {
  talk: Talk | null
  standing: Standing
}

export interface Difference {
  id: string
  types: ChangeType[]
  before: Talk | null
  after: Talk | null
}

/** The differences that lead from one diary to the other, sorted by id; none for talks that are equal. */
export function diff(before: ReadonlyMap<string, Stood>, after: ReadonlyMap<string, Talk>): Difference[] {
  const differences: Difference[] = []
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const stood = before.get(id)
    const types = typesOf(stood, after.get(id) ?? null)
    if (types.length > 0) differences.push({ id, types, before: stood?.talk ?? null, after: after.get(id) ?? null })
  }
  return differences
}

function typesOf(stood: Stood | undefined, after: Talk | null): ChangeType[] {
  const before = stood?.talk ?? null
  if (before === null) return after === null ? [] : ['talk.announced']
  if (after === null) return ['talk.withdrawn']
  if (stood === undefined || equal(before, after)) return []
  const types = new Set<ChangeType>([...statusTypes(before, after), ...moveTypes(stood.standing, after)])
  if (!equal(before.place, after.place)) types.add('talk.relocated')
  if (!equal(attendance(before), attendance(after))) types.add('talk.parties_changed')
  const date = before.when !== after.when || before.zone !== after.zone
  const status = before.status !== after.status
  const untold = (date && !tells(types, DATE_TYPES)) || (status && !tells(types, STATUS_TYPES))
  if (types.size === 0 || untold || renamed(before, after) || !equal(rest(before), rest(after))) types.add('talk.updated')
  return CHANGE_TYPES.filter((type) => types.has(type))
}

function* statusTypes(before: Talk, after: Talk): Generator<ChangeType> {
  if (before.status === after.status) return
  if (isCalledOff(before) && isExpected(after)) yield 'talk.reinstated'
  if (after.status !== 'planned') yield `talk.${after.status}`
}

function* moveTypes(standing: Standing, after: Talk): Generator<ChangeType> {
  const move = moveOf(standing.known, knownDate(standing, after))
  if (move !== 'none') yield `talk.${move}`
}

/** Types that tell of a new status, and of a new date. What none of them tells (a new end, back to planned) is an update. */
const STATUS_TYPES: readonly ChangeType[] = ['talk.cancelled', 'talk.postponed', 'talk.reinstated', 'talk.confirmed', 'talk.held']
const DATE_TYPES: readonly ChangeType[] = ['talk.rescheduled', 'talk.time_confirmed', 'talk.cancelled', 'talk.postponed', 'talk.reinstated']

function tells(types: ReadonlySet<ChangeType>, some: readonly ChangeType[]): boolean {
  return some.some((type) => types.has(type))
}

function attendance({ parties }: Talk): unknown {
  return parties.map(({ party, role, attendance }) => [party, role, attendance].join(' ')).sort()
}

/**
 * The fields that have no type of their own. Those that only accompany a change (sources, the source's words, the reason,
 * the day of verification) are left out: they make a `talk.updated` only if nothing else changed.
 */
function rest(talk: Talk): unknown {
  const { when, zone, said, status, statusReason, place, sources, verifiedAt, parties, ...others } = talk
  return others
}

/** Whether a party that takes part before and after has another name, kind or country now. */
function renamed(before: Talk, after: Talk): boolean {
  const earlier = new Map(before.parties.map((party) => [party.party, party]))
  return after.parties.some((party) => {
    const was = earlier.get(party.party)
    return was !== undefined && !equal({ ...was, role: party.role, attendance: party.attendance }, party)
  })
}
