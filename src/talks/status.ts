// What a status means for those who decide by it.
import type { Status } from './record.ts'

/** Whether the talk was called off: for good, or until it has a new date. */
export function isCalledOff({ status }: { status: Status }): boolean {
  return status === 'cancelled' || status === 'postponed'
}

/** Whether the talk is still expected to take place. */
export function isExpected({ status }: { status: Status }): boolean {
  return status === 'planned' || status === 'confirmed'
}
