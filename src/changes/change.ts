// A change: one entry of the log.
import type { Talk } from '../talks/talk.ts'
import type { Standing } from './standing.ts'

/** By weight: a change has its types in this order, and its first is the type of its message. */
export const CHANGE_TYPES = [
  'talk.announced',
  'talk.withdrawn',
  'talk.cancelled',
  'talk.postponed',
  'talk.reinstated',
  'talk.rescheduled',
  'talk.time_confirmed',
  'talk.relocated',
  'talk.confirmed',
  'talk.held',
  'talk.parties_changed',
  'talk.updated',
] as const

export type ChangeType = (typeof CHANGE_TYPES)[number]

export interface Change {
  /** Rises with every change of the diary. */
  cursor: number
  id: string
  talk: string
  /** Counted from 1; `SEQUENCE` is one less. */
  revision: number
  types: ChangeType[]
  /** UTC, whole seconds; never earlier than that of the previous change. */
  at: string
  before: Talk | null
  after: Talk | null
}

/** A change that was appended, with where the talk stood before it and stands after. */
export interface Step {
  change: Change
  was: Standing | null
  is: Standing
}
