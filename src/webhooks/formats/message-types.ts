// Every type of message, with what it tells. Change types come from the log; the others are about time and about
// endpoints themselves.
import { CHANGE_TYPES, type ChangeType } from '../../changes/change.ts'

export const REMINDER = 'talk.reminder'

/** Told only to an operator's endpoints that name them. */
export const OPERATIONAL_TYPES = ['endpoint.failing', 'endpoint.disabled', 'reminder.skipped'] as const

/** Told to one endpoint about itself, whatever it asked for. */
const OWN_TYPES = ['endpoint.test', 'endpoint.verification'] as const

export type OperationalType = (typeof OPERATIONAL_TYPES)[number]
export type MessageType = ChangeType | typeof REMINDER | OperationalType | (typeof OWN_TYPES)[number]

/** What an endpoint may ask for by name. */
export const ASKABLE_TYPES = [...CHANGE_TYPES, REMINDER, ...OPERATIONAL_TYPES] as const
export const MESSAGE_TYPES = [...ASKABLE_TYPES, ...OWN_TYPES] as const

export const MEANINGS: Record<MessageType, string> = {
  'talk.announced': 'A talk is in the diary for the first time, or again after it was withdrawn.',
  'talk.withdrawn': 'The record of a talk is gone.',
  'talk.cancelled': 'A talk was called off.',
  'talk.postponed': 'The date of a talk was given up.',
  'talk.reinstated': 'A talk that was called off or postponed is planned or confirmed again.',
  'talk.rescheduled': 'A talk has another start, or its date became vaguer.',
  'talk.time_confirmed': 'The date of a talk became more precise within what was said before.',
  'talk.relocated': 'The place of a talk changed, or became known.',
  'talk.confirmed': 'An official source confirmed a talk.',
  'talk.held': 'A talk was held.',
  'talk.parties_changed': 'Who takes part in a talk changed, or how.',
  'talk.updated': 'Something else of a talk changed.',
  'talk.reminder': 'A talk has come within one of the leads of the endpoint.',
  'endpoint.failing': 'An endpoint has failed for a day. For operators.',
  'endpoint.disabled': 'An endpoint was disabled, after five days without a success. For operators.',
  'reminder.skipped': 'A reminder was not sent since it would have come too late. For operators.',
  'endpoint.test': 'A message that the owner of the endpoint asked for.',
  'endpoint.verification': 'Whoever runs the address is asked whether they want messages: the code is to be echoed, or typed back.',
}
